"""The tables of a database that an earlier version of the add-on has made, or a newer one.

What a program finds in its database is told by a few lines of its language, run in the project's environment.
"""

import json
import shlex
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.generated import postgresql
from tests.generated.matrix import Case, Example, examples, one_of_a_language
from tests.generated.project import Project, make

pytestmark = pytest.mark.generated

MINIMAL, EVERYTHING = (
    next(one for one in examples() if one.name == name) for name in ("minimal", "everything")
)
PYTHON = one_of_a_language()["Python"]
OPENED = {
    "Python": (
        "python -c",
        "import sys; from _generated.connect.database import Database; Database(sys.argv[1])",
    ),
    "JavaScript": (
        "node --input-type=module -e",
        "const { openStore } = await import('./_generated/connect/store.js');"
        "const store = openStore({ databaseUrl: process.argv[1], encryptionKeys: [] });"
        "await store.ping(); await store.close();",
    ),
}
"""How a program opens the database, by language."""

NEWER = {
    ("Python", "sqlite"): "UPDATE schema_version SET version = version + 1",
    ("Python", "postgresql"): "UPDATE schema_version SET version = version + 1",
    ("JavaScript", "sqlite"): "PRAGMA user_version = 99",
    ("JavaScript", "postgresql"): "INSERT INTO schema_steps SELECT max(taken) + 1 FROM schema_steps",
}
"""What a program does that knows one step more."""

SHAPE = """
import json, sys
from sqlalchemy import inspect
from _generated.connect.database import Database
with Database(sys.argv[1]).reading() as connection:
    asked = inspect(connection)
    tables = {
        name: {
            "columns": {one["name"]: [str(one["type"]), one["nullable"]] for one in asked.get_columns(name)},
            "key": asked.get_pk_constraint(name),
            "indexes": {one["name"]: one["column_names"] for one in asked.get_indexes(name)},
            "options": asked.get_table_options(name),
        }
        for name in asked.get_table_names()
    }
print(json.dumps(tables))
"""

TOKENS = """
import json, sys
from _generated.connect.database import Database
from _generated.connect.store import Store, UsedToken
store = Store(Database(sys.argv[1]))
print(json.dumps(store.use_tokens([UsedToken("kettle", jti, 4102444800) for jti in ("used", "new")])))
"""

BEFORE = """
CREATE TABLE tenants (
  oauth_id VARCHAR(255) NOT NULL, secret TEXT NOT NULL, group_id BIGINT NOT NULL, group_name TEXT NOT NULL,
  room_id BIGINT, capabilities_url TEXT NOT NULL, api_url TEXT NOT NULL, token_url TEXT NOT NULL,
  homepage TEXT NOT NULL, subdomain TEXT, PRIMARY KEY (oauth_id)
);
CREATE TABLE seen_tokens (
  oauth_id VARCHAR(255) NOT NULL, jti VARCHAR(255) NOT NULL, expires BIGINT NOT NULL,
  PRIMARY KEY (oauth_id, jti)
);
CREATE INDEX ix_seen_tokens_expires ON seen_tokens (expires);
CREATE TABLE storage (
  oauth_id VARCHAR(255) NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (oauth_id, key)
);
CREATE TABLE settings (
  oauth_id VARCHAR(255) NOT NULL, room VARCHAR(32) NOT NULL, value TEXT NOT NULL, PRIMARY KEY (oauth_id, room)
);
INSERT INTO tenants VALUES ('kettle', 's', 5512, 'Harbour Works', NULL, 'c', 'a', 't', 'h', NULL);
INSERT INTO seen_tokens VALUES ('kettle', 'used', 4102444800);
"""
"""A database as Python projects made it before there were steps."""


@pytest.fixture(scope="module")
def new(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], str]]:
    """What makes the URL of an empty database of a kind."""
    with ExitStack() as servers:

        @cache
        def server() -> postgresql.Cluster:
            return servers.enter_context(postgresql.cluster())

        def made(kind: str) -> str:
            if kind == "postgresql":
                return server().database()
            return f"sqlite:///{tmp_path_factory.mktemp('tables') / 'addon.db'}"

        yield made


both = pytest.mark.parametrize("kind", ["sqlite", "postgresql"])


def execute(url: str, sql: str) -> None:
    if url.startswith("postgresql:"):
        postgresql.execute(url, sql)
        return
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as database:
        database.executescript(sql)


def ask(project: Project, code: str, url: str, command: str = "python -c") -> tuple[int, str]:
    """The status and the output of some code of the project's language."""
    done = project.run(f"{command} {shlex.quote(code)} {url}")
    return done.returncode, done.stdout


def told(project: Project, code: str, url: str) -> Any:
    status, output = ask(project, code, url)
    assert status == 0, output
    return json.loads(output)


def python(shelf: Path, example: Example) -> Project:
    return make(Case(PYTHON, example), shelf)


@both
def test_tables_from_before_become_those_of_today(kind: str, shelf: Path, new: Callable[[str], str]) -> None:
    project, old = python(shelf, EVERYTHING), new(kind)
    execute(old, BEFORE)
    with ThreadPoolExecutor() as processes:
        found = list(processes.map(lambda _: told(project, SHAPE, old), range(3)))
    assert found == [told(project, SHAPE, new(kind))] * 3
    assert told(project, TOKENS, old) == [False, True]


@both
def test_an_addon_that_comes_to_need_a_table_gets_it(
    kind: str, shelf: Path, new: Callable[[str], str]
) -> None:
    url = new(kind)
    few = told(python(shelf, MINIMAL), SHAPE, url)
    assert "grants" not in few
    more = told(python(shelf, EVERYTHING), SHAPE, url)
    assert "grants" in more
    assert few.items() <= more.items()


@both
@pytest.mark.parametrize("language", OPENED)
def test_tables_of_a_newer_version_are_left_alone(
    language: str, kind: str, shelf: Path, new: Callable[[str], str]
) -> None:
    project, url = make(Case(one_of_a_language()[language], MINIMAL), shelf), new(kind)
    command, opened = OPENED[language]
    for _ in range(2):
        assert ask(project, opened, url, command)[0] == 0
    execute(url, NEWER[language, kind])
    for _ in range(2):
        status, output = ask(project, opened, url, command)
        assert status != 0
        assert "the database belongs to a newer version of this add-on" in output
