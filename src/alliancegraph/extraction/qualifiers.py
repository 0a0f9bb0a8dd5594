"""Finding -> Claims: status, stake, dates, product, platform and speaker of what a cue states.

One finding gives several claims where the sentence tells a stake in steps ("from 36.8 to 43.4
percent"). Each qualifier is read near the cue, never from words elsewhere in the sentence.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from spacy.tokens import Token

from alliancegraph import dates
from alliancegraph.extraction import syntax
from alliancegraph.extraction.encoder import END, EQUITY, STAKE, START, STATUSES, Floats
from alliancegraph.extraction.figures import Stake, role_at, stakes
from alliancegraph.extraction.frames import Finding
from alliancegraph.extraction.judgement import Calibration, Candidate
from alliancegraph.extraction.parsing import Parsed
from alliancegraph.extraction.reader import Reader
from alliancegraph.extraction.status import status_of
from alliancegraph.extraction.ties import Place, Ties
from alliancegraph.extraction.when import When, find_dates
from alliancegraph.model import Claim, Document, Entity, Evidence, Mention, Predicate, Status
from alliancegraph.vocabulary import Language

_UNTIL = ("until", "till", "to", "through")
_SINCE = ("since", "from", "between", "as early as")
_ELSEWHEN = ("and", "as of", "before", "after")
_NEAR = 90  # characters between a cue and its percentage
_STEP = 60  # characters between the two ends of "from 25 to 33.4 percent"
_PARTIAL = ("change", "rest")  # what comes to a stake, or lacks from the whole, is no stake itself
_SURENESS = {Status.ENDED: 3.0, Status.DENIED: 2.5, Status.AGREED: 2.0, Status.ACTIVE: 0.5}
_CLOSED = (Status.ENDED, Status.CANCELLED)
_PLANS = (Status.PROPOSED, Status.AGREED, Status.DENIED, Status.CANCELLED)
_LONGEST_THING = 8  # words of a product


@dataclass(frozen=True)
class _Weights:
    """What speaks for a figure beside the encoder (log-odds on its scale, measured on annotated articles).

    `ruled`: the rules read it too; `tied`: it hangs on the claim's own words; `untied`: on other words;
    `alone`: in any case. A wrong figure is worse than none.
    """

    ruled: float
    tied: float
    untied: float
    alone: float


_WEIGHTS = {
    STAKE: _Weights(ruled=2.1, tied=1.7, untied=-4.0, alone=-1.0),
    START: _Weights(ruled=1.4, tied=1.0, untied=-0.5, alone=-0.5),
    END: _Weights(ruled=1.8, tied=1.0, untied=-0.8, alone=-0.6),
}
_WITH_PRODUCT = (Predicate.SUPPLIES, Predicate.BUILDS_FOR, Predicate.CO_DEVELOPS, Predicate.LICENSES_TO)
_WITH_PLATFORM = (Predicate.SHARES_PLATFORM_WITH, Predicate.BASED_ON, Predicate.LICENSES_TO)


@dataclass(frozen=True)
class _Time:
    start: str | None = None
    end: str | None = None


@dataclass(frozen=True)
class Told:
    """How far a relation has come at one place, and the figures that go with it."""

    status: Status
    stake: float | None = None
    start: str | None = None
    end: str | None = None


def qualified(
    candidate: Candidate,
    document: Document,
    language: Language,
    ties: Ties,
    calibration: Calibration,
) -> Iterator[Claim]:
    """The claims of one candidate, one for each stake that it tells.

    *ties* has the sentences parsed; *calibration* says what the status that the rules read, or a
    language model tells, weighs beside the encoder's (log-odds).
    """
    finding = _finding(candidate, ties.reader_at(_in_evidence(candidate).start), language)
    told_of_it = _told(candidate, document, language, ties, calibration)
    for told in dict.fromkeys(consistent(told, document.date) for told in told_of_it):
        yield Claim(
            subject=as_written(candidate.subject),
            predicate=candidate.predicate,
            object=as_written(candidate.object),
            status=told.status,
            stake=told.stake,
            start=told.start,
            end=told.end,
            product=_thing(finding, language, "part_nouns", "vehicle_nouns", of=_WITH_PRODUCT)
            or candidate.said("product"),
            platform=_thing(finding, language, "platform_nouns", of=_WITH_PLATFORM)
            or candidate.said("platform"),
            attribution=_speaker(finding, language) or candidate.said("attribution"),
            confidence=candidate.confidence,
            evidence=Evidence(
                document=document.id,
                text=document.text[candidate.start : candidate.end],
                start=candidate.start,
                end=candidate.end,
                found_by=found_by(candidate),
            ),
        )


def found_by(candidate: Candidate) -> str:
    """Who sees it, and the rule of the frame, or else the relation."""
    finders = {
        "frames": bool(candidate.findings),
        "classifier": candidate.reading is not None or candidate.weight is not None,
        "llm": bool(candidate.proposals),
    }
    rule = candidate.findings[0].rule if candidate.findings else candidate.predicate
    return f"{'+'.join(name for name, sees in finders.items() if sees)}:{rule}"


def _in_evidence(candidate: Candidate) -> Mention:
    """The object, or the subject where the evidence only speaks of the object without naming it."""
    sides = (candidate.object, candidate.subject)
    return next((m for m in sides if candidate.start <= m.start < candidate.end), candidate.object)


def _finding(candidate: Candidate, reader: Reader | None, language: Language) -> Finding | None:
    """What the frames found, or else the place in the tree where the object, or the subject, stands."""
    if candidate.findings or candidate.weighed is not None:
        return candidate.findings[0] if candidate.findings else candidate.weighed
    if reader is None:
        return None
    side = _in_evidence(candidate)
    at = next(
        (i for i, (s, e) in enumerate(reader.parsed.ranges) if s < side.end and side.start < e),
        None,
    )
    if at is None:
        return None
    token = reader.parsed.doc[at]
    cue = syntax.governor(token) or token.head
    return Finding(candidate.predicate, candidate.subject, candidate.object, reader.parsed, cue, "")


def _told(
    candidate: Candidate,
    document: Document,
    language: Language,
    ties: Ties,
    calibration: Calibration,
) -> list[Told]:
    """What the encoder reads of it, and where that is silent, what the rules do, or a language model."""
    said = list(dict.fromkeys(Told(p.status, p.stake, p.since, p.until) for p in candidate.proposals))
    if candidate.led_by_model:
        return said
    stated = candidate.findings or ((candidate.weighed,) if candidate.weighed is not None else ())
    by_rule = list(dict.fromkeys(t for f in stated for t in _by_rule(f, document, language)))
    if candidate.reading is None:
        return by_rule or said
    return _filled(_read(candidate, document, ties, by_rule, calibration), said)


def _filled(read: list[Told], said: Sequence[Told]) -> list[Told]:
    """What was read, with the figures that it lacks where a language model tells of the same one state."""
    if len(read) != 1 or len(said) != 1 or read[0].status is not said[0].status:
        return read
    ((one,), (other,)) = (read, said)
    return [
        Told(
            one.status,
            other.stake if one.stake is None else one.stake,
            one.start or other.start,
            one.end or other.end,
        )
    ]


def consistent(told: Told, article: str | None) -> Told:
    """What is told without what contradicts itself: the date of one event is start or end, not both;
    what begins after the article was written is not yet in effect; what was over by then has ended;
    and when a plan was made is not when it takes effect.
    """
    status, start, end = told.status, told.start, told.end
    if article and status is Status.ACTIVE and start and dates.first_day(start) > dates.last_day(article):
        status = Status.AGREED
    if start and end and (start == end or dates.first_day(start) > dates.last_day(end)):
        start, end = (None, end) if status in _CLOSED else (start, None)
    if article and status is Status.ACTIVE and end and dates.last_day(end) < dates.first_day(article):
        status = Status.ENDED
    made = article and start and dates.last_day(start) < dates.first_day(article)
    if status in _PLANS and (made or status is Status.DENIED):
        start = None
    return replace(told, status=status, start=start, end=end)


@dataclass(frozen=True)
class _Figure:
    """A percentage or a date that the encoder saw in the evidence, and what speaks for it."""

    stake: float | None
    date: str | None
    role: str
    verb: int | None  # where the verb stands that takes it
    scores: Floats
    tied: bool | None

    def odds(self, column: int, ruled: bool) -> float:
        """How likely (log-odds, on the encoder's scale) it is the candidate's stake, start or end."""
        weights = _WEIGHTS[column]
        tie = weights.tied if self.tied else weights.untied if self.tied is False else 0.0
        return float(self.scores[column]) + weights.ruled * ruled + tie + weights.alone


def _read(
    candidate: Candidate, document: Document, ties: Ties, by_rule: Sequence[Told], calibration: Calibration
) -> list[Told]:
    """What the encoder and the rules make of the pair: its likeliest status, and the figures of its own.

    A status that the rules read too, or a language model tells, gains what *calibration* says (log-odds).
    """
    reading, row = candidate.reading, candidate.row
    assert reading is not None
    ruled = calibration.status_of_rules * _sureness(candidate, {t.status for t in by_rule})
    told = {p.status for p in candidate.proposals}
    said = calibration.status_of_model * np.array([status in told for status in STATUSES], float)
    statuses = reading.statuses[row] + ruled + said
    figures = _figures(candidate, document, ties)

    def date(column: int, of: Sequence[_Figure] = figures) -> str | None:
        values = {t.start if column == START else t.end for t in by_rule}
        found = [(f.odds(column, f.date in values), f.date) for f in of if f.date]
        odds, value = max(found, default=(0.0, None))
        return value if odds > 0 else None

    end = date(END)
    if candidate.predicate in EQUITY:
        stakes = {t.stake for t in by_rule}
        whole = [f for f in figures if f.stake is not None and f.role not in _PARTIAL]
        shares = [f for f in whole if f.odds(STAKE, f.stake in stakes) > 0]
        if shares:
            steps = len({f.stake for f in shares}) > 1
            return [
                Told(
                    STATUSES[int((f.scores[3:] + statuses).argmax())],
                    f.stake,
                    None if f.role == "from" else date(START, _beside(f, figures) if steps else figures),
                    end,
                )
                for f in shares
            ]
    return [Told(STATUSES[int(statuses.argmax())], None, date(START), end)]


def _beside(share: _Figure, figures: Sequence[_Figure]) -> list[_Figure]:
    """The figures of the same verb: "bought 25 percent in 1979 and raised it to 33.4 percent in 1996"."""
    return [f for f in figures if f.verb is not None and f.verb == share.verb]


def _sureness(candidate: Candidate, ruled: Container[Status]) -> Floats:
    """How much the rules' status counts, by status: an end, a denial or an agreement is only read from a
    word for it, and surely where a frame knows the cue; active is what nothing speaks against."""
    sure = _SURENESS if candidate.findings else {}
    return np.array([sure.get(status, 1.0) * (status in ruled) for status in STATUSES], np.float32)


def _figures(candidate: Candidate, document: Document, ties: Ties) -> list[_Figure]:
    """The figures of the evidence; what stands in a sentence beside it is told of something else."""
    assert candidate.reading is not None
    excerpt = candidate.reading.excerpt
    places: dict[int, Place | None] = {}
    found = []
    for figure, scores in zip(excerpt.figures, candidate.reading.figures[candidate.row], strict=True):
        start = excerpt.sentences[figure.sentence][0]
        at = start + figure.start - excerpt.offsets[figure.sentence]
        if candidate.start <= at < candidate.end:
            if start not in places:
                places[start] = ties.place_of(candidate, start)
            place = places[start]
            tied = None if place is None else place.dates(at) if figure.date else place.shares(at)
            role = (
                role_at(document.text, at, at + figure.end - figure.start) if figure.stake is not None else ""
            )
            verb = place.verb(at) if place is not None else None
            found.append(_Figure(figure.stake, figure.date, role, verb, scores, tied))
    return found


def _by_rule(finding: Finding, document: Document, language: Language) -> Iterator[Told]:
    """What the sentence tells near the cue, one for each stake."""
    text = document.text[finding.parsed.start : finding.parsed.end]
    status = finding.status or status_of(finding.cue, language)
    if finding.giving:  # who has yet to sell still owns
        status = Status.ENDED if status is Status.ACTIVE else Status.ACTIVE
    time = _time(finding, status, find_dates(text, document.date))
    if status is Status.ACTIVE and time.end is not None and _is_past(time.end, document.date):
        status = Status.ENDED
    shares: list[Stake | None] = [*_stakes(finding, text)] if finding.stake else []
    for share in shares or [None]:
        start = time.start if share is None or share.role != "from" else None
        yield Told(status, share.percent if share else None, start, time.end)


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
    found = [stake for stake in stakes(text) if stake.role not in _PARTIAL]
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


def _thing(finding: Finding | None, language: Language, *lists: str, of: Sequence[Predicate]) -> str | None:
    """What is supplied, built, developed or shared, in the article's words."""
    if finding is None or finding.predicate not in of:
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


def _speaker(finding: Finding | None, language: Language) -> str | None:
    """Who says so, where the sentence reports it: "a spokesman", "people familiar with the matter"."""
    if finding is None:
        return None
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
