"""What became of every article and every decision in a build: the nouns of `ledger.json`."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from textwrap import indent
from typing import TYPE_CHECKING, Any, Self

from alliancegraph.extraction.llm.budget import Spending

if TYPE_CHECKING:
    from alliancegraph.extraction.llm.reader import Hearing

FILE_NAME = "ledger.json"


@dataclass(frozen=True)
class LlmLine:
    """What a language model was asked about one article, and what became of it.

    `dropped` counts by reason the relations that the article does not bear out. `failure` says why
    the article has no claims of the model; the next build asks again.
    """

    passages: int
    told: int
    kept: int
    dropped: Mapping[str, int]
    failure: str | None = None

    @classmethod
    def of(cls, heard: Hearing) -> Self:
        kept = heard.told - sum(heard.dropped.values())
        return cls(heard.passages, heard.told, kept, heard.dropped, heard.failure)


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """What became of one article: facts, none found, a copy, skipped or failed and why."""

    path: str
    outcome: str  # "facts" | "none" | "copy" | "skipped" | "failed"
    facts: int = 0
    claims: int = 0
    document: str | None = None
    title: str | None = None
    date: str | None = None
    same_source_as: str | None = None
    reason: str | None = None
    author: str | None = None
    language: str | None = None
    llm: LlmLine | None = None


@dataclass(frozen=True)
class ReviewLine:
    """A person's decision, its number in `review.yaml`, and how many claims it matched."""

    number: int
    decision: str
    claims: int


@dataclass(frozen=True)
class BuildReport:
    """The ledger of a build, and how many articles had to be extracted anew."""

    lines: tuple[LedgerLine, ...]
    extracted: int
    entities: int
    facts: int
    review: tuple[ReviewLine, ...] = ()
    renewed: str | None = None  # why articles that did not change were read anew, where they were
    spent: Spending | None = None  # on a language model, where one was asked

    def write_ledger(self, path: Path, extractor: str) -> None:
        """Write the lines, and which *extractor* they are of, as `ledger.json`, one line at a time."""
        with path.open("w", encoding="utf-8") as file:
            file.write(f'{{\n "extractor": {json.dumps(extractor)}')
            parts: dict[str, Sequence[LedgerLine | ReviewLine]]
            parts = {"documents": self.lines, "decisions": self.review}
            for name, lines in parts.items():
                file.write(f',\n "{name}": [')
                for number, line in enumerate(lines):
                    told = json.dumps(asdict(line), ensure_ascii=False, indent=1)
                    file.write((",\n" if number else "\n") + indent(told, "  "))
                file.write("\n ]" if lines else "]")
            file.write("\n}\n")

    @classmethod
    def of_ledger(cls, path: Path, entities: int, facts: int) -> Self:
        """The report that `write_ledger` wrote, of a build that found nothing to do: none is read anew."""
        told: Mapping[str, Any] = json.loads(path.read_text("utf-8"))
        return cls(
            lines=tuple(
                LedgerLine(**{**line, "llm": LlmLine(**line["llm"]) if line["llm"] else None})
                for line in told["documents"]
            ),
            extracted=0,
            entities=entities,
            facts=facts,
            review=tuple(ReviewLine(**line) for line in told["decisions"]),
        )

    @property
    def unheard(self) -> tuple[LedgerLine, ...]:
        """Articles that have no claims of the language model, as it did not answer."""
        return tuple(line for line in self.lines if line.llm is not None and line.llm.failure is not None)

    @property
    def skipped(self) -> tuple[LedgerLine, ...]:
        """Articles in another language than English."""
        return tuple(line for line in self.lines if line.outcome == "skipped")

    @property
    def unmatched(self) -> tuple[ReviewLine, ...]:
        """Decisions that no longer match anything."""
        return tuple(line for line in self.review if not line.claims)

    @property
    def copies(self) -> tuple[LedgerLine, ...]:
        """Articles that count as one source with an earlier one: the same text, or nearly."""
        return tuple(line for line in self.lines if line.same_source_as)

    @property
    def failed(self) -> tuple[LedgerLine, ...]:
        return tuple(line for line in self.lines if line.outcome == "failed")
