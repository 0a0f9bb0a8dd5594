"""alliancegraph: news about the car industry in, a knowledge graph of alliances out.

from alliancegraph import AllianceGraph, build, extract

build("data/raw", "data/graph")
AllianceGraph.load("data/graph").owners("Nissan", look_through=True)
extract("Renault has raised its stake in Nissan to 44.4 percent.", date="2002-03-02")
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

__version__ = "0.1.0"
__all__ = ["AllianceGraph", "build", "extract"]

if TYPE_CHECKING:
    from alliancegraph.extraction import extract
    from alliancegraph.graph import AllianceGraph
    from alliancegraph.pipeline import build

_HOMES = {
    "AllianceGraph": "alliancegraph.graph",
    "build": "alliancegraph.pipeline",
    "extract": "alliancegraph.extraction",
}


def __getattr__(name: str) -> object:
    """Load a public name when it is first asked for: `--help` needs none of them."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)
