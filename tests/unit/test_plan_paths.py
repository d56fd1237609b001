"""Which paths a project's files may have."""

import pytest

from hipgen.diagnostics import HipgenError
from hipgen.plan import check_path, check_paths


@pytest.mark.parametrize(
    "paths",
    [
        ("a.py", "a.py"),
        ("handlers/a.py", "handlers/A.py"),
        ("Handlers/a.py", "handlers/b.py", "handlers/A.py"),
        ("caf\u00e9.py", "cafe\u0301.py"),
        ("a", "a/b"),
        ("a/b/c", "A/B"),
    ],
)
def test_two_files_for_one_path_are_refused(paths: tuple[str, ...]) -> None:
    with pytest.raises(HipgenError, match="rendered"):
        check_paths(paths)


@pytest.mark.parametrize(
    "path",
    [
        *("", "/a", "../a", "a/../b", "a/./b", "a//b", "a/", "a\\b", "c:/a", "a\0", "a\nb", "a?"),
        *("con", "a/NUL.txt", "lpt1", "a.", "a /b", "x" * 256),
        *(".hipgen/lock.json", ".git/config", ".GIT/hooks/x"),
    ],
)
def test_a_path_that_leaves_the_project_or_that_some_system_cannot_hold_is_refused(path: str) -> None:
    with pytest.raises(HipgenError, match="can't be a file of the project"):
        check_path(path)


@pytest.mark.parametrize(
    "path", ["a", ".gitignore", "a/b.c/d", "états/ñ.py", "conf.py", ".github/workflows/ci.yml"]
)
def test_ordinary_paths_pass(path: str) -> None:
    check_path(path)
