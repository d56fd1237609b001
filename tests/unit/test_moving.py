"""A key renamed: in the spec's text, in paths, in Python and in JavaScript."""

import pytest

from hipgen.diagnostics import HipgenError
from hipgen.moving import new_path, refer, with_key, with_symbol
from hipgen.names import Part
from hipgen.source import parse
from hipgen.validate import SPEC, check

HEAD = "hipgen: 1\nkey: com.example.s\nname: S\ndescription: D.\nbase_url: https://a.example.com\n# first\n"
SPECS = [
    (
        "webhooks:\n  - key: old   # mine\n    command: /old\n",
        "webhooks:\n  - key: new   # mine\n    command: /old\n",
    ),
    ("webhooks:\n  - {key: 'old', command: /x}\n", "webhooks:\n  - {key: 'new', command: /x}\n"),
    ('webhooks:\n  - {"key": "old", command: /x}\n', 'webhooks:\n  - {"key": "new", command: /x}\n'),
    (
        "sidebar:\n  - {key: old, name: A}\nglances:\n  - {key: g, name: G, opens: old}  # o\n",
        "sidebar:\n  - {key: new, name: A}\nglances:\n  - {key: g, name: G, opens: new}  # o\n",
    ),
    (
        "sidebar:\n  - {key: old, name: A}\nglances:\n  - {key: g, name: G, opens: {key: old}}\n",
        "sidebar:\n  - {key: new, name: A}\nglances:\n  - {key: g, name: G, opens: {key: new}}\n",
    ),
]


@pytest.mark.parametrize(("before", "after"), SPECS)
def test_only_the_key_and_what_opens_it_change_in_the_spec(before: str, after: str) -> None:
    checked = check(parse(HEAD + before, "addon.yaml"), SPEC)
    assert checked.addon is not None, checked.diagnostics
    item = next(item for item in checked.addon.items if item.key == "old")
    assert with_key(checked.document, checked.addon, item, "new") == HEAD + after


RENAMED = [
    ("h.py", "def old(event):\n    return 1\n", "def new(event):\n    return 1\n"),
    (
        "h.py",
        "import x\n\n@x.y(1)\nasync  def  old (e):\n    'old'\n",
        "import x\n\n@x.y(1)\nasync  def  new (e):\n    'old'\n",
    ),
    ("h.py", "\ufeffdef old(e): ...\r\nx = 'é'\r\n", "\ufeffdef new(e): ...\r\nx = 'é'\r\n"),
    (
        "h.py",
        "class A:\n    def old(self): ...\n\ndef old(e): ...\n",
        "class A:\n    def old(self): ...\n\ndef new(e): ...\n",
    ),
    (
        "h.js",
        "// old\nexport function old(e) { return 'old'; }\n",
        "// old\nexport function new(e) { return 'old'; }\n",
    ),
    ("h.js", "export async function old(e) {}\n", "export async function new(e) {}\n"),
    ("h.js", "export const old = async (e) => 'old';\n", "export const new = async (e) => 'old';\n"),
    (
        "h.js",
        "export function older() {}\nexport function old() {}\n",
        "export function older() {}\nexport function new() {}\n",
    ),
]


@pytest.mark.parametrize(("path", "before", "after"), RENAMED)
def test_only_the_definition_changes_in_the_handler(path: str, before: str, after: str) -> None:
    assert with_symbol(path, before.encode(), "old", "new").decode() == after


REFUSED = [
    ("h.py", "old = lambda e: 1\n", "doesn't define"),
    ("h.py", "def old(e): ...\ndef old(e): ...\n", "2 times"),
    ("h.py", "def old(e):\n    return old(e)\n", "line 2"),
    ("h.py", "def old(e): ...\ndef new(e): ...\n", "of its own"),
    ("h.py", "from x import new\ndef old(e): ...\n", "of its own"),
    ("h.py", "def old(e:\n", "as Python"),
    ("h.js", "function old() {}\nexport { old };\n", "doesn't define"),
    ("h.js", "  export function old() {}\n", "doesn't define"),
    ("h.js", "export function old() {\n  return old();\n}\n", "line 2"),
    ("h.js", "export function old() {}\nconst new = 1;\n", "of its own"),
    ("h.rb", "def old\nend\n", "can't rename"),
]


@pytest.mark.parametrize(("path", "text", "why"), REFUSED)
def test_what_is_not_certain_is_refused(path: str, text: str, why: str) -> None:
    with pytest.raises(HipgenError, match=why) as refused:
        with_symbol(path, text.encode(), "old", "new")
    assert refused.value.status == 3


def test_paths_follow_the_templates_that_are_named_after_the_module() -> None:
    part = Part("handler", "handlers", "h/{module}.py")
    assert new_path(part, "h/old.py", "old", "new", edited=True) == "h/new.py"
    assert new_path(part, "before/old.py", "old", "new", edited=True) == "before/new.py"
    assert new_path(part, "before/old.py", "old", "new", edited=False) == "h/new.py"
    assert new_path(part, "h/other.py", "old", "new", edited=True) == "h/other.py"


def test_a_page_names_its_script_under_the_new_path() -> None:
    page = b'<script src="{{ base }}/s/old.js"></script> s/older.js s/old.json'
    assert refer(page, {"s/old.js": "s/new.js"}) == page.replace(b's/old.js"', b's/new.js"')
