"""The articles of one build, told by rows: their texts stay on the shelf until somebody asks.

An article is every file, page or line that was read; a document is a text, which several
articles may share. So a build of a hundred thousand articles needs no more memory than one of
a thousand.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from typing import NamedTuple, overload

from alliancegraph.model import Document, digest
from alliancegraph.reading import take
from alliancegraph.work import Shelf, Work

_TABLES = """
create temp table articles (number integer primary key, id text, path text, key text, page text);
create temp table documents (
    id text primary key, first integer not null, last integer not null
) without rowid
"""
_ADD = """
insert into documents values (?, ?, ?) on conflict (id) do update set last = excluded.last
"""


class Listed(NamedTuple):
    """An article: its place in order of reading, its document's id, and the key of that one's claims."""

    number: int
    id: str
    path: str
    key: str


class Articles:
    """All articles, in the order in which they were read."""

    def __init__(self, work: Work, pages: Shelf) -> None:
        self._work, self._pages = work, pages
        for statement in _TABLES.split(";"):
            work.ask(statement)
        self._count = 0

    def add(self, page: str, document: Document) -> None:
        """Note an article that lies under *page* on the shelf."""
        row = (self._count, document.id, document.path or "", key_of(document), page)
        self._work.ask("insert into articles values (?, ?, ?, ?, ?)", *row)
        self._work.ask(_ADD, document.id, self._count, self._count)
        self._count += 1

    def __len__(self) -> int:
        return self._count

    def every(self) -> Iterator[Document]:
        """All articles in order of reading."""
        return map(self.document, range(self._count))

    def document(self, number: int) -> Document:
        """The article at this place."""
        [(page,)] = self._work.ask("select page from articles where number = ?", number)
        found = take(self._pages, page)
        assert isinstance(found, Document), "only documents are added"
        return found

    def at(self, number: int) -> Listed:
        """The article at this place, told."""
        [row] = self._work.ask("select number, id, path, key from articles where number = ?", number)
        return Listed(*row)

    def latest(self, document: str) -> Listed:
        """The article that a document was read from last."""
        [(number,)] = self._work.ask("select last from documents where id = ?", document)
        return self.at(number)

    def first_path(self, document: str) -> str:
        """Where a document was met first."""
        query = "select path from articles where number = (select first from documents where id = ?)"
        [(path,)] = self._work.ask(query, document)
        return str(path)

    def listed(self, order: str) -> Iterator[Listed]:
        """Each document once, as it was read last, in *order* of "first" reading, "path" or "id"."""
        query = f"""
            select number, d.id, path, key from documents d join articles a on a.number = d.last
            order by {"d.id" if order == "id" else f"{order}, first"}
        """
        return (Listed(*row) for row in self._work.read(query))

    def documents(self) -> Documents:
        """Each document once, in order of id."""
        return Documents(self, array("q", (one.number for one in self.listed("id"))))


class Documents(Sequence[Document]):
    """Documents that are read when they are asked for."""

    def __init__(self, articles: Articles, numbers: array[int]) -> None:
        self._articles, self._numbers = articles, numbers

    def __len__(self) -> int:
        return len(self._numbers)

    @overload
    def __getitem__(self, place: int) -> Document: ...

    @overload
    def __getitem__(self, place: slice) -> Documents: ...

    def __getitem__(self, place: int | slice) -> Document | Documents:
        if isinstance(place, slice):
            return Documents(self._articles, self._numbers[place])
        return self._articles.document(self._numbers[place])

    def __iter__(self) -> Iterator[Document]:
        return map(self._articles.document, self._numbers)


def key_of(document: Document) -> str:
    """All of a document that its claims depend on."""
    return digest(document.id, document.date or "", document.title, str(document.body))
