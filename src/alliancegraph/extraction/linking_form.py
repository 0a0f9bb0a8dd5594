"""Cases -> what the words right beside a name say of a reading: a person, a place, a thing, a word.

Each feature is a small function of a `Case`: true, or so much. Their weights stand in `linking`.
"""

from __future__ import annotations

import re
from functools import cache

from alliancegraph.extraction.names import Hit
from alliancegraph.extraction.surroundings import ORGANISATION, THING, Article, Case, implied_by
from alliancegraph.model import EntityType
from alliancegraph.vocabulary import Entry, Registry

_DETERMINERS = (
    "the", "The", "a", "A", "an", "An", "new", "New", "its", "Its", "their", "old", "Old", "first", "second",
    "third", "fourth", "fifth", "sixth", "next", "last", "latest", "current", "hybrid",
)  # fmt: skip
_SENTENCE_GOES_ON = re.compile(
    r"[,.;:)’'”\"]|\s+(?:\w+ly|will|would|has|had|is|was|are|can|in|to|by|with|and|from)\b"
)
_PAIRED = re.compile(r"(?: and|,) [A-Z]")
_PAST = re.compile(r"[a-z]{3,}ed")  # "toppled"
_CODE = re.compile(r"[A-Z]-[A-Z]\w+|(?=.*\d)(?=.*[A-Za-z])[\w-]{2,}|\d-\d")
_KIN = re.compile(
    r"\b(?:[Hh]er|[Hh]is|[Mm]y|[Tt]heir|['’]s) (?:\w+er |late |little )?(?:sister|daughter|wife|mother"
    r"|brother|son|husband|father|cousin|aunt|uncle|niece|nephew|friend|neighbour|neighbor|grandmother|grandfather"
    r"|fiancée|girlfriend|boyfriend),? $"
)
_BEFORE = re.compile(
    r"(?<![\w'’-])([A-ZÀ-Ý](?=\.)|[A-ZÀ-Ý][\w'’-]*(?!\.))\.?[ \n]$"
)  # "F.", but not "Stroll."
_WHO = re.compile(r", who\b")
_SOMEBODY_NAMED = re.compile(
    r"\b(?:man|woman|boy|girl|gardener|farmer|teacher|driver|lawyer|doctor|soldier|officer|worker|mechanic"
    r"|clerk) (?:named|called) $"
)
_OFFICES = ("President", "Premier", "Chief")  # "Vice President Ford Europe" is nobody called Ford
_FIRM_GOES_ON = ("firm_words", "legal_forms", "main_titles", "other_trades")
_LIVES = re.compile(
    r"(?:, who\b| was born\b| died\b| married\b| was buried\b| lived in\b"
    r"| and (?:his|her) (?:wife|husband|son|daughter|brother|sister)\b"
    r"| (?:himself|herself)\b|,? (?:his|her) (?:wife|husband)\b)"
)
_PERSON_GOES_ON = re.compile(r",? (?:who|whose|was born|died|has died|scored|starred|sang|painted|wrote)\b")
_POSSESSIVE = ("'s", "’s", "s'", "s’")
_COMPOUND = re.compile(r".*-[a-z]+")  # "British-built"
_NAMES_GO_ON = re.compile(r"\s*&\s+[A-Z]|[ ](?:II|III|IV|Jr|Sr)\b")
_MONTHS = ("March", "April", "May", "June", "August")
_BEFORE_MONTHS = (
    "", "in", "since", "from", "until", "till", "by", "of", "to", "last", "next", "this", "early",
    "late", "mid", "through", "during", "and", "between", "before", "after",
)  # fmt: skip
_DAY_OR_YEAR = re.compile(r",?\s+\d{1,4}\b")
_PEOPLE_OF = re.compile(
    r"\b(?:[Rr]esidents|[Ii]nhabitants|[Cc]itizens|[Vv]illagers|[Pp]arish|[Mm]ayor|[Tt]own|[Vv]illage|[Ss]uburb|[Bb]ishop"
    r"|[Pp]ort|[Ss]treets|[Cc]ouncil|[Pp]rovince|[Bb]attle|[Dd]uke|[Ee]arl) of $"
)
_MONEY_INTO = re.compile(r"\b(?:million|billion|trillion|bn|m) (?:\w+ )?(?:into|for) $")
_ROAD = re.compile(r"[AMN]\d{1,3}")  # "traffic on the A4"
_ON_THE = re.compile(r"\b(?:on|along|off|near|down|from|onto|via|closed|blocked) the $")
_BY_COMPASS = re.compile(r", (?:\w+ (?:miles|kilometres|km|minutes) )?(?:north|south|east|west)\w* of\b")
_IN_REGION = re.compile(r",\s+([A-Z]\w+(?: [A-Z]\w+)?)")


def determiner(case: Case) -> bool:
    """ "the Golf", "Chevrolet's Spark": as things are named, and some brands."""
    if not case.weak or (case.entry.entity.type not in THING | {EntityType.BRAND} and not _marque_too(case)):
        return False
    before, words = case.article.before(case.hit), case.article.language.words
    if before.endswith(_POSSESSIVE):  # but not "the town's Fiesta"
        whose = before.rstrip("s").rstrip("'’").lower()
        return before[0].isupper() or whose in words["kind_words"] or whose in words["firm_nouns"]
    return before in _DETERMINERS or before in words["car_adjectives"]


def _marque_too(case: Case) -> bool:
    """A carmaker whose cars bear its name, which nobody else has: "the last Talbot"."""
    return case.entry.kind == "carmaker" and len(case.hit.candidates) == 1


def like_a_thing(case: Case) -> int:
    """ "its GM", "a new PSA": not how a firm is spoken of, though a brand may be; least so "an Astra"."""
    before = case.article.before(case.hit)
    if case.entry.entity.type is not EntityType.COMPANY or before not in _DETERMINERS or _marque_too(case):
        return 0
    thing = any(entry.entity.type in THING for entry, _ in case.hit.candidates)
    after = case.article.after(case.hit)
    alone = not after or after in case.article.language.words["after_thing"]
    return 6 if thing and alone and before.lower() in ("a", "an") else 1


def thing_goes_on(case: Case) -> bool:
    """ "The Focus replaces", "the Clio is": what is said of a car, hardly of a word with a capital."""
    after = case.article.after(case.hit)
    goes_on = after in case.article.language.words["after_thing"] or _PAST.fullmatch(after) is not None
    return determiner(case) and goes_on


def a_code(case: Case) -> bool:
    """ "the A-Class", "the C30": no word is written so."""
    return case.weak and determiner(case) and _CODE.fullmatch(case.name.text) is not None


def opens(case: Case) -> bool:
    return case.weak and case.article.opens_sentence(case.hit) and not case.article.in_capitals(case.hit)


def goes_on_as_subject(case: Case) -> float:
    """ "Rover is", "Rover and BMW", "Rover's"; and more so with a verb of one who acts, "Rover bids"."""
    after = case.article.after(case.hit)
    possessive = case.article.text[case.hit.end : case.hit.end + 2] in ("'s", "’s")
    paired = _PAIRED.match(case.article.text, case.hit.end)
    words = case.article.language.words["after_subject"]
    if not opens(case) or not (after in words or possessive or paired):
        return 0
    acts = after in words and after not in case.article.language.words["auxiliaries"]
    return 1.35 if acts and case.entry.entity.type in ORGANISATION else 1


def goes_on_otherwise(case: Case) -> float:
    """ "Smart cities", "Focus groups": an ordinary word with a capital because it comes first."""
    after = case.article.after(case.hit)
    otherwise = opens(case) and after[:1].islower() and not goes_on_as_subject(case)
    return otherwise * (2.5 if case.entry.entity.type in THING else 1)


def _where_a_name_stands(case: Case) -> bool | None:
    """Whether a name in lower case stands where only a name can; None of one with a capital."""
    if not case.written[0].islower() or not case.name.weak:
        return None
    before = case.article.before(case.hit)
    goes_on = _SENTENCE_GOES_ON.match(case.article.text, case.hit.end)
    may_precede = before in case.article.language.words["before_name"] or before.endswith(("'s", "’s"))
    return goes_on is not None and (not before or may_precede)


def ordinary_word(case: Case) -> bool:
    return _where_a_name_stands(case) is False


def lower_case_name(case: Case) -> bool:
    return _where_a_name_stands(case) is True


def of_somebody(case: Case) -> bool:
    """ "Harrison Ford", "President Ford": the name of a person."""
    before_name = (case.article.text, max(0, case.hit.start - 50), case.hit.start)
    kin = _KIN.search(*before_name) or _SOMEBODY_NAMED.search(*before_name)
    if case.entry.entity.type in ORGANISATION and kin:
        return True
    of_a_kind = case.entry.entity.type in ORGANISATION or case.entry.entity.type is EntityType.VEHICLE
    if not of_a_kind or " " in case.name.text:
        return False
    article = case.article
    words = article.language.words
    if case.name.text in words["surnames"] and _LIVES.match(article.text, case.hit.end):
        return True
    match = re.search(
        r"([A-ZÀ-Ý][\w'’-]*\.?)((?: [A-Z]\.)*)[ \n]$",
        article.text[max(0, case.hit.start - 40) : case.hit.start],
    )
    if match is None:
        return bool(_NAMES_GO_ON.match(article.text, case.hit.end) and case.name.text in words["surnames"])
    before = match[1]
    if before in words["person_titles"] and (before not in _OFFICES or case.name.text in words["surnames"]):
        return True
    if case.entry.entity.type is EntityType.VEHICLE:
        return before in words["first_names"] and case.name.text in words["surnames"]
    if before in words["first_names"] or before in first_names(article.registry):
        return True
    opens = article.before_is_first(case.hit) and not _PERSON_GOES_ON.match(article.text, case.hit.end)
    unknown = bool(match[2]) or (
        not opens
        and not article.in_capitals(case.hit)
        and before.isalpha()
        and before[1:].islower()
        and not _known_word(before, article)
        and article.text[: case.hit.start - len(match[0])].rstrip()[-4:].lower() != " the"
    )
    return unknown and case.name.text in words["surnames"]


def another_of_the_surname(case: Case) -> bool:
    """ "Andre Agassi", "Wang Yan", and "Agassi" after that: a manager's surname, with another first name."""
    article, entry = case.article, case.entry
    if entry.entity.type is not EntityType.PERSON or " " in case.written:
        return False
    own = {word for name in entry.names for word in name.text.split()}
    if _with_another_first_name(article, case.hit, own):
        return True
    return not article.full[entry.entity.id] and any(
        _with_another_first_name(article, hit, own)
        for hit in article.hits
        if hit.start < case.hit.start and article.text[hit.start : hit.end] == case.written
    )


def goes_on_as_a_name(case: Case) -> bool:
    """ "International Monetary Fund", "Dennis Bergkamp": a weak name that is the beginning of another."""
    article = case.article
    if not case.weak or article.in_capitals(case.hit) or article.strong[case.entry.entity.id]:
        return False
    after = article.after(case.hit)
    return (
        after[:1].isupper()
        and after[1:].islower()
        and not _named_from(article, case.hit.end)
        and (after in article.registry.cities or not _known_word(after, article))  # "AC Milan"
        and not any(after in article.language.words[name] for name in _FIRM_GOES_ON)
    )


def _with_another_first_name(article: Article, hit: Hit, own: set[str]) -> bool:
    if article.in_capitals(hit):
        return False
    before, after = _BEFORE.search(article.text, max(0, hit.start - 30), hit.start), article.after(hit)
    named = before is None or before[1] in own or before[1].endswith(_POSSESSIVE)
    if before is not None and not named and not _named_to(article, hit.start):
        first = before[1]
        words = article.language.words
        known = first in words["first_names"] or first in first_names(article.registry)
        known = known or first == "New" or first in words["places_before"]  # "New York"
        new = not article.before_is_first(hit) and not _known_word(first, article)
        if known or (new and first[1:].islower()) or len(first) == 1:
            return True
    return (
        after[:1].isupper()
        and after[1:].islower()
        and after not in own
        and not _known_word(after, article)
        and not _named_from(article, hit.end)
    )


def _named_to(article: Article, end: int) -> bool:
    """Whether a name that the registry knows ends right before: "Renault Ghosn"."""
    return any(h.end < end and article.text[h.end : end].isspace() for h in article.hits)


def _named_from(article: Article, start: int) -> bool:
    return any(h.start > start and article.text[start : h.start].isspace() for h in article.hits)


def after_a_title(case: Case) -> bool:
    """ "Mr Honda", "Honda, who": the person, where one of that surname is known; a "President Ford" of
    whose firm nothing is said is another."""
    before = case.article.before(case.hit)
    titled = before in case.article.language.words["person_titles"]
    if before in _OFFICES and not any(named_otherwise(case, firm.text) for firm in case.entry.related):
        return False
    who = _WHO.match(case.article.text, case.hit.end) is not None
    return case.entry.entity.type is EntityType.PERSON and case.name.weak and (titled or who)


def named_otherwise(case: Case, firm: str) -> bool:
    """Whether the firm is named by more than the surname: "Ford" alone does not make Mr Ford its chairman."""
    mine = sum(
        any(entry.entity.id == firm and not name.weak for entry, name in hit.candidates)
        for hit in case.article.hits
        if same_name(case, hit)
    )
    return case.article.strong[firm] > mine


def same_name(case: Case, hit: Hit) -> bool:
    """ "Volvo", and "Volvos" a line below."""
    return case.article.text[hit.start : hit.end].rstrip("s") == case.written.rstrip("s")


def called_a_firm(case: Case) -> bool:
    """ "the motorcycle maker Indian"."""
    before = case.article.before(case.hit)
    organisation = case.entry.entity.type in ORGANISATION
    return case.weak and organisation and before in case.article.language.words["kind_words"]


def a_newspaper(case: Case) -> bool:
    """ "according to Autocar": a firm that has a magazine for a namesake; "in The Mercury": a title."""
    article = case.article
    if not case.weak:
        return False
    titled = (
        case.entry.entity.type in ORGANISATION
        and article.before(case.hit) == "The"
        and not article.before_is_first(case.hit)
        and not article.in_capitals(case.hit)
    )
    return titled or case.written in article.language.words["media"]


def within_a_sentence(case: Case) -> bool:
    """ "walked away from Saturn": a capital that no beginning and no other name explains."""
    article = case.article
    return (
        case.weak
        and len(case.hit.candidates) == 1
        and case.entry.entity.type in ORGANISATION
        and article.before(case.hit).islower()
        and article.before(case.hit) not in _DETERMINERS
        and not article.after(case.hit)[:1].isupper()
        and not case.written[0].islower()
        and not article.in_capitals(case.hit)
    )


def paid_for(case: Case) -> bool:
    """ "put £1.4 billion into Leyland": where money goes."""
    return (
        case.weak
        and case.entry.entity.type in ORGANISATION
        and _MONEY_INTO.search(case.article.text, max(0, case.hit.start - 40), case.hit.start) is not None
    )


def traded(case: Case) -> bool:
    """ "who sells Mercury", "to build Saturn cars": what dealers and factories do with a marque."""
    return (
        case.weak
        and case.entry.entity.type in ORGANISATION
        and case.article.before(case.hit) in case.article.language.words["trading"]
    )


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


@cache
def first_names(registry: Registry) -> frozenset[str]:
    """The first names of the managers that the registry knows."""
    return frozenset(
        first
        for entry in registry
        if entry.entity.type is EntityType.PERSON and entry.related
        for first, space, _ in (entry.entity.name.partition(" "),)
        if space and len(first) > 2 and first.isalpha()
    )


def of_place(case: Case) -> bool:
    """ "Nissan Stadium", "Lincoln, Nebraska"."""
    article = case.article
    words = article.language.words
    if article.after(case.hit) in words["places_after"] and not article.in_capitals(case.hit):
        return True
    if article.before(case.hit) in words["places_before"] or _PEOPLE_OF.search(
        article.text, max(0, case.hit.start - 40), case.hit.start
    ):
        return case.entry.entity.type is not EntityType.GOVERNMENT
    if _ROAD.fullmatch(case.name.text) and _ON_THE.search(
        article.text, max(0, case.hit.start - 20), case.hit.start
    ):
        return True
    if _BY_COMPASS.match(article.text, case.hit.end):
        return True
    region = _IN_REGION.match(article.text, case.hit.end)
    return (
        region is not None
        and any(part in words["regions"] for part in (region[1], region[1].split()[0]))
        and case.name.text.isalpha()
    )


def of_date(case: Case) -> bool:
    """ "March 1999", "since March": the month, not the car."""
    if case.written not in _MONTHS:
        return False
    before = case.article.before(case.hit)
    return (
        before.lower() in _BEFORE_MONTHS
        or before.isdigit()
        or bool(_DAY_OR_YEAR.match(case.article.text, case.hit.end))
    )


def inside_another(case: Case) -> bool:
    """A weak name after another capital is most likely a piece of something else."""
    article = case.article
    if not case.weak:
        return False
    before = article.before(case.hit)
    if (
        not before[:1].isupper()
        or before.endswith(_POSSESSIVE)
        or (before in article.language.words["not_names"] and not _named_to(article, case.hit.start))
        or before in _DETERMINERS
        or _COMPOUND.fullmatch(before)
        or article.in_capitals(case.hit)
        or article.strong[case.entry.entity.id]
        or (article.before_is_first(case.hit) and not _named_to(article, case.hit.start))
    ):
        return False
    if before in article.registry.adjectives or before in article.registry.nations:
        return False
    return not any(
        other.end <= case.hit.start
        and article.text[other.end : case.hit.start].isspace()
        and any(_kin(entry, case.entry, article) for entry, _ in other.candidates)
        for other in article.beside(case.hit)
    )


def _kin(one: Entry, other: Entry, article: Article) -> bool:
    """ "VW Golf", "PSA Peugeot"; but "Getrag International" is no truck."""
    return (
        one.entity.id == other.entity.id
        or other.entity.id in implied_by(one, article.date)
        or one.entity.id in implied_by(other, article.date)
    )
