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
from alliancegraph.extraction.coreference import Coreference
from alliancegraph.extraction.makers import Makers
from alliancegraph.extraction.mentions import unknown_entity
from alliancegraph.extraction.parsing import Parsed
from alliancegraph.extraction.places import tokens_at
from alliancegraph.model import Entity, EntityType, Mention, Predicate, Status
from alliancegraph.vocabulary import Frame, Language
from alliancegraph.vocabulary.language import SIGNATURES, Line

_DEPTH = 4
_WITH_COUNTRIES = (Predicate.OWNS, Predicate.PARTNER_IN, Predicate.JOINT_VENTURE_WITH)
# Relations of firms: what is told of a car is meant of its maker.
_OF_MAKERS = (Predicate.SUPPLIES, Predicate.BUILDS_FOR, Predicate.LICENSES_TO, Predicate.CO_DEVELOPS)
_PLANTS = ("plant", "factory", "works", "facility")
_NO_FIRM = {
    "GPE",
    "LOC",
    "DATE",
    "TIME",
    "NORP",
    "FAC",
    "EVENT",
    "LANGUAGE",
    "MONEY",
    "PERSON",
    "LAW",
    "WORK_OF_ART",
}


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


class Reader:
    """Reads one parsed sentence: who stands at which place of which token."""

    def __init__(
        self,
        parsed: Parsed,
        coreference: Coreference,
        language: Language,
        states: Mapping[str, Entity],
        makers: Makers,
    ) -> None:
        self.parsed = parsed
        self.makers = makers
        self.states = states
        self.language = language
        self._coreference = coreference

    def who(self, tokens: Sequence[Token], depth: int = _DEPTH) -> list[Mention]:
        """The mentions that *tokens* name or describe, each entity once, in order."""
        found: dict[str, Mention] = {}
        for token in tokens:
            for mention in self._resolve(token, depth):
                found.setdefault(mention.entity.id, mention)
        return list(found.values())

    def _resolve(self, token: Token, depth: int) -> list[Mention]:
        if depth == 0:
            return []
        here = list(self.parsed.mentions(token))
        if here:
            return here + self._conjuncts(token, depth)
        if token.tag_ in ("WDT", "WP", "WP$") and (clause := _relative_clause(token)) is not None:
            return self._resolve(clause.head, depth - 1)
        if token.pos_ in ("VERB", "AUX"):
            return []
        named = (
            [a for a in syntax.appositions(token) if self.parsed.mentions(a)] if token.dep_ != "appos" else []
        )
        if not named:
            named = [a for a in token.children if a.dep_ == "appos" and self.parsed.mentions(a)]
        if named:
            return self.who(named, depth - 1) + self._conjuncts(token, depth)
        if named := [t for t in syntax.called(token) if self.parsed.mentions(t)]:
            return self.who(named, depth - 1)
        lemma = token.lemma_.lower()
        words = self.language.words
        if (
            lemma in words["company_nouns"]
            or lemma in words["brand_nouns"]
            or lemma in words["vehicle_nouns"]
        ):
            within = [c for c in token.children if c.dep_ in ("compound", "nmod") and self.parsed.mentions(c)]
            if within:
                return self.who(within[-1:], depth - 1) + self._conjuncts(token, depth)
        if (
            token.tag_ in ("NNS", "NNPS")
            and lemma not in words["listed_nouns"]
            and (examples := self.who(syntax.examples(token), depth - 1))
        ):
            return examples
        if lemma in words["see_through"]:
            through = self.who(syntax.prepositional(token, ("of", "in")), depth - 1)
            if through:
                return through
        if lemma in words["vehicle_nouns"] and (cars := self._cars(syntax.described(token))):
            return cars
        described = list(self._coreference.resolve(self.parsed, token)) or self._unlisted(token)
        return described + self._conjuncts(token, depth)

    def _cars(self, tokens: Sequence[Token]) -> list[Mention]:
        """ "the MPV is a minivan": the models that the tokens name."""
        named = [m for token in tokens for m in self.parsed.mentions(token)]
        return [m for m in named if m.entity.type is EntityType.VEHICLE]

    def _unlisted(self, token: Token) -> list[Mention]:
        """A proper name at the place of a party that neither registry nor parser knows as one."""
        if token.text in self.states:
            return [self._government(token)]
        if token.tag_ not in ("NNP", "NNPS") or token.ent_type_ in _NO_FIRM or not token.text[0].isupper():
            return []
        first = token
        while (
            first.i > 0
            and (before := first.nbor(-1)).tag_ in ("NNP", "NNPS")
            and before.head in (token, first)
            and before.i not in self.parsed.at
        ):
            first = before
        start, end = self.parsed.ranges[first.i][0], self.parsed.ranges[token.i][1]
        name = self.parsed.text[start - self.parsed.start : end - self.parsed.start]
        if (name.isupper() and len(name) <= 5) or any(c.isdigit() for c in name):
            return []  # an abbreviation or a type designation, not a firm
        if name in self.language.words["not_names"] or name in self.language.words["media"] or len(name) < 3:
            return []
        return [Mention(start=start, end=end, text=name, entity=unknown_entity(name, EntityType.COMPANY))]

    def _government(self, token: Token) -> Mention:
        start, end = self.parsed.ranges[token.i]
        return Mention(start=start, end=end, text=token.text, entity=self.states[token.text])

    def _conjuncts(self, token: Token, depth: int) -> list[Mention]:
        return self.who(
            [c for c in token.children if c.dep_ == "conj" and c.pos_ not in ("VERB", "AUX")], depth - 1
        )

    def by_car(self, *parties: Mention) -> bool:
        """Whether a party is a car's maker: where it stands, the text names the car."""
        return any(
            m.entity.id not in {n.entity.id for group in self.parsed.at.values() for n in group}
            for m in parties
        )

    def at(self, cue: Token, places: Sequence[str]) -> list[Mention]:
        """Who stands at the first of *places* of *cue* that is filled."""
        for place in places:
            if found := self.who(tokens_at(cue, place)):
                return found
        return []


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


def _relative_clause(token: Token) -> Token | None:
    for ancestor in token.ancestors:
        if ancestor.dep_ == "relcl":
            return ancestor
        if ancestor.dep_ in ("ROOT", "ccomp"):
            return None
    return None
