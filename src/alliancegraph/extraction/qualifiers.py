"""Finding -> Claims: status, stake, dates, product, platform and speaker of what a cue states.

One finding gives several claims where the sentence tells a stake in steps ("from 36.8 to 43.4
percent"). Each qualifier is read near the cue, never from words elsewhere in the sentence.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from spacy.tokens import Token

from alliancegraph.extraction import syntax
from alliancegraph.extraction.figures import Stake, stakes
from alliancegraph.extraction.frames import Finding
from alliancegraph.extraction.parsing import Parsed
from alliancegraph.extraction.status import status_of
from alliancegraph.extraction.when import When, find_dates
from alliancegraph.model import Claim, Document, Entity, Evidence, Mention, Predicate, Status
from alliancegraph.vocabulary import Language

_UNTIL = ("until", "till", "to", "through")
_SINCE = ("since", "from", "between", "as early as")
_ELSEWHEN = ("and", "as of", "before", "after")
_NEAR = 90  # characters between a cue and its percentage
_STEP = 60  # characters between the two ends of "from 25 to 33.4 percent"
_LONGEST_THING = 8  # words of a product
_WITH_PRODUCT = (Predicate.SUPPLIES, Predicate.BUILDS_FOR, Predicate.CO_DEVELOPS, Predicate.LICENSES_TO)
_WITH_PLATFORM = (Predicate.SHARES_PLATFORM_WITH, Predicate.BASED_ON, Predicate.LICENSES_TO)


@dataclass(frozen=True)
class _Time:
    start: str | None = None
    end: str | None = None


def qualified(finding: Finding, document: Document, language: Language, confidence: float) -> Iterator[Claim]:
    """The claims of one finding, one for each stake that it tells."""
    text = document.text[finding.parsed.start : finding.parsed.end]
    status = finding.status or status_of(finding.cue, language)
    if finding.giving and status is Status.ACTIVE:
        status = Status.ENDED
    time = _time(finding, status, find_dates(text, document.date))
    if status is Status.ACTIVE and time.end is not None and _is_past(time.end, document.date):
        status = Status.ENDED
    shares: list[Stake | None] = [*_stakes(finding, text)] if finding.stake else []
    for share in shares or [None]:
        yield Claim(
            subject=as_written(finding.subject),
            predicate=finding.predicate,
            object=as_written(finding.object),
            status=status,
            stake=share.percent if share else None,
            start=time.start if share is None or share.role != "from" else None,
            end=time.end,
            product=_thing(finding, language, "part_nouns", "vehicle_nouns", of=_WITH_PRODUCT),
            platform=_thing(finding, language, "platform_nouns", of=_WITH_PLATFORM),
            attribution=_speaker(finding, language),
            confidence=confidence,
            evidence=Evidence(
                document=document.id,
                text=text,
                start=finding.parsed.start,
                end=finding.parsed.end,
                found_by=f"{'frames' if finding.score is None else 'classifier'}:{finding.rule}",
            ),
        )


def as_written(mention: Mention) -> Entity:
    """The entity, with the name that the article uses among its aliases."""
    entity, written = mention.entity, " ".join(mention.text.split()).strip("<>")
    if written in (entity.name, *entity.aliases):
        return entity
    return entity.model_copy(update={"aliases": (*entity.aliases, written)})


def _is_past(end: str, article: str | None) -> bool:
    return article is None or end[:4] < article[:4] or end <= article


def _stakes(finding: Finding, text: str) -> list[Stake]:
    """The percentages that belong to this owner: those nearest to the cue, steps included."""
    found = [stake for stake in stakes(text) if stake.role != "change"]
    if not found:
        return []
    cue = _offset(finding, finding.cue)
    near = [stake for stake in found if abs(stake.start - cue) <= _NEAR]
    if finding.predicate is Predicate.PARTNER_IN and len(near) > 1:
        cue = _owner_offset(finding, cue)  # "51 percent for A and 49 percent for B"
    if not near:
        return []
    nearest = min(near, key=lambda stake: (abs(stake.start - cue), stake.start))
    if nearest.role in ("to", "from"):
        return [s for s in found if s.role in ("to", "from") and abs(s.start - nearest.start) < _STEP]
    return [nearest]


def _offset(finding: Finding, token: Token) -> int:
    return finding.parsed.ranges[token.i][0] - finding.parsed.start


def _owner_offset(finding: Finding, otherwise: int) -> int:
    start = finding.subject.start - finding.parsed.start
    return start if 0 <= start < finding.parsed.end - finding.parsed.start else otherwise


def _time(finding: Finding, status: Status, found: Sequence[When]) -> _Time:
    """Start and end from the dates in the clause of the cue."""
    near = [when for when in found if _same_clause(finding.parsed, finding.cue, when)]
    since = next((when for when in near if when.role in _SINCE), None)
    until = next((when for when in near if when.role in _UNTIL), None)
    if since and not until:
        until = next((when for when in near if when.role == "and" and when.start > since.start), None)
    if since or until:
        return _Time(since.date if since else None, until.date if until else None)
    plain = [when for when in near if when.role not in _ELSEWHEN]
    if not plain:
        return _Time()
    cue = _offset(finding, finding.cue)
    nearest = min(plain, key=lambda when: abs(when.start - cue)).date
    return _Time(end=nearest) if status is Status.ENDED else _Time(start=nearest)


def _same_clause(parsed: Parsed, cue: Token, when: When) -> bool:
    """Whether the date hangs on the cue's clause: no other finite verb lies between the two."""
    at = next((i for i, (s, e) in enumerate(parsed.ranges) if s <= parsed.start + when.start < e), None)
    if at is None:
        return False
    date = parsed.doc[at]
    owner = next((a for a in (date, *date.ancestors) if a.pos_ in ("VERB", "AUX") or a.i == cue.i), None)
    if owner is None or cue.is_ancestor(date):
        return True
    governor = syntax.governor(cue)
    return owner.i in {token.i for token in syntax.chain(cue)} or (
        governor is not None and owner.i == governor.i
    )


def _thing(finding: Finding, language: Language, *lists: str, of: Sequence[Predicate]) -> str | None:
    """What is supplied, built, developed or shared, in the article's words."""
    if finding.predicate not in of:
        return None
    nouns = frozenset().union(*(language.words[name] for name in lists))
    cue = finding.cue
    verb = cue if cue.pos_ == "VERB" else syntax.governor(cue)
    heads = [*syntax.objects(cue), *syntax.prepositional(cue, ("on", "for", "of", "with"))]
    if verb is not None and verb.i != cue.i:
        heads += [*syntax.objects(verb), *syntax.prepositional(verb, ("on",))]
    for head in heads:
        if head.lemma_.lower() in nouns and not finding.parsed.mentions(head):
            return _phrase(finding, head)
    return None


def _phrase(finding: Finding, head: Token) -> str | None:
    """The noun with what stands before it, without articles: "lithium-ion batteries"."""
    before = [
        t
        for child in head.children
        if child.i < head.i and child.dep_ in ("amod", "compound", "nmod", "nummod")
        for t in child.subtree
    ]
    tokens = sorted([*before, head], key=lambda t: t.i)[-_LONGEST_THING:]
    start, end = finding.parsed.ranges[tokens[0].i][0], finding.parsed.ranges[head.i][1]
    words = finding.parsed.text[start - finding.parsed.start : end - finding.parsed.start]
    return " ".join(words.split()) or None


def _speaker(finding: Finding, language: Language) -> str | None:
    """Who says so, where the sentence reports it: "a spokesman", "people familiar with the matter"."""
    for verb in finding.cue.ancestors:
        if verb.lemma_ in language.words["say"]:
            subjects = [child for child in verb.children if child.dep_ in ("nsubj", "nsubjpass")]
            if subjects and not subjects[0].is_ancestor(finding.cue) and subjects[0].i != finding.cue.i:
                return _reporter(finding, subjects[0])
    return None


def _reporter(finding: Finding, subject: Token) -> str | None:
    if mentions := finding.parsed.mentions(subject):
        return ", ".join(mention.entity.name for mention in mentions)
    if subject.pos_ == "PRON":
        return None
    inside = [t for t in subject.subtree if t.i <= subject.i or t.head.dep_ in ("prep", "amod")][
        :_LONGEST_THING
    ]
    start, end = finding.parsed.ranges[inside[0].i][0], finding.parsed.ranges[inside[-1].i][1]
    words = finding.parsed.text[start - finding.parsed.start : end - finding.parsed.start]
    return " ".join(words.split()) or None
