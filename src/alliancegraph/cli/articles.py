"""Commands that read articles: build, extract, evaluate."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from alliancegraph.cli.common import GRAPH, RAW, app, say

if TYPE_CHECKING:
    from alliancegraph.build import BuildReport, Progress


class ClaimFormat(StrEnum):
    TABLE = "table"
    JSONL = "jsonl"


ModelOption = Annotated[
    str | None, typer.Option("--model", metavar="NAME", help="Another spaCy model than the packaged one.")
]
EncodingOption = Annotated[
    str, typer.Option("--encoding", metavar="NAME", help="The encoding of the articles.")
]


@app.command(epilog="Example: alliancegraph build data/raw --out data/graph")
def build(
    raw: Annotated[Path, typer.Argument(metavar="RAW", help="A folder of articles, or one.")] = RAW,
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
        say(f"alliancegraph: {line.reason}")
    for decision in report.unmatched:
        say(f"alliancegraph: a decision matches nothing any more: {decision.decision}")
