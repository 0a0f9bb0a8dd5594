"""AllianceGraph <-> `alliances.sqlite`: the store of record, open to any SQLite tool.

docs/store.md describes every table. The same graph gives the same bytes: rows are
inserted in order, nothing holds a clock or a random id, and the file is compacted
before it is moved into place, so that a killed build leaves the previous one whole.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
import weakref
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, Self

from alliancegraph.errors import StoreError
from alliancegraph.graph import tables
from alliancegraph.graph.desk import Desk
from alliancegraph.graph.facts import merge_claims
from alliancegraph.graph.identity import name_key
from alliancegraph.graph.relations import relate
from alliancegraph.model import Claim, Document, Entity, Evidence, Fact, Status, Step

FILE_NAME = "alliances.sqlite"
SCHEMA_VERSION = 1
_MAPPED = 2**31 - 65536  # bytes of the file that are read as memory


@dataclass(frozen=True)
class Store:
    """The tables of one graph, read only. Rows come back as the nouns of `alliancegraph.model`."""

    connection: sqlite3.Connection
    file: Path | None = None

    def __post_init__(self) -> None:
        weakref.finalize(self, self.connection.close)

    @classmethod
    def merge(
        cls,
        documents: Iterable[Document],
        claims: Iterable[tuple[str, Claim]],
        source_of: Mapping[str, str],
        folder: Path | None = None,
    ) -> Self:
        """Merge *claims* (with their ids) to facts, in memory or in an empty *folder*; `write` keeps them.

        A *folder* takes all that grows with the number of claims. It has to be there until `write`.
        """
        with _made(folder) as desk:
            tables.insert_documents(desk, documents)
            desk.take(claims)
            desk.take_sources(source_of)
            desk.settle()
            tables.insert_facts(desk, merge_claims(desk))
            tables.insert_entities(desk, desk.entities())
            tables.insert_claims(desk)
        return cls(_prepared(desk.connection))

    @classmethod
    def create(
        cls,
        documents: Iterable[Document],
        entities: Mapping[str, Entity],
        claims: Mapping[str, Claim],
        facts: Mapping[str, Fact],
    ) -> Self:
        """A store in memory of what was merged before; `write` puts it on disk."""
        with _made() as desk:
            tables.insert_documents(desk, documents)
            desk.take(claims.items())
            tables.insert_facts(desk, (facts[key] for key in sorted(facts)))
            tables.insert_entities(desk, (entities[key] for key in sorted(entities)))
            tables.insert_claims(desk)
        return cls(_prepared(desk.connection))

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open the store at *path* (the file, or the folder that holds it); `StoreError` if unusable."""
        file = path / FILE_NAME if path.is_dir() else path
        if not file.is_file():
            raise StoreError(f"{file}: there is no graph; run `alliancegraph build` to make one")
        uri = f"{file.resolve().as_uri()}?mode=ro&immutable=1"
        connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
        try:
            (version,) = connection.execute("pragma user_version").fetchone()
            connection.execute("select 1 from sqlite_master").fetchone()
        except sqlite3.DatabaseError as error:
            connection.close()
            raise StoreError(f"{file}: no SQLite database ({error}); build the graph again") from None
        connection.execute(f"pragma mmap_size = {_MAPPED}")
        if version != SCHEMA_VERSION:
            connection.close()
            raise StoreError(
                f"{file}: written in format {version}, this version reads format {SCHEMA_VERSION}; "
                "run `alliancegraph build` to make it again"
            )
        return cls(_prepared(connection), file)

    def write(self, folder: Path) -> Path:
        """Write the store to *folder*, compacted; the file appears whole or not at all."""
        folder.mkdir(parents=True, exist_ok=True)
        target = folder / FILE_NAME
        temporary = folder / f".{FILE_NAME}.tmp"
        temporary.unlink(missing_ok=True)
        if self.file:
            shutil.copyfile(self.file, temporary)
        else:
            self.connection.execute("pragma query_only = off")
            self.connection.execute("vacuum into ?", (str(temporary),))
            self.connection.execute("pragma query_only = on")
        temporary.replace(target)
        return target

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """Run one query; `StoreError` says what is wrong with it."""
        try:
            return self.connection.execute(query, values).fetchall()
        except sqlite3.Error as error:
            raise StoreError(f"{error} in the query: {query}") from None

    def table(self, query: str, values: Mapping[str, object] | None = None) -> tuple[list[str], list[Any]]:
        """Run a user's query: the names of its columns, and its rows."""
        try:
            with closing(self.connection.execute(query, values or {})) as cursor:
                return [column[0] for column in cursor.description or ()], cursor.fetchall()
        except sqlite3.Error as error:
            raise StoreError(f"{error} in the query: {query}") from None

    def ids(self, table: str) -> list[str]:
        return [key for (key,) in self.rows(f"select id from {table} order by id")]

    def documents(self, key: str | None = None) -> Iterator[Document]:
        """All documents in order of id, or the one with the id *key*."""
        query = "select id, title, date, source, url, path, author, language, text_zlib, body from documents"
        for id_, title, day, source, url, path, author, language, packed, body in self._select(
            query, "id", key
        ):
            text = zlib.decompress(packed).decode()
            yield Document(
                id=id_,
                title=title,
                text=text,
                date=day,
                source=source,
                url=url,
                path=path,
                author=author,
                language=language,
                body=tuple(tuple(block) for block in json.loads(body)),
            )

    def entities(self, key: str | None = None) -> Iterator[Entity]:
        """All entities in order of id, or the one with the id *key*."""
        query = "select entity, name from aliases where not canonical"
        narrowed = query if key is None else f"{query} and entity = ?"
        names = self.rows(f"{narrowed} order by entity, name", *(() if key is None else (key,)))
        aliases = {
            entity: [name for _, name in group] for entity, group in groupby(names, lambda row: row[0])
        }
        rows = self._select("select id, name, type, wikidata, country from entities", "id", key)
        for id_, name, kind, wikidata, country in rows:
            yield Entity(
                id=id_,
                name=name,
                type=kind,
                aliases=tuple(aliases.get(id_, ())),
                wikidata=wikidata,
                country=country,
            )

    def claims(self, entities: Mapping[str, Entity], key: str | None = None) -> Iterator[tuple[str, Claim]]:
        """All claims with their ids in order of id, or the one with the id *key*."""
        query = """
            select c.id, c.subject, c.predicate, c.object, c.status, c.stake, c.start, c."end", c.product,
                   c.platform, c.attribution, c.confidence, e.document, e.text, e.start, e."end", e.found_by
            from claims c join evidence e on e.id = c.evidence
        """
        for id_, subject, predicate, object_, *said, document, text, start, end, found_by in self._select(
            query, "c.id", key
        ):
            status, stake, began, ended, product, platform, attribution, confidence = said
            yield (
                id_,
                Claim(
                    subject=entities[subject],
                    predicate=predicate,
                    object=entities[object_],
                    status=status,
                    stake=stake,
                    start=began,
                    end=ended,
                    product=product,
                    platform=platform,
                    attribution=attribution,
                    confidence=confidence,
                    evidence=Evidence(document=document, text=text, start=start, end=end, found_by=found_by),
                ),
            )

    def facts(self, key: str | None = None) -> Iterator[Fact]:
        """All facts in order of id, or the one with the id *key*."""
        steps = _by_fact(
            self._select(
                'select fact, position, status, stake, start, "end", reported from steps', "fact", key
            )
        )
        told = _by_fact(self._select("select fact, position, claim from step_claims", "fact", key))
        claims = _by_fact(self._select("select fact, claim, supports from fact_claims", "fact", key))
        query = """
            select id, subject, predicate, object, status, stake, start, "end", product, platform,
                   confidence, sources from facts
        """
        for row in self._select(query, "id", key):
            id_, subject, predicate, object_, status, stake, start, end, product, platform, trust, sources = (
                row
            )
            yield Fact(
                id=id_,
                subject=subject,
                predicate=predicate,
                object=object_,
                status=status,
                stake=stake,
                start=start,
                end=end,
                product=product,
                platform=platform,
                confidence=trust,
                sources=sources,
                history=_steps(steps[id_], told.get(id_, [])),
                claims=tuple(claim for claim, supports in claims.get(id_, ()) if supports),
                claims_against=tuple(claim for claim, supports in claims.get(id_, ()) if not supports),
            )

    def _select(self, query: str, column: str, key: str | None) -> list[tuple[Any, ...]]:
        if key is None:
            return self.rows(f"{query} order by 1, 2")
        return self.rows(f"{query} where {column} = ? order by 1, 2", key)


def claims_by_fact(documents: Iterable[Document], claims: Mapping[str, Claim]) -> dict[str, list[str]]:
    """The ids of the claims that tell of each fact, by fact id; both in order."""
    desk = Desk()
    with closing(desk.connection):
        tables.make(desk)
        tables.insert_documents(desk, (document.model_copy(update={"text": ""}) for document in documents))
        desk.take(claims.items())
        desk.settle()
        relate(desk)
        pairs = desk.rows("select distinct fact, claim from tellings order by fact, claim")
        return {fact: [claim for _, claim in told] for fact, told in groupby(pairs, itemgetter(0))}


@contextmanager
def _made(folder: Path | None = None) -> Iterator[Desk]:
    """A desk whose store is whole when its rows have been inserted; `StoreError` where there is no room."""
    with ExitStack() as unfinished:
        try:
            desk = Desk(folder)
            unfinished.callback(desk.connection.close)
            tables.make(desk)
            yield desk
            tables.finish(desk)
            desk.clear()
            desk.connection.execute(f"pragma user_version = {SCHEMA_VERSION}")
            desk.connection.execute("analyze")
        except sqlite3.OperationalError as error:
            if folder is None:
                raise
            raise StoreError(
                f"{folder}: the graph cannot be made there ({error}); free some space, or make it writable"
            ) from None
        unfinished.pop_all()


def _prepared(connection: sqlite3.Connection) -> sqlite3.Connection:
    connection.create_function("name_key", 1, name_key, deterministic=True)
    connection.create_function(
        "unpack", 1, lambda packed: zlib.decompress(packed).decode(), deterministic=True
    )
    connection.execute("pragma query_only = on")
    return connection


def _by_fact(rows: list[tuple[Any, ...]]) -> dict[str, list[tuple[Any, ...]]]:
    return {fact: [row[1:] for row in group] for fact, group in groupby(rows, lambda row: row[0])}


def _steps(rows: list[tuple[Any, ...]], told: list[tuple[Any, ...]]) -> tuple[Step, ...]:
    claims: dict[int, list[str]] = {}
    for position, claim in told:
        claims.setdefault(position, []).append(claim)
    return tuple(
        Step(
            status=Status(status),
            stake=stake,
            start=start,
            end=end,
            reported=reported,
            claims=tuple(sorted(claims.get(position, ()))),
        )
        for position, status, stake, start, end, reported in rows
    )
