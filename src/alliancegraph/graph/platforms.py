"""Facts about models -> which companies share platforms.

A company's models are those that it, its brands or companies that it controls produce,
and those named after one of them ("Nissan Dayz"). Two models share a platform if one is
based on the other, both are based on the same, or an article says that they share one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from alliancegraph.graph.identity import name_key
from alliancegraph.graph.ownership import CONTROL, held_by
from alliancegraph.graph.rows import PlatformMate
from alliancegraph.graph.view import View
from alliancegraph.model import EntityType, Fact, Predicate, Status

_MAKERS = (EntityType.COMPANY, EntityType.BRAND, EntityType.JOINT_VENTURE)
_VOID = (Status.DENIED, Status.CANCELLED)


@dataclass(frozen=True, slots=True)
class _Link:
    """Another vehicle or company on the same platform, and the facts that tell so."""

    other: str
    platform: str | None
    facts: tuple[str, ...]


def platform_mates(view: View, company: str) -> tuple[PlatformMate, ...]:
    """The companies that share a platform with the one of this id, directly or by their models."""
    family = _family(view, company)
    makers = _Makers(view)
    found: set[PlatformMate] = set()
    for member in family:
        for fact in _of(view, member, Predicate.SHARES_PLATFORM_WITH):
            other = fact.object if fact.subject == member else fact.subject
            found.update(_mates(view, {other}, family, fact.platform, None, None, (fact.id,)))
    for model in makers.models_of(family):
        for link in _links(view, model):
            mates = makers.of(link.other)
            found.update(_mates(view, mates, family, link.platform, model, link.other, link.facts))
    return tuple(
        sorted(
            found, key=lambda m: (m.company, m.company_id, m.own_model or "", m.their_model or "", m.facts)
        )
    )


def _mates(
    view: View,
    companies: set[str],
    family: set[str],
    platform: str | None,
    own: str | None,
    their: str | None,
    facts: tuple[str, ...],
) -> Iterator[PlatformMate]:
    for company in companies - family:
        yield PlatformMate(
            company=view.name(company),
            platform=platform,
            own_model=view.name(own) if own else None,
            their_model=view.name(their) if their else None,
            company_id=company,
            facts=facts,
        )


def _family(view: View, company: str) -> set[str]:
    """The company, its brands and what it controls."""
    family, waiting = {company}, [company]
    while waiting:
        for share in held_by(view, waiting.pop()):
            controlled = share.stake is None or share.stake > CONTROL
            makes = view.entities[share.held].type in (EntityType.COMPANY, EntityType.BRAND)
            if controlled and makes and share.held not in family:
                family.add(share.held)
                waiting.append(share.held)
    return family


class _Makers:
    """Which company makes which vehicle: by a `produces` fact, else by the vehicle's name."""

    def __init__(self, view: View) -> None:
        self._by_vehicle: dict[str, set[str]] = {}
        for fact in view.facts.values():
            if fact.predicate is Predicate.PRODUCES and fact.status not in _VOID:
                self._by_vehicle.setdefault(fact.object, set()).add(fact.subject)
        keys = {
            name_key(name): entity.id
            for entity in reversed(list(view.entities.values()))
            if entity.type in _MAKERS
            for name in (*entity.aliases, entity.name)
        }
        for entity in view.entities.values():
            if entity.type is EntityType.VEHICLE:
                words = name_key(entity.name).split()
                starts = [keys.get(" ".join(words[:n])) for n in range(len(words) - 1, 0, -1)]
                maker = next((key for key in starts if key), None)
                if maker:
                    self._by_vehicle.setdefault(entity.id, set()).add(maker)

    def of(self, vehicle: str) -> set[str]:
        return self._by_vehicle.get(vehicle, set())

    def models_of(self, family: set[str]) -> list[str]:
        return sorted(vehicle for vehicle, makers in self._by_vehicle.items() if makers & family)


def _of(view: View, entity: str, *predicates: Predicate) -> list[Fact]:
    return [f for f in view.facts_of(entity) if f.predicate in predicates and f.status not in _VOID]


def _links(view: View, model: str) -> Iterator[_Link]:
    for fact in _of(view, model, Predicate.SHARES_PLATFORM_WITH, Predicate.BASED_ON):
        other = fact.object if fact.subject == model else fact.subject
        if view.entities[other].type is EntityType.VEHICLE:
            yield _Link(other, fact.platform, (fact.id,))
    for mine in _of(view, model, Predicate.BASED_ON):
        if mine.subject != model:
            continue
        base = view.entities[mine.object]
        platform = base.name if base.type is EntityType.PLATFORM else mine.platform
        for theirs in _of(view, base.id, Predicate.BASED_ON):
            if theirs.object == base.id and theirs.subject != model:
                yield _Link(theirs.subject, platform, tuple(sorted((mine.id, theirs.id))))
