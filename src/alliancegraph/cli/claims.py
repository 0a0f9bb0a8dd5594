"""Claims -> a table that an analyst reads in a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.table import Table
from rich.text import Text

from alliancegraph.cli.common import printable, screen
from alliancegraph.extraction.trace import Considered
from alliancegraph.model import Claim


def print_claims(claims: Sequence[Claim]) -> None:
    """Print each claim with its qualifiers, its sentence (both names marked) and what found it."""
    console = screen()
    if not claims:
        console.print("no claims found")
        return
    table = Table(show_lines=True)
    for heading in ("claim", "status", "qualifiers", "sentence", "found by"):
        table.add_column(heading, overflow="fold")
    for claim in claims:
        table.add_row(
            _plain(f"{claim.subject.name} {claim.predicate} {claim.object.name}"),
            claim.status.value,
            _plain(_qualifiers(claim)),
            _marked(claim),
            _plain(f"{claim.evidence.found_by} ({claim.confidence:.2f})"),
        )
    console.print(table)


def print_considered(rows: Sequence[Considered]) -> None:
    """Print what was considered of two names, and why it was told or not."""
    console = screen()
    if not rows:
        console.print("nothing was considered: the two never stand within reach of each other")
        return
    table = Table(show_lines=True)
    for heading in ("considered", "frames", "classifier", "sure", "verdict", "passage"):
        table.add_column(heading, overflow="fold")
    for row in rows:
        c = row.candidate
        table.add_row(
            _plain(f"{c.subject.entity.name} {c.predicate} {c.object.entity.name}"),
            _plain("\n".join(row.rules) or "-"),
            "-" if c.score is None else f"{c.score:+.1f}",
            f"{c.confidence:.2f}",
            row.objection or "told",
            _plain(" ".join(row.text.split())),
        )
    console.print(table)


def _plain(words: str) -> Text:
    """*words* of an article as they are: nothing in them is markup, or steers a terminal."""
    return Text("\n".join(map(printable, words.split("\n"))))


def _qualifiers(claim: Claim) -> str:
    told = {
        "stake": f"{claim.stake:g} %" if claim.stake is not None else None,
        "start": claim.start,
        "end": claim.end,
        "product": claim.product,
        "platform": claim.platform,
        "said by": claim.attribution,
    }
    return "\n".join(f"{name} {value}" for name, value in told.items() if value)


def _marked(claim: Claim) -> Text:
    text = _plain(" ".join(claim.evidence.text.split()))
    for entity in (claim.subject, claim.object):
        names = sorted({entity.name, *entity.aliases}, key=len, reverse=True)
        text.highlight_words(names[:12], style="bold reverse")
    return text
