"""Cases -> what the article's meaning says of a reading: its kin, its subjects, its years.

Each feature is a small function of a `Case`: true, or so much. Their weights stand in `linking`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from alliancegraph.extraction import linking_form as form
from alliancegraph.extraction.names import covers, fold, in_use
from alliancegraph.extraction.surroundings import (
    ORGANISATION,
    REACH,
    SUBJECT_OF_KIND,
    THING,
    Case,
    implied_by,
)
from alliancegraph.model import EntityType
from alliancegraph.vocabulary import Entry, Language, Registry

_SPECIAL = ("trucks", "aircraft", "arms", "motorcycles", "family")
_HERALDED, _REMEMBERED = 2, 4  # years for which a name is in the news before and after its life
_UNHEARD = 5  # years before which nobody speaks of it
_CALLED = {
    "brand": re.compile(r"\b(?:brand|marque|badge)\b"),
    "joint_venture": re.compile(r"\bventure\b"),
    "alliance": re.compile(r"\b(?:alliance|group|chaebol|conglomerate|keiretsu|companies)\b"),
    "person": re.compile(r"\b(?:family|clan|heirs)\b"),
    "group": re.compile(r"-owned\b|\bgroup\b"),
    "engine": re.compile(r"\bengines?\b"),
    "trading": re.compile(r"\btrading (?:house|company|firm|arm)\b"),
    "carmaker": re.compile(r"\b(?:carmaker|car maker|automaker|car firm|car company)\b"),
    "truckmaker": re.compile(r"\b(?:truck|lorry|truckmaker)[ -]?(?:maker|builder|firm|company|group)?\b"),
    "aerospace": re.compile(r"\b(?:aero[- ]?engines?|jet engines?|engine maker|aerospace)\b"),
    "defence": re.compile(r"\b(?:defence|defense|fighters?|arms|aerospace|aircraft maker)\b"),
    "battery": re.compile(r"\b(?:batter(?:y|ies)|cells?)\b"),
}
_RIGHT_BESIDE = re.compile(
    r"(?:, (?:the|a|an) [\w'’ -]{0,30}?| )\Z"
)  # "Hyundai, the country's largest chaebol"
_MANY = (
    "two",
    "three",
    "four",
    "five",
    "six",
    "ten",
    "hundred",
    "thousand",
    "enough",
    "more",
    "many",
    "few",
    "several",
)
_SURELY, _HALF = 4, 0.5
_ABOUT_CARS = 3  # strong names, or
_MANY_CAR_WORDS = 6  # words, from which on an article is about the industry; fewer count in part
_PARTLY = 0.5
_APPOSITION = re.compile(r",? (?:[Tt]he|an?|once|[a-z]+est) ([^.,;:()]{3,60})")
_MAKER_OF = re.compile(r"(?:[\w-]+ )?(?:maker|manufacturer|producer|seller|grower) of ")
_CARS = ("car", "carmaker", "sub-brand")
_SHARE_BOUGHT = re.compile(
    r" (?:bought|buys|sold|sells|holds|held|owns|owned|took|takes|raised|acquired|has|had|keeps|kept"
    r"|will buy)\b"
    r"[^.;]{0,60}?(?:%|\b(?:percent|per cent|stake|shares|holding|third|half|quarter|fifth)\b)"
)
_WHERE_FROM = re.compile(r"\b(?:of|in|from)\s\Z")  # "Isuzu of Japan holds 9 percent"


def strong(case: Case) -> bool:
    return not case.weak


def weak(case: Case) -> bool:
    return case.weak


def not_in_use(case: Case) -> bool:
    return not case.article.uses(case.name) and not spelt_out_so(case)


def spelt_out_so(case: Case) -> bool:
    """ "BMC", where the text has "the British Motor Corporation": its short form, in whichever year."""
    written = case.written
    return (
        written.isupper()
        and len(written) > 1
        and case.article.full[case.entry.entity.id] > 0
        and any(_initials(name.text) == written for name in case.entry.names)
    )


def _initials(name: str) -> str:
    return "".join(word[0] for word in re.split(r"[ -]", name) if word[:1].isupper())


def yet_to_come(case: Case) -> bool:
    """Nobody was called so when the article was written."""
    date, since = case.article.date, case.name.since
    return date is not None and since is not None and date[:4] < since[:4]


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
        if form.same_name(case, hit):  # which names nobody else
            continue
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


def its_manager_beside(case: Case) -> bool:
    """Of those of a name, this one alone is led by somebody who is named beside it."""
    date = case.article.date
    firms = {entry.entity.id for entry, _ in case.hit.candidates if entry.entity.type in ORGANISATION}
    if len(firms) < 2 or case.entry.entity.id not in firms:
        return False
    return any(
        {case.entry.entity.id} == firms & set(implied_by(entry, date))
        for hit in case.article.beside(case.hit)
        for entry, name in hit.candidates[:1]
        if entry.entity.type is EntityType.PERSON and not name.weak
    )


def about_cars(case: Case) -> float:
    """How far the article is about the industry: wholly, or in part where it is short."""
    article = case.article
    named = sum(article.strong.values()) - (not case.weak)
    return min(1.0, named / _ABOUT_CARS + article.spoken_of("cars") / _MANY_CAR_WORDS)


def deal_words(case: Case) -> int:
    """ "partner", "stake", "bid": a weak name among them is rather a firm than a word."""
    if not case.weak or case.entry.entity.type not in ORGANISATION:
        return 0
    return min(case.article.spoken_of("deals", case.hit), 2)


def another_model_beside(case: Case) -> bool:
    """ "The Focus replaces the Escort": cars are spoken of together."""
    return (
        case.weak
        and case.entry.entity.type is EntityType.VEHICLE
        and any(
            entry.entity.type is EntityType.VEHICLE and entry.entity.id != case.entry.entity.id
            for other in case.article.beside(case.hit)
            for entry, _ in other.candidates
        )
    )


def stranger(case: Case) -> float:
    """A manager's surname where neither the manager nor the firm is named: the less it is about cars, the
    more it is somebody else's."""
    article, entry = case.article, case.entry
    if entry.entity.type is not EntityType.PERSON or " " in case.written or not entry.related:
        return 0
    if article.full[entry.entity.id] or _town_named(case):
        return 0
    if any(form.named_otherwise(case, firm.text) or article.implied[firm.text] for firm in entry.related):
        return 0
    if not (case.weak or article.spoken_of("elsewhere")):
        return 0
    return 1 - about_cars(case) / (2 if form.after_a_title(case) else 1)


def called_something_else(case: Case) -> bool:
    """ "Mercedes, a town in Texas", "Scania, the southernmost province"."""
    apposition = _APPOSITION.match(case.article.text, case.hit.end)
    if apposition is None:
        return False
    head = re.split(r" (?:of|in|that|which|who|from|for|with|near|on|at|by|to) ", apposition[1])[0]
    if case.article.language.words["called_otherwise"] & set(re.findall(r"[\w-]+", head)):
        return True
    made = _MAKER_OF.match(apposition[1])
    return (
        made is not None and case.weak and case.entry.kind in _CARS and not _of_the_industry(case, apposition)
    )


def _of_the_industry(case: Case, match: re.Match[str]) -> bool:
    """Whether cars, trucks or the like are spoken of within *match*."""
    subjects = case.article.subjects
    return any(
        match.start(1) <= at < match.end(1)
        for subject in subjects
        if subject not in ("elsewhere", "deals")
        for at in subjects[subject]
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
        kin = {entry.entity.id for hit in case.article.beside(case.hit)
               if not form.same_name(case, hit) for entry, name in hit.candidates[:1]
               if SUBJECT_OF_KIND.get(entry.kind) == "trucks"}  # fmt: skip
        others = len(kin - {case.entry.entity.id})
        words += others if words else min(others, 1)  # a list of marques holds makers of trucks as well
    return words


def elsewhere(case: Case) -> int:
    """Words of another field; those of aircraft and arms as well, if nobody of this name makes such."""
    words = case.article.spoken_of("elsewhere", case.hit)
    subjects = {Case(case.article, case.hit, entry, name).subject for entry, name in case.hit.candidates}
    if case.weak and not subjects & {"aircraft", "arms"} and not _town_named(case):
        words += min(
            case.article.spoken_of("aircraft", case.hit) + case.article.spoken_of("arms", case.hit), 1
        )
    return min(words, 3)


def nothing_of_cars(case: Case) -> bool:
    """Another field is spoken of, and nothing else of the industry."""
    article = case.article
    return (
        elsewhere(case) > 0
        and case.entry.entity.type not in THING
        and " " not in case.name.text
        and not _town_named(case)
        and not article.after(case.hit)[:1].isupper()
        and not article.spoken_of("cars")
        and not article.spoken_of("deals")
        and all(other is case.hit for other in article.hits)
    )


def elsewhere_follows(case: Case) -> bool:
    """ "Suzuki violin classes", "GM maize", "a Dongfeng missile"."""
    after = case.article.after(case.hit)
    words = case.article.language.words
    other_fields = [words["subject_elsewhere"]]
    if case.subject != "arms":
        other_fields.append(words["subject_arms"])
    return any(word in field for word in (after, after.removesuffix("s")) for field in other_fields)


def town_beside(case: Case) -> float:
    """The firm's town, or that of the firm that makes the thing or employs the person; for half, one where
    a car's maker has a daughter."""
    if not (case.weak or len(case.hit.candidates) > 1):
        return 0
    if _town_named(case):
        return 1
    return _HALF if case.entry.entity.type is EntityType.VEHICLE and _works_named(case) else 0


def _works_named(case: Case) -> bool:
    daughters = _towns_of_daughters(case.article.registry)
    makers = list(implied_by(case.entry, case.article.date))
    owners = [owner for maker in makers if (entry := case.article.registry.get(maker)) is not None
              for owner in implied_by(entry, case.article.date)]  # fmt: skip
    around = case.article.text[max(0, case.hit.start - REACH) : case.hit.end + REACH]
    return any(town in around for firm in (*makers, *owners) for town in daughters.get(firm, ()))


@cache
def _towns_of_daughters(registry: Registry) -> dict[str, tuple[str, ...]]:
    towns: dict[str, list[str]] = {}
    for entry in registry:
        if entry.entity.type in ORGANISATION:
            for owner in entry.related:
                towns.setdefault(owner.text, []).extend(entry.base)
    return {firm: tuple(dict.fromkeys(found)) for firm, found in towns.items()}


def _town_named(case: Case) -> bool:
    start, end = max(0, case.hit.start - REACH), case.hit.end + REACH
    around = case.article.text[start:end]
    return any(city in around and city != case.written for city in _towns(case))


def anothers_town_beside(case: Case) -> bool:
    """The town of another firm of the name, and not this one's: "Rolls-Royce" and Derby."""
    others = [entry for entry, _ in case.hit.candidates if entry.entity.type in ORGANISATION]
    if len(others) < 2 or case.entry.entity.type not in ORGANISATION or town_beside(case):
        return False
    start, end = max(0, case.hit.start - REACH), case.hit.end + REACH
    around = case.article.text[start:end]
    mine = set(case.entry.base)
    return any(
        city in around and city not in mine and city != case.written for e in others for city in e.base
    )


def _towns(case: Case) -> Iterator[str]:
    yield from case.entry.base
    if case.entry.entity.type not in ORGANISATION:
        for other in implied_by(case.entry, case.article.date):
            firm = case.article.registry.get(other)
            if firm is not None:
                yield from firm.base


def thing_alone(case: Case) -> bool:
    """A weak name of a car or a platform with nobody near who makes it."""
    return (
        case.weak
        and case.entry.entity.type in THING
        and (not case.hit.plural or (case.name.weak and not _counted(case)))
        and not relative_named(case)
        and not relative_beside(case)
    )


def _counted(case: Case) -> bool:
    """ "40 Corsas", "enough Beetles"."""
    before = case.article.before(case.hit)
    return before.replace(",", "").isdigit() or before in _MANY


def shared(case: Case) -> bool:
    """Several firms bear the name, and nothing else does: one of them is meant."""
    firms = {e.entity.id for e, _ in case.hit.candidates if e.kind and e.entity.type not in THING}
    return case.name.weak and case.entry.entity.type not in THING and len(firms) > 1


def out_of_its_years(case: Case) -> float:
    """The article is of years well after the entity's last, or before its first, when nobody knew of it."""
    date, since, until = case.article.date, case.entry.since, case.entry.until
    if date is None or not (case.weak or len(case.hit.candidates) > 1):
        return 0
    year = int(date[:4])
    if since is not None and year < int(since[:4]) - _HERALDED:
        return 1 + (year < int(since[:4]) - _UNHEARD)
    return case.article.dated and until is not None and year > int(until[:4]) + _REMEMBERED


def another_lives(case: Case) -> bool:
    """The entity is over or not yet founded, and the name is shared by one that exists then."""
    date = case.article.date
    return (
        date is not None
        and not _lives(case.entry, date)
        and any(
            entry.entity.id != case.entry.entity.id
            and (entry.entity.type in ORGANISATION or case.entry.entity.type in THING)
            and _lives(entry, date)
            and in_use(name, date)
            for entry, name in case.hit.candidates
        )
    )


def _lives(entry: Entry, date: str) -> bool:
    return covers(entry.since, entry.until, date)


def called_so(case: Case) -> float:
    """ "brand", "venture", "alliance" beside a name that bearers of several kinds have; surely so where the
    word comes right after it or explains it."""
    kind, alliance = case.entry.entity.type.value, case.entry.entity.type is EntityType.ALLIANCE
    noun = _CALLED[kind] if alliance else _CALLED.get(case.entry.kind) or _CALLED.get(kind)
    if noun is None or len(case.hit.candidates) < 2:
        return 0
    text, end = case.article.text, case.hit.end
    found = noun.search(text, max(0, case.hit.start - 25), end + 35)
    if found is None:
        return 0
    return _SURELY if found.start() > end and _RIGHT_BESIDE.match(text[end : found.start()]) else 1


def marque_of_another(case: Case) -> bool:
    """ "Rover" is rather the firm of that time than the marque that it owns."""
    owners = set(implied_by(case.entry, case.article.date))
    return case.entry.entity.type is EntityType.BRAND and any(
        entry.entity.id in owners and in_use(name, case.article.date) for entry, name in case.hit.candidates
    )


def place_itself(case: Case) -> float:
    """A weak name that a country, a city or its people bear too; surely so in "the Indian market"."""
    registry = case.article.registry
    written = case.written
    nation = case.name.text in registry.adjectives
    if not case.weak or _buys(case):
        return 0
    if nation and not case.article.strong[case.entry.entity.id]:
        after = case.article.after(case.hit)
        if case.hit.plural or (after.islower() and after not in case.article.language.words["after_subject"]):
            return 2
    if not (nation or written in registry.nations or written in registry.cities):
        return 0
    acts = form.goes_on_as_subject(case) and (relative_beside(case) == 1 or about_cars(case) >= _PARTLY)
    return 0 if acts else 1


def spelt_out(case: Case) -> bool:
    """ "the Environmental Protection Agency (EPA)": letters that the text itself explains otherwise."""
    explained = case.article.explained.get(case.written)
    if explained is None or (not case.weak and _firm_like(explained, case.article.language)):
        return False
    return not any(fold(explained).endswith(fold(name.text)) for name in case.entry.names if " " in name.text)


def _firm_like(name: str, language: Language) -> bool:
    """ "Bayerische Motoren Werke" may be another spelling of a known name, a "Stock Association" not."""
    return any(word in language.words["firm_words"] for word in name.split())


def state(case: Case) -> bool:
    """A country acts as an owner only where a cue says so: "Kuwait bought 14 percent of"."""
    return case.name.weak and case.entry.entity.type is EntityType.GOVERNMENT and not _buys(case)


def _buys(case: Case) -> bool:
    return (
        case.entry.entity.type is EntityType.GOVERNMENT
        and bool(case.article.strong)
        and _SHARE_BOUGHT.match(case.article.text, case.hit.end) is not None
        and _WHERE_FROM.search(case.article.text, max(0, case.hit.start - 6), case.hit.start) is None
    )


def state_buys(case: Case) -> bool:
    return case.name.weak and _buys(case)


def usually_meant(case: Case) -> bool:
    return case.name.until is None and case.entry.entity.type in ORGANISATION


def more_names(case: Case) -> int:
    return min(len(case.entry.names), 20)
