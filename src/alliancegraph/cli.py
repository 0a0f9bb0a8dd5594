"""The command line: parse, call one public function, print.

Data goes to stdout, words and progress to stderr. Exit status: 0 done; 1 something could
not be read or failed a check; 2 wrong usage. What takes long to import is imported where
it is used, so that `--help` answers at once.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from alliancegraph import __version__
from alliancegraph.errors import AllianceGraphError

if TYPE_CHECKING:
    from alliancegraph.build import BuildReport, Progress
    from alliancegraph.graph import AllianceGraph
    from alliancegraph.graph.rows import Cell, Row

app = typer.Typer(
    help="News about the car industry in, a knowledge graph of who is allied with whom out.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


class Output(StrEnum):
    TABLE = "table"
    JSON = "json"
    CSV = "csv"


class ClaimFormat(StrEnum):
    TABLE = "table"
    JSONL = "jsonl"


ModelOption = Annotated[
    str | None, typer.Option("--model", metavar="NAME", help="Another spaCy model than the packaged one.")
]
EncodingOption = Annotated[
    str, typer.Option("--encoding", metavar="NAME", help="The encoding of the articles.")
]
GraphOption = Annotated[
    Path, typer.Option("--graph", metavar="DIR", help="The folder of the graph, or its alliances.sqlite.")
]
AsOfOption = Annotated[
    str | None,
    typer.Option("--as-of", metavar="DATE", help="The state of that day: YYYY, YYYY-MM or YYYY-MM-DD."),
]
OutputOption = Annotated[Output, typer.Option("--format", help="How to print the answer.")]
LookThroughOption = Annotated[
    bool, typer.Option("--look-through", help="Along all chains of owners, cross-holdings solved.")
]
NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="Name, alias or id, in any spelling.")]
OneArgument = Annotated[str, typer.Argument(metavar="A", help="Name, alias or id.")]
OtherArgument = Annotated[str, typer.Argument(metavar="B", help="Name, alias or id.")]

GRAPH = Path("data/graph")


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"alliancegraph {__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """News about the car industry in, a knowledge graph of who is allied with whom out."""


@app.command(epilog="Example: alliancegraph build data/raw --out data/graph")
def build(
    raw: Annotated[Path, typer.Argument(metavar="RAW", help="A folder of articles, or one.")] = Path(
        "data/raw"
    ),
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Where the graph goes.")] = GRAPH,
    encoding: EncodingOption = "utf-8",
    model: ModelOption = None,
) -> None:
    """Read articles, extract, merge, store and render; end with the ledger of all of them."""
    from alliancegraph.build import build as build_graph

    report = build_graph(raw, out, encoding=encoding, model=model, progress=_progress())
    _print_ledger(report, out)
    if report.failed:
        raise typer.Exit(1)


@app.command(epilog="Example: alliancegraph extract article.txt --format jsonl")
def extract(
    article: Annotated[Path, typer.Argument(metavar="PATH", help="An article, or - for standard input.")],
    format_: Annotated[
        ClaimFormat, typer.Option("--format", help="A table for people, or one JSON object a line.")
    ] = ClaimFormat.TABLE,
    encoding: EncodingOption = "utf-8",
    model: ModelOption = None,
) -> None:
    """Show the claims of one article, each with the sentence that it rests on."""
    from alliancegraph.extraction import Extractor
    from alliancegraph.extraction.table import print_claims
    from alliancegraph.reading import read_document

    claims = Extractor(model).extract(read_document(article, encoding=encoding))
    if format_ is ClaimFormat.TABLE:
        print_claims(claims)
    else:
        for claim in claims:
            typer.echo(claim.model_dump_json())


@app.command(epilog="Example: alliancegraph evaluate tests/gold --articles data/raw")
def evaluate(
    gold: Annotated[
        Path, typer.Argument(metavar="GOLD_DIR", help="A folder of annotations, NAME.gold.json.")
    ],
    articles: Annotated[
        Path | None, typer.Option("--articles", metavar="DIR", help="The articles, if not beside them.")
    ] = None,
    errors: Annotated[
        bool, typer.Option("--errors", help="List what was missed, and what is wrong.")
    ] = False,
    model: ModelOption = None,
) -> None:
    """Measure precision, recall and F1 against annotated articles."""
    from alliancegraph.evaluation import evaluate as score
    from alliancegraph.extraction import Extractor

    result = score(gold, Extractor(model).extract, articles)
    for line in [*result.lines(), *(result.errors if errors else ())]:
        typer.echo(line)


@app.command(epilog="Example: alliancegraph show Nissan")
def show(
    name: NameArgument,
    as_of: AsOfOption = None,
    format_: OutputOption = Output.TABLE,
    graph: GraphOption = GRAPH,
) -> None:
    """Show one entity at a glance: names, group, owners, holdings, partners."""
    _print([_load(graph, as_of).show(name)], format_)


@app.command(epilog="Example: alliancegraph ties Nissan --as-of 2013-11-05")
def ties(
    name: NameArgument,
    as_of: AsOfOption = None,
    format_: OutputOption = Output.TABLE,
    graph: GraphOption = GRAPH,
) -> None:
    """List all facts about an entity, those in force first."""
    _print(_load(graph, as_of).ties(name), format_)


@app.command(epilog="Example: alliancegraph partners Mazda --as-of 2005")
def partners(
    name: NameArgument,
    as_of: AsOfOption = None,
    format_: OutputOption = Output.TABLE,
    graph: GraphOption = GRAPH,
) -> None:
    """List who works with an entity: allies, joint venture partners, fellow members of alliances."""
    _print(_load(graph, as_of).partners(name), format_)


@app.command(epilog="Example: alliancegraph owners Nissan --look-through")
def owners(
    name: NameArgument,
    look_through: LookThroughOption = False,
    as_of: AsOfOption = None,
    format_: OutputOption = Output.TABLE,
    graph: GraphOption = GRAPH,
) -> None:
    """List who holds shares in an entity, and how much; end with what no article tells."""
    loaded = _load(graph, as_of)
    _print(loaded.owners(name, look_through), format_)
    table = loaded.cap_table(name)
    _say(f"stated {table.stated:g} %, unknown {table.unknown:g} %, above 100 % {table.excess:g} %")


@app.command(epilog="Example: alliancegraph holdings Toyota --look-through")
def holdings(
    name: NameArgument,
    look_through: LookThroughOption = False,
    as_of: AsOfOption = None,
    format_: OutputOption = Output.TABLE,
    graph: GraphOption = GRAPH,
) -> None:
    """List what an entity holds shares in, and how much."""
    _print(_load(graph, as_of).holdings(name, look_through), format_)


@app.command(epilog="Example: alliancegraph path Dacia Mitsubishi")
def path(
    one: OneArgument,
    other: OtherArgument,
    as_of: AsOfOption = None,
    format_: OutputOption = Output.TABLE,
    graph: GraphOption = GRAPH,
) -> None:
    """Show the shortest chain of relations between two entities, with the sentence behind each."""
    _print(_load(graph, as_of).path(one, other), format_)


@app.command(epilog="Example: alliancegraph explain Renault Nissan")
def explain(
    one: OneArgument,
    other: OtherArgument,
    as_of: AsOfOption = None,
    format_: OutputOption = Output.TABLE,
    graph: GraphOption = GRAPH,
) -> None:
    """Show every sentence that ties two entities, for and against, oldest article first."""
    _print(_load(graph, as_of).explain(one, other), format_)


@app.command(epilog="Example: alliancegraph timeline Chrysler --as-of 2014")
def timeline(
    name: NameArgument,
    as_of: AsOfOption = None,
    format_: OutputOption = Output.TABLE,
    graph: GraphOption = GRAPH,
) -> None:
    """Show what became of an entity's relations, oldest first."""
    _print(_load(graph, as_of).timeline(name), format_)


@app.command(epilog="Example: alliancegraph platforms Daimler")
def platforms(
    name: NameArgument,
    as_of: AsOfOption = None,
    format_: OutputOption = Output.TABLE,
    graph: GraphOption = GRAPH,
) -> None:
    """List the companies that share platforms with one, directly or by their models."""
    _print(_load(graph, as_of).platform_mates(name), format_)


@app.command(epilog="Example: alliancegraph groups --as-of 1999")
def groups(
    as_of: AsOfOption = None, format_: OutputOption = Output.TABLE, graph: GraphOption = GRAPH
) -> None:
    """List groups of companies that are bound more closely to each other than to the rest."""
    _print(_load(graph, as_of).groups(), format_)


@app.command(epilog="Example: alliancegraph central --format csv")
def central(
    as_of: AsOfOption = None, format_: OutputOption = Output.TABLE, graph: GraphOption = GRAPH
) -> None:
    """List companies by how central they are, most central first."""
    _print(_load(graph, as_of).centrality(), format_)


@app.command(epilog='Example: alliancegraph search "joint venture"')
def search(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="Words; the last may be a beginning.")],
    as_of: AsOfOption = None,
    format_: OutputOption = Output.TABLE,
    graph: GraphOption = GRAPH,
    limit: Annotated[int, typer.Option(min=1, help="At most so many names, and so many sentences.")] = 20,
) -> None:
    """Find entities by name, and sentences that hold all words."""
    _print(_load(graph, as_of).search(text, limit), format_)


@app.command(epilog="Example: alliancegraph diff 2008 2012, or: alliancegraph diff old/graph data/graph")
def diff(
    old: Annotated[str, typer.Argument(metavar="OLD", help="A graph's folder, or a date of --graph.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="A graph's folder, or a date of --graph.")],
    as_of: AsOfOption = None,
    format_: OutputOption = Output.TABLE,
    graph: GraphOption = GRAPH,
) -> None:
    """Show what changed between two builds, or between two dates of one."""
    before, after = (
        _load(Path(which), as_of) if Path(which).exists() else _load(graph, as_of).as_of(which)
        for which in (old, new)
    )
    _print(before.diff(after), format_)


@app.command(epilog="Example: alliancegraph export --format graphml --out alliances.graphml")
def export(
    format_: Annotated[
        str, typer.Option("--format", help="graphml, gexf, json, csv, parquet, turtle, cypher, ftm, html.")
    ],
    out: Annotated[
        Path | None, typer.Option("--out", metavar="PATH", help="Where to write; - is stdout.")
    ] = None,
    as_of: AsOfOption = None,
    graph: GraphOption = GRAPH,
) -> None:
    """Write the graph in a format that other tools read."""
    from alliancegraph import export as formats

    loaded = _load(graph, as_of)
    if out == Path("-"):
        sys.stdout.buffer.write(formats.exported(loaded, format_))
    else:
        _say(f"written to {formats.export(loaded, format_, out)}")


def _progress() -> Progress | None:
    """A counter on stderr, where that is a terminal."""
    if not sys.stderr.isatty():
        return None

    def show_progress(done: int, of: int, article: str) -> None:
        end = "\n" if done + 1 == of else ""
        typer.echo(f"\r\x1b[2K{done + 1}/{of} {article[:80]}{end}", err=True, nl=False)

    return show_progress


def _print_ledger(report: BuildReport, out: Path) -> None:
    for line in report.lines:
        match line.outcome:
            case "facts":
                told = f"{line.facts} facts"
            case "none":
                told = "none found"
            case "copy":
                told = f"copy of {line.same_source_as}"
            case _:
                told = f"failed: {line.reason}"
        typer.echo(f"{line.path} -> {told}")
    typer.echo(
        f"{len(report.lines)} articles, {report.extracted} of them read anew, {len(report.failed)} failed: "
        f"{report.facts} facts about {report.entities} entities in {out}"
    )
    for line in report.failed:
        _say(f"alliancegraph: {line.reason}")


def _load(graph: Path, as_of: str | None) -> AllianceGraph:
    from alliancegraph.graph import AllianceGraph

    loaded = AllianceGraph.load(graph)
    return loaded.as_of(as_of) if as_of else loaded


def _print(rows: Iterable[Row], output: Output) -> None:
    """Print rows of answers; ids, which are for programs, are left out of tables."""
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
            columns = [name for name in found[0] if not _is_id(name)]
            _print_table(columns, [[row[name] for name in columns] for row in found])
        case Output.TABLE:
            _say("nothing found")


def _is_id(column: str) -> bool:
    return column in ("id", "fact", "facts", "claim", "found_by") or column.endswith(("_id", "_ids"))


def _print_table(columns: Iterable[str], rows: Iterable[Iterable[Cell]]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console()
    if not console.is_terminal:
        console = Console(width=_WIDE)
    table = Table(*(column.replace("_", " ") for column in columns), show_header=any(columns))
    for row in rows:
        table.add_row(*(Text(_cell(value)) for value in row))
    console.print(table)


_WIDE = 180


def _cell(value: Cell) -> str:
    """The text of a cell; what could steer a terminal is dropped, for articles come from outside."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case float():
            return f"{value:g}"
        case _:
            return "".join(char for char in str(value) if char.isprintable() or char == " ")


def _say(words: str) -> None:
    typer.echo(words, err=True)


def main() -> None:
    """Run the command line; an error of our own is one line on stderr and status 1."""
    try:
        app()
    except AllianceGraphError as error:
        _say("alliancegraph: " + " ".join(str(error).split()))
        raise SystemExit(1) from None
    except OSError as error:
        _say(f"alliancegraph: {error.filename or 'output'}: {error.strerror}")
        raise SystemExit(1) from None


if __name__ == "__main__":
    main()
