"""Claim + figure of its sentence -> whether the figure is the claim's own.

A date belongs to the verb or noun that it hangs on: "Geely, which bought Volvo in 2010, owns half of
Lotus" dates the purchase of Volvo alone. A share belongs to the firm that it is a share of, and to the
holder that the sentence names: "51 percent for Volkswagen and 49 percent for Ford".
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass

from spacy.tokens import Token

from alliancegraph.extraction import syntax
from alliancegraph.extraction.features import cue_predicates
from alliancegraph.extraction.judgement import Candidate
from alliancegraph.extraction.reader import Reader
from alliancegraph.model import EntityType

_VERBAL = ("VERB", "AUX")
_INSIDE = ("pobj", "pcomp", "prep", "nummod", "compound", "nmod", "npadvmod", "quantmod", "advmod", "amod")
_OWNED = ("of", "in")
_OWNER = ("for", "by")
_EQUITY = {"owns", "partner_in", "joint_venture_with", "merged_with"}
_STEPS = 8


class Ties:
    """The sentences of one article, each with whom its tokens name or describe."""

    def __init__(self, readers: Sequence[Reader]) -> None:
        self._readers = readers
        self._whom: dict[int, dict[int, frozenset[str]]] = {}

    def reader_at(self, offset: int) -> Reader | None:
        """The sentence that holds *offset* of the document, where it is parsed."""
        return next((r for r in self._readers if r.parsed.start <= offset < r.parsed.end), None)

    def place_of(self, candidate: Candidate, sentence: int) -> Place | None:
        """The place of *candidate* in the sentence that begins at *sentence*, where it is parsed."""
        reader = self.reader_at(sentence)
        if reader is None:
            return None
        whom = self._named(reader)
        one, other = candidate.subject.entity.id, candidate.object.entity.id
        subjects = {i for i, ids in whom.items() if one in ids} | _covered(reader, _offsets(candidate, 0))
        objects = {i for i, ids in whom.items() if other in ids} | _covered(reader, _offsets(candidate, 1))
        findings = [f for f in (*candidate.findings, candidate.weighed) if f and f.parsed is reader.parsed]
        stating = {t.i for f in findings for t in _clause(f.cue)}
        doc = reader.parsed.doc
        for i in subjects:
            for j in objects:
                stating |= {t.i for t in _between(doc[i], doc[j])}
        if not subjects or not objects:
            stating |= {t.i for i in subjects | objects for t in _clause(doc[i])}
        sides = subjects | objects
        return Place(
            reader, candidate.predicate.value, one, other, frozenset(sides), frozenset(stating) - sides
        )

    def _named(self, reader: Reader) -> dict[int, frozenset[str]]:
        """The entities that each noun and pronoun of the sentence stands for."""
        key = reader.parsed.start
        if key not in self._whom:
            whom = {}
            for token in reader.parsed.doc:
                found = reader.parsed.mentions(token)
                if not found and token.pos_ in ("PRON", "NOUN") and token.tag_ not in ("WDT", "WP", "WP$"):
                    found = tuple(reader.who([token], 1))
                if found:
                    whom[token.i] = frozenset(m.entity.id for m in found)
            self._whom[key] = whom
        return self._whom[key]


@dataclass(frozen=True)
class Place:
    """Where a claim stands in one sentence: the tokens of its two sides, and those that state it."""

    reader: Reader
    predicate: str
    subject: str
    object: str
    sides: frozenset[int]
    stating: frozenset[int]

    def dates(self, at: int) -> bool | None:
        """Whether the date at the offset *at* of the document hangs on what states the claim."""
        token = token_at(self.reader, at)
        if token is None or not self.stating:
            return None
        head = _dated(token, self.reader.language.words["time_words"])
        states = cue_predicates(self.reader.language).get(head.lemma_.lower(), ())
        if head.i in self.stating or head.i in self.sides:
            return self.predicate in _EQUITY or not states or not set(states) <= _EQUITY
        told = self.predicate in states or {self.predicate, *states} <= _EQUITY
        if told and _describes(head, self.sides) and not self._names_others(head):
            return True  # "Sevel, a venture founded in 1978"
        if self.reader.parsed.mentions(head) or head.pos_ in _VERBAL:
            return False
        return any(a.i in self.stating for a in _up_to_verb(head))

    def verb(self, at: int) -> int | None:
        """Where the verb stands that takes the figure at the offset *at* of the document."""
        token = token_at(self.reader, at)
        verb = next((a for a in token.ancestors if a.pos_ in _VERBAL), None) if token is not None else None
        return None if verb is None else self.reader.parsed.ranges[verb.i][0]

    def _names_others(self, verb: Token) -> bool:
        """Whether the clause of *verb* names anybody but the two sides."""
        return any(
            m.entity.id not in (self.subject, self.object)
            for t in verb.subtree
            for m in self.reader.parsed.mentions(t)
        )

    def shares(self, at: int) -> bool | None:
        """Whether the share at the offset *at* is the subject's, and one in the object.

        None where the sentence names neither holder nor firm beside it.
        """
        token = token_at(self.reader, at)
        if token is None:
            return None
        nouns = _share(token)
        words = self.reader.language.words
        if any(t.lemma_.lower() in words["share_nouns"] for t in syntax.prepositional(nouns[0], ("of",))):
            return False  # "half of its 20 percent stake"
        even = nouns[0].lemma_.lower() in words["owned_nouns"]
        if even:  # "a 50-50 venture of A and B"
            owned = [nouns[0], *syntax.described(nouns[0])]
            owners = syntax.prepositional(nouns[0], ("of", "between", "by", "with"))
        else:
            owned = list(_owned(nouns))
            owners = [*self._beside(token), *_owners(nouns, words["taking"])]
        firm, holders = self._first(owned, self.subject), self._first(owners, self.object)
        if (firm and self.object not in firm) or (holders and self.subject not in holders):
            return False
        if len(holders) > 1 and firm and not even and not self._each():
            return False  # what two have together is the share of neither
        return True if firm or holders else None

    def _first(self, tokens: Sequence[Token], other: str) -> frozenset[str]:
        """Whom the first of *tokens* that stands for anybody stands for.

        Only a name tells it for certain. A description may, but not for the *other* side of the
        claim; a pronoun, a venture and what is told of several may be anybody.
        """
        sides = {self.subject, self.object} - {other}
        for token in tokens:
            found = self.reader.who([token], 2)
            ids = frozenset(m.entity.id for m in found)
            if not ids:
                continue
            if self.reader.parsed.mentions(token) or ids & sides:
                return ids
            open_ = token.pos_ in ("PRON", "NUM", "DET") or token.tag_ in ("NNS", "NNPS") or len(ids) > 1
            if open_ or other in ids or found[0].entity.type is not EntityType.COMPANY:
                return frozenset()
            return ids
        return frozenset()

    def _each(self) -> bool:
        each = self.reader.language.words["each"]
        return any(t.lower_ in each for t in self.reader.parsed.doc)

    def _beside(self, number: Token) -> list[Token]:
        """Whose share it is where the verb is left out: "Volkswagen has 51 percent and Ford 49 percent"."""
        i = number.i - 1
        barely = self.reader.language.words["barely"]
        while i >= 0 and self.reader.parsed.doc[i].lower_ in barely:
            i -= 1
        before = self.reader.parsed.doc[i] if i >= 0 else None
        return [before] if before is not None and self.reader.parsed.mentions(before) else []


def _share(token: Token) -> list[Token]:
    """The nouns of which the number is a part: "a 5 percent stake", "its stake to 75 percent"."""
    while token.dep_ in ("nummod", "compound", "nmod", "amod", "quantmod", "npadvmod") and (
        token.head.pos_ not in _VERBAL
    ):
        token = token.head
    found = [token]
    if token.dep_ == "pobj" and token.head.lower_ in ("of", "to", "from", "at"):
        above = token.head.head
        found.append(above)
        if above.pos_ in _VERBAL:
            found += [c for c in above.children if c.dep_ in ("dobj", "nsubjpass", "nsubj")]
    if token.dep_ == "attr":
        found += [c for c in token.head.children if c.dep_ == "nsubj"]
    return found


def _owned(nouns: Sequence[Token]) -> Iterator[Token]:
    """What the share is one of, nearest first."""
    for noun in nouns:
        if noun.pos_ not in _VERBAL:
            yield from syntax.prepositional(noun, _OWNED)
            yield from (c for c in noun.children if c.dep_ in ("compound", "nmod"))
    verb = syntax.governor(nouns[0])
    if verb is not None:
        yield from syntax.prepositional(verb, _OWNED)


def _owners(nouns: Sequence[Token], taking: Container[str]) -> Iterator[Token]:
    """Who has or takes the share, nearest first."""
    for noun in nouns:
        if noun.pos_ not in _VERBAL:
            yield from syntax.possessors(noun)
            yield from syntax.prepositional(noun, _OWNER)
    verb = syntax.governor(nouns[0])
    if verb is not None and verb.lemma_.lower() in taking:
        yield from syntax.subject(verb)


def _offsets(candidate: Candidate, side: int) -> list[int]:
    """Where the candidate's subject (0) or object (1) stands in the document."""
    found = [(f.subject, f.object)[side].start for f in candidate.findings]
    if candidate.weighed is not None:
        found.append((candidate.weighed.subject, candidate.weighed.object)[side].start)
    if candidate.reading is not None:
        excerpt, pair = candidate.reading.excerpt, candidate.reading.pairs[candidate.row]
        spot = excerpt.spots[(pair.subject, pair.object)[side]]
        found.append(excerpt.sentences[spot.sentence][0] + spot.start - excerpt.offsets[spot.sentence])
    return found


def token_at(reader: Reader, offset: int) -> Token | None:
    """The token that covers *offset* of the document."""
    ranges = reader.parsed.ranges
    return next((reader.parsed.doc[i] for i, (s, e) in enumerate(ranges) if s <= offset < e), None)


def _covered(reader: Reader, offsets: Sequence[int]) -> set[int]:
    return {t.i for offset in offsets if (t := token_at(reader, offset)) is not None}


def _dated(token: Token, words: Container[str]) -> Token:
    """What a date hangs on: "in the spring of 1999" -> the verb or noun of which it tells the time."""
    while (
        token.head is not token and token.dep_ in _INSIDE and (_is_time(token, words) or token.pos_ == "ADP")
    ):
        token = token.head
    return token


def _describes(verb: Token, sides: Container[int]) -> bool:
    """Whether *verb* says something of one of *sides*, or of a noun that stands beside it for the same."""
    if verb.dep_ not in ("relcl", "acl"):
        return False
    noun = verb.head
    return any(t.i in sides for t in (noun, *syntax.described(noun), *syntax.appositions(noun)))


def _is_time(token: Token, words: Container[str]) -> bool:
    return (
        token.lower_ in words or token.lemma_.lower() in words or token.like_num or token.ent_type_ == "DATE"
    )


def _up_to_verb(token: Token) -> Iterator[Token]:
    """The heads of a noun up to the verb that takes it."""
    for _ in range(_STEPS):
        if token.head is token or token.dep_ in ("relcl", "acl", "advcl", "ccomp", "appos"):
            return
        token = token.head
        yield token
        if token.pos_ in _VERBAL:
            return


def _clause(token: Token) -> Iterator[Token]:
    """*token*, the nouns above it and the verb that takes it, with the verbs that govern that one."""
    yield token
    if token.pos_ not in _VERBAL:
        for above in _up_to_verb(token):
            yield above
            token = above
    while token.dep_ == "xcomp" and token.head.pos_ in _VERBAL:
        token = token.head
        yield token


def _between(one: Token, other: Token) -> Iterator[Token]:
    """The tokens on the way from one side to the other, without the clauses that only share a subject."""
    up = [one, *one.ancestors]
    below = [other, *other.ancestors]
    top = next((t for t in up if t in below), None)
    if top is None:
        return
    ways = (up[: up.index(top) + 1], below[: below.index(top) + 1])
    cut = {
        t.head.i
        for way in ways
        for t in way[:-1]
        if t.dep_ in ("conj", "advcl", "ccomp", "parataxis") and t.pos_ in _VERBAL
    }
    for token in {t.i: t for way in ways for t in way}.values():
        if token.i not in cut:
            yield token
    while top.dep_ == "xcomp" and top.head.pos_ in _VERBAL:
        top = top.head
        yield top
