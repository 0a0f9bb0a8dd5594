"""Tellings -> tellings: whoever holds all of a company ends what others held before.

    2000 | Ford owns Jaguar                          nobody tells of Ford's sale ...
    2009 | Tata owns Jaguar | start=2008-06, 100 %   ... but this says that it is over by 2008-06

Only a stake of 100 % says so, or a brand that is another's from a date on, for a brand has no
shares. A smaller stake, or one in a company that no article states, may stand beside the other:
that is a question for a person (`ownership.rivals`). Nothing is ended that articles tell of
after that date, nor what a parent holds through a subsidiary.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import lru_cache
from itertools import groupby
from operator import itemgetter

from alliancegraph import dates
from alliancegraph.graph import history
from alliancegraph.graph.desk import Desk, Row
from alliancegraph.graph.relations import Relation, Telling, Told
from alliancegraph.model import Predicate, Status

_ALL = 100.0
_KNOWN = 10_000  # companies whose owners are remembered
_HELD = "case predicate when 'brand_of' then subject else object end"
_OWNER = "case predicate when 'brand_of' then object else subject end"
_OWNERS = f"""
create table desk.owners (held text, owner text, primary key (held, owner)) without rowid;
insert or ignore into owners
    select {_HELD}, {_OWNER} from tellings where predicate in ('owns', 'brand_of', 'partner_in')
"""
_EQUITY = f"""
    select {_HELD}, predicate, subject, object, claim, status, stake, start, "end", reported, said,
        confidence, product, platform, source, document, at, until
    from tellings where predicate in ('owns', 'brand_of', 'partner_in') order by 1, rowid
"""

type Above = Callable[[str], frozenset[str]]


def with_successions(desk: Desk) -> None:
    """Add to the table `tellings`, for each relation that a later sole owner ends, what ends it."""
    desk.run(_OWNERS)
    above = lru_cache(_KNOWN)(lambda held: _above(held, desk))
    rows = desk.rows(_EQUITY)
    desk.insert("tellings", (end for _, told in groupby(rows, itemgetter(0)) for end in _ends(told, above)))


def _ends(rows: Iterable[Row], above: Above) -> Iterator[Row]:
    """The rows that end what others hold of one company; *rows* are all that is told of its owners."""
    told: dict[Relation, list[Told]] = {}
    for _, predicate, subject, held, *row in rows:
        told.setdefault(Relation(Predicate(predicate), subject, held), []).append(Told(*row))
    holders = {sides(relation)[0]: relation for relation in told}
    takings = {
        owner: [t for t in told[relation] if _takes_all(relation, t)] for owner, relation in holders.items()
    }
    sole = [owner for owner, taken in takings.items() if taken]
    for old, relation in holders.items() if sole else ():
        later = [t for new in sole if not _related(old, new, above) for t in takings[new]]
        for taking in _endings([t.telling() for t in told[relation]], later):
            end = taking._replace(status=Status.ENDED, stake=None, start=None, end=taking.start)
            yield (relation.id, relation.predicate, relation.subject, relation.object, *end)


def sides(relation: Relation) -> tuple[str, str]:
    """(owner, held) of a relation of equity."""
    if relation.predicate is Predicate.BRAND_OF:
        return relation.object, relation.subject
    return relation.subject, relation.object


def _takes_all(relation: Relation, told: Told) -> bool:
    brand = relation.predicate is Predicate.BRAND_OF and told.stake is None and told.start is not None
    return told.status == Status.ACTIVE and (told.stake == _ALL or brand)


def _endings(told: list[Telling], takings: list[Told]) -> list[Told]:
    """The first of *takings* and those of the same date, if what is *told* lies before and so has ended."""
    latest = history.state(history.history(told))
    first = min(map(_taken, takings), default=date.min)
    if latest is None or latest.status is not Status.ACTIVE or max(map(_last_heard, told)) >= first:
        return []
    started = {taking.start for taking in takings if _taken(taking) == first}
    return [t for t in takings if all(dates.compatible(t.start, start) for start in started)]


def _taken(taking: Told) -> date:
    day = taking.start or taking.reported
    return dates.first_day(day) if day else date.max


def _last_heard(telling: Telling) -> date:
    days = [dates.last_day(day) for day in (telling.start, telling.reported) if day]
    return max(days, default=date.max)


def _related(one: str, other: str, above: Above) -> bool:
    return one == other or one in above(other) or other in above(one)


def _above(held: str, desk: Desk) -> frozenset[str]:
    """All who own *held*, along all chains."""
    query = """
        with recursive above (owner) as (
            select owner from owners where held = ?
            union select o.owner from above a join owners o on o.held = a.owner
        ) select owner from above
    """
    return frozenset(owner for (owner,) in desk.rows(query, held))
