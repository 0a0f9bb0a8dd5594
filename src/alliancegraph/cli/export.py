"""The command that writes the graph in formats that other tools read."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from alliancegraph.cli.common import GRAPH, AsOfOption, GraphOption, app, load, say


def _format(name: str) -> str:
    """*name*, if there is such a format; else the option is used wrongly."""
    from alliancegraph.export import FORMATS

    if name not in FORMATS:
        raise typer.BadParameter(f"there is no format {name!r}; choose from {', '.join(FORMATS)}")
    return name


@app.command(epilog="Example: alliancegraph export --format graphml --out alliances.graphml")
def export(
    format_: Annotated[
        str,
        typer.Option(
            "--format",
            callback=_format,
            help="graphml, gexf, json, csv, parquet, turtle, cypher, ftm, html.",
        ),
    ],
    out: Annotated[
        Path | None, typer.Option("--out", metavar="PATH", help="Where to write; - is stdout.")
    ] = None,
    company: Annotated[
        str | None, typer.Option("--company", metavar="NAME", help="What the page (html) opens on.")
    ] = None,
    as_of: AsOfOption = None,
    graph: GraphOption = GRAPH,
) -> None:
    """Write the graph in a format that other tools read."""
    from alliancegraph import export as formats

    loaded = load(graph, as_of)
    if out == Path("-"):
        sys.stdout.buffer.write(formats.exported(loaded, format_, company))
    else:
        say(f"written to {formats.export(loaded, format_, out, company)}")
