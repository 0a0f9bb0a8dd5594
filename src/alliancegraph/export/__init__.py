"""AllianceGraph -> files that other tools read. One small module a format, all of them listed here.

    export(graph, "graphml", Path("alliances.graphml"))

A new format is a module with one function (graph, target) and one line in `FORMATS`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from alliancegraph.errors import AllianceGraphError
from alliancegraph.export import cypher, ftm, gexf, graphml, node_link, tables, turtle
from alliancegraph.graph import AllianceGraph

__all__ = ["FORMATS", "Format", "export"]


@dataclass(frozen=True)
class Format:
    """What a format is written by, the usual name of its file (or folder), and who reads it."""

    write: Callable[[AllianceGraph, Path], None]
    file: str
    help: str


FORMATS: dict[str, Format] = {
    "graphml": Format(graphml.write, "alliances.graphml", "GraphML: networkx, yEd, Gephi, Cytoscape"),
    "gexf": Format(gexf.write, "alliances.gexf", "GEXF with dates: Gephi and its timeline"),
    "json": Format(node_link.write, "alliances.json", "node-link JSON: networkx, D3"),
    "csv": Format(tables.write_csv, "tables", "a folder of CSV tables: spreadsheets, pandas"),
    "parquet": Format(
        tables.write_parquet, "tables", "a folder of Parquet tables: pandas, DuckDB (needs pyarrow)"
    ),
    "turtle": Format(turtle.write, "alliances.ttl", "RDF (Turtle) with PROV: rdflib, triple stores"),
    "cypher": Format(
        cypher.write, "alliances.cypher.json", "Cypher with parameters: Neo4j and its relatives"
    ),
    "ftm": Format(ftm.write, "alliances.ftm.json", "FollowTheMoney entities: Aleph, OpenSanctions"),
}


def export(graph: AllianceGraph, format_: str, target: Path | None = None) -> Path:
    """Write *graph* in one of `FORMATS` to *target* (its usual name, if None); return where it went.

    The same graph gives the same bytes. Raises `AllianceGraphError` for an unknown format
    or a place that cannot be written to.
    """
    if format_ not in FORMATS:
        raise AllianceGraphError(f"there is no format {format_!r}; choose from {', '.join(FORMATS)}")
    chosen = FORMATS[format_]
    path = target or Path(chosen.file)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        chosen.write(graph, path)
    except OSError as error:
        raise AllianceGraphError(
            f"{path}: cannot be written ({error.strerror}); choose another place"
        ) from None
    return path
