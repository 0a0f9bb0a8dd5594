"""The store as mappings of nouns, whole or as of a day. What every question is asked of.

    view.facts["5f1c..."] -> Fact          view.entity("citroen") -> Entity
    view.facts_of("nissan") -> [Fact, ...]

Rows are read when they are asked for, and kept. A view as of a day shares the store and
shows each fact in the state that it had then.
"""

from __future__ import annotations

from collections.abc import Callable, ItemsView, Iterable, Iterator, Mapping, ValuesView
from datetime import date
from typing import NamedTuple

from alliancegraph import dates
from alliancegraph.errors import UnknownEntityError
from alliancegraph.graph.facts import fact_as_of
from alliancegraph.graph.identity import name_key
from alliancegraph.graph.store import Store
from alliancegraph.model import Claim, Document, Entity, Fact, Status

IN_FORCE = (Status.AGREED, Status.ACTIVE)
"""Relations that hold or are agreed: what paths and groups are made of."""

_FORCE = ", ".join(f"'{status}'" for status in IN_FORCE)
_LINKS = f"""
    select object, id, status, stake, confidence from facts where subject = ? and status in ({_FORCE})
    union all
    select subject, id, status, stake, confidence from facts where object = ? and status in ({_FORCE})
"""
_LINKS_AS_OF = f"""
    select s.object, s.fact, s.status, s.stake, f.confidence from states s join facts f on f.id = s.fact
    where s.subject = ? and s.from_day <= ? and s.to_day > ? and s.status in ({_FORCE})
    union all
    select s.subject, s.fact, s.status, s.stake, f.confidence from states s join facts f on f.id = s.fact
    where s.object = ? and s.from_day <= ? and s.to_day > ? and s.status in ({_FORCE})
"""
_SUGGESTIONS = 3
_CANDIDATES = 30
_SIMILAR = 70  # of 100
_ABOUT = 10
_PART = 0.9  # a name that is like a word of another counts so much of a whole name


class Link(NamedTuple):
    """A relation in force as one party sees it: who is at the other end, and how sure it is."""

    other: str
    fact: str
    status: str
    stake: float | None
    confidence: float


class Rows[V](Mapping[str, V]):
    """Rows of one table by id, in order of id; each is read once, on demand."""

    def __init__(
        self,
        ids: Callable[[], list[str]],
        read: Callable[[str], V | None],
        read_all: Callable[[], Iterable[tuple[str, V]]],
    ) -> None:
        self._ids = ids
        self._read = read
        self._read_all = read_all
        self._known: dict[str, V] = {}
        self._every: dict[str, V] | None = None

    def __getitem__(self, key: str) -> V:
        if self._every is not None:
            return self._every[key]
        if key not in self._known:
            row = self._read(key)
            if row is None:
                raise KeyError(key)
            self._known[key] = row
        return self._known[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._ids() if self._every is None else self._every)

    def __len__(self) -> int:
        return len(self._ids() if self._every is None else self._every)

    def values(self) -> ValuesView[V]:
        return self._all().values()

    def items(self) -> ItemsView[str, V]:
        return self._all().items()

    def _all(self) -> dict[str, V]:
        if self._every is None:
            self._every = dict(self._read_all())
        return self._every


class View:
    """All entities, facts, claims and documents of a graph; the facts as of `day`, if given."""

    def __init__(self, store: Store, day: date | None = None) -> None:
        self._store = store
        self.day = day
        self.entities: Mapping[str, Entity] = Rows(
            lambda: store.ids("entities"),
            lambda key: next(store.entities(key), None),
            lambda: ((entity.id, entity) for entity in store.entities()),
        )
        self.documents: Mapping[str, Document] = Rows(
            lambda: store.ids("documents"),
            lambda key: next(store.documents(key), None),
            lambda: ((document.id, document) for document in store.documents()),
        )
        self.claims_by_id: Mapping[str, Claim] = Rows(
            lambda: store.ids("claims"),
            lambda key: next((claim for _, claim in store.claims(self.entities, key)), None),
            lambda: store.claims(dict(self.entities.items())),
        )
        self.facts: Mapping[str, Fact] = Rows(self._fact_ids, self._fact, self._all_facts)

    def entity(self, name: str) -> Entity:
        """The entity that bears *name*: its id, its name or an alias, whatever the case or diacritics.

        Of several, the one whose usual name it is, then the one with the most facts.
        Raises `UnknownEntityError` with the nearest names.
        """
        query = """
            select entity from aliases where key = ? group by entity order by
            max(canonical) desc, (select count(*) from facts where subject = entity or object = entity) desc,
            entity limit 1
        """
        found = self._store.rows("select id from entities where id = ?", name) or self._store.rows(
            query, name_key(name)
        )
        if not found:
            raise UnknownEntityError(name, self._similar(name))
        return self.entities[found[0][0]]

    def facts_of(self, entity: str) -> list[Fact]:
        """The facts in which the entity with this id takes part, in order of id."""
        query = (
            "select id from facts where subject = ? union select id from facts where object = ? order by 1"
        )
        keys = [key for (key,) in self._store.rows(query, entity, entity)]
        if self.day is None:
            return [self.facts[key] for key in keys]
        return [self.facts[key] for key in keys if key in self.facts]

    def links(self, entity: str) -> list[Link]:
        """What ties the entity with this id to others: relations that are agreed or in force."""
        if self.day is None:
            return [Link(*row) for row in self._store.rows(_LINKS, entity, entity)]
        day = self.day.isoformat()
        return [Link(*row) for row in self._store.rows(_LINKS_AS_OF, entity, day, day, entity, day, day)]

    def stakes(self) -> list[tuple[str, str, float]]:
        """All (holder, held, percent) in force; a brand whose stake is not told is held whole."""
        status, until = "status = 'active'", ""
        if self.day is not None:
            until = f" and from_day <= '{self.day}' and to_day > '{self.day}'"
        table = "facts" if self.day is None else "states"
        query = f"""
            select subject, object, stake from {table}
            where predicate in ('owns', 'partner_in') and stake > 0 and {status}{until}
            union all
            select object, subject, coalesce(stake, 100.0) from {table}
            where predicate = 'brand_of' and coalesce(stake, 100) > 0 and {status}{until}
        """
        largest: dict[tuple[str, str], float] = {}  # a company may be told of as owner and as partner
        for holder, held, stake in self._store.rows(query):
            if stake > largest.get((holder, held), 0):
                largest[holder, held] = stake
        return [(holder, held, stake) for (holder, held), stake in largest.items()]

    def article_dates(self, entity: str) -> dict[str, str]:
        """The dates of the articles behind an entity's facts, by claim id; undated ones are left out."""
        query = """
            select fc.claim, d.date from facts f join fact_claims fc on fc.fact = f.id
            join claims c on c.id = fc.claim join evidence e on e.id = c.evidence
            join documents d on d.id = e.document
            where f.id in (select id from facts where subject = ? union select id from facts where object = ?)
            and d.date is not null
        """
        return dict(self._store.rows(query, entity, entity))

    def name(self, entity: str) -> str:
        """The usual name of the entity with this id."""
        return self.entities[entity].name

    def _similar(self, name: str) -> tuple[str, ...]:
        """The names most like *name*, one an entity; only those about as like as the first."""
        from rapidfuzz import fuzz, process  # only where a name was mistyped

        rows = self._store.rows("select key, name, entity from aliases order by id desc")
        names = {key: (alias, entity) for key, alias, entity in rows}
        asked = name_key(name)
        near = {
            key
            for scorer in (fuzz.ratio, fuzz.token_sort_ratio)
            for key, _, _ in process.extract(asked, list(names), scorer=scorer, limit=_CANDIDATES)
        }
        scores = {key: _likeness(asked, key) for key in near}
        least = max(_SIMILAR, max(scores.values(), default=0) - _ABOUT)
        found: dict[str, str] = {}
        for key in sorted(near, key=lambda key: (-scores[key], key)):
            alias, entity = names[key]
            if scores[key] >= least:
                found.setdefault(entity, alias)
        return tuple(found.values())[:_SUGGESTIONS]

    def _fact_ids(self) -> list[str]:
        if self.day is None:
            return self._store.ids("facts")
        query = "select distinct fact from states where from_day <= ? order by fact"
        return [key for (key,) in self._store.rows(query, self.day.isoformat())]

    def _fact(self, key: str) -> Fact | None:
        fact = next(self._store.facts(key), None)
        return fact_as_of(fact, self.day) if fact and self.day else fact

    def _all_facts(self) -> Iterator[tuple[str, Fact]]:
        for fact in self._store.facts():
            seen = fact_as_of(fact, self.day) if self.day else fact
            if seen:
                yield seen.id, seen


def _likeness(asked: str, name: str) -> float:
    """How alike two keys of names are, of 100: as a whole, whatever the order of words, or one word."""
    from rapidfuzz import fuzz

    word = max((fuzz.ratio(asked, word) for word in name.split()), default=0.0)
    return max(fuzz.ratio(asked, name), fuzz.token_sort_ratio(asked, name), _PART * word)


def last_day_of(partial: str, day: date | None) -> date:
    """The day that "as of *partial*" means in a view that already ends on *day*."""
    asked = dates.last_day(partial)
    return asked if day is None else min(asked, day)
