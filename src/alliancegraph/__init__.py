"""alliancegraph: news about the car industry in, a knowledge graph of alliances out.

from alliancegraph import AllianceGraph, build, extract

build("data/raw", "data/graph")
AllianceGraph.load("data/graph").owners("Nissan", look_through=True)
extract("Renault has raised its stake in Nissan to 44.4 percent.", date="2002-03-02")
"""

from __future__ import annotations

from typing import TYPE_CHECKING

__version__ = "0.1.0"
__all__ = ["AllianceGraph", "build", "extract"]

if TYPE_CHECKING:
    from alliancegraph.build import build
    from alliancegraph.extraction import extract
    from alliancegraph.graph import AllianceGraph


def __getattr__(name: str) -> object:
    """Load the public names when they are first asked for: `--help` needs none of them."""
    if name == "AllianceGraph":
        from alliancegraph.graph import AllianceGraph

        return AllianceGraph
    if name == "build":
        from alliancegraph.build import build

        return build
    if name == "extract":
        from alliancegraph.extraction import extract

        return extract
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
