"""Sentences + the names known in them -> Mentions of cars, firms and people that no table lists.

A conditional random field reads each word by its form, the words around it, and what the
vocabulary says of both: "the Vellera was built on the chassis of a Panda", "axles for Ford and Harwell".
It never sees which known name stands somewhere, only of what kind. Weights and the words it
tells apart lie in model/ and are rebuilt by `make train` (training/tagger.py).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from alliancegraph.errors import ModelError
from alliancegraph.extraction.learned import FOLDER
from alliancegraph.extraction.linking_form import first_names
from alliancegraph.extraction.mentions import unknown_entity
from alliancegraph.extraction.settling import by_job, proper, settled, surname_again
from alliancegraph.extraction.surroundings import ORGANISATION, is_place
from alliancegraph.model import Document, Entity, EntityType, Mention, slug
from alliancegraph.vocabulary import Language, Registry

WEIGHTS, WORDS = "names.crf", "names.json"
TOKEN = re.compile(r"[^\W_]+|[^\w\s]|_")
OUTSIDE = "O"
_GROUPS = {EntityType.VEHICLE: "car", EntityType.PERSON: "person", EntityType.PLATFORM: "platform"}
_FIRM = "firm"
_TYPES = {
    "car": EntityType.VEHICLE,
    "person": EntityType.PERSON,
    "platform": EntityType.PLATFORM,
    _FIRM: EntityType.COMPANY,
}
# From which probability a name is taken: unknown firms are often no firms, and numbers no cars.
_SURE = {"car": 0.6, "person": 0.6, "platform": 0.6, _FIRM: 0.75}
_SURER = 0.85  # of a number, and of a variant of a known car
_LONGEST = 6  # words
_CASED = ("firm_words", "firm_openings", "legal_forms", "other_trades", "media", "openers", "not_names")
_PLAIN = ("firm_nouns", "vehicle_nouns", "platform_nouns", "part_nouns")
_YEAR = re.compile(r"(?:19|20)\d\d")
_NO_NAME = re.compile(r"[\[\]|_=<>\n\"“”]|https?:")


@dataclass(frozen=True)
class Token:
    """A word or a sign, with its place in the document."""

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Words:
    """What the training text told of words: which it writes small, and which stand in many names."""

    small: frozenset[str]
    common: frozenset[str]


def group_of(type_: EntityType) -> str:
    return _GROUPS.get(type_, _FIRM)


def tokens(text: str, start: int, end: int) -> list[Token]:
    return [Token(m.start(), m.end(), m[0]) for m in TOKEN.finditer(text, start, end)]


def tags(read: Sequence[Token], names: Iterable[tuple[int, int, str]]) -> list[str]:
    """ "B-car", "I-car" where a name of that group begins and goes on; *names* are start, end, group."""
    found = [OUTSIDE] * len(read)
    for start, end, group in names:
        inside = [i for i, token in enumerate(read) if token.start < end and start < token.end]
        for i in inside:
            found[i] = f"{'B' if i == inside[0] else 'I'}-{group}"
    return found


class Features:
    """What is told of each token of a sentence: of itself, and of the two before and after it."""

    def __init__(self, registry: Registry, language: Language, words: Words) -> None:
        self._words = words
        self._cased = {name: language.words[name] for name in _CASED}
        self._cased |= {
            "first": language.words["first_names"] | first_names(registry),
            "adjective": frozenset(registry.adjectives),
            "country": frozenset(registry.nations),
            "city": frozenset(registry.cities),
        }
        self._plain = {name: language.words[name] for name in _PLAIN}

    def of(self, read: Sequence[Token], known: Sequence[str]) -> list[list[str]]:
        """*known* are the tags of the names that are known."""
        own = [[*self._of_word(read, i), f"known={tag}"] for i, tag in enumerate(known)]
        light = [[f for f in of_one if not f.startswith(("begins", "ends"))] for of_one in own]
        found = []
        for i, of_one in enumerate(own):
            here = list(of_one)
            for step in (-2, -1, 1, 2):
                j = i + step
                here += [f"{step}:{f}" for f in light[j]] if 0 <= j < len(read) else [f"{step}:edge"]
            here.append(f"before={self._two(read, i, -1)}")
            here.append(f"after={self._two(read, i, 1)}")
            found.append(here)
        return found

    def _of_word(self, read: Sequence[Token], i: int) -> Iterator[str]:
        word = read[i].text
        lower = word.lower()
        yield f"shape={_shape(word)}"
        if i and read[i - 1].end == read[i].start:
            yield "joined"
        if not word[0].isupper():
            yield f"word={lower}" if not word[0].isdigit() else f"digits={min(len(word), 5)}"
            if _YEAR.fullmatch(word):
                yield "year"
        else:
            yield f"begins={word[:2]}"
            yield f"ends={word[-3:]}"
            if word in self._words.common:
                yield f"common={word}"
            if lower in self._words.small:
                yield "small"
        for name, listed in self._cased.items():
            if word in listed:
                yield name
        for name, listed in self._plain.items():
            if lower in listed:
                yield name

    def _two(self, read: Sequence[Token], i: int, step: int) -> str:
        """The two words on one side, capitals only as such."""
        near = [read[j].text for j in (i + step, i + 2 * step) if 0 <= j < len(read)]
        return " ".join("Cap" if word[0].isupper() else word for word in near)


def _shape(word: str) -> str:
    letters = "".join("X" if c.isupper() else "d" if c.isdigit() else "x" if c.isalpha() else c for c in word)
    return re.sub(r"(.)\1{2,}", r"\1\1", letters)


class Tagger:
    """Loads the weights when they are first needed."""

    def __init__(self, registry: Registry, language: Language, folder: Path = FOLDER) -> None:
        self._registry, self._language, self._folder = registry, language, folder

    @cached_property
    def _features(self) -> Features:
        path = self._folder / WORDS
        try:
            told = json.loads(path.read_text("utf-8"))
            words = Words(frozenset(told["small"]), frozenset(told["common"]))
        except (OSError, ValueError, KeyError) as error:
            raise ModelError(f"{path}: the words of names cannot be read ({error}); run make train") from None
        return Features(self._registry, self._language, words)

    @cached_property
    def _model(self) -> Any:
        import pycrfsuite

        path = self._folder / WEIGHTS
        tagger = pycrfsuite.Tagger()
        try:
            tagger.open(str(path))
        except (OSError, ValueError) as error:
            raise ModelError(f"{path}: the weights cannot be read ({error}); run make train") from None
        return tagger

    def find(
        self, document: Document, sentences: Iterable[tuple[int, int]], known: Sequence[Mention]
    ) -> list[Mention]:
        """The names in *sentences* (ranges of *document*) beside those *known*, of which some go on further
        here ("Borgward" in "Borgward Ruhla"). What is a name in one sentence is one in all."""
        found: list[Mention] = []
        quiet: list[tuple[int, int]] = []
        sentences = list(sentences)
        for start, end in sentences:
            here = _among(known, start, end)
            before = len(found)
            for first, last, group, sure in self._spans(document.text, start, end, here):
                name, inside = document.text[first:last], _among(here, first, last)
                goes_on = all(_goes_on(m, first, last, group) for m in inside)
                if goes_on and sure >= _bar(name, group, inside) and self._may_be(name):
                    told = Mention(start=first, end=last, text=name, entity=_entity(name, group))
                    kept = proper(told, self._registry, self._language)
                    found += [kept] if kept is not None else []
            jobs = by_job(document.text, start, end, self._registry, self._language)
            found = _put_in(found, (m for m in jobs if not _among(here, m.start, m.end)))
            quiet += [(start, end)] if len(found) == before else []
        found = settled(found, known, self._registry, self._language)
        found += _again(document.text, quiet, found, known)
        found += surname_again(document.text, sentences, found, [*known, *found])
        return sorted(found, key=lambda m: m.start)

    def _spans(
        self, text: str, start: int, end: int, known: Sequence[Mention]
    ) -> Iterator[tuple[int, int, str, float]]:
        """Start, end, group and probability of each name that the weights see."""
        read = tokens(text, start, end)
        told = tags(read, [(m.start, m.end, group_of(m.entity.type)) for m in known])
        tagged = self._model.tag(self._features.of(read, told))
        i = 0
        while i < len(tagged):
            j = i + 1
            if tagged[i].startswith("B-"):
                group = tagged[i][2:]
                while j < len(tagged) and tagged[j] == f"I-{group}":
                    j += 1
                sure = min(self._model.marginal(tagged[k], k) for k in range(i, j))
                yield read[i].start, read[j - 1].end, group, sure
            i = j

    def _may_be(self, name: str) -> bool:
        """Whether *name* looks like one, and no place or word that tables know otherwise."""
        if _NO_NAME.search(name) or _YEAR.fullmatch(name) or len(name) < 2 or len(name.split()) > _LONGEST:
            return False
        if not any(c.isupper() or c.isdigit() for c in name):
            return False
        words = self._language.words
        known = any(name in words[listed] for listed in ("media", "openers", "not_names", "first_names"))
        return not known and not is_place(name, self._registry, self._language)


def _among(mentions: Sequence[Mention], start: int, end: int) -> list[Mention]:
    """Those of *mentions* that touch the range."""
    return [m for m in mentions if m.start < end and start < m.end]


def _put_in(found: list[Mention], people: Iterable[Mention]) -> list[Mention]:
    """*found* with the *people*, who displace what the weights saw in their places."""
    for person in people:
        found = [m for m in found if not _among([person], m.start, m.end)] + [person]
    return found


def _again(
    text: str, sentences: Sequence[tuple[int, int]], found: Sequence[Mention], known: Sequence[Mention]
) -> Iterator[Mention]:
    """The names *found* that stand in further *sentences*, where nothing else is known."""
    entities = {m.text: m.entity for m in found if any(c.isalpha() for c in m.text)}
    if not entities:
        return
    longest = sorted(entities, key=lambda name: (-len(name), name))
    names = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, longest))})(?![\w-])")
    for start, end in sentences:
        for match in names.finditer(text, start, end):
            if not _among(known, *match.span()):
                yield Mention(start=match.start(), end=match.end(), text=match[0], entity=entities[match[0]])


def _bar(name: str, group: str, inside: Sequence[Mention]) -> float:
    """The probability that a name has to reach; *inside* are the known names in it."""
    variant = any(m.entity.type is EntityType.VEHICLE for m in inside)
    number = not any(c.isalpha() for c in name)
    return _SURER if variant or number else _SURE[group]


def _goes_on(known: Mention, start: int, end: int, group: str) -> bool:
    """Whether a name from *start* to *end* is another one than the known one that stands in it."""
    longer = start <= known.start and known.end <= end and (start, end) != (known.start, known.end)
    if group == _FIRM:
        return longer and known.start == start and known.entity.type in ORGANISATION
    if group == "car" and known.entity.type in ORGANISATION:
        return longer and known.start == start
    return longer


def _entity(name: str, group: str) -> Entity:
    if group == _FIRM:
        return unknown_entity(name, EntityType.COMPANY)
    name = " ".join(name.split())
    return Entity(id=slug(name), name=name, type=_TYPES[group])
