"""Facts -> what the page opens with: the main groups, and two wider views of them.

A view of everything is of no use above some hundred nodes. Each level holds the best
connected companies of the largest groups, laid out by itself (`layout`), as the nodes and
edges of a pyvis network; physics is off. An edge bears the number of its fact. What a level leaves out is counted on the page.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from alliancegraph.graph import AllianceGraph
from alliancegraph.model import Entity, EntityType, Fact, Status

LEVELS = (("Main groups", 48, 8), ("More groups", 220, 20), ("Widest view", 1200, 80))
"""Name, greatest number of nodes, greatest number of groups."""

_PARTIES = frozenset(
    {
        EntityType.COMPANY,
        EntityType.BRAND,
        EntityType.JOINT_VENTURE,
        EntityType.ALLIANCE,
        EntityType.GOVERNMENT,
    }
)
_IN_FORCE = (Status.ACTIVE, Status.AGREED)
_OPTIONS = {
    "physics": {"enabled": False},
    "layout": {"randomSeed": 1, "improvedLayout": False},
    "interaction": {
        "hover": True,
        "dragNodes": True,
        "selectConnectedEdges": False,
        "keyboard": {"enabled": False},
        "zoomSpeed": 0.6,
    },
    "nodes": {"physics": False},
    "edges": {"physics": False, "smooth": False, "selectionWidth": 2, "hoverWidth": 1},
}


def groups_of(graph: AllianceGraph) -> list[list[str]]:
    """Entity ids by group, largest group first, best connected member first.

    Whoever is in no group for want of a tie in force joins the group that most of their
    facts lead to.
    """
    groups = [list(group.member_ids) for group in graph.groups()]
    home = {key: i for i, members in enumerate(groups) for key in members}
    votes: dict[str, Counter[int]] = {}
    for fact in graph.facts.values():
        for one, other in ((fact.subject, fact.object), (fact.object, fact.subject)):
            if one not in home and other in home:
                votes.setdefault(one, Counter())[home[other]] += 1
    for key in sorted(votes):
        best = min(votes[key], key=lambda group: (-votes[key][group], group))
        groups[best].append(key)
    return groups


def levels(
    entities: Mapping[str, Entity],
    facts: Sequence[Fact],
    groups: Sequence[Sequence[str]],
    number: Mapping[str, int],
) -> list[dict[str, Any]]:
    """The levels, smallest first: name, options, nodes and edges of a vis-network, ids as numbers.

    A level that would show no more than the one before it is left out.
    """
    rank = _ranked(entities, facts)
    found: list[dict[str, Any]] = []
    previous = 0
    for name, nodes, most_groups in LEVELS:
        chosen = _choose(groups, rank, nodes, most_groups)
        if len(chosen) > previous:
            found.append({"name": name, **_network(entities, facts, groups, number, chosen)})
            previous = len(chosen)
    return found


def _ranked(entities: Mapping[str, Entity], facts: Iterable[Fact]) -> dict[str, tuple[int, str]]:
    """Sort key of every party that has a tie: more facts in force first, then more facts, then by id."""
    weight: Counter[str] = Counter()
    for fact in facts:
        sides = (fact.subject, fact.object)
        if all(entities[side].type in _PARTIES for side in sides):
            for side in sides:
                weight[side] += 3 if fact.status in _IN_FORCE else 1
    return {key: (-weight[key], key) for key in weight}


def _choose(
    groups: Sequence[Sequence[str]], rank: Mapping[str, tuple[int, str]], nodes: int, most_groups: int
) -> list[str]:
    """The best connected members of the first groups: an equal share each, then whoever ranks next."""
    parties = [sorted((key for key in members if key in rank), key=rank.__getitem__) for members in groups]
    shown = [members for members in parties if len(members) > 1][:most_groups]
    if not shown:
        return []
    share = max(2, nodes // len(shown) // 2)
    first = [key for members in shown for key in members[:share]][:nodes]
    rest = sorted((key for members in shown for key in members[share:]), key=rank.__getitem__)
    return sorted((*first, *rest[: nodes - len(first)]))


def _network(
    entities: Mapping[str, Entity],
    facts: Sequence[Fact],
    groups: Sequence[Sequence[str]],
    number: Mapping[str, int],
    chosen: Sequence[str],
) -> dict[str, Any]:
    # Both take their time to load, which `--help` need not wait for.
    from pyvis.network import Network

    from alliancegraph.export import layout

    inside = set(chosen)
    drawn = [(i, fact) for i, fact in enumerate(facts) if {fact.subject, fact.object} <= inside]
    group_of = {key: str(i) for i, members in enumerate(groups) for key in members}
    spots = layout.place(chosen, [(fact.subject, fact.object) for _, fact in drawn], group_of)
    network = Network(directed=True)
    network.set_options(json.dumps(_OPTIONS))
    for key in chosen:
        x, y = spots[key]
        network.add_node(number[key], label=str(number[key]), group=entities[key].type.value, x=x, y=y)
    for i, fact in drawn:
        network.add_edge(number[fact.subject], number[fact.object], id=i)
    nodes, edges, *_, options = network.get_network_data()
    return {
        "options": json.loads(options),
        "nodes": [{key: node[key] for key in ("id", "group", "x", "y")} for node in nodes],
        "edges": [edge["id"] for edge in edges],
    }
