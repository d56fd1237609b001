"""The script and the style sheet that pages of add-ons load, as served; the logic of views, run by Node."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.host.worlds import ask, world_of_three

HERE = Path(__file__).parent / "connect"
MODULES = Path(__file__).parents[2] / "hipgen/host/web/static/connect"


@pytest.mark.parametrize(
    ("name", "kind", "holds"),
    [
        ("all.js", "text/javascript; charset=utf-8", b"window.AP = HipChat"),
        ("all-debug.js", "text/javascript; charset=utf-8", b"window.AP = HipChat"),
        ("all.css", "text/css; charset=utf-8", b".aui-connect-page"),
        ("all-debug.css", "text/css; charset=utf-8", b".aui-connect-page"),
    ],
)
def test_any_page_may_load_the_script_and_the_style_sheet(name: str, kind: str, holds: bytes) -> None:
    world = world_of_three()
    reply = ask(world, "GET", f"/atlassian-connect/{name}", token=None)
    assert (reply.status, reply.header("Content-Type")) == (200, kind)
    assert holds in reply.body
    assert reply.header("Access-Control-Allow-Origin") == "*"
    assert reply.header("X-Content-Type-Options") == "nosniff"
    tag = {"if-none-match": reply.header("ETag") or ""}
    again = ask(world, "GET", f"/atlassian-connect/{name}", token=None, headers=tag)
    assert (again.status, again.body) == (304, b"")
    assert again.header("Access-Control-Allow-Origin") == "*"


@pytest.mark.parametrize("name", ["views.js", "all.html", "..%2fpage%2fmain.js", "all.js%00"])
def test_nothing_else_is_served_there(name: str) -> None:
    assert ask(world_of_three(), "GET", f"/atlassian-connect/{name}", token=None).status == 404


@pytest.mark.parametrize(
    "name",
    ["page", "page-focused", "content", "list", "list-item", "list-item-header", "list-item-title",
     "list-item-attributes", "list-item-actions", "footer"],
)  # fmt: skip
def test_the_style_sheet_knows_the_class_names_of_the_style_guide(name: str) -> None:
    text = (MODULES / "all.css").read_text(encoding="utf-8")
    assert f".aui-connect-{name} {{" in text or f".aui-connect-{name}, " in text


@pytest.mark.parametrize("test", ["logic.test.mjs", "script.test.mjs"])
@pytest.mark.skipif(shutil.which("node") is None, reason="Node is not installed")
def test_the_logic_of_views_holds(test: str, tmp_path: Path) -> None:
    """Beside copies of the modules: Node takes them for modules where a package.json says so."""
    (tmp_path / "package.json").write_text('{"type": "module"}', encoding="utf-8")
    for file in (*MODULES.glob("*.js"), HERE / test):
        shutil.copy(file, tmp_path)
    done = subprocess.run(
        ["node", "--test", test], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stdout + done.stderr
