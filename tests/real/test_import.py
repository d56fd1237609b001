"""Descriptors that people wrote, by other hands and for the real host: import saves them all.

The material lies beside the project (`tests/shared.py`), and so does the judge: the schema HipChat served.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from hipgen import frameworks
from hipgen.canonical import canonical
from hipgen.context import context
from hipgen.descriptor import compile_addon
from hipgen.diagnostics import HipgenError, Json
from hipgen.imported import import_document
from hipgen.render import render
from hipgen.source import parse
from hipgen.validate import check, kind_of
from tests.shared import SHARED, shared_files
from tests.specs import addon_of, errors

pytestmark = pytest.mark.slow

CORPUS = shared_files("corpus/descriptors/*.json")
HOST = [
    Draft202012Validator(json.loads(f.read_text()))
    for f in shared_files("reference/captured-host-descriptor.schema.json")
]


def read(path: Path) -> Json:
    return json.loads(path.read_text(encoding="utf-8"))


def listed(data: Json) -> Json:
    """The descriptor with a single webhook as a list of one, as the host bore it."""
    capabilities = data.get("capabilities")
    if isinstance(capabilities, dict) and isinstance(capabilities.get("webhook"), dict):
        return {**data, "capabilities": {**capabilities, "webhook": [capabilities["webhook"]]}}
    return data


def accepted(path: Path) -> bool:
    return all(host.is_valid(listed(read(path))) for host in HOST)


def compiled(text: str) -> Json:
    addon = addon_of(text)
    return compile_addon(addon, addon.text("base_url")).descriptor


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
class TestADescriptorOfTheCorpus:
    __test__ = SHARED is not None

    def test_comes_back_whole(self, path: Path) -> None:
        text = import_document(parse(path.read_bytes(), path.name)).text
        assert canonical(compiled(text), keyless=True) == canonical(read(path), keyless=True)

    def test_gives_a_spec_without_errors_and_says_what_was_mended(self, path: Path) -> None:
        imported = import_document(parse(path.read_bytes(), path.name))
        assert errors(imported.text) == []
        if listed(read(path)) != read(path):
            assert "`webhook` is an object; taken as a list of one" in {
                d.message for d in imported.diagnostics
            }
        assert all(host.is_valid(compiled(imported.text)) for host in HOST)

    def test_is_told_from_a_spec_and_judged_as_the_host_did(self, path: Path) -> None:
        assert kind_of(read(path)) == "descriptor"
        result = check(parse(path.read_bytes(), path.name))
        raw = all(host.is_valid(read(path)) for host in HOST)
        assert (result.errors == 0) is raw


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
class TestAProjectOfTheCorpus:
    __test__ = SHARED is not None

    def test_is_rendered_for_every_framework(self, path: Path) -> None:
        addon = addon_of(import_document(parse(path.read_bytes(), path.name)).text)
        for name in frameworks.names():
            chosen = frameworks.framework(name)
            base = addon.text("base_url")
            seen = context(
                addon, base_url=base, framework=name, language=chosen.language, naming=chosen.naming
            )
            assert len(render(chosen, seen)) > 20


class TestTheCorpus:
    __test__ = SHARED is not None

    def test_is_what_the_host_accepted_once_a_lone_webhook_counts_as_a_list(self) -> None:
        assert len(CORPUS) == 53
        assert [path.name for path in CORPUS if not accepted(path)] == []
        assert 0 < sum(listed(read(path)) != read(path) for path in CORPUS) < 53


def first(data: Json, name: str) -> Json:
    """The first module of a capability, if there is one."""
    modules = data.get("capabilities", {}).get(name)
    found = modules[0] if isinstance(modules, list) and modules else modules
    return found if isinstance(found, dict) else {}


def put(*path: str | int) -> Callable[[Json], Callable[[Json], None]]:
    """A mutation that puts a value at a path, making objects on the way."""

    def of(value: Json) -> Callable[[Json], None]:
        def mutate(data: Json) -> None:
            here = data
            for step in path[:-1]:
                inner = here.get(step) if isinstance(here, dict) else here[0] if here else None
                if not isinstance(inner, dict | list) or not inner:
                    if not isinstance(here, dict):
                        return
                    inner = here[step] = {}
                here = inner
            if isinstance(here, dict):
                here[path[-1]] = value

        return mutate

    return of


def dropped(*path: str) -> Callable[[Json], None]:
    def mutate(data: Json) -> None:
        here = data
        for step in path[:-1]:
            here = here.get(step, {}) if isinstance(here, dict) else {}
        if isinstance(here, dict):
            here.pop(path[-1], None)

    return mutate


def in_first(name: str, member: str, value: Json) -> Callable[[Json], None]:
    """A mutation of the first module of a capability."""
    return lambda data: first(data, name).__setitem__(member, value)


def without(name: str, member: str) -> Callable[[Json], None]:
    return lambda data: first(data, name).pop(member, None)


def nested(depth: int) -> Json:
    leaf: Json = {"condition": "user_is_admin"}
    for level in range(depth):
        leaf = {"type": ("and", "or")[level % 2], "conditions": [leaf, {"condition": "user_is_guest"}]}
    return [leaf]


ROOT = {name: dropped(name) for name in ("key", "name", "description", "links", "capabilities", "vendor")}
WRONG: list[Json] = [None, 7, [], ""]
TYPES: dict[str, Callable[[Json], None]] = {
    f"{'/'.join(path)} is {value!r}": put(*path)(value)
    for path in (
        ("name",),
        ("links",),
        ("links", "self"),
        ("capabilities",),
        ("capabilities", "installable"),
        ("vendor",),
    )
    for value in WRONG
}
URLS: dict[str, Callable[[Json], None]] = {
    f"a webhook at {url}": in_first("webhook", "url", url)
    for url in (
        "/relative",
        "relative",
        "",
        "//host/path",
        "data:text/plain,x",
        "https://other.example:8443/x",
        "https://other.example:99999/x",
        "http://[::1]:5000/x",
        "http://[broken/x",
        "HTTPS://UPPER.example/X",
        "https://user:pass@host.example/x",
        "https://x.example/a?b=c#d",
        "https://x.example?x",
        "javascript:alert(1)",
        "https://x.example/{message.body}/{",
        "https://x.example/\u202e",
        "https://x.example/a b",
    )
}
MEMBERS: dict[str, Callable[[Json], None]] = {
    "no links.self": dropped("links", "self"),
    "unknown members": put("x-mine")({"deep": [1, {"2": None}]}),
    "an unknown capability": put("capabilities", "command")([{"x": 1}]),
    "scopes of no kind": put("capabilities", "hipchatApiConsumer", "scopes")(["send_nothing"]),
    "scopes twice": put("capabilities", "hipchatApiConsumer", "scopes")(["view_room", "view_room"]),
    "no scopes": put("capabilities", "hipchatApiConsumer")({"fromName": "x"}),
    "a long name": put("name")("n" * 5000),
    "an event of no kind": in_first("webhook", "event", "room_massage"),
    "no event": without("webhook", "event"),
    "no url": without("webhook", "url"),
    "authentication of no kind": in_first("webhook", "authentication", "basic"),
    "a pattern that is no text": in_first("webhook", "pattern", 7),
    "a pattern with a control character": in_first("webhook", "pattern", "\x08(/?hey)\\b\n"),
    "a webhook's key too long": in_first("webhook", "key", "k" * 41),
    "a webhook's key with a space": in_first("webhook", "key", "a key"),
    "a webhook's key on two lines": in_first("webhook", "key", "key\n"),
    "a webhook that is a text": put("capabilities", "webhook")("https://x.example"),
    "webhooks that are texts": put("capabilities", "webhook")(["a", None, 7]),
    "a glance without an icon": put("capabilities", "glance")([{"key": "g", "name": {"value": "G"}}]),
    "a glance without a name": put("capabilities", "glance")(
        [{"key": "g", "icon": {"url": "a", "url@2x": "b"}}]
    ),
    "a name too long": put("capabilities", "externalPage")(
        [{"key": "p", "url": "u", "name": {"value": "n" * 101}}]
    ),
    "an empty name": put("capabilities", "externalPage")([{"key": "p", "url": "u", "name": {"value": ""}}]),
    "a name as a text": put("capabilities", "externalPage")([{"key": "p", "url": "u", "name": "P"}]),
    "a member of a page": put("capabilities", "externalPage")(
        [{"key": "p", "url": "u", "authentication": "jwt"}]
    ),
    "pages of one key": put("capabilities", "externalPage")(
        [{"key": "p", "url": "u"}, {"key": "p", "url": "v"}]
    ),
    "a dialog's unknown option": put("capabilities", "dialog")(
        [{"key": "d", "title": {"value": "D"}, "url": "u", "options": {"colour": "red"}}]
    ),
    "a target that is nowhere": put("capabilities", "action")(
        [{"key": "a", "name": {"value": "A"}, "location": "hipchat.input.action", "target": "no where"}]
    ),
    **{
        f"conditions {depth} deep": put("capabilities", "webPanel")(
            [
                {
                    "key": "w",
                    "name": {"value": "W"},
                    "location": "hipchat.sidebar.right",
                    "url": "u",
                    "conditions": nested(depth),
                }
            ]
        )
        for depth in (1, 2, 3, 20)
    },
}
MUTATIONS = {**{f"no {name}": mutate for name, mutate in ROOT.items()}, **TYPES, **URLS, **MEMBERS}


@pytest.mark.parametrize("mutate", MUTATIONS.values(), ids=MUTATIONS.keys())
class TestAMutatedDescriptor:
    __test__ = SHARED is not None

    def test_gives_a_spec_without_errors(self, mutate: Callable[[Json], None]) -> None:
        for path in CORPUS[::13]:
            data = copy.deepcopy(listed(read(path)))
            mutate(data)
            try:
                text = import_document(parse(json.dumps(data), path.name)).text
            except HipgenError as error:
                pytest.fail(f"{path.name}: {error}")
            assert errors(text) == []
            assert all(host.is_valid(compiled(text)) for host in HOST)


def test_there_are_mutations_enough() -> None:
    assert len(MUTATIONS) >= 60
