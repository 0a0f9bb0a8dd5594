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
from contextlib import closing
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any, Self

from alliancegraph.errors import StoreError
from alliancegraph.graph import history
from alliancegraph.graph.identity import name_key
from alliancegraph.model import Claim, Document, Entity, Evidence, Fact, Status, Step

FILE_NAME = "alliances.sqlite"
SCHEMA_VERSION = 1

_SCHEMA = """
create table documents (
    id text primary key, title text not null, date text, source text, url text, path text,
    text_zlib blob not null, body text not null
) without rowid;
create table entities (
    id text primary key, name text not null, type text not null, wikidata text, country text
) without rowid;
create table aliases (
    id integer primary key, entity text not null references entities, name text not null,
    key text not null, canonical integer not null
);
create index aliases_by_key on aliases (key, canonical, entity);
create index aliases_by_entity on aliases (entity, canonical, name);
create table evidence (
    id integer primary key, document text not null references documents,
    start integer not null, "end" integer not null, text text not null, found_by text not null
);
create index evidence_by_document on evidence (document, start);
create table claims (
    id text primary key, subject text not null references entities, predicate text not null,
    object text not null references entities, status text not null, stake real, start text, "end" text,
    product text, platform text, attribution text, confidence real not null,
    evidence integer not null references evidence
) without rowid;
create index claims_by_subject on claims (subject, object);
create index claims_by_object on claims (object, subject);
create index claims_by_evidence on claims (evidence);
create table facts (
    id text primary key, subject text not null references entities, predicate text not null,
    object text not null references entities, status text not null, stake real, start text, "end" text,
    product text, platform text, confidence real not null, sources integer not null
) without rowid;
create index facts_by_subject on facts (subject, predicate, object);
create index facts_by_object on facts (object, predicate, subject);
create table steps (
    fact text not null references facts, position integer not null, status text not null,
    stake real, start text, "end" text, reported text, primary key (fact, position)
) without rowid;
create table step_claims (
    fact text not null references facts, position integer not null, claim text not null references claims,
    primary key (fact, position, claim)
) without rowid;
create table fact_claims (
    fact text not null references facts, claim text not null references claims,
    supports integer not null, primary key (fact, claim)
) without rowid;
create index fact_claims_by_claim on fact_claims (claim, fact);
create table states (
    fact text not null references facts, from_day text not null, to_day text not null,
    status text not null, stake real, subject text not null, predicate text not null,
    object text not null, primary key (fact, from_day)
) without rowid;
create index states_by_subject on states (subject, from_day, to_day, predicate, object, status, stake);
create index states_by_object on states (object, from_day, to_day, predicate, subject, status, stake);
create virtual table name_search using fts5 (
    name, content='aliases', content_rowid='id', tokenize='unicode61 remove_diacritics 2'
);
create virtual table sentence_search using fts5 (
    text, content='evidence', content_rowid='id', tokenize='unicode61 remove_diacritics 2'
);
"""


@dataclass(frozen=True)
class Store:
    """The tables of one graph, read only. Rows come back as the nouns of `alliancegraph.model`."""

    connection: sqlite3.Connection
    file: Path | None = None

    def __post_init__(self) -> None:
        weakref.finalize(self, self.connection.close)

    @classmethod
    def create(
        cls,
        documents: Iterable[Document],
        entities: Mapping[str, Entity],
        claims: Mapping[str, Claim],
        facts: Mapping[str, Fact],
    ) -> Self:
        """Fill a new store in memory; `write` puts it on disk."""
        connection = sqlite3.connect(":memory:", check_same_thread=False)
        connection.execute("pragma page_size = 4096")
        connection.executescript(_SCHEMA)
        with connection:
            _insert_documents(connection, documents)
            _insert_entities(connection, entities)
            _insert_claims(connection, claims)
            _insert_facts(connection, facts)
            for search in ("name_search", "sentence_search"):
                connection.execute(f"insert into {search} ({search}) values ('rebuild')")
        connection.execute(f"pragma user_version = {SCHEMA_VERSION}")
        connection.execute("analyze")
        return cls(_prepared(connection))

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
        query = "select id, title, date, source, url, path, text_zlib, body from documents"
        for id_, title, day, source, url, path, packed, body in self._select(query, "id", key):
            text = zlib.decompress(packed).decode()
            yield Document(
                id=id_,
                title=title,
                text=text,
                date=day,
                source=source,
                url=url,
                path=path,
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


def _insert(connection: sqlite3.Connection, table: str, rows: Iterable[tuple[Any, ...]]) -> None:
    rows = list(rows)
    if rows:
        marks = ", ".join("?" * len(rows[0]))
        connection.executemany(f"insert into {table} values ({marks})", rows)


def _insert_documents(connection: sqlite3.Connection, documents: Iterable[Document]) -> None:
    _insert(
        connection,
        "documents",
        (
            (
                *(doc.id, doc.title, doc.date, doc.source, doc.url, doc.path),
                *(zlib.compress(doc.text.encode(), 9), json.dumps(doc.body)),
            )
            for doc in sorted(documents, key=lambda doc: doc.id)
        ),
    )


def _insert_entities(connection: sqlite3.Connection, entities: Mapping[str, Entity]) -> None:
    ordered = sorted(entities.values(), key=lambda entity: entity.id)
    _insert(
        connection,
        "entities",
        ((entity.id, entity.name, entity.type, entity.wikidata, entity.country) for entity in ordered),
    )
    names = [
        (entity.id, name, name_key(name), int(place == 0))
        for entity in ordered
        for place, name in enumerate((entity.name, *sorted(set(entity.aliases) - {entity.name})))
    ]
    _insert(connection, "aliases", ((row, *name) for row, name in enumerate(names, start=1)))


def _insert_claims(connection: sqlite3.Connection, claims: Mapping[str, Claim]) -> None:
    passages = sorted({_passage(claim) for claim in claims.values()})
    number = {passage: row for row, passage in enumerate(passages, start=1)}
    _insert(connection, "evidence", ((row, *passage) for passage, row in number.items()))
    _insert(
        connection,
        "claims",
        (
            (
                *(key, claim.subject.id, claim.predicate, claim.object.id, claim.status, claim.stake),
                *(claim.start, claim.end, claim.product, claim.platform, claim.attribution),
                *(claim.confidence, number[_passage(claim)]),
            )
            for key, claim in sorted(claims.items())
        ),
    )


def _passage(claim: Claim) -> tuple[str, int, int, str, str]:
    evidence = claim.evidence
    return (evidence.document, evidence.start, evidence.end, evidence.text, evidence.found_by)


def _insert_facts(connection: sqlite3.Connection, facts: Mapping[str, Fact]) -> None:
    ordered = sorted(facts.values(), key=lambda fact: fact.id)
    _insert(
        connection,
        "facts",
        (
            (
                *(fact.id, fact.subject, fact.predicate, fact.object, fact.status, fact.stake, fact.start),
                *(fact.end, fact.product, fact.platform, fact.confidence, fact.sources),
            )
            for fact in ordered
        ),
    )
    numbered = [(fact.id, place, step) for fact in ordered for place, step in enumerate(fact.history)]
    _insert(
        connection,
        "steps",
        ((id_, place, s.status, s.stake, s.start, s.end, s.reported) for id_, place, s in numbered),
    )
    _insert(
        connection,
        "step_claims",
        ((id_, place, claim) for id_, place, step in numbered for claim in step.claims),
    )
    told = [(fact.id, claim, 1) for fact in ordered for claim in fact.claims]
    told += [(fact.id, claim, 0) for fact in ordered for claim in fact.claims_against]
    _insert(connection, "fact_claims", sorted(told))
    _insert(
        connection,
        "states",
        (
            (
                *(fact.id, first.isoformat(), last.isoformat(), now.status, now.stake),
                *(fact.subject, fact.predicate, fact.object),
            )
            for fact in ordered
            for first, last, now in history.spans(fact.history)
        ),
    )
