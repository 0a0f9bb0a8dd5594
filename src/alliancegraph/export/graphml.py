"""AllianceGraph -> GraphML. Edge ids are fact ids; values that are not known are left out."""

from __future__ import annotations

from pathlib import Path

from alliancegraph.export import flat
from alliancegraph.graph import AllianceGraph


def write(graph: AllianceGraph, target: Path) -> None:
    """Write *graph* for `networkx.read_graphml(target, force_multigraph=True)`."""
    import networkx as nx

    network: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for node in flat.nodes(graph):
        network.add_node(str(node.pop("id")), label=node["name"], **_known(node))
    for edge in flat.edges(graph):
        subject, object_, key = (str(edge.pop(field)) for field in ("subject", "object", "id"))
        network.add_edge(subject, object_, key=key, label=edge["predicate"], **_known(edge))
    nx.write_graphml_xml(network, target)


def _known(record: flat.Flat) -> flat.Flat:
    return {key: value for key, value in record.items() if value is not None}
