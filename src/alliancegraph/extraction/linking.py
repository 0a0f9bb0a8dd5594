"""Hits -> Mentions: who is meant by each name, given the article's date and the rest of its text.

A name may belong to several entities ("Volvo" cars or trucks), to one at a time ("Daimler"
before and after 1998), or to an ordinary word ("smart", "mini"). Every candidate gets a
score: the sum of what small named features find in the text, each with its weight in
WEIGHTS. The best candidate is meant if its score is above zero; else the name stands for
nobody that the registry knows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from alliancegraph.extraction.names import Hit, in_use
from alliancegraph.extraction.surroundings import REACH, Article, implied_by, survey
from alliancegraph.model import Document, EntityType, Mention
from alliancegraph.vocabulary import Entry, Language, Name, Registry

_ORGANISATION = {
    EntityType.COMPANY,
    EntityType.BRAND,
    EntityType.JOINT_VENTURE,
    EntityType.ALLIANCE,
}
_THING = {EntityType.VEHICLE, EntityType.PLATFORM}
# What the words around a name must speak of to fit a kind of entity; other kinds fit cars.
_SUBJECT_OF_KIND = {
    "truckmaker": "trucks",
    "truck": "trucks",
    "trucks": "trucks",
    "bus": "trucks",
    "busmaker": "trucks",
    "motorcycle": "motorcycles",
    "aerospace": "aircraft",
    "defence": "arms",
    "technology": "technology",
    "mobility": "technology",
    "battery": "batteries",
}
_SPECIAL = ("trucks", "aircraft", "arms", "motorcycles", "family")
_HERALDED, _REMEMBERED = 2, 4  # years for which a name is in the news before and after its life
_CALLED = {
    "brand": re.compile(r"\b(?:brand|marque|badge)\b"),
    "joint_venture": re.compile(r"\bventure\b"),
    "alliance": re.compile(r"\balliance\b"),
    "person": re.compile(r"\b(?:family|clan|heirs)\b"),
    "group": re.compile(r"-owned\b|\bgroup\b"),
    "engine": re.compile(r"\bengines?\b"),
    "battery": re.compile(r"\b(?:batter(?:y|ies)|cells?)\b"),
}
_ABOUT_CARS = 3  # strong names, or
_MANY_CAR_WORDS = 6  # words, from which on an article is about the industry
_DETERMINERS = ("the", "The", "a", "an", "new", "New", "its", "Its", "their", "old", "Old", "first", "second")
_DETERMINERS += ("third", "fourth", "fifth", "sixth", "next", "last", "latest", "current", "hybrid")
_SENTENCE_GOES_ON = re.compile(
    r"[,.;:)’'”\"]|\s+(?:\w+ly|will|would|has|had|is|was|are|can|in|to|by|with|and|from)\b"
)
_PAIRED = re.compile(r"(?: and|,) [A-Z]")
_PERSON_GOES_ON = re.compile(r",? (?:who|whose|was born|died|has died|scored|starred|sang|painted|wrote)\b")
_COMPOUND = re.compile(r".*-[a-z]+")  # "British-built"
_NAMES_GO_ON = re.compile(r"\s*&\s+[A-Z]|[ ](?:II|III|IV|Jr|Sr)\b")
_IN_REGION = re.compile(r",\s+([A-Z]\w+(?: [A-Z]\w+)?)")

WEIGHTS: Mapping[str, float] = {
    "strong name": 3.0,
    "weak name": -0.8,
    "name not in use": -2.5,
    "named in full": 2.5,
    "relative named": 1.5,
    "relative beside": 1.0,
    "about cars": 1.0,
    "car words beside": 0.6,
    "fits the subject": 2.0,
    "another subject": -1.25,
    "words of another field": -1.6,
    "followed by a word of another field": -2.5,
    "its town beside": 1.5,
    "a thing alone": -0.75,
    "used like a thing": -0.5,
    "determiner": 1.0,
    "opens the sentence": -0.75,
    "goes on as a subject": 1.0,
    "goes on as something else": -1.0,
    "an ordinary word": -4.0,
    "a name in lower case": 1.0,
    "out of its years": -1.5,
    "called so": 0.75,
    "marque of another reading": -0.5,
    "shared within the industry": 1.0,
    "of somebody": -5.0,
    "of a place": -6.0,
    "inside another name": -3.0,
    "a place by itself": -3.0,
    "state as an owner": -9.0,
    "usually meant": 0.25,
    "more names": 0.01,
}


@dataclass(frozen=True)
class Case:
    """One reading of one hit: this name of this entry, at this place of the article."""

    article: Article
    hit: Hit
    entry: Entry
    name: Name

    @property
    def written(self) -> str:
        return self.article.text[self.hit.start : self.hit.end]

    @property
    def weak(self) -> bool:
        return self.name.weak or self.hit.plural

    @property
    def subject(self) -> str:
        if self.entry.entity.type is EntityType.PERSON and not self.entry.related:
            return "family"
        return _SUBJECT_OF_KIND.get(self.entry.kind, "cars")


def link(document: Document, hits: Sequence[Hit], registry: Registry, language: Language) -> list[Mention]:
    """Resolve each hit to one entity, or to none; in the order of the text."""
    article = survey(document, hits, language, registry)
    mentions = []
    for hit in hits:
        cases = judged(hit, article)
        score, case = cases[0]
        if score > 0:
            end = _with_legal_form(document.text, hit, case.entry, language)
            mentions.append(
                Mention(
                    start=hit.start, end=end, text=document.text[hit.start : end], entity=case.entry.entity
                )
            )
    return mentions


def judged(hit: Hit, article: Article) -> list[tuple[float, Case]]:
    """The readings of *hit* with their scores, best first."""
    cases = [Case(article, hit, entry, name) for entry, name in hit.candidates]
    scored = [(sum(found.values()), case) for case in cases for found in (features(case),)]
    return sorted(scored, key=lambda pair: (-pair[0], pair[1].entry.entity.id))


def features(case: Case) -> dict[str, float]:
    """What speaks for and against a reading: weight times strength, by the name of the feature."""
    found = {name: WEIGHTS[name] * float(feature(case)) for name, feature in FEATURES.items()}
    return {name: value for name, value in found.items() if value}


# Features: each is true, or so much, of a case ------------------------------------------


def _strong(case: Case) -> bool:
    return not case.weak


def _weak(case: Case) -> bool:
    return case.weak


def _not_in_use(case: Case) -> bool:
    return not in_use(case.name, case.article.date)


def _named_in_full(case: Case) -> bool:
    others = case.article.strong[case.entry.entity.id]
    return case.weak and others > 0


def _relative_named(case: Case) -> bool:
    if not (case.weak or len(case.hit.candidates) > 1):
        return False
    article, entry = case.article, case.entry
    if article.implied[entry.entity.id]:
        return True
    own = article.strong[entry.entity.id]
    return any(article.strong[other] or article.implied[other] > own for other in _relatives(case))


def _relatives(case: Case) -> Iterator[str]:
    """Owners, makers, partners; of a thing also the owner of its make: GM, of a Chevrolet Tahoe."""
    date = case.article.date
    for other in implied_by(case.entry, date):
        yield other
        maker = case.article.registry.get(other)
        if maker is not None and case.entry.entity.type in _THING:
            yield from implied_by(maker, date)


def _relative_beside(case: Case) -> float:
    """Whether a name beside this one is that of its owner, maker, model or manager, or half so."""
    if not (case.weak or len(case.hit.candidates) > 1):
        return 0
    mine, near = set(implied_by(case.entry, case.article.date)), set(_relatives(case))
    found = 0.0
    for hit in case.article.beside(case.hit):
        for entry, _ in hit.candidates:
            theirs = entry.entity.id
            if theirs in mine or (
                theirs != case.entry.entity.id
                and case.entry.entity.id in implied_by(entry, case.article.date)
            ):
                return 1
            if theirs in near:
                found = 0.5
    return found


def _about_cars(case: Case) -> bool:
    article = case.article
    return (
        sum(article.strong.values()) - (not case.weak) >= _ABOUT_CARS
        or article.spoken_of("cars") >= _MANY_CAR_WORDS
    )


def _car_words(case: Case) -> int:
    return min(case.article.spoken_of("cars", case.hit), 3)


def _fits(case: Case) -> int:
    subject = case.subject
    if subject == "cars":
        return 0
    return min(_special_words(case, subject), 2)


def _another_subject(case: Case) -> int:
    """Words of trucks, aircraft, arms, where there is somebody else of this name who makes them."""
    if len(case.hit.candidates) < 2:
        return 0
    others = [s for s in _SPECIAL if s != case.subject]
    return min(max(_special_words(case, subject) for subject in others), 3)


def _special_words(case: Case, subject: str) -> int:
    words = case.article.spoken_of(subject, case.hit)
    if subject == "trucks":
        kin = {entry.entity.id for hit in case.article.beside(case.hit) for entry, name in hit.candidates[:1]
               if _SUBJECT_OF_KIND.get(entry.kind) == "trucks"}  # fmt: skip
        words += len(kin - {case.entry.entity.id})
    return words


def _elsewhere(case: Case) -> int:
    return min(case.article.spoken_of("elsewhere", case.hit), 3)


def _elsewhere_follows(case: Case) -> bool:
    """ "Suzuki violin classes", "GM maize"."""
    after = case.article.after(case.hit)
    return bool({after, after.removesuffix("s")} & case.article.language.words["subject_elsewhere"])


def _town_beside(case: Case) -> bool:
    start, end = max(0, case.hit.start - REACH), case.hit.end + REACH
    around = case.article.text[start:end]
    return (case.weak or len(case.hit.candidates) > 1) and any(
        city in around and city != case.written for city in case.entry.base
    )


def _thing_alone(case: Case) -> bool:
    """A weak name of a car or a platform with nobody near who makes it."""
    return (
        case.weak
        and case.entry.entity.type in _THING
        and not case.hit.plural
        and not _relative_named(case)
        and not _relative_beside(case)
    )


def _determiner(case: Case) -> bool:
    """ "the Golf", "Chevrolet's Spark": as things are named, and some brands."""
    before = case.article.before(case.hit)
    if case.entry.entity.type not in _THING:
        return False
    return case.weak and (before in _DETERMINERS or before.endswith(("'s", "’s", "s'", "s’")))


def _like_a_thing(case: Case) -> bool:
    """ "its GM", "a new PSA": not how a firm is spoken of, though a brand may be."""
    return case.entry.entity.type is EntityType.COMPANY and case.article.before(case.hit) in _DETERMINERS


def _opens(case: Case) -> bool:
    return case.weak and case.article.opens_sentence(case.hit) and not case.article.in_capitals(case.hit)


def _goes_on_as_subject(case: Case) -> bool:
    after = case.article.after(case.hit)
    possessive = case.article.text[case.hit.end : case.hit.end + 2] in ("'s", "’s")
    paired = _PAIRED.match(case.article.text, case.hit.end)
    words = case.article.language.words["after_subject"]
    return _opens(case) and bool(after in words or possessive or paired)


def _marque_of_another(case: Case) -> bool:
    """ "Rover" is rather the firm of that time than the marque that it owns."""
    owners = set(implied_by(case.entry, case.article.date))
    return case.entry.entity.type is EntityType.BRAND and any(
        entry.entity.id in owners and in_use(name, case.article.date) for entry, name in case.hit.candidates
    )


def _goes_on_otherwise(case: Case) -> float:
    """ "Smart cities", "Focus groups": an ordinary word with a capital because it comes first."""
    after = case.article.after(case.hit)
    otherwise = _opens(case) and after[:1].islower() and not _goes_on_as_subject(case)
    return otherwise * (2.5 if case.entry.entity.type in _THING else 1)


def _where_a_name_stands(case: Case) -> bool | None:
    """Whether a name in lower case stands where only a name can; None of one with a capital."""
    if not case.written[0].islower() or not case.name.weak:
        return None
    before = case.article.before(case.hit)
    goes_on = _SENTENCE_GOES_ON.match(case.article.text, case.hit.end)
    may_precede = before in case.article.language.words["before_name"] or before.endswith(("'s", "’s"))
    return goes_on is not None and (not before or may_precede)


def _ordinary_word(case: Case) -> bool:
    return _where_a_name_stands(case) is False


def _lower_case_name(case: Case) -> bool:
    return _where_a_name_stands(case) is True


def _out_of_its_years(case: Case) -> bool:
    """The article is of years before the entity's first or well after its last."""
    date, since, until = case.article.date, case.entry.since, case.entry.until
    if date is None or not (case.weak or len(case.hit.candidates) > 1):
        return False
    year = int(date[:4])
    too_early = since is not None and year < int(since[:4]) - _HERALDED
    return too_early or (until is not None and year > int(until[:4]) + _REMEMBERED)


def _called_so(case: Case) -> bool:
    """ "brand", "venture", "alliance" beside a name that bearers of several kinds have."""
    noun = _CALLED.get(case.entry.kind) or _CALLED.get(case.entry.entity.type.value)
    if noun is None or len(case.hit.candidates) < 2:
        return False
    return bool(noun.search(case.article.text, max(0, case.hit.start - 25), case.hit.end + 35))


def _shared(case: Case) -> bool:
    """Several firms bear the name, and nothing else does: one of them is meant."""
    return case.name.weak and len({e.entity.id for e, _ in case.hit.candidates if e.kind}) > 1


def _of_somebody(case: Case) -> bool:
    """ "Harrison Ford", "President Ford": the name of a person."""
    if case.entry.entity.type not in _ORGANISATION or " " in case.name.text:
        return False
    article = case.article
    words = article.language.words
    match = re.search(
        r"([A-ZÀ-Ý][\w'’-]*\.?)((?: [A-Z]\.)*)[ \n]$",
        article.text[max(0, case.hit.start - 40) : case.hit.start],
    )
    if match is None:
        return bool(_NAMES_GO_ON.match(article.text, case.hit.end) and case.name.text in words["surnames"])
    before = match[1]
    if before in words["person_titles"] and case.name.text in words["surnames"]:
        return True
    if before in words["first_names"] or before in first_names(article.registry):
        return True
    opens = article.before_is_first(case.hit) and not _PERSON_GOES_ON.match(article.text, case.hit.end)
    unknown = (
        bool(match[2])
        or not opens
        and not article.in_capitals(case.hit)
        and before.isalpha()
        and before[1:].islower()
        and not _known_word(before, article)
        and article.text[: case.hit.start - len(match[0])].rstrip()[-4:].lower() != " the"
    )
    return unknown and case.name.text in words["surnames"]


def _known_word(word: str, article: Article) -> bool:
    registry = article.registry
    return (
        word in article.language.words["not_names"]
        or word in article.language.words["openers"]
        or word in registry.adjectives
        or word in registry.nations
        or word in registry.cities
        or word in article.language.words["regions"]
        or bool(re.search(rf"(?<![\w-]){re.escape(word.lower())}(?![\w-])", article.text))
    )


_FIRST_NAMES: dict[str, frozenset[str]] = {}


def first_names(registry: Registry) -> frozenset[str]:
    """The first names of the managers that the registry knows."""
    if registry.version not in _FIRST_NAMES:
        _FIRST_NAMES[registry.version] = frozenset(
            first
            for entry in registry
            if entry.entity.type is EntityType.PERSON and entry.related
            for first, space, _ in (entry.entity.name.partition(" "),)
            if space and len(first) > 2 and first.isalpha()
        )
    return _FIRST_NAMES[registry.version]


def _of_place(case: Case) -> bool:
    """ "Nissan Stadium", "Lincoln, Nebraska"."""
    article = case.article
    words = article.language.words
    if article.after(case.hit) in words["places_after"] and not article.in_capitals(case.hit):
        return True
    region = _IN_REGION.match(article.text, case.hit.end)
    return (
        region is not None
        and any(part in words["regions"] for part in (region[1], region[1].split()[0]))
        and case.name.text.isalpha()
    )


def _inside_another(case: Case) -> bool:
    """A weak name after another capital is most likely a piece of something else."""
    article = case.article
    before = article.before(case.hit)
    if (
        not case.weak
        or not before[:1].isupper()
        or before.endswith(("'s", "’s", "s'", "s’"))
        or before in article.language.words["not_names"]
        or before in _DETERMINERS
        or _COMPOUND.fullmatch(before)
        or article.in_capitals(case.hit)
        or article.strong[case.entry.entity.id]
        or article.before_is_first(case.hit)
    ):
        return False
    if before in article.registry.adjectives or before in article.registry.nations:
        return False
    return not any(
        other.end <= case.hit.start and article.text[other.end : case.hit.start].isspace()
        for other in article.beside(case.hit)
    )


def _place_itself(case: Case) -> bool:
    """A weak name that a country, a city or its people bear too."""
    registry = case.article.registry
    written = case.written
    return case.weak and (
        written in registry.adjectives or written in registry.nations or written in registry.cities
    )


def _state(case: Case) -> bool:
    """A country acts as an owner only where a cue says so."""
    return case.name.weak and case.entry.entity.type is EntityType.GOVERNMENT


def _usually_meant(case: Case) -> bool:
    return case.name.until is None and case.entry.entity.type in _ORGANISATION


def _more_names(case: Case) -> int:
    return min(len(case.entry.names), 20)


FEATURES: Mapping[str, Callable[[Case], float]] = {
    "strong name": _strong,
    "weak name": _weak,
    "name not in use": _not_in_use,
    "named in full": _named_in_full,
    "relative named": _relative_named,
    "relative beside": _relative_beside,
    "about cars": _about_cars,
    "car words beside": _car_words,
    "fits the subject": _fits,
    "another subject": _another_subject,
    "words of another field": _elsewhere,
    "followed by a word of another field": _elsewhere_follows,
    "its town beside": _town_beside,
    "a thing alone": _thing_alone,
    "used like a thing": _like_a_thing,
    "determiner": _determiner,
    "opens the sentence": _opens,
    "goes on as a subject": _goes_on_as_subject,
    "goes on as something else": _goes_on_otherwise,
    "an ordinary word": _ordinary_word,
    "a name in lower case": _lower_case_name,
    "out of its years": _out_of_its_years,
    "called so": _called_so,
    "marque of another reading": _marque_of_another,
    "shared within the industry": _shared,
    "of somebody": _of_somebody,
    "of a place": _of_place,
    "inside another name": _inside_another,
    "a place by itself": _place_itself,
    "state as an owner": _state,
    "usually meant": _usually_meant,
    "more names": _more_names,
}


def _with_legal_form(text: str, hit: Hit, entry: Entry, language: Language) -> int:
    """Take "Motor Corp", "AG" and the like into the span."""
    end = hit.end
    if entry.entity.type not in _ORGANISATION:
        return end
    while match := re.compile(r",?[ \n]+(?:&[ ])?([A-Z][\w.]*\.?|a\.s\.)").match(text, end):
        word = match[1]
        if word in language.words["legal_forms"] or word in ("Plc", "Ag", "Spa", "Nv", "Sa"):
            end = match.end()
        elif word.rstrip(".") in language.words["legal_forms"]:
            end = match.end() - (len(word) - len(word.rstrip(".")))
        elif (
            word in ("Motor", "Motors", "MOTOR", "MOTORS", "Automobile", "Automobiles", "Automotive", "Auto")
            and not entry.model
        ):
            end = match.end()
        else:
            break
    return end
