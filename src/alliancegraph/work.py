"""What a build has done so far, kept by content: the next build, or the one after a crash, goes on from it.

A `Shelf` holds texts under keys; a key is a digest of all that the text depends on, so
nothing on it is ever out of date. Each text is on disk as soon as it is put there, and
whatever ends the process, the texts before it are whole. One build at a time works in a
folder: a second one is told so at once, and the lock of one that was killed is gone with it.
"""

from __future__ import annotations

import shutil
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from alliancegraph.errors import StoreError

_SCHEMA = """
create table if not exists kept (
    shelf text, version text, key text, content text, sum integer, primary key (shelf, version, key)
) without rowid
"""
_USED = "create temp table used (shelf text, key text, primary key (shelf, key)) without rowid"
_COLUMNS = ("shelf", "version", "key", "content", "sum")


class Work:
    """The shelves in one folder. It can be deleted at any time: it costs time, never facts."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / "kept.sqlite"
        folder.mkdir(parents=True, exist_ok=True)
        self._lock = _locked(folder / "lock")
        _remove(folder / "new")  # what a killed build left there
        try:
            self._database = _opened(self.path)
        except sqlite3.OperationalError as error:
            self._lock.close()
            raise _unusable(self.path, error) from None
        except sqlite3.DatabaseError:  # damaged: what it held is made anew
            for damaged in folder.glob(f"{self.path.name}*"):  # with the log beside it
                damaged.unlink()
            self._database = _opened(self.path)

    def shelf(self, name: str, version: str) -> Shelf:
        """The shelf of one kind of work, as this *version* of the program does it."""
        return Shelf(self, name, version)

    @contextmanager
    def fresh_folder(self) -> Iterator[Path]:
        """An empty folder for files on their way."""
        folder = self.folder / "new"
        folder.mkdir()
        try:
            yield folder
        finally:
            _remove(folder)

    def ask(self, question: str, *values: str | int) -> list[tuple[Any, ...]]:
        """Run one statement; raise `StoreError` where the disk is full or the file damaged."""
        try:
            return self._database.execute(question, values).fetchall()
        except sqlite3.Error as error:
            raise _unusable(self.path, error) from None

    def read(self, question: str, *values: str | int) -> Iterator[tuple[Any, ...]]:
        """As `ask`, row by row."""
        try:
            yield from self._database.execute(question, values)
        except sqlite3.Error as error:
            raise _unusable(self.path, error) from None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._database.close()
        self._lock.close()


class Shelf:
    """Texts by key. `tidy` keeps those that were asked for or put there since the work was opened."""

    def __init__(self, work: Work, name: str, version: str) -> None:
        self._work, self._name, self._version = work, name, version

    def get(self, key: str) -> str | None:
        """The text under *key*, if it was made before and is as it was."""
        self._use(key)
        found = self._work.ask(
            "select content, sum from kept where shelf = ? and version = ? and key = ?",
            self._name, self._version, key,
        )  # fmt: skip
        [(content, told)] = found or [("", None)]
        return str(content) if _sum(str(content)) == told else None

    def put(self, key: str, content: str) -> None:
        """Keep *content* under *key*."""
        self._use(key)
        self._work.ask(
            "insert or replace into kept values (?, ?, ?, ?, ?)",
            self._name, self._version, key, content, _sum(content),
        )  # fmt: skip

    def made_by_others(self) -> int:
        """How many texts are there that another version of the program made."""
        found = self._work.ask(
            "select count(*) from kept where shelf = ? and version <> ?", self._name, self._version
        )
        return int(found[0][0])

    def tidy(self) -> None:
        """Forget what no build of the present articles needs."""
        self._work.ask("delete from kept where shelf = ? and version <> ?", self._name, self._version)
        self._work.ask(
            "delete from kept where shelf = ? and key not in (select key from used where shelf = ?)",
            self._name, self._name,
        )  # fmt: skip

    def _use(self, key: str) -> None:
        self._work.ask("insert or ignore into used values (?, ?)", self._name, key)


def _remove(folder: Path) -> None:
    if folder.exists():
        shutil.rmtree(folder)


def _sum(content: str) -> int:
    """Tells a text from what a damaged disk makes of it."""
    return zlib.crc32(content.encode())


def _locked(path: Path) -> sqlite3.Connection:
    """Hold *path* until the connection is closed or the process ends, however it ends."""
    lock = sqlite3.connect(path, isolation_level=None, timeout=0)
    try:
        lock.execute("begin exclusive")
    except sqlite3.OperationalError as error:
        lock.close()
        if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
            raise StoreError(
                f"{path.parent.parent}: another build into this folder is running; wait until it is done"
            ) from None
        raise _unusable(path, error) from None
    return lock


def _unusable(path: Path, error: sqlite3.Error) -> StoreError:
    if getattr(error, "sqlite_errorcode", None) in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return StoreError(f"{path}: is damaged ({error}); delete it and build again")
    return StoreError(
        f"{path}: cannot be used ({error}); free some space, or make the folder writable; "
        "what was done so far is kept"
    )


def _opened(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path, isolation_level=None, timeout=10)
    try:
        database.execute("pragma journal_mode = wal")
        database.execute("pragma synchronous = off")  # safe when the process dies; costs work when power does
        database.execute(_SCHEMA)
        database.execute(_USED)
        columns = tuple(name for _, name, *_ in database.execute("pragma table_info (kept)"))
        if columns != _COLUMNS:
            raise sqlite3.DatabaseError("made by an earlier version")
    except sqlite3.Error:
        database.close()
        raise
    return database
