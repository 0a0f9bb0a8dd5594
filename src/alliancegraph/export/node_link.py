"""AllianceGraph -> node-link JSON, with the history of every fact: nothing is flattened."""

from __future__ import annotations

import json
from pathlib import Path

from alliancegraph.graph import AllianceGraph


def write(graph: AllianceGraph, target: Path) -> None:
    """Write *graph* for `networkx.node_link_graph(json.load(...), edges="edges")`."""
    import networkx as nx

    data = nx.node_link_data(graph.nx, edges="edges")
    target.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
