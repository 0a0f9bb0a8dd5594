"""Claims -> Facts: all claims about one relation become one fact.

    Claim, Claim, Claim --relations--> tellings of one relation --history--> Fact

A fact holds the relation's dated history, the claims for and against it, how many
independent sources tell it, and how far to trust it. What its claims cannot agree on is
listed by `conflicts`, never averaged.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import itemgetter

from alliancegraph import dates
from alliancegraph.graph import history
from alliancegraph.graph.desk import Desk
from alliancegraph.graph.relations import Relation, Told, relate
from alliancegraph.graph.successions import with_successions
from alliancegraph.model import Fact, Predicate, Status, Step

_TELLINGS = """
    select fact, predicate, subject, object, claim, status, stake, start, "end", reported, said,
        confidence, product, platform, source, document, at, until
    from tellings order by fact, rowid
"""

CERTAIN = 0.99
"""No number of articles makes a fact more certain than this."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """A point on which the claims of one fact contradict each other.

    `field` is stake, start or status; `values` are what is said, each with its claim ids.
    """

    fact: str
    field: str
    date: str | None
    values: tuple[tuple[str, tuple[str, ...]], ...]


def merge_claims(desk: Desk) -> Iterator[Fact]:
    """Merge the claims on *desk* to facts, in order of fact id.

    Documents of one source group (copies, near-duplicates) count as one source. What was to end
    before the latest article was written has ended. Nodes are made for joint ventures that no
    article names.
    """
    relate(desk)
    with_successions(desk)
    days = (day for (day,) in desk.rows("select distinct date from documents where date is not null"))
    today = max(map(dates.last_day, days), default=date.min)
    for (_, predicate, subject, other), rows in groupby(desk.rows(_TELLINGS), itemgetter(0, 1, 2, 3)):
        told = [Told(*row[4:]) for row in rows]
        yield _fact(Relation(Predicate(predicate), subject, other), told, today)


def fact_as_of(fact: Fact, day: date) -> Fact | None:
    """The fact in the state that it had on *day*; None where nothing was known to have begun."""
    steps = history.until(fact.history, day)
    now = history.state(fact.history, day)
    if now is None:
        return None
    kept = {claim for step in steps for claim in step.claims}
    return fact.model_copy(
        update={
            "status": now.status,
            "stake": now.stake,
            "start": now.start,
            "end": now.end,
            "history": steps,
            "claims": tuple(claim for claim in fact.claims if claim in kept),
            "claims_against": tuple(claim for claim in fact.claims_against if claim in kept),
        }
    )


def conflicts(fact: Fact) -> list[Conflict]:
    """Where the claims of *fact* contradict each other.

    Differing stakes at one date; differing starts of one stake with no end between
    them; and reports of a relation as active after a dated end.
    """
    found: list[Conflict] = []
    active = [step for step in fact.history if step.status is Status.ACTIVE]
    for day in sorted({step.start or step.reported or "" for step in active}):
        told = [s for s in active if (s.start or s.reported or "") == day and s.stake is not None]
        if len(told) > 1:
            found.append(_conflict(fact, "stake", day or None, told, [f"{s.stake:g} %" for s in told]))
    previous: Step | None = None
    for step in fact.history:
        if step.status is Status.ENDED:
            previous = step
        elif step.status is Status.ACTIVE:
            if previous and previous.status is Status.ENDED and previous.end and not step.start:
                said = ["ended", "active"]
                found.append(_conflict(fact, "status", step.reported, [previous, step], said))
                continue
            if previous and _two_starts(previous, step):
                said = [str(previous.start), str(step.start)]
                found.append(_conflict(fact, "start", step.start, [previous, step], said))
            previous = step
    return found


def confidence(best_for: Sequence[float], best_against: Sequence[float] = ()) -> float:
    """How far to trust a fact, from the best claim of each independent source.

    The most convincing source counts in full; every further one closes a share of the
    gap to `CERTAIN`, half of its own confidence; a source that denies the fact takes its own
    confidence away, the less the more sources tell the fact: half of it against one source,
    a third against two. Repeating a claim within one source changes nothing.
    The figure is ordinal: it ranks facts, it is no frequency of being right.

    >>> confidence([0.8]), confidence([0.8, 0.8]), confidence([0.8], [0.5])
    (0.8, 0.876, 0.6)
    """
    first, *others = sorted(best_for, reverse=True)
    trust = min(first, CERTAIN)
    for other in others:
        trust += (CERTAIN - trust) * other / 2
    for against in best_against:
        trust *= 1 - against / (len(best_for) + 1)
    return round(trust, 4)


def _fact(relation: Relation, told: Sequence[Told], today: date) -> Fact:
    steps = history.history([row.telling() for row in told])
    latest = history.state(steps)
    assert latest is not None, "a relation is only made by a telling"
    now = history.expired(latest, today)
    claims = {row.claim: row for row in told}
    against = sorted(key for key, row in claims.items() if row.said == Status.DENIED)
    support = sorted(key for key, row in claims.items() if row.said != Status.DENIED)
    holding, opposing = support, _not_overtaken(steps, now.status)
    if now.status is Status.DENIED:
        holding, opposing = against, support
    holding_sources = _best_by_source(claims[key] for key in holding)
    opposing_sources = _best_by_source(claims[key] for key in opposing)
    return Fact(
        id=relation.id,
        subject=relation.subject,
        predicate=relation.predicate,
        object=relation.object,
        status=now.status,
        stake=now.stake,
        start=now.start,
        end=now.end,
        product=_usual((claims[key].product, claims[key].source) for key in support),
        platform=_usual((claims[key].platform, claims[key].source) for key in support),
        confidence=confidence(sorted(holding_sources.values()), sorted(opposing_sources.values())),
        sources=len(holding_sources),
        history=steps,
        claims=tuple(support),
        claims_against=tuple(against),
    )


def _not_overtaken(steps: Sequence[Step], status: Status) -> list[str]:
    """The denials that came after the relation first had its present status; earlier ones were of talks."""
    reached = next((place for place, step in enumerate(steps) if step.status is status), 0)
    return sorted({key for step in steps[reached:] if step.status is Status.DENIED for key in step.claims})


def _best_by_source(told: Iterable[Told]) -> dict[str, float]:
    best: dict[str, float] = {}
    for row in told:
        best[row.source] = max(best.get(row.source, 0.0), row.confidence)
    return best


def _usual(told: Iterable[tuple[str | None, str]]) -> str | None:
    """The text that most independent sources give; the longest, then the first, among equals."""
    sources: dict[str, set[str]] = {}
    for text, source in told:
        if text:
            sources.setdefault(text, set()).add(source)
    return min(sources, key=lambda text: (-len(sources[text]), -len(text), text), default=None)


def _two_starts(one: Step, other: Step) -> bool:
    if one.status is not Status.ACTIVE or not one.start or not other.start:
        return False
    return one.stake == other.stake and not dates.compatible(one.start, other.start)


def _conflict(
    fact: Fact, field: str, day: str | None, steps: Sequence[Step], said: Sequence[str]
) -> Conflict:
    values = tuple((value, step.claims) for value, step in zip(said, steps, strict=True))
    return Conflict(fact.id, field, day, values)
