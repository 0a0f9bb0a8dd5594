"""What counts as a fact, in docs/schema.md, is what the program knows."""

from __future__ import annotations

import re

from alliancegraph.model import EntityType, Predicate, Status

from .blocks import ROOT

PAGE = (ROOT / "docs" / "schema.md").read_text(encoding="utf-8")


def rows(section: str) -> list[list[str]]:
    """The cells of the table under a heading of the page, without its head."""
    (part,) = [part for part in PAGE.split("\n## ") if part.startswith(f"{section}\n")]
    table = [line for line in part.splitlines() if line.startswith("| `")]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in table]


def test_every_relation_has_a_row_that_tells_whether_it_is_symmetric_and_secondary() -> None:
    told = {
        name.strip("`"): ("—" in parties, "(secondary)" in says) for name, parties, says in rows("Relations")
    }
    assert told == {p.value: (p.symmetric, not p.core) for p in Predicate}


def test_every_type_and_every_status_has_a_row() -> None:
    assert [row[0].strip("`") for row in rows("Types of entities")] == [kind.value for kind in EntityType]
    assert [row[0].strip("`") for row in rows("Status")] == [status.value for status in Status]
