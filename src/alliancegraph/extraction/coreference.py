"""Descriptions and pronouns -> the entities of the article that they stand for.

"the French firm", "the two carmakers", "the venture", "its", "they": each is looked up among
the mentions before it, by nationality, kind and number; the subject of the clause or of
the sentence before is preferred, and in a section under a heading ("Mazda") whom that names.
"The maker of Mercedes cars" is whoever owns that brand; "the company" in what a manager says is
the manager's. Sentences that were never parsed count too: what they begin with is taken for
their subject. What fits nobody stands for nobody.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from spacy.tokens import Token

from alliancegraph.extraction import syntax
from alliancegraph.extraction.parsing import Parsed, family
from alliancegraph.extraction.surroundings import implied_by
from alliancegraph.model import EntityType, Mention
from alliancegraph.vocabulary import Language, Registry

_SUBJECTS = ("nsubj", "nsubjpass")
_OBJECTS = ("dobj", "pobj", "dative")
_SINGULAR = {"it", "its", "itself"}
_PLURAL = {"they", "their", "both"}
PRONOUNS = _SINGULAR | _PLURAL | {"them"}
_NUMBER = {"two": 2, "both": 2, "pair": 2, "duo": 2, "three": 3, "trio": 3}
_REACH = 4  # sentences
_OPENING = 3  # words before a subject: "the German giant", "last year"
_BEFORE_TOPIC = 30  # characters before the name of whom an article is about
_HEADING = 60  # characters of a line that may be a heading
_SHARE = 0.6  # of a heading that a name must fill to be its subject
_DEFINES = re.compile(r"(?:\s*\([^)]*\))?,?(?:[^.]{0,80},)?\s+(?:is|was)\s+(?:an?|the)\b")
_LEADS_TO_OWNER = {"maker", "owner", "parent", "manufacturer", "producer", "builder"}


@dataclass(frozen=True)
class _Occurrence:
    sentence: int
    token: int
    mentions: tuple[Mention, ...]
    subject: bool
    possessor: bool


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
        date: str | None = None,
    ) -> None:
        """*sentences* are all of the article's *text*, *parsed* those that were parsed."""
        self._registry = registry
        self._date = date
        self._words = language.words
        self._nouns = frozenset(
            noun
            for kind in ("company", "division", "pair", "venture", "alliance")
            for noun in language.words[f"{kind}_nouns"]
        )
        number = {start: i for i, (start, _) in enumerate(sentences)}
        self._number = {sentence.start: number[sentence.start] for sentence in parsed}
        trees = {number[sentence.start]: sentence for sentence in parsed}
        held = _by_sentence(sentences, mentions)
        self._occurrences = [
            occurrence
            for i, span in enumerate(sentences)
            for occurrence in (_of_tree(i, trees[i]) if i in trees else _of_text(i, text, span, held[i]))
        ]
        self._trees = trees
        self._first: dict[str, Mention] = {}
        for occurrence in self._occurrences:
            for mention in occurrence.mentions:
                self._first.setdefault(mention.entity.id, mention)
        self._topic = self._find_topic() or _announced(text, sentences, held)
        self._headed = list(_headed(text, sentences, held))

    def may_describe(self, token: Token) -> bool:
        """Whether *token* may stand for an entity: a pronoun, or a noun for firms, ventures or alliances."""
        if token.lower_ in PRONOUNS or self._is_nation(token):
            return True
        return token.pos_ == "NOUN" and token.lemma_.lower() in self._nouns

    def _is_nation(self, token: Token) -> bool:
        """ "the Germans", "the Japanese": whoever of them the article speaks of."""
        return (
            token.text in self._registry.demonyms
            and token.dep_ not in ("amod", "compound", "nmod")
            and any(child.lower_ == "the" for child in token.children)
        )

    def resolve(self, parsed: Parsed, token: Token) -> tuple[Mention, ...]:
        """The mentions that *token*, the head of a description, stands for; often none."""
        lower = token.lower_
        if lower in _SINGULAR:
            return self._pronoun(parsed, token)
        if lower in _PLURAL and token.dep_ != "det":
            return self._group(parsed, token, 2)
        if self._is_nation(token):
            return self._of_country(parsed, token, self._registry.demonyms[token.text])
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
        if lemma in _LEADS_TO_OWNER and (owner := self._owner(parsed, token)):
            return owner
        if lemma in self._words["venture_nouns"]:
            return self._latest(parsed, token, {EntityType.JOINT_VENTURE})
        if lemma in self._words["alliance_nouns"]:
            return self._latest(parsed, token, {EntityType.ALLIANCE})
        if lemma in ("government", "state"):
            return self._latest(parsed, token, {EntityType.GOVERNMENT})
        if lemma in self._words["division_nouns"]:
            return self._by_place(parsed, token) or ()
        if lemma in self._words["company_nouns"] and not kids & {"its", "their"}:
            return self._company(parsed, token)
        return ()

    def _owner(self, parsed: Parsed, token: Token) -> tuple[Mention, ...]:
        """ "the maker of Mercedes-Benz cars": the owner of the brand, where the article speaks of it."""
        for of in syntax.prepositional(token, ("of",)):
            inside = [m for t in of.subtree for m in parsed.mentions(t)]
            for thing in inside[:1]:
                for owner in self._related(thing):
                    if owner in self._first:
                        return (self._first[owner],)
        return ()

    def _related(self, mention: Mention) -> Iterator[str]:
        """The ids of its owners or makers, or of a manager's employers, at the time."""
        entry = self._registry.get(mention.entity.id)
        return implied_by(entry, self._date) if entry is not None else iter(())

    def _find_topic(self) -> Mention | None:
        """The organisation that the article is about, if one stands out."""
        counts = Counter(m.entity.id for o in self._occurrences for m in o.mentions if _organisation(m))
        if not counts:
            return None
        (top, n), *rest = counts.most_common(2)
        return self._first[top] if n >= 3 and (not rest or n >= 2 * rest[0][1]) else None

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
        if token.dep_ in (*_OBJECTS, "nsubjpass"):
            doer = _doer(token)
            others = [o for o in wanted if o.sentence != here or o.token != doer]
            if token.dep_ != "nsubjpass" and others and others[0].sentence == here:
                return others[0].mentions
            wanted = others
        same = [o for o in wanted if o.sentence == here]
        last = [o for o in wanted if o.sentence == here - 1]
        if not same and (headed := self._under_heading(here, last)):
            return headed
        for pool in (
            [o for o in same if o.subject],
            [o for o in same if not o.possessor],
            [o for o in last if o.subject],
        ):
            if pool:
                return pool[0].mentions
        if not same and (described := self._described_before(here)):
            return described
        for pool in (
            last,
            [o for o in wanted if o.sentence == here - 2 and o.subject],
        ):
            if pool:
                return pool[0].mentions
        return (self._topic,) if self._topic else ()

    def _described_before(self, here: int) -> tuple[Mention, ...]:
        """Whom the subject of the sentence before describes: "The company grew. It ..." """
        parsed = self._trees.get(here - 1)
        if parsed is None:
            return ()
        for token in syntax.grammatical_subject(next(parsed.doc.sents).root):
            found = self.resolve(parsed, token)
            if len(found) == 1 and not parsed.mentions(token):
                return found
        return ()

    def _under_heading(self, here: int, last: Sequence[_Occurrence]) -> tuple[Mention, ...]:
        """Whom the heading of the section names, if the sentence before speaks of it or of nobody."""
        heading = self._headed[here]
        if heading is None:
            return ()
        spoken_of = any(m.entity.id == heading.entity.id for o in last for m in o.mentions)
        return (heading,) if spoken_of or not last else ()

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
        if (placed := self._by_place(parsed, token)) is not None:
            return placed
        here = self._number[parsed.start]
        if any(_restricts(child) for child in token.children):
            return ()
        if employer := self._employer(token, parsed):
            return employer
        if heading := self._headed[here]:
            return (heading,)
        if self._topic is not None:
            return (self._topic,)
        doer = _doer(token) if token.dep_ in _OBJECTS else None
        candidates = [
            (o, m) for o, m in self._firms_before(parsed, token) if o.sentence != here or o.token != doer
        ]
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

    def _firms_before(self, parsed: Parsed, token: Token) -> list[tuple[_Occurrence, Mention]]:
        return [
            (o, m)
            for o in self._before(parsed, token)
            for m in o.mentions
            if _organisation(m) and m.entity.type is not EntityType.ALLIANCE
        ]

    def _by_place(self, parsed: Parsed, token: Token) -> tuple[Mention, ...] | None:
        """ "the French firm", "the US division", "the Wolfsburg-based carmaker"; None without a place."""
        nation, ids = self._nation(token), self._city(token)
        if nation is None and not ids:
            return None
        firms = (m for _, m in self._firms_before(parsed, token))
        if nation is not None:
            return self._of_country(parsed, token, nation)
        return next(((m,) for m in firms if m.entity.id in ids), ())

    def _of_country(self, parsed: Parsed, token: Token, nation: str) -> tuple[Mention, ...]:
        """The last firm of that country that was spoken of."""
        return next(((m,) for _, m in self._firms_before(parsed, token) if m.entity.country == nation), ())

    def _employer(self, token: Token, parsed: Parsed) -> tuple[Mention, ...]:
        """ "Zetsche said the firm would buy parts": whose manager speaks."""
        for verb in token.ancestors:
            if verb.lemma_ not in ("say", "tell", "add"):
                continue
            for speaker in syntax.grammatical_subject(verb):
                for person in parsed.mentions(speaker):
                    if person.entity.type is EntityType.PERSON:
                        firms = [self._first[id_] for id_ in self._related(person) if id_ in self._first]
                        return tuple(firms[:1])
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


def _restricts(child: Token) -> bool:
    """Whether a modifier says which firm is meant; after a comma it only says more of it."""
    if child.dep_ not in ("amod", "compound", "nmod", "prep", "relcl", "acl", "appos"):
        return False
    first = child.left_edge
    return first.i < child.head.i or first.nbor(-1).text not in (",", "-", "–", "—", "(")


def _announced(
    text: str, sentences: Sequence[tuple[int, int]], held: Sequence[Sequence[Mention]]
) -> Mention | None:
    """The organisation that the article's first line names alone, or says what it is ("Yulon is a ...")."""
    if not sentences:
        return None
    (start, end), mentions = sentences[0], held[0]
    firms = [mention for mention in mentions if _organisation(mention)]
    if _is_heading(text, start, end):
        return firms[0] if len({mention.entity.id for mention in firms}) == 1 else None
    opens = firms and firms[0] is mentions[0] and firms[0].start - start <= _BEFORE_TOPIC
    return firms[0] if opens and _DEFINES.match(text, firms[0].end, end) else None


def _headed(
    text: str, sentences: Sequence[tuple[int, int]], held: Sequence[Sequence[Mention]]
) -> Iterator[Mention | None]:
    """By sentence, the organisation that the heading above it names, if it names one."""
    heading: Mention | None = None
    for (start, end), mentions in zip(sentences, held, strict=True):
        if _is_heading(text, start, end):
            heading = None
            if len(mentions) == 1 and _organisation(mentions[0]):
                bare = text[start:end].strip("#*_:. \t0123456789)")
                heading = mentions[0] if len(mentions[0].text) >= _SHARE * len(bare) else None
            yield None
        else:
            yield heading


def _is_heading(text: str, start: int, end: int) -> bool:
    """A short line of its own that does not end like a sentence."""
    line_start, line_end = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    around = text[line_start:start] + text[end : line_end if line_end >= 0 else len(text)]
    return end - start <= _HEADING and not around.strip(" #*_:\t") and text[end - 1] not in '.!?,;"”'


def _organisation(mention: Mention) -> bool:
    return family(mention.entity.type) == "organisation"


def _vehicle(mention: Mention) -> bool:
    return mention.entity.type is EntityType.VEHICLE
