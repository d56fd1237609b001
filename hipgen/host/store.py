"""Keeps the tables of a host in an SQLite file, so that it can be stopped, or killed, and go on.

One row for each record: its table, its key and itself as JSON. What changed in a step is written in one
transaction before the step is answered. The file is in WAL mode with `synchronous=NORMAL`: killing the host
loses nothing that was answered; a power cut may lose the last moments before it, and never more (the file
stays whole). Writing at once costs tens of microseconds, so steps are not gathered. Knows nothing of what the
records mean.
"""

from __future__ import annotations

import json
import os
import sqlite3
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from hipgen.diagnostics import HipgenError
from hipgen.host.table import Table

VERSION = 1
"""Of the format. New members of records with defaults need no new version; anything else does."""
APPLICATION = 0x68697067
"""SQLite's mark of whose file it is."""
SCHEMA = f"""
CREATE TABLE record (number INTEGER PRIMARY KEY, name TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL,
                     UNIQUE (name, key));
PRAGMA application_id = {APPLICATION};
PRAGMA user_version = {VERSION};
"""
# A key that is there keeps its number, and so its place in the order.
PUT = (
    "INSERT INTO record (name, key, value) VALUES (?, ?, ?)"
    " ON CONFLICT (name, key) DO UPDATE SET value = excluded.value"
)
REMOVE = "DELETE FROM record WHERE name = ? AND key = ?"

DAMAGED = "is damaged; name another file, or begin anew without it"

Tables = Iterable[Table[Any, Any]]


class Nowhere:
    """Keeps nothing: the state goes with the process."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tuple(tables)

    def save(self) -> None:
        """Forget what changed."""
        for table in self._tables:
            table.changed.clear()

    def close(self) -> None:
        """Nothing is open."""


class Store:
    """An open file, locked for this process, and the tables that it keeps."""

    def __init__(self, path: Path, tables: Tables) -> None:
        """Open a file, or make it.

        Raises HipgenError when it is in use, damaged, something else, or was written by a newer hipgen.
        """
        self._path = path
        self._tables = tuple(tables)
        self._connection = _opened(path)
        try:
            self.is_new = _prepared(self._connection, path)
        except BaseException:
            self._connection.close()
            raise

    def load(self) -> None:
        """Put every record back into its table.

        Raises HipgenError for a damaged file (records could be missing without a word) and for a record that
        can't be read.
        """
        by_name = {table.name: table for table in self._tables}
        readers = {
            name: (msgspec.json.Decoder(table.key_type), msgspec.json.Decoder(table.record_type))
            for name, table in by_name.items()
        }
        try:
            sound: str = self._connection.execute("PRAGMA quick_check(1)").fetchone()[0]
            if sound != "ok":
                raise HipgenError(f"{self._path} {DAMAGED}")
            for name, key, value in self._connection.execute(
                "SELECT name, key, value FROM record ORDER BY number"
            ):
                if name in by_name:
                    read_key, read_value = readers[name]
                    by_name[name].restore(read_key.decode(key), read_value.decode(value))
        except (msgspec.MsgspecError, sqlite3.Error) as error:
            raise HipgenError(f"{self._path}: cannot be read as a host's state: {error}") from error

    def save(self) -> None:
        """Write what changed since the last time, all of it or nothing.

        Raises HipgenError when it can't be written (the disk is full): the changes are tried again then.
        """
        changed = [table for table in self._tables if table.changed]
        if not changed:
            return
        drained = [(table, table.drain()) for table in changed]
        try:
            self._write([row for table, changes in drained for row in _rows(table, changes)])
        except sqlite3.Error as error:
            for table, changes in drained:
                table.changed.update(dict.fromkeys(key for key, _record in changes))
            raise HipgenError(f"cannot write {self._path}: {error}") from error

    def close(self) -> None:
        """Write what is left and close the file."""
        try:
            self.save()
        finally:
            self._connection.close()

    def _write(self, rows: Sequence[tuple[str, str, str | None]]) -> None:
        connection = self._connection
        connection.execute("BEGIN IMMEDIATE")
        try:
            for name, key, value in rows:
                if value is None:
                    connection.execute(REMOVE, (name, key))
                else:
                    connection.execute(PUT, (name, key, value))
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise


def _opened(path: Path) -> sqlite3.Connection:
    """A connection to a file that only its owner may read: it holds tokens."""
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        return sqlite3.connect(path, isolation_level=None, timeout=0.2)
    except (OSError, sqlite3.Error) as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else error
        raise HipgenError(f"cannot open {path}: {why}") from error


def _prepared(connection: sqlite3.Connection, path: Path) -> bool:
    """Lock the file for this process and see that it is a store; whether it is a new one.

    Nothing is written before it is known whose file it is.
    """
    try:
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        is_made = _recognised(connection, path)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        if not is_made:
            connection.executescript(f"BEGIN EXCLUSIVE;{SCHEMA}COMMIT;")
        connection.execute("BEGIN EXCLUSIVE")
        records: int = connection.execute("SELECT count(*) FROM record").fetchone()[0]
        connection.execute("COMMIT")
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            raise HipgenError(f"{path} is in use by another host; stop it, or name another file") from error
        raise HipgenError(f"cannot open {path}: {error}") from error
    except sqlite3.DatabaseError as error:
        what = DAMAGED if "malformed" in str(error) else "is not a host's state; name another file"
        raise HipgenError(f"{path} {what}") from error
    return records == 0


def _recognised(connection: sqlite3.Connection, path: Path) -> bool:
    """Whether a file is a store; False if it is empty. Raises HipgenError for any other."""
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if not application and not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
        return False
    if application != APPLICATION:
        raise HipgenError(f"{path} is a database of something else; name another file")
    if version > VERSION:
        raise HipgenError(f"{path} was written by a newer hipgen (format {version}, known: {VERSION})")
    return True


def _rows(
    table: Table[Any, Any], changes: Iterable[tuple[Any, Any]]
) -> Iterator[tuple[str, str, str | None]]:
    """Changes as rows; a record that can't be written is told on standard error and kept in memory only."""
    for key, record in changes:
        try:
            yield table.name, _text(key), None if record is None else _text(record)
        except (TypeError, ValueError, RecursionError, OverflowError) as error:
            print(f"hipgen: {table.name} {key!r} can't be kept in the file: {error}", file=sys.stderr)  # noqa: T201


def _text(value: object) -> str:
    """A record or key as JSON."""
    try:
        return msgspec.json.encode(value).decode()
    except UnicodeEncodeError:
        # Half of a surrogate pair, which JSON can send and UTF-8 can't hold: kept as its replacement.
        shown = json.dumps(msgspec.to_builtins(value), ensure_ascii=False)
        return shown.encode("utf-8", "replace").decode()
