"""Parsed sentence -> Pairs of mentions, each with the features that a classifier weighs.

A feature is a short string: what stands on the way between two mentions in the tree, between
and around them in the text, and what the frames have found of them. Names never become
features, only the types of what they name, so that constructions are learned, not companies.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from spacy.tokens import Token

from alliancegraph.extraction.coreference import PRONOUNS
from alliancegraph.extraction.frames import Finding, relatable
from alliancegraph.extraction.reader import Reader
from alliancegraph.model import EntityType, Mention
from alliancegraph.vocabulary import Language, Registry

MOST_PLACES = 14  # mentions in a sentence beyond which it is a table, not a sentence
_LONGEST_BETWEEN = 14  # words
_COARSE = {
    EntityType.COMPANY: "org",
    EntityType.BRAND: "org",
    EntityType.JOINT_VENTURE: "jv",
    EntityType.ALLIANCE: "alliance",
    EntityType.PERSON: "person",
    EntityType.GOVERNMENT: "state",
    EntityType.VEHICLE: "vehicle",
    EntityType.PLATFORM: "platform",
}


@dataclass(frozen=True)
class Place:
    """A token and the entities that it names or stands for."""

    token: Token
    mentions: tuple[Mention, ...]
    named: bool  # else a pronoun or a description


@dataclass(frozen=True)
class Pair:
    """Two mentions of one sentence in the order subject, object, and what is known of them."""

    subject: Mention
    object: Mention
    one: Token
    other: Token
    forward: bool  # the subject comes first in the text
    features: tuple[str, ...]


def pairs(reader: Reader, registry: Registry, found: Sequence[Finding] = ()) -> Iterator[Pair]:
    """Every ordered pair of different entities in the sentence, where both stand nearest to each other."""
    places = _places(reader)
    if not 1 <= len(places) <= MOST_PLACES:
        return
    view = _View(reader, places)
    frames = _fired(found)
    seen: dict[tuple[str, str], tuple[int, Place, Place, Mention, Mention]] = {}
    for i, a in enumerate(places):
        for b in places[i:]:
            distance = view.distance(a.token, b.token)
            for x, one in enumerate(a.mentions):
                for other in b.mentions[x + 1 :] if a is b else b.mentions:
                    key = (min(one.entity.id, other.entity.id), max(one.entity.id, other.entity.id))
                    if key[0] != key[1] and (key not in seen or distance < seen[key][0]):
                        seen[key] = (distance, a, b, one, other)
    for _, a, b, one, other in seen.values():
        for s, o, subject, target in ((a, b, one, other), (b, a, other, one)):
            if not relatable(subject.entity.type, target.entity.type):
                continue
            fired = frames.get((subject.entity.id, target.entity.id), ())
            yield Pair(
                subject,
                target,
                s.token,
                o.token,
                subject is one,
                (
                    *view.features(s, o, subject is one),
                    *_types(subject, target),
                    *_acquainted(subject, target, view.top(s.token, o.token), registry),
                    *fired,
                ),
            )


def _places(reader: Reader) -> list[Place]:
    found = []
    for token in reader.parsed.doc:
        if mentions := reader.parsed.mentions(token):
            found.append(Place(token, mentions, True))
        elif reader.may_describe(token) and (mentions := tuple(reader.who([token], 1))):
            found.append(Place(token, mentions, False))
    return found


def _fired(found: Sequence[Finding]) -> Mapping[tuple[str, str], tuple[str, ...]]:
    """What the frames say of a pair: `frame:owns>` where it owns, `frame:owns<` where it is owned."""
    fired: dict[tuple[str, str], set[str]] = {}
    for f in found:
        one, other = f.subject.entity.id, f.object.entity.id
        same = f.predicate.symmetric
        fired.setdefault((one, other), set()).add(f"frame:{f.predicate}{'=' if same else '>'}")
        fired.setdefault((other, one), set()).add(f"frame:{f.predicate}{'=' if same else '<'}")
    return {pair: tuple(sorted(features)) for pair, features in fired.items()}


def _types(subject: Mention, target: Mention) -> tuple[str, ...]:
    one, other = subject.entity.type, target.entity.type
    return (f"type:{one}", f"of:{other}", f"types:{one}:{other}")


def _acquainted(subject: Mention, target: Mention, top: str, registry: Registry) -> Iterator[str]:
    """What is known of the two beforehand: a likelier reading, never a fact by itself."""
    told = [
        *(f"{role}:{look}" for role, m in (("s", subject), ("o", target)) for look in _guessed(m, registry)),
        *(["knows:o"] if _knows(registry, subject, target) else []),
        *(["knows:s"] if _knows(registry, target, subject) else []),
        *(["names:o"] if _named_in(target, subject) else []),
        *(["names:s"] if _named_in(subject, target) else []),
    ]
    known = [f for f in told if f.startswith(("knows", "names"))] or ["strangers"]
    types = f"{_COARSE[subject.entity.type]}:{_COARSE[target.entity.type]}"
    yield from told
    for feature in known:
        yield feature
        yield f"{feature}:{types}"
        yield f"{feature}:{types}:{top}"


def _guessed(mention: Mention, registry: Registry) -> Iterator[str]:
    """Whether the mention is no listed name, and whether it looks like an abbreviation."""
    if registry.get(mention.entity.id) is None:
        yield "unlisted"
        name = mention.entity.name
        yield "unlisted:" + ("letters" if name.isupper() else "word" if " " not in name else "words")


def _knows(registry: Registry, one: Mention, other: Mention) -> bool:
    """Whether the registry lists *other* as the owner, maker, parent or member of *one*."""
    entry = registry.get(one.entity.id)
    return entry is not None and any(related.text == other.entity.id for related in entry.related)


def _named_in(one: Mention, other: Mention) -> bool:
    """Whether the first word of a name of *one* is a word of the name of *other*: Nissan in Nissan Shatai."""
    first = one.entity.name.split()[0]
    return len(first) > 1 and first in re.split(r"[\s–-]+", other.entity.name)


def coarse(place: Place) -> str:
    return _COARSE[place.mentions[0].entity.type]


@cache
def cue_predicates(language: Language) -> Mapping[str, tuple[str, ...]]:
    """Cue lemma -> the predicates that frames read from it."""
    found: dict[str, set[str]] = {}
    for cues in (language.verbs, language.nouns):
        for cue, frames in cues.items():
            for frame in frames:
                for line in frame.lines:
                    found.setdefault(cue.split()[0], set()).add(line.predicate.value)
    return {cue: tuple(sorted(predicates)) for cue, predicates in found.items()}


class _View:
    """One sentence as features see it: words without names, labelled steps of the tree."""

    def __init__(self, reader: Reader, places: Sequence[Place]) -> None:
        doc = reader.parsed.doc
        self._cues = cue_predicates(reader.language)
        self._at = {p.token.i: p for p in places}
        self._words = [self._word(t) for t in doc]
        self._labels = [_label(t) for t in doc]
        self._up = [[t.i, *(a.i for a in t.ancestors)] for t in doc]
        self._children: list[list[int]] = [[c.i for c in t.children] for t in doc]
        self._percents = [i for i, w in enumerate(self._words) if w in ("%", "percent", "pct", "per cent")]
        self._cue_at = [i for i, w in enumerate(self._words) if w in self._cues]
        self._count = len(places)
        self._known: dict[tuple[int, int, bool], tuple[str, ...]] = {}

    def _word(self, token: Token) -> str:
        if (place := self._at.get(token.i)) is not None and place.named:
            return f"[{coarse(place)}{'s' if len(place.mentions) > 1 else ''}]"
        if token.like_num or token.pos_ == "NUM":
            return "[num]"
        if token.ent_type_ == "NORP":
            return "[nation]"
        if token.pos_ == "PROPN":
            return "[name]"
        return token.lemma_.lower()

    def distance(self, one: Token, other: Token) -> int:
        """Steps of the tree between two tokens, ties broken by the words between them."""
        up, down, _ = self._way(one.i, other.i)
        return (len(up) + len(down)) * 100 + abs(one.i - other.i)

    def top(self, one: Token, other: Token) -> str:
        """The word that governs both."""
        return self._words[self._way(one.i, other.i)[2]]

    def _way(self, s: int, o: int) -> tuple[list[int], list[int], int]:
        """The tokens from *s* up to the common ancestor, from *o* up to it, and that ancestor."""
        above = self._up[o]
        below = set(above)
        up: list[int] = []
        for i in self._up[s]:
            if i in below:
                return up, above[: above.index(i)], i
            up.append(i)
        return up, above, self._up[s][-1]

    def features(self, s: Place, o: Place, forward: bool) -> tuple[str, ...]:
        """The features of the tokens of two places; *forward* where the subject comes first."""
        key = (s.token.i, o.token.i, forward)
        if key not in self._known:
            order = ">" if forward else "<"
            found = [
                f"order:{order}",
                f"coarse:{coarse(s)}:{coarse(o)}",
                *self._tree(s.token.i, o.token.i, coarse(s), coarse(o)),
                *self._text(min(s.token.i, o.token.i), max(s.token.i, o.token.i), order),
            ]
            found += [f"subject:{_look(s)}", f"object:{_look(o)}"]
            self._known[key] = tuple(dict.fromkeys(found))
        return self._known[key]

    def _tree(self, s: int, o: int, kind: str, other_kind: str) -> Iterator[str]:
        words, labels = self._words, self._labels
        up, down, top = self._way(s, o)
        if s == o:
            yield "list"
            yield from self._around("list", s)
            yield from self._head("list", s)
            return
        steps_up = [labels[i] for i in up]
        steps_down = [labels[i] for i in down]
        inner = [*up[1:], *(() if top in (s, o) else (top,)), *reversed(down[1:])]
        lemmas = [words[i] for i in inner]
        shape = f"{'/'.join(steps_up)}^{'/'.join(steps_down)}"
        if len(up) + len(down) <= 6:
            yield f"shape:{shape}"
            yield f"path:{shape}:{' '.join(lemmas)}"
        yield f"lemmas:{' '.join(lemmas[:6])}"
        yield f"length:{min(len(up) + len(down), 8)}"
        for lemma in lemmas:
            yield f"on:{lemma}"
            for predicate in self._cues.get(lemma, ()):
                yield f"oncue:{predicate}"
        a = labels[up[-1]] if up else "="
        b = labels[down[-1]] if down else "="
        top_word = words[top]
        yield f"top:{top_word}"
        yield f"top:{top_word}:{a}:{b}"
        yield f"top:{top_word}:{kind}:{other_kind}"
        yield f"arms:{a}:{b}"
        yield f"up:{'/'.join(steps_up[:4])}:{top_word}"
        yield f"down:{'/'.join(steps_down[:4])}:{top_word}"
        for side in (up, down):
            for i in side[1:]:
                yield f"side:{'s' if side is up else 'o'}:{labels[i]}:{words[i]}"
        on_path = {*up, *down, top}
        for child in self._children[top]:
            if child not in on_path:
                yield f"beside:{labels[child]}:{words[child]}"
                yield f"beside:{top_word}:{labels[child]}:{words[child]}"
                if labels[child] in ("dobj", "attr", "nsubjpass", "oprd"):
                    for grandchild in self._children[child]:
                        yield f"beside2:{words[child]}:{words[grandchild]}"
        for i in inner:
            if i != top:
                for child in self._children[i]:
                    if child not in on_path:
                        yield f"hangs:{words[i]}:{words[child]}"
        yield from self._around("s", s)
        yield from self._around("o", o)
        yield from self._head("s", s)
        yield from self._head("o", o)

    def _around(self, role: str, i: int) -> Iterator[str]:
        for child in self._children[i]:
            yield f"child:{role}:{self._labels[child]}:{self._words[child]}"

    def _head(self, role: str, i: int) -> Iterator[str]:
        """What governs a party, two steps up."""
        up = self._up[i]
        yield f"label:{role}:{self._labels[i]}"
        if len(up) > 1:
            yield f"head:{role}:{self._labels[i]}:{self._words[up[1]]}"
        if len(up) > 2:
            yield f"head2:{role}:{self._labels[i]}:{self._words[up[1]]}:{self._words[up[2]]}"
            yield f"above:{role}:{self._words[up[2]]}"
        for child in self._children[up[1]] if len(up) > 1 else ():
            if self._labels[child] in ("dobj", "attr", "prt", "oprd"):
                yield f"with:{role}:{self._words[up[1]]}:{self._words[child]}"

    def _text(self, first: int, last: int, order: str) -> Iterator[str]:
        words = self._words
        between = words[first + 1 : last]
        yield f"gap:{min(len(between), 15) // 2}"
        yield f"others:{min(sum(first < i < last for i in self._at), 4)}"
        yield f"places:{min(self._count, 8) // 2}"
        if len(between) <= 5:
            yield f"between:{order}:{' '.join(between)}"
        if len(between) <= _LONGEST_BETWEEN:
            for word in between:
                yield f"mid:{order}:{word}"
            for pair in pairwise(between):
                yield f"mid2:{order}:{pair[0]} {pair[1]}"
        before = ["^", *words[:first]][-3:]
        after = [*words[last + 1 : last + 4], "$"][:3]
        for word in before:
            yield f"pre:{order}:{word}"
        for word in after:
            yield f"post:{order}:{word}"
        yield f"pre2:{order}:{' '.join(before[-2:])}"
        yield f"post2:{order}:{' '.join(after[:2])}"
        if self._percents:
            yield "percent"
            if any(first < i < last for i in self._percents):
                yield "percent:between"
        for i in self._cue_at:
            where = "before" if i < first else "after" if i > last else "mid"
            yield f"cue:{words[i]}"
            yield f"cue:{where}:{words[i]}"
            for predicate in self._cues[words[i]]:
                yield f"cues:{where}:{predicate}"


def _label(token: Token) -> str:
    if token.dep_ in ("prep", "agent", "dative", "pcomp", "mark"):
        return f"{token.dep_}:{token.lower_}"
    return token.dep_


def _look(place: Place) -> str:
    if place.named:
        return "list" if len(place.mentions) > 1 else "name"
    return "pronoun" if place.token.lower_ in PRONOUNS else "description"
