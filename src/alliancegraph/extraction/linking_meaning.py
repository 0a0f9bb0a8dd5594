"""Cases -> what the article's meaning says of a reading: its kin, its subjects, its years.

Each feature is a small function of a `Case`: true, or so much. Their weights stand in `linking`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from alliancegraph.extraction.names import in_use
from alliancegraph.extraction.surroundings import (
    ORGANISATION,
    REACH,
    SUBJECT_OF_KIND,
    THING,
    Case,
    implied_by,
)
from alliancegraph.model import EntityType

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


def strong(case: Case) -> bool:
    return not case.weak


def weak(case: Case) -> bool:
    return case.weak


def not_in_use(case: Case) -> bool:
    return not in_use(case.name, case.article.date)


def named_in_full(case: Case) -> bool:
    return case.weak and case.article.strong[case.entry.entity.id] > 0


def relative_named(case: Case) -> bool:
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
        if maker is not None and case.entry.entity.type in THING:
            yield from implied_by(maker, date)


def relative_beside(case: Case) -> float:
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


def about_cars(case: Case) -> bool:
    article = case.article
    return (
        sum(article.strong.values()) - (not case.weak) >= _ABOUT_CARS
        or article.spoken_of("cars") >= _MANY_CAR_WORDS
    )


def car_words(case: Case) -> int:
    return min(case.article.spoken_of("cars", case.hit), 3)


def fits(case: Case) -> int:
    subject = case.subject
    if subject == "cars":
        return 0
    return min(_special_words(case, subject), 2)


def another_subject(case: Case) -> int:
    """Words of trucks, aircraft, arms, where there is somebody else of this name who makes them."""
    if len(case.hit.candidates) < 2:
        return 0
    others = [s for s in _SPECIAL if s != case.subject]
    return min(max(_special_words(case, subject) for subject in others), 3)


def _special_words(case: Case, subject: str) -> int:
    words = case.article.spoken_of(subject, case.hit)
    if subject == "trucks":
        kin = {entry.entity.id for hit in case.article.beside(case.hit) for entry, name in hit.candidates[:1]
               if SUBJECT_OF_KIND.get(entry.kind) == "trucks"}  # fmt: skip
        words += len(kin - {case.entry.entity.id})
    return words


def elsewhere(case: Case) -> int:
    return min(case.article.spoken_of("elsewhere", case.hit), 3)


def elsewhere_follows(case: Case) -> bool:
    """ "Suzuki violin classes", "GM maize"."""
    after = case.article.after(case.hit)
    return bool({after, after.removesuffix("s")} & case.article.language.words["subject_elsewhere"])


def town_beside(case: Case) -> bool:
    start, end = max(0, case.hit.start - REACH), case.hit.end + REACH
    around = case.article.text[start:end]
    return (case.weak or len(case.hit.candidates) > 1) and any(
        city in around and city != case.written for city in case.entry.base
    )


def thing_alone(case: Case) -> bool:
    """A weak name of a car or a platform with nobody near who makes it."""
    return (
        case.weak
        and case.entry.entity.type in THING
        and not case.hit.plural
        and not relative_named(case)
        and not relative_beside(case)
    )


def shared(case: Case) -> bool:
    """Several firms bear the name, and nothing else does: one of them is meant."""
    return case.name.weak and len({e.entity.id for e, _ in case.hit.candidates if e.kind}) > 1


def out_of_its_years(case: Case) -> bool:
    """The article is of years before the entity's first or well after its last."""
    date, since, until = case.article.date, case.entry.since, case.entry.until
    if date is None or not (case.weak or len(case.hit.candidates) > 1):
        return False
    year = int(date[:4])
    too_early = since is not None and year < int(since[:4]) - _HERALDED
    return too_early or (until is not None and year > int(until[:4]) + _REMEMBERED)


def called_so(case: Case) -> bool:
    """ "brand", "venture", "alliance" beside a name that bearers of several kinds have."""
    noun = _CALLED.get(case.entry.kind) or _CALLED.get(case.entry.entity.type.value)
    if noun is None or len(case.hit.candidates) < 2:
        return False
    return bool(noun.search(case.article.text, max(0, case.hit.start - 25), case.hit.end + 35))


def marque_of_another(case: Case) -> bool:
    """ "Rover" is rather the firm of that time than the marque that it owns."""
    owners = set(implied_by(case.entry, case.article.date))
    return case.entry.entity.type is EntityType.BRAND and any(
        entry.entity.id in owners and in_use(name, case.article.date) for entry, name in case.hit.candidates
    )


def place_itself(case: Case) -> bool:
    """A weak name that a country, a city or its people bear too."""
    registry = case.article.registry
    written = case.written
    return case.weak and (
        written in registry.adjectives or written in registry.nations or written in registry.cities
    )


def state(case: Case) -> bool:
    """A country acts as an owner only where a cue says so."""
    return case.name.weak and case.entry.entity.type is EntityType.GOVERNMENT


def usually_meant(case: Case) -> bool:
    return case.name.until is None and case.entry.entity.type in ORGANISATION


def more_names(case: Case) -> int:
    return min(len(case.entry.names), 20)
