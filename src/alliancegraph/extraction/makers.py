"""A vehicle -> the firm that makes it, as far as its name and the registry tell.

Articles say of a car what is meant of its maker: "the Elise has a Toyota engine" tells who supplies
Lotus, "Valmet assembled the Boxster" for whom Valmet builds.
"""

from __future__ import annotations

from dataclasses import dataclass

from alliancegraph.extraction.names import in_use
from alliancegraph.model import Entity, EntityType, Mention, slug
from alliancegraph.vocabulary import Registry
from alliancegraph.vocabulary.registry import Entry


@dataclass(frozen=True)
class Makers:
    """Who makes what, in an article of *date*."""

    registry: Registry
    date: str | None

    def of(self, vehicle: Mention) -> Entry | None:
        """The firm whose name the vehicle bears: its make, or the owner of that where it is a brand."""
        listed = self.registry.get(vehicle.entity.id)
        words = vehicle.entity.name.split()
        ids = (
            [make.text for make in listed.related[:1]]
            if listed is not None
            else [slug(" ".join(words[:n])) for n in (2, 1)]
        )
        make = next((entry for id_ in ids if (entry := self.registry.get(id_)) is not None), None)
        if make is not None and make.entity.type is EntityType.BRAND:
            make = next(
                (
                    entry
                    for owner in make.related
                    if in_use(owner, self.date) and (entry := self.registry.get(owner.text))
                ),
                None,
            )
        return make if make is not None and make.entity.type is EntityType.COMPANY else None

    def firm(self, mention: Mention) -> Mention | None:
        """The mention, a vehicle's as its maker's; None for a vehicle of unknown make."""
        if mention.entity.type is not EntityType.VEHICLE:
            return mention
        maker = self.of(mention)
        return as_firm(mention, maker) if maker is not None else None

    def of_one_house(self, builder: Entity, maker: Entity) -> bool:
        """Whether the builder is the maker, its owner, its works or its joint venture."""
        entry = self.registry.get(maker.id)
        if builder.id == maker.id or (entry and any(owner.text == builder.id for owner in entry.related)):
            return True
        if builder.name.split()[0] in maker.name.split() or maker.name.split()[0] in builder.name:
            return True
        return builder.type in (EntityType.JOINT_VENTURE, EntityType.ALLIANCE, EntityType.BRAND)


def as_firm(vehicle: Mention, maker: Entry) -> Mention:
    """The mention of a vehicle, read as one of its maker."""
    return vehicle.model_copy(update={"entity": maker.entity, "text": maker.entity.name})
