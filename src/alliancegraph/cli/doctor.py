"""The command that checks the installation."""

from __future__ import annotations

import typer

from alliancegraph.cli.common import GRAPH, GraphOption, app


@app.command(epilog="Example: alliancegraph doctor")
def doctor(graph: GraphOption = GRAPH) -> None:
    """Check the installation: versions, registry, model, page and graph; exit with 1 if a part is unsound."""
    from alliancegraph.doctor import examine

    sound = True
    for finding in examine(graph):
        sound = sound and finding.sound
        typer.echo(f"{'ok' if finding.sound else 'WRONG':<6} {finding.part:<11} {finding.says}")
    if not sound:
        raise typer.Exit(1)
