"""Facts -> the shortest chain of relations between two entities, with the sentence behind each.

Only relations that are agreed or in force connect. Among chains of one length the most
trusted is taken, link by link, so that the answer is the same every time.
"""

from __future__ import annotations

from alliancegraph.graph.rows import PathStep
from alliancegraph.graph.view import IN_FORCE, View
from alliancegraph.model import Claim, Fact, Status


def path(view: View, one: str, other: str) -> tuple[PathStep, ...]:
    """The steps from the entity *one* to *other* (ids); empty if nothing connects them."""
    came_by: dict[str, tuple[str, Fact] | None] = {one: None}
    ring = [one]
    while ring and other not in came_by:
        reached: list[str] = []
        for entity in ring:
            for fact in _links(view, entity):
                neighbour = fact.object if fact.subject == entity else fact.subject
                if neighbour not in came_by:
                    came_by[neighbour] = (entity, fact)
                    reached.append(neighbour)
        ring = reached
    if other not in came_by:
        return ()
    steps: list[PathStep] = []
    back = came_by[other]
    while back is not None:
        entity, fact = back
        steps.append(_step(view, fact))
        back = came_by[entity]
    return tuple(reversed(steps))


def best_claim(view: View, fact: Fact) -> Claim | None:
    """The claim that speaks most clearly for a fact's latest state; None if all deny it."""
    for step in reversed(fact.history):
        told = [view.claims_by_id[key] for key in step.claims if key in fact.claims]
        if step.status is fact.status and told:
            return max(told, key=lambda claim: _clarity(claim, fact))
    return view.claims_by_id[fact.claims[0]] if fact.claims else None


def _clarity(claim: Claim, fact: Fact) -> tuple[float, bool, int, str]:
    quote = claim.evidence.text
    return (claim.confidence, claim.predicate is fact.predicate, -len(quote), quote)


def _links(view: View, entity: str) -> list[Fact]:
    facts = [fact for fact in view.facts_of(entity) if fact.status in IN_FORCE]
    return sorted(facts, key=_weakness)


def _weakness(fact: Fact) -> tuple[bool, float, float, str]:
    return (fact.status is not Status.ACTIVE, -fact.confidence, -(fact.stake or 0), fact.id)


def _step(view: View, fact: Fact) -> PathStep:
    claim = best_claim(view, fact)
    return PathStep(
        subject=view.name(fact.subject),
        predicate=fact.predicate.value,
        object=view.name(fact.object),
        status=fact.status.value,
        start=fact.start,
        sentence=claim.evidence.text if claim else None,
        document=claim.evidence.document if claim else None,
        fact=fact.id,
    )
