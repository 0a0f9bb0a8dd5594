"""What all commands share: the app, their options, and how answers are printed."""

from __future__ import annotations

import csv
import json
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from alliancegraph import dates
from alliancegraph.errors import DateError

if TYPE_CHECKING:
    from rich.console import Console

    from alliancegraph.graph import AllianceGraph
    from alliancegraph.graph.rows import Cell, Row

GRAPH = Path("data/graph")
RAW = Path("data/raw")

app = typer.Typer(
    help="News about the car industry in, a knowledge graph of who is allied with whom out.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


class Output(StrEnum):
    TABLE = "table"
    JSON = "json"
    CSV = "csv"


GraphOption = Annotated[
    Path, typer.Option("--graph", metavar="DIR", help="The folder of the graph, or its alliances.sqlite.")
]


def _date(text: str | None) -> str | None:
    """*text*, if it is a date; else the option is used wrongly."""
    try:
        return text if text is None else dates.parse(text)
    except DateError as error:
        raise typer.BadParameter(str(error)) from None


AsOfOption = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        metavar="DATE",
        callback=_date,
        help="The state of that day: YYYY, YYYY-MM or YYYY-MM-DD.",
    ),
]
OutputOption = Annotated[Output, typer.Option("--format", help="How to print the answer.")]
NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="Name, alias or id, in any spelling.")]


def load(graph: Path, as_of: str | None = None) -> AllianceGraph:
    from alliancegraph.graph import AllianceGraph

    loaded = AllianceGraph.load(graph)
    return loaded.as_of(as_of) if as_of else loaded


def print_rows(rows: Iterable[Row], output: Output) -> None:
    """Print rows of answers; tables leave out ids, which are for programs, and columns that say nothing."""
    from alliancegraph.graph.rows import records

    found = records(rows)
    match output:
        case Output.JSON:
            typer.echo(json.dumps(found, ensure_ascii=False, indent=1))
        case Output.CSV:
            if found:
                writer = csv.DictWriter(sys.stdout, found[0], lineterminator="\n")
                writer.writeheader()
                writer.writerows(found)
        case Output.TABLE if len(found) == 1 and "aliases" in found[0]:
            _print_table(("", ""), found[0].items())
        case Output.TABLE if found:
            told = [name for name in found[0] if any(row[name] not in (None, "") for row in found)]
            columns = [name for name in told if not _is_id(name)]
            if found[0].keys() >= _STATED:
                _print_sentences(columns, found)
            else:
                _print_table(columns, [[row[name] for name in columns] for row in found])
        case Output.TABLE:
            say("nothing found")


def _is_id(column: str) -> bool:
    return column in ("id", "fact", "facts", "claim", "claims", "found_by") or column.endswith(
        ("_id", "_ids")
    )


_STATED = {"subject", "predicate", "object", "sentence"}


def _print_sentences(columns: Sequence[str], rows: Iterable[Mapping[str, Cell]]) -> None:
    """Print facts, each with the sentence behind it below: in a table neither would have room."""
    from rich.padding import Padding
    from rich.text import Text

    console = screen()
    for row in rows:
        fact = Text(" ".join(_cell(row[name]) for name in ("subject", "predicate", "object")), "bold")
        rest = [name for name in columns if name not in _STATED and row[name] not in (None, "")]
        console.print(
            fact.append(
                "".join(f" · {name.replace('_', ' ')} {_cell(row[name])}" for name in rest), "not bold"
            )
        )
        if row["sentence"]:
            console.print(Padding(Text(_cell(row["sentence"])), (0, 0, 0, 4), expand=False))


def screen() -> Console:
    """Where answers go: without colours where these are not wanted, wide where nobody says how wide."""
    from rich.console import Console

    console = Console(color_system=None if os.environ.get("NO_COLOR") else "auto")
    if console.is_terminal or os.environ.get("COLUMNS"):
        return console
    return Console(width=_WIDE)


def _print_table(columns: Iterable[str], rows: Iterable[Iterable[Cell]]) -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table(*(column.replace("_", " ") for column in columns), show_header=any(columns))
    for row in rows:
        table.add_row(*(Text(_cell(value)) for value in row))
    screen().print(table)


_WIDE = 180


def _cell(value: Cell) -> str:
    """The text of a cell."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case float():
            return f"{value:g}"
        case _:
            return printable(str(value))


def printable(text: str) -> str:
    """*text* without what could steer a terminal, for articles come from outside."""
    return "".join(char for char in text if char.isprintable())


def say(words: str) -> None:
    typer.echo(words, err=True)
