"""Descriptions and pronouns -> the entities of the article that they stand for.

"the French firm", "the two carmakers", "the venture", "its", "they": each is looked up among
the mentions before it, by nationality, kind and number; the subject of the clause or of
the sentence before is preferred. Sentences that were never parsed count too: what they begin
with is taken for their subject. What fits nobody stands for nobody.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from spacy.tokens import Token

from alliancegraph.extraction import syntax
from alliancegraph.extraction.parsing import Parsed, family
from alliancegraph.model import EntityType, Mention
from alliancegraph.vocabulary import Language, Registry

_SUBJECTS = ("nsubj", "nsubjpass")
_SINGULAR = {"it", "its", "itself"}
_PLURAL = {"they", "their", "both"}
PRONOUNS = _SINGULAR | _PLURAL | {"them"}
_NUMBER = {"two": 2, "both": 2, "pair": 2, "duo": 2, "three": 3, "trio": 3}
_REACH = 4  # sentences
_OPENING = 3  # words before a subject: "the German giant", "last year"


@dataclass(frozen=True)
class _Occurrence:
    sentence: int
    token: int
    mentions: tuple[Mention, ...]
    subject: bool
    possessor: bool


def may_describe(token: Token, language: Language) -> bool:
    """Whether *token* may stand for an entity: a pronoun, or a noun for firms, ventures or alliances."""
    if token.lower_ in PRONOUNS:
        return True
    words = language.words
    lemma = token.lemma_.lower()
    return token.pos_ == "NOUN" and (
        lemma in words["company_nouns"]
        or lemma in words["pair_nouns"]
        or lemma in words["venture_nouns"]
        or lemma in words["alliance_nouns"]
    )


class Coreference:
    """Resolves the descriptions of one article."""

    def __init__(
        self,
        text: str,
        sentences: Sequence[tuple[int, int]],
        mentions: Sequence[Mention],
        parsed: Sequence[Parsed],
        registry: Registry,
        language: Language,
    ) -> None:
        """*sentences* are all of the article's *text*, *parsed* those that were parsed."""
        self._registry = registry
        self._words = language.words
        number = {start: i for i, (start, _) in enumerate(sentences)}
        self._number = {sentence.start: number[sentence.start] for sentence in parsed}
        trees = {number[sentence.start]: sentence for sentence in parsed}
        held = _by_sentence(sentences, mentions)
        self._occurrences = [
            occurrence
            for i, span in enumerate(sentences)
            for occurrence in (_of_tree(i, trees[i]) if i in trees else _of_text(i, text, span, held[i]))
        ]
        self._topic = self._find_topic()

    def resolve(self, parsed: Parsed, token: Token) -> tuple[Mention, ...]:
        """The mentions that *token*, the head of a description, stands for; often none."""
        lower = token.lower_
        if lower in _SINGULAR:
            return self._pronoun(parsed, token)
        if lower in _PLURAL and token.dep_ != "det":
            return self._group(parsed, token, 2)
        if token.pos_ not in ("NOUN", "NUM", "PROPN"):
            return ()
        kids = {child.lower_ for child in token.children}
        plural = token.tag_ in ("NNS", "NNPS") or lower in ("pair", "duo", "two", "trio", "both")
        lemma = token.lemma_.lower()
        if plural and (lemma in self._words["pair_nouns"] or lower in _NUMBER):
            if kids & {"the", "both", "these", "two", "three"} or lower in _NUMBER:
                number = next((_NUMBER[w] for w in (*sorted(kids), lower) if w in _NUMBER), 2)
                return self._group(parsed, token, number)
            return ()
        if plural or not kids & {"the", "this", "that", "its", "their"}:
            return ()
        if lemma in self._words["venture_nouns"]:
            return self._latest(parsed, token, {EntityType.JOINT_VENTURE})
        if lemma in self._words["alliance_nouns"]:
            return self._latest(parsed, token, {EntityType.ALLIANCE})
        if lemma in ("government", "state"):
            return self._latest(parsed, token, {EntityType.GOVERNMENT})
        if lemma in self._words["company_nouns"] and not kids & {"its", "their"}:
            return self._company(parsed, token)
        return ()

    def _find_topic(self) -> Mention | None:
        """The organisation that the article is about, if one stands out."""
        counts: Counter[str] = Counter()
        first: dict[str, Mention] = {}
        for occurrence in self._occurrences:
            for mention in occurrence.mentions:
                if _organisation(mention):
                    counts[mention.entity.id] += 1
                    first.setdefault(mention.entity.id, mention)
        if not counts:
            return None
        (top, n), *rest = counts.most_common(2)
        return first[top] if n >= 3 and (not rest or n >= 2 * rest[0][1]) else None

    def _before(self, parsed: Parsed, token: Token) -> list[_Occurrence]:
        here = self._number[parsed.start]
        return [
            o
            for o in reversed(self._occurrences)
            if (o.sentence, o.token) < (here, token.i) and here - o.sentence <= _REACH
        ]

    def _pronoun(self, parsed: Parsed, token: Token) -> tuple[Mention, ...]:
        here = self._number[parsed.start]
        candidates = [
            o for o in self._before(parsed, token) if _organisation(o.mentions[0]) or _vehicle(o.mentions[0])
        ]
        wanted = [o for o in candidates if len(o.mentions) == 1]
        if token.dep_ in ("dobj", "pobj", "dative", "nsubjpass"):
            doer = _doer(token)
            others = [o for o in wanted if o.sentence != here or o.token != doer]
            if token.dep_ != "nsubjpass" and others and others[0].sentence == here:
                return others[0].mentions
            wanted = others
        same = [o for o in wanted if o.sentence == here]
        last = [o for o in wanted if o.sentence == here - 1]
        for pool in (
            [o for o in same if o.subject],
            [o for o in same if not o.possessor],
            [o for o in last if o.subject],
            last,
            [o for o in wanted if o.sentence == here - 2 and o.subject],
        ):
            if pool:
                return pool[0].mentions
        return (self._topic,) if self._topic else ()

    def _group(self, parsed: Parsed, token: Token, number: int) -> tuple[Mention, ...]:
        before = [o for o in self._before(parsed, token) if _organisation(o.mentions[0])]
        for occurrence in before:
            if len(occurrence.mentions) == number:
                return occurrence.mentions
        found: dict[str, Mention] = {}
        for occurrence in before:
            for mention in occurrence.mentions:
                if mention.entity.type not in (
                    EntityType.ALLIANCE,
                    EntityType.GOVERNMENT,
                    EntityType.JOINT_VENTURE,
                ):
                    found.setdefault(mention.entity.id, mention)
            if len(found) >= number:
                break
        return tuple(found.values())[:number] if len(found) >= number else ()

    def _latest(self, parsed: Parsed, token: Token, types: set[EntityType]) -> tuple[Mention, ...]:
        for occurrence in self._before(parsed, token):
            for mention in occurrence.mentions:
                if mention.entity.type in types:
                    return (mention,)
        return ()

    def _company(self, parsed: Parsed, token: Token) -> tuple[Mention, ...]:
        candidates = [
            (o, m)
            for o in self._before(parsed, token)
            for m in o.mentions
            if _organisation(m) and m.entity.type is not EntityType.ALLIANCE
        ]
        nation = self._nation(token)
        if nation:
            return next(((m,) for _, m in candidates if m.entity.country == nation), ())
        cities = self._city(token)
        if cities:
            return next(((m,) for _, m in candidates if m.entity.id in cities), ())
        here = self._number[parsed.start]
        if any(
            c.dep_ in ("amod", "compound", "nmod", "relcl", "acl", "prep", "appos") for c in token.children
        ):
            return ()
        if self._topic is not None:
            return (self._topic,)
        for pool in (
            [
                m
                for o, m in candidates
                if o.subject and o.sentence in (here, here - 1) and len(o.mentions) == 1
            ],
            [m for o, m in candidates if o.sentence >= here - 2],
        ):
            if pool:
                return (pool[0],)
        return ()

    def _nation(self, token: Token) -> str | None:
        for child in token.children:
            if child.text in self._registry.adjectives:
                return self._registry.adjectives[child.text]
        return None

    def _city(self, token: Token) -> tuple[str, ...]:
        """The firms of "the Wolfsburg-based carmaker"."""
        tokens = [t for t in token.subtree if t.i < token.i]
        for child in token.children:  # "the Dearborn company"
            if child.dep_ == "compound" and child.text in self._registry.cities:
                return self._registry.cities[child.text]
        for child in token.children:  # "the carmaker, based in Dearborn,"
            if child.dep_ == "acl" and child.lower_ in ("based", "headquartered"):
                tokens += [t for t in child.subtree if t.i > token.i]
        if not any(
            t.lower_.removeprefix("-") in ("based", "headquartered") or t.lower_.endswith("-based")
            for t in tokens
        ):
            return ()
        for t in tokens:
            ids = self._registry.cities.get(t.text.removesuffix("-based"))
            if ids:
                return ids
        return ()


def _by_sentence(sentences: Sequence[tuple[int, int]], mentions: Sequence[Mention]) -> list[list[Mention]]:
    """The mentions in each sentence; both are in the order of the text."""
    starts = [mention.start for mention in mentions]
    return [list(mentions[bisect_left(starts, s) : bisect_left(starts, e)]) for s, e in sentences]


def _of_tree(number: int, parsed: Parsed) -> Iterator[_Occurrence]:
    for i, mentions in sorted(parsed.at.items()):
        role = parsed.doc[i].dep_
        yield _Occurrence(number, i, mentions, role in _SUBJECTS, role in ("poss", "compound", "nmod"))


def _of_text(
    number: int, text: str, span: tuple[int, int], mentions: Sequence[Mention]
) -> Iterator[_Occurrence]:
    """The mentions of a sentence that was not parsed; the one that opens it is its subject."""
    for i, mention in enumerate(mentions):
        before, after = text[span[0] : mention.start], text[mention.end : mention.end + 2]
        possessor = after.startswith(("'s", "’s", "'", "’"))
        opens = i == 0 and len(before.split()) <= _OPENING and "," not in before
        yield _Occurrence(number, i, (mention,), opens and not possessor, possessor)


def _doer(token: Token) -> int:
    """The subject of the clause that *token* is an object of: it is not the same one."""
    for ancestor in token.ancestors:
        if ancestor.pos_ in ("VERB", "AUX"):
            found = syntax.grammatical_subject(ancestor)
            return found[0].i if found else -1
    return -1


def _organisation(mention: Mention) -> bool:
    return family(mention.entity.type) == "organisation"


def _vehicle(mention: Mention) -> bool:
    return mention.entity.type is EntityType.VEHICLE
