"""Facts -> one entity at a glance."""

from __future__ import annotations

from alliancegraph.graph import ownership, partners
from alliancegraph.graph.rows import Card, Holding
from alliancegraph.graph.view import View
from alliancegraph.model import Status


def card(view: View, entity: str) -> Card:
    """Who the entity with this id is, who owns it, what it owns, and with whom it works now."""
    known = view.entities[entity]
    parent = ownership.ultimate_parent(view, entity)
    working = [row for row in partners.partners(view, entity) if row.status == Status.ACTIVE]
    return Card(
        name=known.name,
        type=known.type.value,
        aliases=known.aliases,
        country=known.country,
        wikidata=known.wikidata,
        group=None if parent.id == entity else parent.name,
        owners=tuple(_stake(row.holder, row) for row in ownership.owners(view, entity)),
        holdings=tuple(_stake(row.held, row) for row in ownership.holdings(view, entity)),
        partners=tuple(dict.fromkeys(row.partner for row in working)),
        facts=len(view.facts_of(entity)),
        id=entity,
    )


def _stake(name: str, holding: Holding) -> str:
    return name if holding.direct is None else f"{name} {holding.direct:g} %"
