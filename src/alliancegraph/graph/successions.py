"""Tellings -> tellings: whoever holds all of a company ends what others held before.

    2000 | Ford owns Jaguar                          nobody tells of Ford's sale ...
    2009 | Tata owns Jaguar | start=2008-06, 100 %   ... but this says that it is over by 2008-06

Only a stake of 100 % says so, or a brand that is another's from a date on, for a brand has no
shares. A smaller stake, or one in a company that no article states, may stand beside the other:
that is a question for a person (`ownership.rivals`). Nothing is ended that articles tell of
after that date, nor what a parent holds through a subsidiary.
"""

from __future__ import annotations

from datetime import date

from alliancegraph import dates
from alliancegraph.graph import history
from alliancegraph.graph.relations import Relation, Telling, Tellings
from alliancegraph.model import Predicate, Status

_ALL = 100.0
_EQUITY = (Predicate.OWNS, Predicate.BRAND_OF, Predicate.PARTNER_IN)


def with_successions(tellings: Tellings) -> Tellings:
    """*tellings* and, for each relation that a later sole owner ends, the tellings that end it."""
    owners: dict[str, dict[str, Relation]] = {}
    for relation in tellings:
        if relation.predicate in _EQUITY:
            owner, held = sides(relation)
            owners.setdefault(held, {})[owner] = relation
    ended = dict(tellings)
    for holders in owners.values():
        takings = {
            owner: [t for t in tellings[relation] if _takes_all(relation, t)]
            for owner, relation in holders.items()
        }
        sole = [owner for owner, told in takings.items() if told]
        for old, relation in holders.items() if sole else ():
            later = [t for new in sole if not _related(old, new, owners) for t in takings[new]]
            ended[relation] = [*tellings[relation], *_endings(tellings[relation], later)]
    return ended


def sides(relation: Relation) -> tuple[str, str]:
    """(owner, held) of a relation of equity."""
    if relation.predicate is Predicate.BRAND_OF:
        return relation.object, relation.subject
    return relation.subject, relation.object


def _takes_all(relation: Relation, told: Telling) -> bool:
    brand = relation.predicate is Predicate.BRAND_OF and told.stake is None and told.start is not None
    return told.status is Status.ACTIVE and (told.stake == _ALL or brand)


def _endings(told: list[Telling], takings: list[Telling]) -> list[Telling]:
    """The first of *takings* and those of the same date, as ends, if what is *told* lies before."""
    latest = history.state(history.history(told))
    first = min(map(_taken, takings), default=date.min)
    if latest is None or latest.status is not Status.ACTIVE or max(map(_last_heard, told)) >= first:
        return []
    started = {taking.start for taking in takings if _taken(taking) == first}
    return [
        Telling(taking.claim, Status.ENDED, None, None, taking.start, taking.reported)
        for taking in takings
        if all(dates.compatible(taking.start, start) for start in started)
    ]


def _taken(taking: Telling) -> date:
    day = taking.start or taking.reported
    return dates.first_day(day) if day else date.max


def _last_heard(telling: Telling) -> date:
    days = [dates.last_day(day) for day in (telling.start, telling.reported) if day]
    return max(days, default=date.max)


def _related(one: str, other: str, owners: dict[str, dict[str, Relation]]) -> bool:
    return one == other or one in _above(other, owners) or other in _above(one, owners)


def _above(held: str, owners: dict[str, dict[str, Relation]]) -> set[str]:
    found: set[str] = set()
    waiting = [held]
    while waiting:
        for owner in owners.get(waiting.pop(), ()):
            if owner not in found:
                found.add(owner)
                waiting.append(owner)
    return found
