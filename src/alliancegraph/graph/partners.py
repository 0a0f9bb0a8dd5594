"""Facts -> ties of one entity, and the companies that it works with.

`joint_venture_with` is derived here, from the joint ventures that two companies share; it
is never stored.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from alliancegraph import dates
from alliancegraph.graph.rows import Partner, Tie
from alliancegraph.graph.view import View
from alliancegraph.model import Fact, Predicate, Status

_ORDER = (
    Status.ACTIVE,
    Status.AGREED,
    Status.PROPOSED,
    Status.ENDED,
    Status.CANCELLED,
    Status.DENIED,
)
_WORKING_TOGETHER = (
    Predicate.ALLIED_WITH,
    Predicate.CO_DEVELOPS,
    Predicate.SHARES_PLATFORM_WITH,
    Predicate.MERGED_WITH,
)
_CIRCLES = {
    Predicate.PARTNER_IN: Predicate.JOINT_VENTURE_WITH,
    Predicate.MEMBER_OF: Predicate.MEMBER_OF,
}


def ties(view: View, entity: str) -> tuple[Tie, ...]:
    """All facts about an entity: what is in force first, what is over, called off or denied last."""
    dates_of = view.article_dates(entity)
    rows = [_tie(view, fact, entity, dates_of) for fact in view.facts_of(entity)]
    return tuple(
        sorted(rows, key=lambda tie: (_place(tie.status), tie.predicate, tie.subject, tie.object, tie.fact))
    )


def partners(view: View, entity: str) -> tuple[Partner, ...]:
    """Who works with an entity: as allies, through joint ventures, or as members of one alliance."""
    rows = [*_direct(view, entity), *_through_circles(view, entity)]
    return tuple(
        sorted(
            rows, key=lambda row: (_place(row.status), row.partner, row.partner_id, row.how, row.via or "")
        )
    )


def _direct(view: View, entity: str) -> Iterator[Partner]:
    for fact in view.facts_of(entity):
        if fact.predicate in _WORKING_TOGETHER:
            other = _other(fact, entity)
            yield Partner(
                partner=view.name(other),
                how=fact.predicate.value,
                via=None,
                status=fact.status.value,
                start=fact.start,
                end=fact.end,
                partner_id=other,
                facts=(fact.id,),
            )


def _through_circles(view: View, entity: str) -> Iterator[Partner]:
    """Partners in the entity's joint ventures and fellow members of its alliances."""
    for mine in view.facts_of(entity):
        if mine.predicate not in _CIRCLES or mine.subject != entity:
            continue
        for theirs in view.facts_of(mine.object):
            if theirs.predicate is mine.predicate and theirs.subject not in (entity, mine.object):
                later, earlier = _common_time(mine, theirs)
                yield Partner(
                    partner=view.name(theirs.subject),
                    how=_CIRCLES[mine.predicate].value,
                    via=view.name(mine.object),
                    status=max(mine.status, theirs.status, key=_place).value,
                    start=later,
                    end=earlier,
                    partner_id=theirs.subject,
                    facts=tuple(sorted((mine.id, theirs.id))),
                )


def _common_time(one: Fact, other: Fact) -> tuple[str | None, str | None]:
    starts = [day for day in (one.start, other.start) if day]
    ends = [day for day in (one.end, other.end) if day]
    return max(starts, key=dates.first_day, default=None), min(ends, key=dates.last_day, default=None)


def _tie(view: View, fact: Fact, entity: str, dates_of: Mapping[str, str]) -> Tie:
    details = [text for text in (fact.product, fact.platform) if text]
    return Tie(
        subject=view.name(fact.subject),
        predicate=fact.predicate.value,
        object=view.name(fact.object),
        status=fact.status.value,
        stake=fact.stake,
        start=fact.start,
        end=fact.end,
        detail="; ".join(details) or None,
        confidence=fact.confidence,
        sources=fact.sources,
        told=max((dates_of[key] for key in fact.claims if key in dates_of), default=None),
        other_id=_other(fact, entity),
        fact=fact.id,
    )


def _other(fact: Fact, entity: str) -> str:
    return fact.object if fact.subject == entity else fact.subject


def _place(status: str) -> int:
    return _ORDER.index(Status(status))
