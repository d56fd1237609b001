"""A member that HipChat doesn't know.

The host takes a descriptor with any members and looks at those it knows: a misspelt one is ignored without a
word, and so is one in the wrong place.

Bad:

    {"key": "com.example.sample", "name": "Sample", "description": "Says what it is for.",
     "links": {"self": "https://addon.example.com/descriptor.json"},
     "capabilities": {"installable": {"allowGloba": false, "callbackUrl": "https://addon.example.com/installed"}}}

Good:

    {"key": "com.example.sample", "name": "Sample", "description": "Says what it is for.",
     "links": {"self": "https://addon.example.com/descriptor.json"},
     "capabilities": {"installable": {"allowGlobal": false, "callbackUrl": "https://addon.example.com/installed"}}}
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hipgen.diagnostics import Finding, Pointer, Severity
from hipgen.language import language
from hipgen.model import Addon
from hipgen.nearest import similar
from hipgen.rules import finding

ID, SEVERITY = "HG602", Severity.WARNING

KINDS = frozenset({"descriptor"})


def check(addon: Addon) -> Iterator[Finding]:
    """Look at the members that no word of the language stands for."""
    capabilities = {kind.descriptor for kind in language().kinds if kind.descriptor}
    members = dict.fromkeys(target[0] for word in addon.shape.fields.values() if (target := word.target))
    for name in addon.extra:
        if name not in (*capabilities, *members):
            yield _unknown(name, members, "the add-on", ("extra", name))
    beside = addon.extra.get("capabilities")
    for name in beside if isinstance(beside, dict) else ():
        if name not in capabilities | set(KNOWN):
            yield _unknown(name, sorted(capabilities), "`capabilities`", ("extra", "capabilities", name))
    for item in addon.items:
        for name in item.extra:
            yield _unknown(name, item.kind.shape.members, item.called, (*item.at, "extra", name))


KNOWN = ("hipchatApiConsumer", "command")
"""Members of `capabilities` that no word of ours is a capability for."""


def _unknown(name: str, known: Iterable[str], where: str, at: Pointer) -> Finding:
    guess = similar(name, list(known))
    return finding(
        at,
        f"HipChat knows no `{name}` in {where}",
        key=True,
        label=f"did you mean `{guess}`?" if guess else "it is ignored",
        in_json=f"rename `{name}` to `{guess}`" if guess else "",
    )
