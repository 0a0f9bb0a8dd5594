"""Tellings -> tellings: whoever holds all of a company ends what others held before.

    2000 | Ford owns Jaguar                          nobody tells of Ford's sale ...
    2009 | Tata owns Jaguar | start=2008-06, 100 %   ... but this says that it is over by 2008-06

Only a stake of 100 % says so. A smaller one, or one that no article states, may stand beside
the other: that is a question for a person (`ownership.rivals`). Nothing is ended that
articles tell of after that date, nor what a parent holds through a subsidiary.
"""

from __future__ import annotations

from collections.abc import Iterable
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
        for new, took in holders.items():
            takings = [t for t in tellings[took] if t.status is Status.ACTIVE and t.stake == _ALL]
            if not takings:
                continue
            for old, relation in holders.items():
                if old != new and not _related(old, new, owners):
                    ended[relation] = [*tellings[relation], *_endings(tellings[relation], takings)]
    return ended


def sides(relation: Relation) -> tuple[str, str]:
    """(owner, held) of a relation of equity."""
    if relation.predicate is Predicate.BRAND_OF:
        return relation.object, relation.subject
    return relation.subject, relation.object


def _endings(told: Iterable[Telling], takings: Iterable[Telling]) -> list[Telling]:
    told = sorted(told, key=lambda t: (t.claim, t.status))
    latest = history.state(history.history(told))
    if latest is None or latest.status is not Status.ACTIVE:
        return []
    heard = max((_last_heard(telling) for telling in told), default=date.max)
    return [
        Telling(taking.claim, Status.ENDED, None, None, taking.start, taking.reported)
        for taking in takings
        if (day := taking.start or taking.reported) and heard < dates.first_day(day)
    ]


def _last_heard(telling: Telling) -> date:
    days = [dates.last_day(day) for day in (telling.start, telling.reported) if day]
    return max(days, default=date.max)


def _related(one: str, other: str, owners: dict[str, dict[str, Relation]]) -> bool:
    return one in _above(other, owners) or other in _above(one, owners)


def _above(held: str, owners: dict[str, dict[str, Relation]]) -> set[str]:
    found: set[str] = set()
    waiting = [held]
    while waiting:
        for owner in owners.get(waiting.pop(), ()):
            if owner not in found:
                found.add(owner)
                waiting.append(owner)
    return found
