"""Commands that ask the graph: one for each method of `AllianceGraph`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from alliancegraph.cli.common import (
    GRAPH,
    AsOfOption,
    GraphOption,
    NameArgument,
    Output,
    OutputOption,
    app,
    load,
    print_rows,
    say,
)
from alliancegraph.errors import DateError, InputError

if TYPE_CHECKING:
    from alliancegraph.graph import AllianceGraph

LookThroughOption = Annotated[
    bool, typer.Option("--look-through", help="Along all chains of owners, cross-holdings solved.")
]
OneArgument = Annotated[str, typer.Argument(metavar="A", help="Name, alias or id.")]
OtherArgument = Annotated[str, typer.Argument(metavar="B", help="Name, alias or id.")]


@app.command(epilog="Example: alliancegraph show Nissan")
def show(
    name: NameArgument,
    as_of: AsOfOption = None,
    format_: OutputOption = Output.TABLE,
    graph: GraphOption = GRAPH,
) -> None:
    """Show one entity at a glance: names, group, owners, holdings, partners."""
    print_rows([load(graph, as_of).show(name)], format_)


@app.command(epilog="Example: alliancegraph ties Nissan --as-of 2013-11-05")
def ties(
    name: NameArgument,
    as_of: AsOfOption = None,
    format_: OutputOption = Output.TABLE,
    graph: GraphOption = GRAPH,
) -> None:
    """List all facts about an entity, those in force first."""
    print_rows(load(graph, as_of).ties(name), format_)


@app.command(epilog="Example: alliancegraph partners Mazda --as-of 2005")
def partners(
    name: NameArgument,
    as_of: AsOfOption = None,
    format_: OutputOption = Output.TABLE,
    graph: GraphOption = GRAPH,
) -> None:
    """List who works with an entity: allies, joint venture partners, fellow members of alliances."""
    print_rows(load(graph, as_of).partners(name), format_)


@app.command(epilog="Example: alliancegraph owners Nissan --look-through")
def owners(
    name: NameArgument,
    look_through: LookThroughOption = False,
    as_of: AsOfOption = None,
    format_: OutputOption = Output.TABLE,
    graph: GraphOption = GRAPH,
) -> None:
    """List who holds shares in an entity, and how much; end with what no article tells."""
    loaded = load(graph, as_of)
    print_rows(loaded.owners(name, look_through), format_)
    table = loaded.cap_table(name)
    say(f"stated {table.stated:g} %, unknown {table.unknown:g} %, above 100 % {table.excess:g} %")


@app.command(epilog="Example: alliancegraph cap-table NMKV --as-of 2013")
def cap_table(
    name: NameArgument,
    as_of: AsOfOption = None,
    format_: OutputOption = Output.TABLE,
    graph: GraphOption = GRAPH,
) -> None:
    """List the stakes in a company or joint venture, what of it stays unknown, and what is too much."""
    print_rows(load(graph, as_of).cap_table(name).slices(), format_)


@app.command(epilog="Example: alliancegraph parent Škoda --as-of 2005")
def parent(
    name: NameArgument,
    as_of: AsOfOption = None,
    format_: OutputOption = Output.TABLE,
    graph: GraphOption = GRAPH,
) -> None:
    """Name the head of the group that controls an entity (above 50 %); itself if nobody does."""
    print_rows([load(graph, as_of).control(name)], format_)


@app.command(epilog="Example: alliancegraph holdings Toyota --look-through")
def holdings(
    name: NameArgument,
    look_through: LookThroughOption = False,
    as_of: AsOfOption = None,
    format_: OutputOption = Output.TABLE,
    graph: GraphOption = GRAPH,
) -> None:
    """List what an entity holds shares in, and how much."""
    print_rows(load(graph, as_of).holdings(name, look_through), format_)


@app.command(epilog="Example: alliancegraph path Dacia Mitsubishi")
def path(
    one: OneArgument,
    other: OtherArgument,
    as_of: AsOfOption = None,
    format_: OutputOption = Output.TABLE,
    graph: GraphOption = GRAPH,
) -> None:
    """Show the shortest chain of relations between two entities, with the sentence behind each."""
    print_rows(load(graph, as_of).path(one, other), format_)


@app.command(epilog="Example: alliancegraph explain Renault Nissan")
def explain(
    one: OneArgument,
    other: OtherArgument,
    as_of: AsOfOption = None,
    format_: OutputOption = Output.TABLE,
    graph: GraphOption = GRAPH,
) -> None:
    """Show every sentence that ties two entities, for and against, oldest article first."""
    print_rows(load(graph, as_of).explain(one, other), format_)


@app.command(epilog="Example: alliancegraph timeline Chrysler --as-of 2014")
def timeline(
    name: NameArgument,
    as_of: AsOfOption = None,
    format_: OutputOption = Output.TABLE,
    graph: GraphOption = GRAPH,
) -> None:
    """Show what became of an entity's relations, oldest first."""
    print_rows(load(graph, as_of).timeline(name), format_)


@app.command(epilog="Example: alliancegraph platforms Daimler")
def platforms(
    name: NameArgument,
    as_of: AsOfOption = None,
    format_: OutputOption = Output.TABLE,
    graph: GraphOption = GRAPH,
) -> None:
    """List the companies that share platforms with one, directly or by their models."""
    print_rows(load(graph, as_of).platform_mates(name), format_)


@app.command(epilog="Example: alliancegraph groups --as-of 1999")
def groups(
    as_of: AsOfOption = None, format_: OutputOption = Output.TABLE, graph: GraphOption = GRAPH
) -> None:
    """List groups of companies that are bound more closely to each other than to the rest."""
    print_rows(load(graph, as_of).groups(), format_)


@app.command(epilog="Example: alliancegraph central --format csv")
def central(
    as_of: AsOfOption = None, format_: OutputOption = Output.TABLE, graph: GraphOption = GRAPH
) -> None:
    """List companies by how central they are, most central first."""
    print_rows(load(graph, as_of).centrality(), format_)


@app.command(epilog='Example: alliancegraph search "joint venture"')
def search(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="Words; the last may be a beginning.")],
    as_of: AsOfOption = None,
    format_: OutputOption = Output.TABLE,
    graph: GraphOption = GRAPH,
    limit: Annotated[int, typer.Option(min=1, help="At most so many names, and so many sentences.")] = 20,
) -> None:
    """Find entities by name, and sentences that hold all words."""
    print_rows(load(graph, as_of).search(text, limit), format_)


@app.command(epilog="Example: alliancegraph diff 2008 2012, or: alliancegraph diff old/graph data/graph")
def diff(
    old: Annotated[str, typer.Argument(metavar="OLD", help="A graph's folder, or a date of --graph.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="A graph's folder, or a date of --graph.")],
    as_of: AsOfOption = None,
    format_: OutputOption = Output.TABLE,
    graph: GraphOption = GRAPH,
) -> None:
    """Show what changed between two builds, or between two dates of one."""
    before, after = (_build_or_date(which, as_of, graph) for which in (old, new))
    print_rows(before.diff(after), format_)


def _build_or_date(which: str, as_of: str | None, graph: Path) -> AllianceGraph:
    if Path(which).exists():
        return load(Path(which), as_of)
    try:
        return load(graph, as_of).as_of(which)
    except DateError:
        raise InputError(
            f"{which}: is neither the folder of a graph nor a date (YYYY, YYYY-MM or YYYY-MM-DD)"
        ) from None
