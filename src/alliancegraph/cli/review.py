"""Commands for people who check the graph: what is doubtful, and what they decide.

Decisions go to `review.yaml` beside the articles; `alliancegraph build` obeys them.
"""

from __future__ import annotations

from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from alliancegraph.cli.common import GRAPH, RAW, GraphOption, Output, OutputOption, app, load, print_rows, say

if TYPE_CHECKING:
    from alliancegraph.graph.rows import Doubt
    from alliancegraph.review import Decision


class Kind(StrEnum):
    CONFLICT = "conflict"
    WEAK = "weak"
    IDENTITY = "identity"


commands = typer.Typer(help="What people should look at, and what they decided.", rich_markup_mode=None)
app.add_typer(commands, name="review")

RawOption = Annotated[
    Path, typer.Option("--raw", metavar="DIR", help="The folder of articles; review.yaml lies in it.")
]
ByOption = Annotated[str, typer.Option("--by", metavar="NAME", help="Who decides.")]
WhyOption = Annotated[str, typer.Option("--why", metavar="TEXT", help="Why.")]
TargetArgument = Annotated[
    str,
    typer.Argument(
        metavar="TARGET", help='A fact ("Renault owns Nissan" or its id), a claim\'s id, or a name.'
    ),
]
EntityArgument = Annotated[str, typer.Argument(metavar="ENTITY", help="Name, alias or id.")]
IntoArgument = Annotated[str, typer.Argument(metavar="OTHER", help="Name, alias or id.")]


@commands.callback(invoke_without_command=True, epilog="Example: alliancegraph review --kind conflict")
def review(
    context: typer.Context,
    kind: Annotated[Kind | None, typer.Option("--kind", help="Only these; else all.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="At most so many.")] = 20,
    format_: OutputOption = Output.TABLE,
    graph: GraphOption = GRAPH,
    raw: RawOption = RAW,
) -> None:
    """List what a person should look at, most valuable first; or decide, by one of the commands."""
    if context.invoked_subcommand is None:
        found = _doubts(graph, raw)
        listed = [doubt for doubt in found if kind in (None, doubt.kind)]
        print_rows(listed[:limit], format_)
        say(f"{min(limit, len(listed))} of {len(listed)} doubts; decide with the commands of `review --help`")


@commands.command(
    epilog='Example: alliancegraph review accept "Renault owns Nissan" --by Ada --why "the filing"'
)
def accept(
    target: TargetArgument, by: ByOption, why: WhyOption, graph: GraphOption = GRAPH, raw: RawOption = RAW
) -> None:
    """Confirm a fact, a claim or an entity: it is sure, and not listed again."""
    _decide(graph, raw, "accept", target, by=by, why=why)


@commands.command(
    epilog='Example: alliancegraph review reject "Ford owns Renault" --by Ada --why "a misreading"'
)
def reject(
    target: TargetArgument, by: ByOption, why: WhyOption, graph: GraphOption = GRAPH, raw: RawOption = RAW
) -> None:
    """Throw out a fact, a claim, or all that is said of an entity."""
    _decide(graph, raw, "reject", target, by=by, why=why)


@commands.command(
    epilog='Example: alliancegraph review correct "Renault owns Nissan" stake=36.8 --by Ada --why "page 3"'
)
def correct(
    target: TargetArgument,
    values: Annotated[
        list[str], typer.Argument(metavar="FIELD=VALUE...", help="What is right: status, stake, start, ...")
    ],
    by: ByOption,
    why: WhyOption,
    graph: GraphOption = GRAPH,
    raw: RawOption = RAW,
) -> None:
    """Put right what a claim says, or the claims for the latest state of a fact; `unknown` clears a value."""
    _decide(graph, raw, "correct", target, by=by, why=why, values=values)


@commands.command(epilog='Example: alliancegraph review merge "Geely Auto" Geely --by Ada --why "one firm"')
def merge(
    entity: EntityArgument,
    into: IntoArgument,
    by: ByOption,
    why: WhyOption,
    graph: GraphOption = GRAPH,
    raw: RawOption = RAW,
) -> None:
    """Make one entity of two: all that is said of the first is about the second."""
    _decide(graph, raw, "merge", entity, into=into, by=by, why=why)


@commands.command(
    epilog="Example: alliancegraph review split Volvo ab-volvo --article 1993-12-02.md --by Ada --why trucks"
)
def split(
    entity: EntityArgument,
    into: Annotated[
        str, typer.Argument(metavar="OTHER", help="Who is meant: a name, or a new id with --name.")
    ],
    by: ByOption,
    why: WhyOption,
    article: Annotated[
        list[str] | None,
        typer.Option("--article", metavar="PATH", help="What this article says; repeatable."),
    ] = None,
    claim: Annotated[
        list[str] | None, typer.Option("--claim", metavar="ID", help="What this claim says; repeatable.")
    ] = None,
    name: Annotated[str | None, typer.Option("--name", help="The name of a new entity.")] = None,
    type_: Annotated[str | None, typer.Option("--type", help="The type of a new entity.")] = None,
    graph: GraphOption = GRAPH,
    raw: RawOption = RAW,
) -> None:
    """Make two entities of one: what some articles or claims say of the first is about another."""
    told = {"articles": tuple(article or ()), "claims": tuple(claim or ())}
    _decide(graph, raw, "split", entity, into=into, by=by, why=why, name=name, type=type_, **told)


@commands.command(
    epilog='Example: alliancegraph review distinct Porsche "Porsche SE" --by Ada --why "two firms"'
)
def distinct(
    entity: EntityArgument,
    into: IntoArgument,
    by: ByOption,
    why: WhyOption,
    graph: GraphOption = GRAPH,
    raw: RawOption = RAW,
) -> None:
    """Settle that two entities that look alike are two."""
    _decide(graph, raw, "distinct", entity, into=into, by=by, why=why)


@commands.command(epilog="Example: alliancegraph review decisions")
def decisions(raw: RawOption = RAW) -> None:
    """List all decisions with their numbers."""
    known = _read(raw)
    for number, decision in enumerate(known, start=1):
        typer.echo(f"{number} {decision}")
    if not known:
        say(f"{raw}: no decisions yet")


@commands.command(epilog="Example: alliancegraph review undo 3")
def undo(
    number: Annotated[int, typer.Argument(metavar="NUMBER", help="As `review decisions` counts.")],
    raw: RawOption = RAW,
) -> None:
    """Take a decision back; the next build is as if it had never been."""
    from alliancegraph.review import FILE_NAME, undo_decision

    say(f"undone: {undo_decision(raw / FILE_NAME, number)}")


@commands.command(epilog="Example: alliancegraph review walk --by Ada")
def walk(by: ByOption, graph: GraphOption = GRAPH, raw: RawOption = RAW) -> None:
    """Go through what is in doubt one by one: accept, reject, correct, merge, tell apart, skip or quit."""
    from alliancegraph.cli.walk import walk_through

    walk_through(_doubts(graph, raw), by, partial(_decide, graph, raw))


def _read(raw: Path) -> tuple[Decision, ...]:
    from alliancegraph.review import FILE_NAME, read_decisions

    return read_decisions(raw / FILE_NAME)


def _doubts(graph: Path, raw: Path) -> tuple[Doubt, ...]:
    from alliancegraph.review import doubts

    return doubts(load(graph), _read(raw))


def _decide(graph: Path, raw: Path, action: str, target: str, **how: Any) -> None:
    from alliancegraph.review import FILE_NAME, Action, add_decision, decide

    decision = decide(load(graph), Action(action), target, **how)
    number = add_decision(raw / FILE_NAME, decision)
    say(f"{raw / FILE_NAME}: {number} {decision}; `alliancegraph build` obeys it")
