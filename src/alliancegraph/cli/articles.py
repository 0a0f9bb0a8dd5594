"""Commands that read articles: add, build, extract, evaluate."""

from __future__ import annotations

import sys
import time
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from alliancegraph.cli.common import GRAPH, RAW, app, say

if TYPE_CHECKING:
    from alliancegraph.ledger import BuildReport
    from alliancegraph.pipeline import Progress


class ClaimFormat(StrEnum):
    TABLE = "table"
    JSONL = "jsonl"


class Workers(StrEnum):
    PROCESSES = "processes"
    RAY = "ray"


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
    processes: Annotated[
        int, typer.Option("--processes", metavar="N", min=1, help="Workers that extract side by side.")
    ] = 1,
    engine: Annotated[
        Workers, typer.Option("--engine", help="Where they run: on this machine, or with Ray.")
    ] = Workers.PROCESSES,
    address: Annotated[
        str | None,
        typer.Option("--address", metavar="HOST:PORT", help="A Ray cluster that runs, instead of one here."),
    ] = None,
) -> None:
    """Read articles, extract, merge, store and render; end with the ledger of all of them."""
    from alliancegraph.pipeline import build as build_graph

    report = build_graph(
        raw,
        out,
        encoding=encoding,
        model=model,
        progress=_progress(),
        processes=processes,
        engine=engine.value,
        address=address,
    )
    _print_ledger(report, out)
    if report.failed:
        raise typer.Exit(1)


@app.command(epilog="Example: alliancegraph add https://example.org/news.rss report.pdf --raw data/raw")
def add(
    what: Annotated[list[str], typer.Argument(metavar="URL|FILE|FEED...", help="What to add.")],
    raw: Annotated[Path, typer.Option("--raw", metavar="DIR", help="The folder of articles.")] = RAW,
    encoding: EncodingOption = "utf-8",
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Fetch from addresses of private networks, too.")
    ] = False,
) -> None:
    """Fetch articles, or take them out of files and feeds, and put them into the folder, cleaned."""
    from alliancegraph.reading import Unread
    from alliancegraph.reading.add import add as add_articles

    failed = False
    for one in what:
        for found in add_articles(one, raw, allow_private=allow_private, encoding=encoding):
            if isinstance(found, Unread):
                failed = failed or found.language is None
                say(f"alliancegraph: {found.reason}")
            else:
                typer.echo(f"{found.path}" if found.new else f"{found.path} (was there)")
    if failed:
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
    """A counter on stderr, with rate and time left, where that is a terminal."""
    if not sys.stderr.isatty():
        return None
    began = time.monotonic()

    def show_progress(done: int, of: int, article: str) -> None:
        rate = (done + 1) / max(time.monotonic() - began, 0.001)
        left = timedelta(seconds=round((of - done - 1) / rate))
        end = "\n" if done + 1 == of else ""
        told = f"{done + 1}/{of}, {rate:.1f} a second, {left} left: {article[:60]}"
        typer.echo(f"\r\x1b[2K{told}{end}", err=True, nl=False)

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
            case "skipped":
                told = f"skipped: in another language ({line.language})"
            case _:
                told = f"failed: {line.reason}"
        if line.same_source_as and line.outcome != "copy":
            told += f" (nearly the text of {line.same_source_as}, counted as one source)"
        typer.echo(f"{line.path} -> {told}")
    if report.renewed:
        say(f"alliancegraph: {report.renewed}")
    other = f"{len(report.copies)} copies of others, " if report.copies else ""
    other += f"{len(report.skipped)} in another language, " if report.skipped else ""
    typer.echo(
        f"{len(report.lines)} articles, {report.extracted} of them read anew, {other}"
        f"{len(report.failed)} failed: "
        f"{report.facts} facts about {report.entities} entities in {out}"
    )
    for line in report.failed:
        say(f"alliancegraph: {line.reason}")
    for decision in report.unmatched:
        say(f"alliancegraph: a decision matches nothing any more: {decision.decision}")
