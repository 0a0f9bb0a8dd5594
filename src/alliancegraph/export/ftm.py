"""AllianceGraph -> FollowTheMoney entities, one JSON object a line, for Aleph and its relatives.

Equity becomes `Ownership`, executives `Directorship`, membership `Membership`, what is supplied
or agreed between two parties `UnknownLink` with the relation as its role. Facts that were
denied or called off, or are only talked about, are left out: the format has no word for them.
Brands and joint ventures count as companies; platforms, which it does not know, as assets.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from alliancegraph.export import flat
from alliancegraph.graph import AllianceGraph
from alliancegraph.model import Entity, EntityType, Fact, Predicate, Status

_SCHEMA = {
    EntityType.COMPANY: "Company",
    EntityType.BRAND: "Company",
    EntityType.JOINT_VENTURE: "Company",
    EntityType.ALLIANCE: "Organization",
    EntityType.PERSON: "Person",
    EntityType.GOVERNMENT: "PublicBody",
    EntityType.VEHICLE: "Vehicle",
    EntityType.PLATFORM: "Asset",
}
_LEFT_OUT = (Status.PROPOSED, Status.CANCELLED, Status.DENIED)
_OWNABLE = (EntityType.COMPANY, EntityType.BRAND, EntityType.JOINT_VENTURE)
_BODIES = (*_OWNABLE, EntityType.ALLIANCE, EntityType.GOVERNMENT)
_CAN_OWN = (*_BODIES, EntityType.PERSON)


def write(graph: AllianceGraph, target: Path) -> None:
    """Write *graph* for `ftm validate`, `followthemoney.model.get_proxy` or Aleph."""
    lines = [
        json.dumps(item, ensure_ascii=False, sort_keys=True) for item in (*_things(graph), *_links(graph))
    ]
    target.write_text("".join(line + "\n" for line in lines), encoding="utf-8")


def _things(graph: AllianceGraph) -> Iterator[dict[str, Any]]:
    for node in flat.nodes(graph):
        entity = graph.entities[str(node["id"])]
        yield _item(
            entity.id,
            _SCHEMA[entity.type],
            name=flat.clean(entity.name),
            alias=[flat.clean(alias) for alias in entity.aliases],
            wikidataId=entity.wikidata,
            country=entity.country.lower() if entity.country else None,
        )


def _links(graph: AllianceGraph) -> Iterator[dict[str, Any]]:
    for fact in graph.facts.values():
        if fact.status not in _LEFT_OUT:
            schema, sides = _shape(fact, graph.entities[fact.subject], graph.entities[fact.object])
            yield _item(
                fact.id,
                schema,
                **sides,
                percentage=f"{fact.stake:g}" if fact.stake is not None and schema == "Ownership" else None,
                startDate=fact.start,
                endDate=fact.end,
                status=fact.status.value,
                summary=flat.clean(fact.product) if fact.product else None,
            )


def _shape(fact: Fact, subject: Entity, other: Entity) -> tuple[str, dict[str, str]]:
    match fact.predicate:
        case Predicate.OWNS | Predicate.PARTNER_IN if subject.type in _CAN_OWN and other.type in _OWNABLE:
            return "Ownership", {"owner": subject.id, "asset": other.id, "role": fact.predicate.value}
        case Predicate.BRAND_OF if other.type in _CAN_OWN and subject.type in _OWNABLE:
            return "Ownership", {"owner": other.id, "asset": subject.id, "role": fact.predicate.value}
        case Predicate.EXECUTIVE_OF if subject.type is EntityType.PERSON and other.type in _BODIES:
            return "Directorship", {"director": subject.id, "organization": other.id}
        case Predicate.MEMBER_OF if subject.type in _CAN_OWN and other.type is EntityType.ALLIANCE:
            return "Membership", {"member": subject.id, "organization": other.id}
        case _:
            return "UnknownLink", {"subject": subject.id, "object": other.id, "role": fact.predicate.value}


def _item(key: str, schema: str, **values: str | list[str] | None) -> dict[str, Any]:
    properties = {
        name: value if isinstance(value, list) else [value] for name, value in values.items() if value
    }
    return {"id": key, "schema": schema, "properties": properties}
