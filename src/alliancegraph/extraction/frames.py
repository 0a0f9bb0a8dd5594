"""Parsed sentence -> Findings: the relations that a cue and the places around it state.

The cues and their places are data (vocabulary/language/frames.yaml); this module walks the
tokens, looks up each cue and fills its lines.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations, product

from spacy.tokens import Token

from alliancegraph.extraction import syntax
from alliancegraph.extraction.conditions import CONDITIONS
from alliancegraph.extraction.parsing import Parsed
from alliancegraph.extraction.places import tokens_at
from alliancegraph.extraction.reader import Reader
from alliancegraph.model import EntityType, Mention, Predicate, Status
from alliancegraph.vocabulary import Frame
from alliancegraph.vocabulary.language import SIGNATURES, Line

_WITH_COUNTRIES = (Predicate.OWNS, Predicate.PARTNER_IN, Predicate.JOINT_VENTURE_WITH)
# Relations of firms: what is told of a car is meant of its maker.
_OF_MAKERS = (Predicate.SUPPLIES, Predicate.BUILDS_FOR, Predicate.LICENSES_TO, Predicate.CO_DEVELOPS)
_PLANTS = ("plant", "factory", "works", "facility")


@dataclass(frozen=True)
class Finding:
    """Two mentions related by a cue of one sentence; `status` only where the cue itself tells it."""

    predicate: Predicate
    subject: Mention
    object: Mention
    parsed: Parsed
    cue: Token
    rule: str
    status: Status | None = None
    stake: bool = False
    giving: bool = False
    of_maker: bool = False  # a side is told of by its car: no model has read the two together
    score: float | None = None  # the classifier's; what a frame finds has none


def find(reader: Reader) -> Iterator[Finding]:
    """All relations that the frames see in one sentence."""
    language = reader.language
    for token in reader.parsed.doc:
        if reader.parsed.mentions(token):
            continue
        if token.pos_ in ("VERB", "AUX") or token.tag_.startswith("VB") or token.dep_ in ("acl", "relcl"):
            yield from _apply(reader, token, _verb_frames(token, language.verbs))
        elif token.pos_ in ("NOUN", "PROPN", "SYM", "ADJ", "NUM"):
            yield from _apply(reader, token, language.nouns.get(token.lemma_.lower(), ()))


def _verb_frames(token: Token, verbs: Mapping[str, tuple[Frame, ...]]) -> tuple[Frame, ...]:
    lemma = _lemma(token, verbs)
    for child in token.children:
        if child.dep_ in ("prt", "dobj", "prep", "advmod", "attr", "acomp") and (
            frames := verbs.get(f"{lemma} {child.lower_}")
        ):
            return frames
    return verbs.get(lemma, ())


def _lemma(token: Token, cues: Mapping[str, tuple[Frame, ...]]) -> str:
    """The lemma, also of hyphenated words that the lemmatizer does not know: co-developed."""
    lemma = token.lemma_.lower()
    if lemma in cues or "-" not in lemma:
        return lemma
    stems = (lemma.removesuffix(end) for end in ("ing", "ed", "es", "e", "d", "s"))
    return next((stem for stem in stems if stem in cues), lemma)


def _apply(reader: Reader, cue: Token, frames: Sequence[Frame]) -> Iterator[Finding]:
    for frame in frames:
        for line in frame.lines:
            found = list(_fill(reader, cue, frame, line))
            yield from found


def _fill(reader: Reader, cue: Token, frame: Frame, line: Line) -> Iterator[Finding]:
    if not _governed(cue, line) or not all(CONDITIONS[name](reader, cue) for name in line.conditions):
        return
    subjects = _parties(reader, cue, line, line.subject)
    if not subjects:
        return
    if line.object:
        pairs: Iterator[tuple[Mention, ...]] = product(subjects, _parties(reader, cue, line, line.object))
    else:
        pairs = combinations(subjects, 2)
    for one, other in pairs:
        if fits(line.predicate, one, other):
            yield Finding(
                line.predicate,
                one,
                other,
                reader.parsed,
                cue,
                f"{line.predicate}:{cue.lemma_.lower()}",
                line.status,
                line.stake,
                line.giving,
                line.predicate in _OF_MAKERS and reader.by_car(one, other),
            )


def _parties(reader: Reader, cue: Token, line: Line, places: Sequence[str]) -> list[Mention]:
    """Who stands at the places; where firms are related, a car as its maker, a plant as whose it is."""
    found = reader.at(cue, places)
    if line.predicate in _OF_MAKERS or line.predicate is Predicate.PRODUCES:
        found = found or reader.who(
            [o for p in places for t in tokens_at(cue, p) if t.lemma_ in _PLANTS for o in _holders(t)]
        )
    if line.predicate not in _OF_MAKERS or (line.predicate is Predicate.SUPPLIES and places is line.subject):
        return found
    return [firm for mention in found if (firm := reader.makers.firm(mention)) is not None]


def _holders(plant: Token) -> list[Token]:
    return syntax.possessors(plant) or syntax.prepositional(plant, ("of",))


def fits(predicate: Predicate, one: Mention, other: Mention) -> bool:
    """Whether the types of the two fit the predicate (and they are two)."""
    if one.entity.id == other.entity.id:
        return False
    if predicate not in _WITH_COUNTRIES and EntityType.GOVERNMENT in (one.entity.type, other.entity.type):
        return False
    subjects, objects = SIGNATURES[predicate]
    a, b = one.entity.type, other.entity.type
    if predicate is Predicate.SHARES_PLATFORM_WITH and (a is EntityType.VEHICLE) is not (
        b is EntityType.VEHICLE
    ):
        return False
    return a in subjects and b in objects


@cache
def relatable(subject: EntityType, target: EntityType) -> bool:
    """Whether any predicate takes the two types."""
    return any(subject in subjects and target in objects for subjects, objects in SIGNATURES.values())


def _governed(cue: Token, line: Line) -> bool:
    if line.verbs is None and not line.not_verbs:
        return True
    verb = syntax.governor(cue)
    lemma = verb.lemma_.lower() if verb is not None else ""
    return (line.verbs is None or lemma in line.verbs) and lemma not in line.not_verbs
