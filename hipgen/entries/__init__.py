"""Three-way merge of manifests by entry: each side's changes are taken, two of one entry are a clash.

A format is a module with `parse` and `write`, and a line in `FORMATS`; what has none is merged by lines.
Text in, text out: knows neither where a file is, nor what its entries mean.
"""

from __future__ import annotations

from typing import Any

from hipgen.entries import json, toml, yaml
from hipgen.entries.combine import Side, combine, same
from hipgen.entries.format import Format, UnmergeableError
from hipgen.merge import Merged, marked, merge

FORMATS: dict[str, Format] = {
    ".json": Format(json.parse, json.write, json.comments, b"{}\n"),
    ".toml": Format(toml.parse, toml.write, toml.comments),
    ".yaml": Format(yaml.parse, yaml.write, yaml.comments, whole=yaml.WHOLE),
    ".yml": Format(yaml.parse, yaml.write, yaml.comments, whole=yaml.WHOLE),
}
"""What merges a file, by the end of its name."""


def merge_file(path: str, base: bytes, mine: bytes, theirs: bytes) -> Merged:
    """Merge what `mine` and `theirs` made of `base`; the layout is `mine`'s, down to its line ends.

    Lines where they agree with the entries; else entries; and lines again where a file can't be read so.
    """
    if mine in {base, theirs}:
        return Merged(theirs, 0)
    if theirs == base:
        return Merged(mine, 0)
    base, theirs = (_ended_like(mine, text) for text in (base, theirs))
    lines = merge(base, mine, theirs)
    form = _format(path)
    if form is None:
        return lines
    try:
        return _by_entry(form, lines, *(text.decode("utf-8") for text in (base, mine, theirs)))
    except (UnmergeableError, UnicodeDecodeError, RecursionError):
        return lines


def nothing(path: str) -> bytes:
    """What a file holds that has no entries: of a format that needs it, the frame of none."""
    form = _format(path)
    return form.nothing if form else b""


def _format(path: str) -> Format | None:
    return next((form for end, form in FORMATS.items() if path.endswith(end)), None)


def _by_entry(form: Format, lines: Merged, base: str, mine: str, theirs: str) -> Merged:
    before, own, new = (form.parse(text) for text in (base, mine, theirs))
    wanted, clashes = combine(before, own, new, whole=form.whole)
    if clashes:
        found = _proposal(form, (base, mine, theirs), clashes)
        if not _lost(form, base, mine, found.data.decode("utf-8")):
            return found
        return lines if lines.conflicts else _beside(mine, theirs.encode("utf-8"), clashes)
    if not lines.conflicts and _holds(form, lines.data, wanted):
        return lines
    text = _written(form, mine, theirs, wanted)
    if lost := _lost(form, base, mine, text):
        # An entry that the generator drops may carry a note of the person's: that is theirs to decide.
        return lines if lines.conflicts else _beside(mine, lines.data, lost)
    return Merged(text.encode("utf-8"), 0)


def _lost(form: Format, base: str, mine: str, text: str) -> tuple[str, ...]:
    """The person's comments that are not in a text."""
    return tuple(sorted(form.comments(mine) - form.comments(base) - form.comments(text)))


def _written(form: Format, mine: str, theirs: str, wanted: Any) -> str:
    """The text with the wanted entries, read back: a writer's mistake must never reach a file."""
    text = _ended_like(mine.encode("utf-8"), form.write(mine, theirs, wanted).encode("utf-8")).decode("utf-8")
    if not same(form.parse(text), wanted):
        raise UnmergeableError
    return text


def _holds(form: Format, data: bytes, wanted: Any) -> bool:
    try:
        return same(form.parse(data.decode("utf-8")), wanted)
    except (UnmergeableError, UnicodeDecodeError, RecursionError):
        return False


def _proposal(form: Format, texts: tuple[str, str, str], clashes: tuple[str, ...]) -> Merged:
    """The file with all that is settled, and marks around the entries that clash, and around no others."""
    _, mine, theirs = texts
    before, own, new = (form.parse(text) for text in texts)
    sides = (
        _written(form, mine, theirs, combine(before, own, new, side, whole=form.whole)[0]) for side in Side
    )
    base, ours, other = (side.encode("utf-8") for side in sides)
    merged = merge(base, ours, other)
    return merged._replace(where=clashes) if merged.conflicts else _beside(mine, other, clashes)


def _beside(mine: str, data: bytes, where: tuple[str, ...]) -> Merged:
    """A clash that no lines show: the person's text whole against the other."""
    return Merged(marked(b"", mine.encode("utf-8"), data), 1, where)


def _ended_like(mine: bytes, text: bytes) -> bytes:
    """Lines that end as the person's do, where those all end in CR LF."""
    if mine.count(b"\n") and mine.count(b"\n") == mine.count(b"\r\n"):
        return text.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    return text
