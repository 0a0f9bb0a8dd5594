"""Commands that read articles: add, build, extract, evaluate."""

from __future__ import annotations

import sys
import time
from collections import Counter
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from alliancegraph.cli.common import GRAPH, RAW, app, say
from alliancegraph.cli.finders import (
    DEFAULT,
    BaseUrlOption,
    BudgetOption,
    ExtractorOption,
    ModelOption,
    PriceOption,
    SpacyModelOption,
    TimeoutOption,
    TrustOption,
    finders,
)

if TYPE_CHECKING:
    from alliancegraph.ledger import BuildReport, LlmLine
    from alliancegraph.pipeline import Progress


class ClaimFormat(StrEnum):
    TABLE = "table"
    JSONL = "jsonl"


class Workers(StrEnum):
    PROCESSES = "processes"
    RAY = "ray"


EncodingOption = Annotated[
    str, typer.Option("--encoding", metavar="NAME", help="The encoding of the articles.")
]


@app.command(epilog="Example: alliancegraph build data/raw --out data/graph")
def build(
    raw: Annotated[Path, typer.Argument(metavar="RAW", help="A folder of articles, or one.")] = RAW,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Where the graph goes.")] = GRAPH,
    encoding: EncodingOption = "utf-8",
    spacy_model: SpacyModelOption = None,
    extractor: ExtractorOption = DEFAULT,
    model: ModelOption = None,
    base_url: BaseUrlOption = None,
    budget: BudgetOption = None,
    price: PriceOption = None,
    timeout: TimeoutOption = 120.0,
    calibration: TrustOption = None,
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
    company: Annotated[
        str | None, typer.Option("--company", metavar="NAME", help="What the page opens on.")
    ] = None,
) -> None:
    """Read articles, extract, merge, store and render; end with the ledger of all of them."""
    from alliancegraph.pipeline import build as build_graph

    use, llm = finders(extractor, model, base_url, budget, price, timeout, calibration)
    report = build_graph(
        raw,
        out,
        encoding=encoding,
        model=spacy_model,
        use=use,
        llm=llm,
        progress=_progress(),
        processes=processes,
        engine=engine.value,
        address=address,
        company=company,
    )
    _print_ledger(report, raw, out)
    if report.failed or report.unheard:
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
    why: Annotated[
        tuple[str, str] | None,
        typer.Option(
            "--why", metavar="NAME NAME", help="Show what was considered of these two, and why not."
        ),
    ] = None,
    encoding: EncodingOption = "utf-8",
    spacy_model: SpacyModelOption = None,
    extractor: ExtractorOption = DEFAULT,
    model: ModelOption = None,
    base_url: BaseUrlOption = None,
    budget: BudgetOption = None,
    price: PriceOption = None,
    timeout: TimeoutOption = 120.0,
    calibration: TrustOption = None,
) -> None:
    """Show the claims of one article, each with the sentence that it rests on."""
    from alliancegraph.cli.claims import print_claims, print_considered
    from alliancegraph.extraction import Extractor
    from alliancegraph.extraction.trace import why as considered
    from alliancegraph.reading import read_document

    use, llm = finders(extractor, model, base_url, budget, price, timeout, calibration)
    document = read_document(article, encoding=encoding)
    reader = Extractor(spacy_model, use, llm)
    if why is not None:
        print_considered(considered(reader, document, *why))
        return
    extraction = reader.extraction(document)
    if format_ is ClaimFormat.TABLE:
        print_claims(extraction.claims)
    else:
        for claim in extraction.claims:
            typer.echo(claim.model_dump_json())
    if extraction.hearing is not None and extraction.hearing.failure is not None:
        say(f"alliancegraph: {article}: no claims of the language model: {extraction.hearing.failure}")
        raise typer.Exit(1)


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
    spacy_model: SpacyModelOption = None,
    extractor: ExtractorOption = DEFAULT,
    model: ModelOption = None,
    base_url: BaseUrlOption = None,
    budget: BudgetOption = None,
    price: PriceOption = None,
    timeout: TimeoutOption = 120.0,
    calibration: TrustOption = None,
    answers: Annotated[
        Path | None,
        typer.Option("--answers", metavar="DIR", help="Keep the language model's answers there."),
    ] = None,
    calibrate: Annotated[
        Path | None,
        typer.Option("--calibrate", metavar="FILE", help="Write down how far the model's word counts."),
    ] = None,
) -> None:
    """Measure precision, recall and F1 against annotated articles, beside the default extractors."""
    from alliancegraph.measuring import measure

    use, llm = finders(extractor, model, base_url, budget, price, timeout, calibration)
    measured = measure(gold, articles, spacy_model, use, llm, answers, calibrate)
    for line in [*measured.lines(), *(measured.result.errors if errors else ())]:
        typer.echo(line)
    for words in measured.unheard:
        say(f"alliancegraph: {words}")
    if measured.unheard:
        raise typer.Exit(1)


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


def _print_ledger(report: BuildReport, raw: Path, out: Path) -> None:
    from alliancegraph.review import FILE_NAME

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
        typer.echo(f"{line.path} -> {told}{_heard(line.llm)}")
    if report.renewed:
        say(f"alliancegraph: {report.renewed}")
    other = f"{len(report.copies)} copies of others, " if report.copies else ""
    other += f"{len(report.skipped)} in another language, " if report.skipped else ""
    typer.echo(
        f"{len(report.lines)} articles, {report.extracted} of them read anew, {other}"
        f"{len(report.failed)} failed: "
        f"{report.facts} facts about {report.entities} entities in {out}"
    )
    _print_spending(report)
    for line in report.failed:
        say(f"alliancegraph: {line.reason}")
    for decision in report.unmatched:
        say(
            f"alliancegraph: {raw / FILE_NAME}: decision {decision.number} matches nothing any more: "
            f"{decision.decision}; mend it, or `alliancegraph review undo {decision.number}`"
        )


def _heard(line: LlmLine | None) -> str:
    """What became of the language model's claims, where it was asked: "; model: 3 of 5 kept, ..."."""
    if line is None:
        return ""
    if line.failure is not None:
        return f"; model: {line.failure}; the next build asks again"
    dropped = "".join(f", {number} dropped: {reason}" for reason, number in line.dropped.items())
    return f"; model: {line.kept} of {line.told} kept{dropped}"


def _print_spending(report: BuildReport) -> None:
    """What the language model was asked in all, and what that took."""
    asked = [line.llm for line in report.lines if line.llm is not None]
    if not asked:
        return
    told, kept = sum(line.told for line in asked), sum(line.kept for line in asked)
    dropped = sum((Counter(line.dropped) for line in asked), Counter())
    reasons = "".join(f", {number} dropped: {reason}" for reason, number in sorted(dropped.items()))
    typer.echo(f"the language model told {told} relations, {kept} kept{reasons}")
    if (spent := report.spent) is not None:
        money = "" if spent.money is None else f", {spent.money:.4f} in money"
        typer.echo(f"it took {spent.calls} calls, {spent.sent} tokens sent, {spent.received} received{money}")
    for line in report.unheard:
        say(f"alliancegraph: {line.path}: no claims of the language model: {line.llm and line.llm.failure}")
