"""What a build has done so far, kept by content: the next build, or the one after a crash, goes on from it.

A `Shelf` holds texts under keys; a key is a digest of all that the text depends on, so
nothing on it is ever out of date. Each text is on disk as soon as it is put there, and
whatever ends the process, the texts before it are whole.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path
from types import TracebackType
from typing import Self

from alliancegraph.errors import StoreError

_SCHEMA = """
create table if not exists kept (
    shelf text, version text, key text, content text, primary key (shelf, version, key)
) without rowid
"""


class Work:
    """The shelves in one folder. It can be deleted at any time: it costs time, never facts."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "kept.sqlite"
        folder.mkdir(parents=True, exist_ok=True)
        try:
            self._database = _opened(self.path)
        except sqlite3.OperationalError as error:
            raise self._failed(error) from None
        except sqlite3.DatabaseError:  # damaged: what it held is made anew
            self.path.unlink()
            self._database = _opened(self.path)

    def shelf(self, name: str, version: str) -> Shelf:
        """The shelf of one kind of work, as this *version* of the program does it."""
        return Shelf(self, name, version)

    def ask(self, question: str, *values: str) -> list[tuple[str, ...]]:
        """Run one statement; raise `StoreError` where the disk is full or another build goes on."""
        try:
            return self._database.execute(question, values).fetchall()
        except sqlite3.Error as error:
            raise self._failed(error) from None

    def _failed(self, error: sqlite3.Error) -> StoreError:
        return StoreError(
            f"{self.path}: cannot be used ({error}); free some space, or wait for the other build into this "
            "folder; what was done so far is kept"
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._database.close()


class Shelf:
    """Texts by key. `tidy` keeps those that were asked for or put there since it was opened."""

    def __init__(self, work: Work, name: str, version: str) -> None:
        self._work, self._name, self._version = work, name, version
        self._used: set[str] = set()

    def get(self, key: str) -> str | None:
        """The text under *key*, if it was made before."""
        self._used.add(key)
        found = self._work.ask(
            "select content from kept where shelf = ? and version = ? and key = ?",
            self._name, self._version, key,
        )  # fmt: skip
        return found[0][0] if found else None

    def put(self, key: str, content: str) -> None:
        """Keep *content* under *key*."""
        self._used.add(key)
        self._work.ask(
            "insert or replace into kept values (?, ?, ?, ?)", self._name, self._version, key, content
        )

    def made_by_others(self) -> int:
        """How many texts are there that another version of the program made."""
        found = self._work.ask(
            "select count(*) from kept where shelf = ? and version <> ?", self._name, self._version
        )
        return int(found[0][0])

    def tidy(self) -> None:
        """Forget what no build of the present articles needs."""
        self._work.ask("delete from kept where shelf = ? and version <> ?", self._name, self._version)
        kept = self._work.ask(
            "select key from kept where shelf = ? and version = ?", self._name, self._version
        )
        for (key,) in kept:
            if key not in self._used:
                self._work.ask(
                    "delete from kept where shelf = ? and version = ? and key = ?",
                    self._name, self._version, key,
                )  # fmt: skip


def _opened(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path, isolation_level=None, timeout=10)
    try:
        database.execute("pragma journal_mode = wal")
        database.execute("pragma synchronous = off")  # safe when the process dies; costs work when power does
        database.execute(_SCHEMA)
    except sqlite3.Error:
        database.close()
        raise
    return database
