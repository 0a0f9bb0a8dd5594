"""Facts -> groups of companies, and how central each one is.

Both look at one undirected network of companies, brands, joint ventures, alliances and
owners, in which the weight of a link grows with what binds most: equity, then common
ventures, then the rest. Nodes are numbered and visited in order of id, so that the same
facts give the same groups, and a few facts more much the same.
"""

from __future__ import annotations

import random
from collections.abc import MutableSequence
from typing import TYPE_CHECKING, Any

from alliancegraph.graph.rows import Centrality, Group
from alliancegraph.graph.view import IN_FORCE, View
from alliancegraph.model import EntityType, Predicate

if TYPE_CHECKING:
    import networkx as nx

_WEIGHT = {
    Predicate.BRAND_OF: 3.0,
    Predicate.OWNS: 3.0,
    Predicate.MERGED_WITH: 3.0,
    Predicate.PARTNER_IN: 2.0,
    Predicate.MEMBER_OF: 2.0,
}
_LESS_THAN_CONTROL = 0.5
_PARTIES = (
    EntityType.COMPANY,
    EntityType.BRAND,
    EntityType.JOINT_VENTURE,
    EntityType.ALLIANCE,
    EntityType.GOVERNMENT,
)


class _InOrder(random.Random):
    """No chance: what is shuffled keeps its order."""

    def shuffle(self, x: MutableSequence[Any]) -> None:
        pass


_IN_ORDER: Any = _InOrder()  # networkx takes it, though its types do not say so


def groups(view: View) -> tuple[Group, ...]:
    """Communities of companies by the Louvain method (Blondel et al. 2008), largest first.

    A group is called after its best connected member.
    """
    import networkx as nx

    network, ids = _network(view)
    found = nx.community.louvain_communities(network, weight="weight", seed=_IN_ORDER)
    weight = dict(network.degree(weight="weight"))
    rows: list[Group] = []
    for members in found:
        ordered = [ids[n] for n in sorted(members, key=lambda n: (-weight[n], _rank(view, ids[n]), n))]
        names = tuple(view.name(member) for member in ordered)
        rows.append(Group(names[0], names, tuple(ordered)))
    return tuple(sorted(rows, key=lambda group: (-len(group.members), group.name, group.member_ids)))


def centrality(view: View) -> tuple[Centrality, ...]:
    """All companies with their centrality, most central first.

    Betweenness (Freeman 1977, computed after Brandes 2001) is the share of shortest
    paths that pass through; PageRank weighs links. Both are 0 in a graph of one node.
    """
    import networkx as nx

    network, ids = _network(view)
    between = nx.betweenness_centrality(network)
    rank = nx.pagerank(network, weight="weight") if ids else {}
    rows = [
        Centrality(view.name(ids[n]), network.degree(n), round(between[n], 6), round(rank[n], 6), ids[n])
        for n in network
    ]
    return tuple(sorted(rows, key=lambda row: (-row.pagerank, row.id)))


def _rank(view: View, entity: str) -> int:
    return _PARTIES.index(view.entities[entity].type)


def _network(view: View) -> tuple[nx.Graph[int], list[str]]:
    """The network over numbers, and the entity id of each number."""
    import networkx as nx

    weights: dict[tuple[str, str], float] = {}
    for fact in view.facts.values():
        sides = (fact.subject, fact.object)
        if fact.status in IN_FORCE and all(view.entities[side].type in _PARTIES for side in sides):
            weight = _WEIGHT.get(fact.predicate, 1.0)
            if fact.stake is not None and fact.stake <= 50:
                weight *= _LESS_THAN_CONTROL
            pair = (min(sides), max(sides))
            weights[pair] = weights.get(pair, 0.0) + weight
    ids = sorted({side for pair in weights for side in pair})
    number = {key: n for n, key in enumerate(ids)}
    network: nx.Graph[int] = nx.Graph()
    network.add_nodes_from(range(len(ids)))
    for one, other in sorted(weights):
        network.add_edge(number[one], number[other], weight=weights[one, other])
    return network, ids
