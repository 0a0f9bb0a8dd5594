"""AllianceGraph -> files that other tools read. One small module a format, all of them listed here.

    export(graph, "graphml", Path("alliances.graphml"))

A new format is a module with one function (graph, target) and one line in `FORMATS`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from alliancegraph.errors import AllianceGraphError
from alliancegraph.export import cypher, ftm, gexf, graphml, node_link, page, tables, turtle
from alliancegraph.graph import AllianceGraph

__all__ = ["FORMATS", "Format", "export", "exported"]


@dataclass(frozen=True)
class Format:
    """What a format is written by, the usual name of its file or folder, and who reads it."""

    write: Callable[[AllianceGraph, Path], object]
    file: str
    help: str
    folder: bool = False


FORMATS: dict[str, Format] = {
    "graphml": Format(graphml.write, "alliances.graphml", "GraphML: networkx, yEd, Gephi, Cytoscape"),
    "gexf": Format(gexf.write, "alliances.gexf", "GEXF with dates: Gephi and its timeline"),
    "json": Format(node_link.write, "alliances.json", "node-link JSON: networkx, D3"),
    "csv": Format(tables.write_csv, "tables", "CSV tables in a folder: spreadsheets, pandas", folder=True),
    "parquet": Format(
        tables.write_parquet,
        "tables",
        "Parquet tables in a folder: pandas, DuckDB (needs pyarrow)",
        folder=True,
    ),
    "turtle": Format(turtle.write, "alliances.ttl", "RDF (Turtle) with PROV: rdflib, triple stores"),
    "cypher": Format(
        cypher.write, "alliances.cypher.json", "Cypher with parameters: Neo4j and its relatives"
    ),
    "ftm": Format(ftm.write, "alliances.ftm.json", "FollowTheMoney entities: Aleph, OpenSanctions"),
    "html": Format(page.render, "alliances.html", "one page that opens in any browser, offline"),
}


def export(
    graph: AllianceGraph, format_: str, target: Path | None = None, company: str | None = None
) -> Path:
    """Write *graph* in one of `FORMATS` to *target* (its usual name, if None); return where it went.

    *company* is what the page (`html`) opens on; other formats open on nothing. The same graph
    gives the same bytes; a file appears whole or not at all. Raises `AllianceGraphError` for an
    unknown format or a place that cannot be written to.
    """
    chosen = _format(format_)
    if company and format_ != "html":
        raise AllianceGraphError(f"{format_} does not open on a company; only html does")
    path = target or Path(chosen.file)
    unfinished = path if chosen.folder else path.with_name(f".{path.name}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if company:
            page.render(graph, unfinished, company)
        else:
            chosen.write(graph, unfinished)
        if not chosen.folder:
            unfinished.replace(path)
    except OSError as error:
        raise AllianceGraphError(
            f"{path}: cannot be written ({error.strerror}: {error.filename}); choose another place"
        ) from None
    return path


def exported(graph: AllianceGraph, format_: str, company: str | None = None) -> bytes:
    """The content of the file that `export` would write; no use for formats that are folders."""
    chosen = _format(format_)
    if chosen.folder:
        raise AllianceGraphError(
            f"{format_} is a folder of files, which cannot go to one stream; name a folder"
        )
    with TemporaryDirectory() as folder:
        return export(graph, format_, Path(folder) / chosen.file, company).read_bytes()


def _format(name: str) -> Format:
    if name not in FORMATS:
        raise AllianceGraphError(f"there is no format {name!r}; choose from {', '.join(FORMATS)}")
    return FORMATS[name]
