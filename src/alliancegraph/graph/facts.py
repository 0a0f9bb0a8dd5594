"""Claims -> Facts: all claims about one relation become one fact.

    Claim, Claim, Claim --relations--> tellings of one relation --history--> Fact

A fact holds the relation's dated history, the claims for and against it, how many
independent sources tell it, and how far to trust it. What its claims cannot agree on is
listed by `conflicts`, never averaged.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from alliancegraph import dates
from alliancegraph.graph import history
from alliancegraph.graph.relations import Relation, Telling, relate
from alliancegraph.graph.successions import with_successions
from alliancegraph.model import Claim, Entity, Fact, Status, Step

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


def merge_claims(
    claims: Mapping[str, Claim],
    entities: Mapping[str, Entity],
    reported: Mapping[str, str | None],
    source_of: Mapping[str, str] | None = None,
) -> tuple[dict[str, Fact], dict[str, Entity]]:
    """Merge *claims* (by claim id) to facts (by fact id, in order of id).

    *reported* gives the date of each document. *source_of* maps document ids to source
    groups: documents of one group (copies, near-duplicates) count as one source; a
    document it lacks is a source of its own. What was to end before the latest article
    was written has ended. Also returned: the entities made for joint ventures that no
    article names.
    """
    related, made = relate(claims, entities, reported)
    tellings = with_successions(related)
    sources = source_of or {}
    today = max((dates.last_day(day) for day in reported.values() if day), default=date.min)
    facts = [_fact(relation, told, claims, sources, today) for relation, told in tellings.items()]
    return {fact.id: fact for fact in sorted(facts, key=lambda fact: fact.id)}, made


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


def _fact(
    relation: Relation,
    told: Iterable[Telling],
    claims: Mapping[str, Claim],
    source_of: Mapping[str, str],
    today: date,
) -> Fact:
    steps = history.history(told)
    latest = history.state(steps)
    assert latest is not None, "a relation is only made by a telling"
    now = history.expired(latest, today)
    everything = sorted({claim for step in steps for claim in step.claims})
    against = [key for key in everything if claims[key].status is Status.DENIED]
    support = [key for key in everything if key not in set(against)]
    holding, opposing = support, _not_overtaken(steps, now.status)
    if now.status is Status.DENIED:
        holding, opposing = against, support
    holding_sources = _best_by_source(holding, claims, source_of)
    opposing_sources = _best_by_source(opposing, claims, source_of)
    return Fact(
        id=relation.id,
        subject=relation.subject,
        predicate=relation.predicate,
        object=relation.object,
        status=now.status,
        stake=now.stake,
        start=now.start,
        end=now.end,
        product=_usual([(claims[key].product, _source(claims[key], source_of)) for key in support]),
        platform=_usual([(claims[key].platform, _source(claims[key], source_of)) for key in support]),
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


def _source(claim: Claim, source_of: Mapping[str, str]) -> str:
    return source_of.get(claim.evidence.document, claim.evidence.document)


def _best_by_source(
    keys: Iterable[str], claims: Mapping[str, Claim], source_of: Mapping[str, str]
) -> dict[str, float]:
    best: dict[str, float] = {}
    for key in keys:
        source = _source(claims[key], source_of)
        best[source] = max(best.get(source, 0.0), claims[key].confidence)
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
