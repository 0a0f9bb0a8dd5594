"""Facts -> the shortest chain of relations between two entities, with the sentence behind each.

Only relations that are agreed or in force connect. The search starts at both ends and reads
from the store what it passes. Among chains of one length the most trusted is taken, link by
link, so that the answer is the same every time.
"""

from __future__ import annotations

from alliancegraph.graph.rows import PathStep
from alliancegraph.graph.view import Link, View
from alliancegraph.model import Claim, Fact, Status


def path(view: View, one: str, other: str) -> tuple[PathStep, ...]:
    """The steps from the entity *one* to *other* (ids); empty if nothing connects them."""
    near, far = _Search(view, one), _Search(view, other)
    while not (meeting := near.reached & far.reached):
        smaller = min(near, far, key=lambda search: len(search.ring))
        if not smaller.ring:
            return ()
        smaller.widen()
    return tuple(_step(view, view.facts[link.fact]) for link in _strongest(near, far, meeting))


class _Search:
    """Rings of entities around a start: those one step away, two steps, and so on."""

    def __init__(self, view: View, start: str) -> None:
        self.view = view
        self.rings = [{start}]
        self.reached = {start}
        self.links: dict[str, list[Link]] = {}

    @property
    def ring(self) -> set[str]:
        """The outermost entities."""
        return self.rings[-1]

    def widen(self) -> None:
        outer: set[str] = set()
        for entity in self.ring:
            self.links[entity] = self.view.links(entity)
            outer.update(link.other for link in self.links[entity])
        self.rings.append(outer - self.reached)
        self.reached |= outer


def _strongest(near: _Search, far: _Search, meeting: set[str]) -> list[Link]:
    """One of the shortest chains: the most trusted link at every step from the start on."""
    stages = [meeting]  # the entities that shortest chains pass, from the start to the end
    for ring in reversed(near.rings[:-1]):
        stages.insert(0, {e for e in ring if any(link.other in stages[0] for link in near.links[e])})
    for ring in reversed(far.rings[:-1]):
        stages.append({e for e in ring if any(link.other in stages[-1] for link in far.links[e])})
    chain: list[Link] = []
    (here,) = stages[0]
    for stage in stages[1:]:
        links = near.links.get(here) or near.view.links(here)
        chain.append(min((link for link in links if link.other in stage), key=_weakness))
        here = chain[-1].other
    return chain


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


def _weakness(link: Link) -> tuple[bool, float, float, str]:
    return (link.status != Status.ACTIVE, -link.confidence, -(link.stake or 0), link.fact)


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
