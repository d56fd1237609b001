"""The nearest allowed word to a misspelt one, for "did you mean".

Pure text: nothing here knows where the words come from or how the suggestion is shown.
"""

from __future__ import annotations

from collections.abc import Iterable

FARTHEST = 2
"""More edits than this is another word, not a slip."""


def similar(word: str, allowed: Iterable[str]) -> str | None:
    """Find the allowed word that `word` was probably meant to be; of several equally near, the first.

    At most two edits, and at most one for every three letters, so that short words don't attract each
    other. Case doesn't count: `baseUrl` is one edit from `base_url`.
    """
    folded = word.casefold()
    best: str | None = None
    nearest = FARTHEST + 1
    for candidate in allowed:
        other = candidate.casefold()
        reach = min(nearest - 1, max(len(folded), len(other)) // 3)
        if reach < 0 or abs(len(folded) - len(other)) > reach:
            continue
        far = distance(folded, other)
        if far <= reach:
            best, nearest = candidate, far
    return best


def distance(a: str, b: str) -> int:
    """Count the edits from `a` to `b`: a letter more, less, other, or two neighbours swapped (Damerau)."""
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, x in enumerate(a):
        last, before, row = before, row, [i + 1]
        for j, y in enumerate(b):
            step = min(before[j + 1] + 1, row[j] + 1, before[j] + (x != y))
            if i and j and x == b[j - 1] and y == a[i - 1]:
                step = min(step, last[j - 1] + 1)
            row.append(step)
    return row[-1]
