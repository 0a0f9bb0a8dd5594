"""Claims -> a table that an analyst reads in a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from alliancegraph.extraction.trace import Considered
from alliancegraph.model import Claim


def print_claims(claims: Sequence[Claim]) -> None:
    """Print each claim with its qualifiers, its sentence (both names marked) and what found it."""
    console = Console()
    if not claims:
        console.print("no claims found")
        return
    table = Table(show_lines=True)
    for heading in ("claim", "status", "qualifiers", "sentence", "found by"):
        table.add_column(heading, overflow="fold")
    for claim in claims:
        table.add_row(
            f"{claim.subject.name} {claim.predicate} {claim.object.name}",
            claim.status.value,
            _qualifiers(claim),
            _marked(claim),
            f"{claim.evidence.found_by} ({claim.confidence:.2f})",
        )
    console.print(table)


def print_considered(rows: Sequence[Considered]) -> None:
    """Print what was considered of two names, and why it was told or not."""
    console = Console()
    if not rows:
        console.print("nothing was considered: the two never stand within reach of each other")
        return
    table = Table(show_lines=True)
    for heading in ("considered", "frames", "classifier", "sure", "verdict", "passage"):
        table.add_column(heading, overflow="fold")
    for row in rows:
        c = row.candidate
        table.add_row(
            f"{c.subject.entity.name} {c.predicate} {c.object.entity.name}",
            "\n".join(row.rules) or "-",
            "-" if c.score is None else f"{c.score:+.1f}",
            f"{c.confidence:.2f}",
            row.objection or "told",
            " ".join(row.text.split()),
        )
    console.print(table)


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
    text = Text(" ".join(claim.evidence.text.split()))
    for entity in (claim.subject, claim.object):
        names = sorted({entity.name, *entity.aliases}, key=len, reverse=True)
        text.highlight_words(names[:12], style="bold reverse")
    return text
