"""Document and two names -> why a relation between them is told, or is not."""

from __future__ import annotations

from dataclasses import dataclass

from alliancegraph.errors import InputError
from alliancegraph.extraction.extractor import Extractor
from alliancegraph.extraction.instructions import without_instructions
from alliancegraph.extraction.judgement import Candidate, judged, verdicts
from alliancegraph.extraction.mentions import find_mentions
from alliancegraph.model import Document, Entity

_FAINTEST = -6.0  # log-odds below which no relation is worth a line


@dataclass(frozen=True)
class Considered:
    """A relation that was considered at one place; `objection` is None where it was told."""

    candidate: Candidate
    text: str
    rules: tuple[str, ...]
    objection: str | None


def why(extractor: Extractor, document: Document, one: str, other: str) -> list[Considered]:
    """All relations considered between *one* and *other*, likeliest first.

    Raises `InputError` where the article names neither or only one of them.
    """
    document = without_instructions(document)
    mentions = find_mentions(document, extractor.registry, extractor.language)
    readers = extractor.read(document, mentions)
    known = [*mentions, *(m for r in readers for group in r.parsed.at.values() for m in group)]
    sides = [_ids(name, [m.entity for m in known]) for name in (one, other)]
    for name, ids in zip((one, other), sides, strict=True):
        if not ids:
            names = ", ".join(dict.fromkeys(m.entity.name for m in known)) or "nobody"
            raise InputError(f"{name!r} is not among those that the article names: {names}")
    hearing = extractor.hear(document, mentions, readers)
    proposals = hearing.proposals if hearing else ()
    seen = extractor.candidates(document, mentions, readers, _FAINTEST, proposals)
    found = judged(seen, extractor.calibration, extractor.use)
    between = [
        (c, objection)
        for c, objection in verdicts(found, extractor.calibration, extractor.use)
        if _joins(c, *sides)
    ]
    considered = [
        Considered(
            c, document.text[c.start : c.end], tuple(dict.fromkeys(f.rule for f in c.findings)), objection
        )
        for c, objection in between
    ]
    return sorted(considered, key=lambda row: (-row.candidate.confidence, row.candidate.start))


def _ids(name: str, entities: list[Entity]) -> set[str]:
    wanted = name.casefold()
    return {e.id for e in entities if wanted in (n.casefold() for n in (e.name, *e.aliases, e.id))}


def _joins(c: Candidate, one: set[str], other: set[str]) -> bool:
    ends = (c.subject.entity.id, c.object.entity.id)
    return (ends[0] in one and ends[1] in other) or (ends[1] in one and ends[0] in other)
