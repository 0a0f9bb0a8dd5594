"""Facts -> what the page opens with: the main groups, and two wider views of them.

A view of everything is of no use above some hundred nodes. Each level holds the best
connected members of the largest groups, laid out by itself (`layout`), as the nodes and
edges of a pyvis network; physics is off. An edge bears the number of its fact. What a
level leaves out is counted on the page.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice, zip_longest
from typing import Any

from alliancegraph.graph import AllianceGraph
from alliancegraph.model import Entity, EntityType, Fact, Status

LEVELS = (("Main groups", 48, 8), ("More groups", 220, 20), ("Widest view", 600, 60))
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
    ties = _ties(entities, facts)
    orders = [_from_the_middle(members, ties) for members in groups]
    found: list[dict[str, Any]] = []
    previous = 0
    for name, nodes, most_groups in LEVELS:
        chosen = _choose([order for order in orders if len(order) > 1][:most_groups], nodes)
        if len(chosen) > previous:
            found.append({"name": name, **_network(entities, facts, groups, number, chosen)})
            previous = len(chosen)
    return found


def _ties(entities: Mapping[str, Entity], facts: Iterable[Fact]) -> dict[str, Counter[str]]:
    """How closely each party is tied to each other one; what is in force binds more than what is over."""
    ties: dict[str, Counter[str]] = {}
    for fact in facts:
        if entities[fact.subject].type in _PARTIES and entities[fact.object].type in _PARTIES:
            weight = 3 if fact.status in _IN_FORCE else 1
            ties.setdefault(fact.subject, Counter())[fact.object] += weight
            ties.setdefault(fact.object, Counter())[fact.subject] += weight
    return ties


def _from_the_middle(members: Sequence[str], ties: Mapping[str, Counter[str]]) -> list[str]:
    """The parties of a group: the best connected one first, then whoever is tied most to those before."""
    left = {key: sum(ties[key].values()) for key in members if key in ties}
    bound: Counter[str] = Counter()
    order: list[str] = []
    while left:
        best = min(left, key=lambda key: (-bound[key], -left[key], key))
        if order and not bound[best]:
            break
        del left[best]
        order.append(best)
        bound.update({key: weight for key, weight in ties[best].items() if key in left})
    return order


def _choose(orders: Sequence[Sequence[str]], nodes: int) -> list[str]:
    """The first members of each group, turn by turn, until there are enough."""
    turns = (key for turn in zip_longest(*orders) for key in turn if key is not None)
    return sorted(islice(turns, nodes))


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
    group_of = {key: members[0] for members in groups for key in members}
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
