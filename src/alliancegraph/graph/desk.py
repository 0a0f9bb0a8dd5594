"""Claims as rows, on their way to a graph: in memory, or in a folder where there are very many.

    claims --take--> told, spellings --settle--> told once each, who is who --relations--> tellings

The tables stand in a database of their own beside the store that is being made, so that SQL can
go over both. Nothing here is held as objects: rows are sorted by SQLite (on disk, where a table
is larger than its cache) and read in order of the key that a step works along. So memory does
not grow with the number of claims, and what is made depends on the claims alone.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import chain, groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from alliancegraph.errors import InputError
from alliancegraph.graph.identity import merge
from alliancegraph.model import Claim, Entity, Evidence, strongest

type Row = tuple[Any, ...]

_CACHE = 200_000  # KiB of each database, and of what is sorted, before it goes to disk
_KNOWN = 50_000  # spellings whose number is remembered
_SCHEMA = """
create table desk.told (
    id text, subject text, predicate text, object text, status text, stake real, start text, "end" text,
    product text, platform text, attribution text, confidence real, document text, at integer,
    until integer, text text, found_by text, one integer, other integer
);
create table desk.spellings (number integer primary key, entity text, spelling text unique);
create table desk.who (id text primary key, type text, entity text) without rowid;
create table desk.sources (document text primary key, source text) without rowid;
create table desk.tellings (
    fact text, predicate text, subject text, object text, claim text, status text, stake real, start text,
    "end" text, reported text, said text, confidence real, product text, platform text, source text,
    document text, at integer, until integer
);
create table desk.made (id text primary key, entity text) without rowid
"""
_CLAIMS = """
    select t.id, one.spelling, t.predicate, other.spelling, t.status, t.stake, t.start, t."end", t.product,
        t.platform, t.attribution, t.confidence, t.document, t.text, t.at, t.until, t.found_by, t.rowid
    from told t join spellings one on one.number = t.one join spellings other on other.number = t.other
"""


class Desk:
    """The connection to a store that is being made, in *folder* or in memory, and the rows beside it."""

    def __init__(self, folder: Path | None = None) -> None:
        store, beside = (str(folder / name) if folder else ":memory:" for name in ("store", "desk"))
        self.connection = sqlite3.connect(store, isolation_level=None, check_same_thread=False)
        self.connection.execute("attach database ? as desk", (beside,))
        for schema in ("main", "desk"):
            self.connection.execute(f"pragma {schema}.page_size = 4096")
            self.connection.execute(f"pragma {schema}.journal_mode = off")  # one that fails is thrown away
            self.connection.execute(f"pragma {schema}.cache_size = -{_CACHE}")
        self.connection.execute("begin")
        self.run(_SCHEMA)
        self._number = lru_cache(_KNOWN)(self._number_of)

    def run(self, statements: str) -> None:
        """Run *statements* one after the other."""
        for statement in statements.split(";"):
            self.connection.execute(statement.strip())

    def rows(self, query: str, *values: object) -> Iterator[Row]:
        """The rows that answer *query*, read as they are asked for."""
        return self.connection.execute(query, values)

    def insert(self, table: str, rows: Iterable[Row], or_replace: bool = False) -> None:
        """Add *rows* to *table*, in place of those with the same key if they may be."""
        rows = iter(rows)
        first = next(rows, None)
        if first is not None:
            verb, marks = "replace" if or_replace else "insert", ", ".join("?" * len(first))
            self.connection.executemany(f"{verb} into {table} values ({marks})", chain((first,), rows))

    def take(self, claims: Iterable[tuple[str, Claim]]) -> None:
        """Add *claims* with their ids."""
        self.insert("told", (self._row(key, claim) for key, claim in claims))

    def take_sources(self, source_of: Mapping[str, str]) -> None:
        """Note which source the documents count with, where that is not their own."""
        self.insert("sources", source_of.items())

    def settle(self) -> None:
        """Keep one claim of each id, and merge what they call each entity.

        Raise `InputError` for a claim whose document is not among those of the store.
        """
        self.connection.execute("create index desk.told_by_id on told (id)")
        doubles = "select id from told group by id having count(*) > 1"
        told = self.rows(f"{_CLAIMS} where t.id in ({doubles}) order by t.id, t.rowid")
        weaker: list[tuple[int]] = []
        for _, same in groupby(told, itemgetter(0)):
            claims = {row[-1]: _claim(row) for row in same}
            best = strongest(claims.values())
            weaker += [(number,) for number, claim in claims.items() if claim is not best]
        self.connection.executemany("delete from told where rowid = ?", weaker)
        self._refuse_strays()
        self.insert("who", ((one.id, one.type, one.model_dump_json()) for one in self._merged()))

    def claims(self) -> Iterator[tuple[str, Claim]]:
        """The claims with their ids, in order of id."""
        return ((row[0], _claim(row)) for row in self.rows(f"{_CLAIMS} order by t.id"))

    def entity(self, key: str) -> Entity:
        """The entity of this id, as all claims together call it."""
        [(told,)] = self.rows("select entity from who where id = ?", key)
        return Entity.model_validate_json(told)

    def entities(self) -> Iterator[Entity]:
        """All entities in order of id, those that were made for a relation among them."""
        query = """
            select id, entity from who union all
            select id, entity from made where id not in (select id from who) order by 1
        """
        return (Entity.model_validate_json(told) for _, told in self.rows(query))

    def clear(self) -> None:
        """Put the rows beside the store away; the connection to the store stays."""
        self.connection.execute("commit")
        self.connection.execute("detach database desk")

    def _row(self, key: str, claim: Claim) -> Row:
        evidence = claim.evidence
        return (
            *(key, claim.subject.id, claim.predicate, claim.object.id, claim.status, claim.stake),
            *(claim.start, claim.end, claim.product, claim.platform, claim.attribution, claim.confidence),
            *(evidence.document, evidence.start, evidence.end, evidence.text, evidence.found_by),
            *(self._number(claim.subject), self._number(claim.object)),
        )

    def _number_of(self, entity: Entity) -> int:
        """The row of `spellings` with just this name, type and aliases."""
        spelling = entity.model_dump_json()
        for (number,) in self.rows("select number from spellings where spelling = ?", spelling):
            return int(number)
        add = "insert into spellings (entity, spelling) values (?, ?)"
        return int(self.connection.execute(add, (entity.id, spelling)).lastrowid or 0)

    def _refuse_strays(self) -> None:
        query = f"{_CLAIMS} where t.document not in (select id from documents) order by t.rowid limit 1"
        for row in self.rows(query):
            claim = _claim(row)
            raise InputError(
                f"{claim.evidence.document}: no such document, but a claim about {claim.subject.name} "
                "rests on it; pass the documents together with their claims"
            )

    def _merged(self) -> Iterator[Entity]:
        query = """
            select s.entity, s.spelling, c.told from (
                select number, count(*) as told
                from (select one as number from told union all select other from told) group by number
            ) c join spellings s on s.number = c.number order by s.entity, s.number
        """
        for _, spellings in groupby(self.rows(query), itemgetter(0)):
            yield merge(Counter({Entity.model_validate_json(text): told for _, text, told in spellings}))


def _claim(row: Row) -> Claim:
    _, one, predicate, other, status, stake, start, end, product, platform, *rest = row
    attribution, confidence, document, text, at, until, found_by, _ = rest
    return Claim(
        subject=Entity.model_validate_json(one),
        predicate=predicate,
        object=Entity.model_validate_json(other),
        status=status,
        stake=stake,
        start=start,
        end=end,
        product=product,
        platform=platform,
        attribution=attribution,
        confidence=confidence,
        evidence=Evidence(document=document, text=text, start=at, end=until, found_by=found_by),
    )
