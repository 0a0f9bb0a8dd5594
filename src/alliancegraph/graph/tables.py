"""Nouns -> rows of the store: its tables, and how they are filled.

docs/store.md describes every table for its users. Rows are inserted in order of their
keys, so that the same nouns give the same bytes.
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterable, Mapping
from itertools import chain
from typing import Any

from alliancegraph.graph import history
from alliancegraph.graph.identity import name_key
from alliancegraph.model import Claim, Document, Entity, Fact

_SCHEMA = """
create table documents (
    id text primary key, title text not null, date text, source text, url text, path text,
    author text, language text, text_zlib blob not null, body text not null
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
create index facts_by_predicate on facts (predicate, status, subject, object, stake);
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
    name, content='aliases', content_rowid='id', tokenize='unicode61 remove_diacritics 2', prefix='1 2 3 4'
);
create virtual table sentence_search using fts5 (
    text, content='evidence', content_rowid='id', tokenize='unicode61 remove_diacritics 2', prefix='1 2 3 4'
);
"""


def fill(
    connection: sqlite3.Connection,
    documents: Iterable[Document],
    entities: Mapping[str, Entity],
    claims: Mapping[str, Claim],
    facts: Mapping[str, Fact],
) -> None:
    """Make the tables in an empty database and insert everything."""
    for statement in _SCHEMA.split(";"):
        connection.execute(statement)
    _insert_documents(connection, documents)
    _insert_entities(connection, entities)
    _insert_claims(connection, claims)
    _insert_facts(connection, facts)
    for search in ("name_search", "sentence_search"):
        connection.execute(f"insert into {search} ({search}) values ('rebuild')")


def _insert(connection: sqlite3.Connection, table: str, rows: Iterable[tuple[Any, ...]]) -> None:
    rows = iter(rows)
    first = next(rows, None)
    if first:
        marks = ", ".join("?" * len(first))
        connection.executemany(f"insert into {table} values ({marks})", chain((first,), rows))


def _insert_documents(connection: sqlite3.Connection, documents: Iterable[Document]) -> None:
    _insert(
        connection,
        "documents",
        (
            (
                *(doc.id, doc.title, doc.date, doc.source, doc.url, doc.path, doc.author, doc.language),
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
