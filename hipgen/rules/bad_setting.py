"""A setting contradicts itself.

A choice needs its choices, a default must be one of them or of the setting's type, a secret has no default
(it would be in the spec for everybody to read), and two settings can't share a key.

Bad:

    configuration:
      settings:
        - {key: severity, label: Severity, type: choice, choices: [low, high], default: medium}

Good:

    configuration:
      settings:
        - {key: severity, label: Severity, type: choice, choices: [low, high], default: low}
"""

from __future__ import annotations

from collections.abc import Iterator

from hipgen.diagnostics import Finding, Severity
from hipgen.model import Addon, Struct
from hipgen.rules import finding

ID, SEVERITY = "HG230", Severity.ERROR
KINDS = frozenset({"spec"})

TYPES: dict[str, tuple[type, ...]] = {"boolean": (bool,), "integer": (int,), "number": (int, float)}


def check(addon: Addon) -> Iterator[Finding]:
    """Look at every setting alone, and for keys used twice."""
    for item in addon.items:
        seen: dict[str, Struct] = {}
        for setting in item.fields.get("settings", ()):
            key = setting.fields.get("key")
            first = seen.setdefault(key, setting)
            if key is not None and first is not setting:
                yield finding(
                    (*setting.at, "key"), f"two settings have the key `{key}`", related=(*first.at, "key")
                )
            yield from _alone(setting)


def _alone(setting: Struct) -> Iterator[Finding]:
    fields, key = setting.fields, setting.fields.get("key")
    type_, default = fields.get("type", "text"), fields.get("default")
    if type_ == "choice" and "choices" not in fields:
        yield finding(setting.at, f"setting `{key}` is a choice without choices", fix="add `choices`")
    elif type_ != "choice" and "choices" in fields:
        yield finding((*setting.at, "choices"), f"setting `{key}` has choices, but is no choice")
    elif default is not None and (why := _bad_default(type_, default, fields.get("choices", []))):
        yield finding((*setting.at, "default"), f"the default of setting `{key}` {why}")


def _bad_default(type_: str, default: object, choices: list[str]) -> str | None:
    match type_:
        case "secret":
            return "would be in the spec for everybody to read"
        case "choice":
            return None if default in choices else f"isn't one of {', '.join(choices)}"
        case _:
            fits = isinstance(default, TYPES.get(type_, (str,))) and (type_ == "boolean") == isinstance(
                default, bool
            )
            return None if fits else f"isn't of the type {type_}"
