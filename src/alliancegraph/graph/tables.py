"""Nouns -> rows of the store: its tables, and how they are filled.

docs/store.md describes every table for its users. Rows are inserted in order of their
keys and indexes made when all are there, so that the same nouns give the same bytes, and
millions of them take no more memory than thousands.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator
from itertools import batched, count

from alliancegraph.graph import history
from alliancegraph.graph.desk import Desk, Row
from alliancegraph.graph.identity import name_key
from alliancegraph.model import Document, Entity, Fact

_TABLES = """
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
create table evidence (
    id integer primary key, document text not null references documents,
    start integer not null, "end" integer not null, text text not null, found_by text not null
);
create table claims (
    id text primary key, subject text not null references entities, predicate text not null,
    object text not null references entities, status text not null, stake real, start text, "end" text,
    product text, platform text, attribution text, confidence real not null,
    evidence integer not null references evidence
) without rowid;
create table facts (
    id text primary key, subject text not null references entities, predicate text not null,
    object text not null references entities, status text not null, stake real, start text, "end" text,
    product text, platform text, confidence real not null, sources integer not null
) without rowid;
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
create table states (
    fact text not null references facts, from_day text not null, to_day text not null,
    status text not null, stake real, subject text not null, predicate text not null,
    object text not null, primary key (fact, from_day)
) without rowid
"""
_INDEXES = """
create index aliases_by_key on aliases (key, canonical, entity);
create index aliases_by_entity on aliases (entity, canonical, name);
create index evidence_by_document on evidence (document, start)
"""
_MORE_INDEXES = """
create index claims_by_subject on claims (subject, object);
create index claims_by_object on claims (object, subject);
create index claims_by_evidence on claims (evidence);
create index facts_by_subject on facts (subject, predicate, object);
create index facts_by_object on facts (object, predicate, subject);
create index facts_by_predicate on facts (predicate, status, subject, object, stake);
create index fact_claims_by_claim on fact_claims (claim, fact);
create index states_by_subject on states (subject, from_day, to_day, predicate, object, status, stake);
create index states_by_object on states (object, from_day, to_day, predicate, subject, status, stake)
"""
_SEARCH = """
create virtual table name_search using fts5 (
    name, content='aliases', content_rowid='id', tokenize='unicode61 remove_diacritics 2', prefix='1 2 3 4'
);
create virtual table sentence_search using fts5 (
    text, content='evidence', content_rowid='id', tokenize='unicode61 remove_diacritics 2', prefix='1 2 3 4'
);
insert into name_search (name_search) values ('rebuild');
insert into sentence_search (sentence_search) values ('rebuild')
"""
_EVIDENCE = """
insert into evidence (document, start, "end", text, found_by)
    select distinct document, at, until, text, found_by from told order by 1, 2, 3, 4, 5
"""
_CLAIMS = """
insert into claims
    select t.id, t.subject, t.predicate, t.object, t.status, t.stake, t.start, t."end", t.product, t.platform,
        t.attribution, t.confidence, e.id
    from told t cross join evidence e
        on e.document = t.document and e.start = t.at and e."end" = t.until and e.text = t.text
        and e.found_by = t.found_by
    order by t.id
"""
_BATCH = 1000  # rows that are prepared at a time


def make(desk: Desk) -> None:
    """Make the tables in the empty database of *desk*."""
    desk.run(_TABLES)


def insert_documents(desk: Desk, documents: Iterable[Document]) -> None:
    """Insert *documents* in any order; of two with one id, the later one counts."""
    desk.insert(
        "documents",
        (
            (
                *(doc.id, doc.title, doc.date, doc.source, doc.url, doc.path, doc.author, doc.language),
                *(zlib.compress(doc.text.encode(), 9), json.dumps(doc.body)),
            )
            for doc in documents
        ),
        or_replace=True,
    )


def insert_facts(desk: Desk, facts: Iterable[Fact]) -> None:
    """Insert *facts*, which come in order of id, with their histories."""
    for some in batched(facts, _BATCH):
        steps = [(fact.id, place, step) for fact in some for place, step in enumerate(fact.history)]
        told = [(fact.id, claim, 1) for fact in some for claim in fact.claims]
        told += [(fact.id, claim, 0) for fact in some for claim in fact.claims_against]
        desk.insert("facts", map(_fact, some))
        desk.insert(
            "steps", ((key, place, s.status, s.stake, s.start, s.end, s.reported) for key, place, s in steps)
        )
        desk.insert("step_claims", ((key, place, claim) for key, place, s in steps for claim in s.claims))
        desk.insert("fact_claims", sorted(told))
        desk.insert("states", (state for fact in some for state in _states(fact)))


def _fact(fact: Fact) -> Row:
    return (
        *(fact.id, fact.subject, fact.predicate, fact.object, fact.status, fact.stake, fact.start),
        *(fact.end, fact.product, fact.platform, fact.confidence, fact.sources),
    )


def _states(fact: Fact) -> Iterator[Row]:
    for first, last, now in history.spans(fact.history):
        days = (first.isoformat(), last.isoformat())
        yield (fact.id, *days, now.status, now.stake, fact.subject, fact.predicate, fact.object)


def insert_entities(desk: Desk, entities: Iterable[Entity]) -> None:
    """Insert *entities*, which come in order of id, with all their names."""
    number = count(1)
    for some in batched(entities, _BATCH):
        desk.insert("entities", ((one.id, one.name, one.type, one.wikidata, one.country) for one in some))
        desk.insert(
            "aliases",
            (
                (next(number), one.id, name, name_key(name), int(place == 0))
                for one in some
                for place, name in enumerate((one.name, *sorted(set(one.aliases) - {one.name})))
            ),
        )


def insert_claims(desk: Desk) -> None:
    """Insert the claims that lie on *desk*, and each passage that they rest on once."""
    desk.run(_EVIDENCE)
    desk.run(_INDEXES)
    desk.run(_CLAIMS)


def finish(desk: Desk) -> None:
    """Make what questions and searches need, once all rows are there."""
    desk.run(_MORE_INDEXES)
    desk.run(_SEARCH)
