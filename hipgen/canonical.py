"""Descriptors in canonical form: two that the host reads alike are equal.

Defaults of the host are written out, spellings that mean the same become one. Knows HipChat's descriptor
(captured schema and client) and nothing of addon.yaml.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeGuard

from hipgen.diagnostics import Json, Pointer

DEFAULTS: Mapping[str, Mapping[str, Json]] = {
    "installable": {"allowGlobal": True, "allowRoom": True},
    "webhook": {"authentication": "none"},
    "webPanel": {"authentication": "jwt", "weight": 100},
    "glance": {"weight": 100},
    "action": {"weight": 100},
    "dialog": {"authentication": "jwt"},
    "configurable": {"authentication": "jwt", "allowAccessToRoomAdmins": False},
}
LISTS = frozenset({"webhook", "webPanel", "glance", "action", "dialog", "externalPage"})


def canonical(descriptor: Mapping[str, Json], *, keyless: bool = False) -> Json:
    """Write a descriptor in canonical form, members sorted; `keyless` drops the keys of webhooks."""
    root = {**descriptor, "apiVersion": descriptor.get("apiVersion", "1:1")}
    capabilities = descriptor.get("capabilities", {})
    if isinstance(capabilities, dict):
        root["capabilities"] = {
            name: _module(name, value, keyless)
            for name, value in capabilities.items()
            if not (name in LISTS and value == [])
        }
    return _plain(root)


def _module(name: str, value: Json, keyless: bool) -> Json:
    if name == "webhook" and isinstance(value, dict):
        value = [value]
    if isinstance(value, list) and name in LISTS:
        return [_one(name, member, keyless) if isinstance(member, dict) else member for member in value]
    return _one(name, value, keyless) if isinstance(value, dict) else value


def _one(name: str, module: Mapping[str, Json], keyless: bool) -> Json:
    result = {**DEFAULTS.get(name, {}), **module}
    if name == "webhook" and keyless:
        result.pop("key", None)
    if name == "dialog":
        result["options"] = _dialog_options(result.get("options", {}))
    if isinstance(result.get("target"), dict) and set(result["target"]) == {"key"}:
        result["target"] = result["target"]["key"]
    if isinstance(result.get("conditions"), list):
        result["conditions"] = [_condition(each) for each in result["conditions"]]
        if not result["conditions"]:
            del result["conditions"]
    avatar = result.get("avatar")
    if name == "hipchatApiConsumer" and isinstance(avatar, dict) and set(avatar) == {"url"}:
        result["avatar"] = avatar["url"]
    return result


def _dialog_options(options: Json) -> Json:
    if not isinstance(options, dict):
        return options
    result = {"style": "normal", **options}
    if isinstance(result.get("primaryAction"), dict):
        result["primaryAction"] = {"enabled": True, **result["primaryAction"]}
    if isinstance(result.get("secondaryActions"), list):
        result["secondaryActions"] = [
            {"enabled": True, **each} if isinstance(each, dict) else each
            for each in result["secondaryActions"]
        ]
    return result


def _condition(condition: Json) -> Json:
    if not isinstance(condition, dict):
        return condition
    result = dict(condition)
    if isinstance(result.get("type"), str):
        result["type"] = result["type"].upper()
    if isinstance(result.get("conditions"), list):
        result["conditions"] = [_condition(each) for each in result["conditions"]]
    if result.get("invert") is False:
        del result["invert"]
    if result.get("params") == {}:
        del result["params"]
    return result


def _plain(value: Json) -> Json:
    """Members sorted, numbers by value."""
    match value:
        case dict():
            return {key: _plain(value[key]) for key in sorted(value)}
        case list():
            return [_plain(member) for member in value]
        case float() if value.is_integer():
            return int(value)
        case _:
            return value


def differences(a: Json, b: Json, at: Pointer = ()) -> Iterator[Pointer]:
    """The pointers at which two canonical forms differ."""
    if _both(a, b, dict):
        for key in sorted({*a, *b}):
            if key not in a or key not in b:
                yield (*at, key)
            else:
                yield from differences(a[key], b[key], (*at, key))
    elif _both(a, b, list) and len(a) == len(b):
        for index, (x, y) in enumerate(zip(a, b, strict=True)):
            yield from differences(x, y, (*at, index))
    elif a != b or isinstance(a, bool) != isinstance(b, bool):
        yield at


def _both(a: Json, b: Json, kind: type) -> TypeGuard[Json]:
    return isinstance(a, kind) and isinstance(b, kind)
