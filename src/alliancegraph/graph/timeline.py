"""Facts -> what became of an entity's relations, in the order in which it came about."""

from __future__ import annotations

from alliancegraph.graph import history
from alliancegraph.graph.rows import Event
from alliancegraph.graph.view import View
from alliancegraph.model import Fact, Status, Step


def timeline(view: View, entity: str) -> tuple[Event, ...]:
    """Every step of every fact about the entity with this id, oldest first.

    A step that no article dates stands where it was first reported (`reported_only`).
    """
    steps = [(history.effective(step), fact, step) for fact in view.facts_of(entity) for step in fact.history]
    ordered = sorted(steps, key=lambda found: (found[0], found[1].id, found[1].history.index(found[2])))
    return tuple(_event(view, fact, step) for _, fact, step in ordered)


def _event(view: View, fact: Fact, step: Step) -> Event:
    ending = step.status in (Status.ENDED, Status.CANCELLED)
    told = step.end or step.start if ending else step.start
    return Event(
        date=told or step.reported,
        status=step.status.value,
        subject=view.name(fact.subject),
        predicate=fact.predicate.value,
        object=view.name(fact.object),
        stake=step.stake,
        reported_only=told is None,
        fact=fact.id,
    )
