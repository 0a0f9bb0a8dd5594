"""Document -> Mentions: every span that names an entity, found without parsing.

Names of the registry, linked; then what the article itself introduces: names in angle
brackets (newswire style), a model's short name after its full one, a person's surname, a
short form given in parentheses, "the French government".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from alliancegraph.extraction.bare_models import bare_models
from alliancegraph.extraction.linking import link
from alliancegraph.extraction.names import name_index
from alliancegraph.extraction.surroundings import is_place
from alliancegraph.extraction.unlisted import unlisted
from alliancegraph.model import Document, Entity, EntityType, Mention, slug
from alliancegraph.vocabulary import Language, Registry

_BRACKETED = re.compile(r"<([A-Z][^<>\n]{3,60}?[ ][^<>\n]{1,40}?)>")
_SHORT_FORM = re.compile(r"[ \n]*\((?:[“\"‘]|the [“\"]|hereafter )?([A-Z][A-Za-z0-9&.-]{1,20})[”\"’]?\)")
_MODEL = re.compile(
    r"(?:-(?P<series>\d{3,5}\w?)|[ ](?P<model>(?=[\w.-]*\d)[A-Z0-9][\w.-]*\w"
    r"(?: (?:Plus|Sport|Turbo|GT|Pro|Max|EV|Electric|Coupe|Wagon))?))"
    r"(?![\w%]|[.,]\d)"
)
_QUANTITY = re.compile(
    r"\s*(?:%|percent|per cent|pct|million|billion|cars|vehicles|units|trucks|workers|employees"
    r"|dealers|jobs|people"
    r"|shares|times|models?\b|plants|years|months|days|km|miles|dlrs|yen|euros|dollars|hours)",
    re.I,
)
_NAMED_MODEL = re.compile(
    r"[ ](?P<model>(?:Type|Model|Series) [A-Z0-9]{1,3}\b|[IVX]{2,4}\b"
    r"|[A-Z][a-zà-ÿ]{2,}(?:-[A-Za-z0-9]+)?(?: (?:[A-Z]{1,2}|\d{1,2})\b)?)(?![\w&-]|['’](?!s\b))"
)
_AS_A_THING = re.compile(
    r"(?:\b(?:the|a|an|new|its|their|of)|['’]s)[ ](?P<between>(?:[a-z][\w-]*[ ]|(?:19|20)\d\d[ ]){0,2})$",
    re.I,
)
_CAPITAL_FOLLOWS = re.compile(r"[ ](?:[A-Z]|&|of\b|and [A-Z]\w+ (?:Corp|Co|Inc|Ltd)\b)")
_NO_MODEL = (
    "firm_words", "other_trades", "places_after", "legal_forms", "not_names", "regions", "main_titles",
    "openers", "media",
)  # fmt: skip
_MAKES = ("carmaker", "truckmaker", "car", "truck", "sub-brand", "carmaking", "motorcycle", "group")
_REGIONS = (
    "Europe", "Asia", "America", "North America", "South America", "Latin America", "Middle East",
    "Asia Pacific", "Deutschland", "Polska", "Italia", "Brasil", "España", "Österreich", "Nederland",
)  # fmt: skip
_LEGAL_ENDS = (
    "Corp",
    "Co",
    "Inc",
    "Ltd",
    "AG",
    "SA",
    "SpA",
    "NV",
    "plc",
    "Company",
    "Corporation",
    "Limited",
)
_COUNTRY = r"(?P<country>(?:[A-Z]\w+ )?[A-Z]\w+)"
_PLAIN_UNIT = re.compile(rf"[ \n]{_COUNTRY}")
_UNIT = re.compile(rf"[ \n](?:of |\((?=[\w ]+\))){_COUNTRY}")
_LEGAL_AFTER = re.compile(r",?\s+(?:Ltd|Inc|Limited|Corp|Co|AG|SA|plc)\b\.?")
_GOVERNMENT_NOUN = r"(?:government|state|authorities|regime|Government|State)"
_LEGAL_END = re.compile(
    r",?\s+(?:AG|SE|S\.?A\.?|SpA|S\.p\.A\.?|N\.?V\.?|plc|PLC|GmbH|AB|Inc\.?|INC|Corp\.?|CORP|Corporation|Co\.?|CO|Company|Ltd\.?|LTD|Limited)$"
)


def find_mentions(document: Document, registry: Registry, language: Language) -> list[Mention]:
    """The mentions in the body of *document*, in order, not overlapping."""
    hits = [
        hit
        for hit in name_index(registry).find(document.text)
        if any(start <= hit.start < end for start, end in document.body)
    ]
    linked = link(document, hits, registry, language)
    introduced = [
        *_models(document.text, linked, registry),
        *_named_models(document.text, linked, registry, language),
        *_national_units(document.text, linked, registry),
        *_in_brackets(document),
        *_governments(document, registry),
        *bare_models(document, linked, registry, language),
        *unlisted(document, linked, registry, language),
    ]
    mentions = without_overlaps([*linked, *introduced])
    return without_overlaps([*mentions, *_short_forms(document, mentions, registry, language)])


def without_legal_form(name: str) -> str:
    """ "Delta Motors Corp" -> "Delta Motors"; a name that is nothing else stays."""
    while (shorter := _LEGAL_END.sub("", name)) != name and shorter:
        name = shorter
    return name


def unknown_entity(name: str, kind: EntityType) -> Entity:
    """An entity that no registry knows, under the stable id of its name."""
    name = " ".join(name.split())
    short = without_legal_form(name)
    return Entity(id=slug(short), name=short, type=kind, aliases=(name,) if name != short else ())


def _models(text: str, mentions: Sequence[Mention], registry: Registry) -> Iterator[Mention]:
    """A make and a model that no table lists: "VAZ-2103", "Fiat 124 Special", "Baojun E300 Plus"."""
    for mention in mentions:
        entry = registry.get(mention.entity.id)
        if entry is None or entry.kind not in _MAKES:
            continue
        match = _MODEL.match(text, mention.end)
        if match is None or _QUANTITY.match(text, match.end()) or _year_like(match):
            continue
        name = " ".join(text[mention.start : match.end()].split())
        make, model = mention.entity.name, match["model"] or match["series"]
        entity = Entity(
            id=slug(f"{make} {model}"),
            name=f"{make} {model}" if match["model"] else name,
            type=EntityType.VEHICLE,
            aliases=tuple(dict.fromkeys((name, f"{make}-{model}", model))),
        )
        yield Mention(
            start=mention.start, end=match.end(), text=text[mention.start : match.end()], entity=entity
        )


def _named_models(
    text: str, mentions: Sequence[Mention], registry: Registry, language: Language
) -> Iterator[Mention]:
    """A make and a word after it, spoken of as a thing: "the Datsun Type 11", "a Fiat Marengo van"."""
    words = language.words
    no_model = frozenset().union(*(words[name] for name in _NO_MODEL)) | set(_REGIONS)
    begins = {mention.start for mention in mentions}
    for mention in mentions:
        entry = registry.get(mention.entity.id)
        if entry is None or entry.kind not in _MAKES or mention.end + 1 in begins:
            continue
        match = _NAMED_MODEL.match(text, mention.end)
        if match is None or not (
            _as_a_thing(text, mention.start, language) or _with_a_body(text, match.end(), language)
        ):
            continue
        model = match["model"]
        first = model.split()[0]
        known = first in no_model or first in registry.adjectives or first in registry.nations
        known = known or first.lower() in words["vehicle_nouns"]  # "a Mercedes Truck dealer"
        if known or first in registry.cities or _CAPITAL_FOLLOWS.match(text, match.end()):
            continue
        name = f"{mention.entity.name} {model}"
        yield Mention(
            start=mention.start,
            end=match.end(),
            text=text[mention.start : match.end()],
            entity=Entity(
                id=slug(name),
                name=name,
                type=EntityType.VEHICLE,
                aliases=tuple(dict.fromkeys((text[mention.start : match.end()], model))),
            ),
        )


def _as_a_thing(text: str, start: int, language: Language) -> bool:
    """ "the defunct Kaiser Manhattan": whether an article and what qualifies a car stand before it."""
    match = _AS_A_THING.search(text, max(0, start - 40), start)
    return match is not None and all(
        word.isdigit() or word in language.words["car_adjectives"] for word in match["between"].split()
    )


def _with_a_body(text: str, end: int, language: Language) -> bool:
    """Whether the word after a model says that it is a car: "Omama Pickup", "Marengo van"."""
    match = re.compile(r"[ ]([A-Za-z][\w-]+)(?![\w&-])").match(text, end)
    return match is not None and match[1].lower() in language.words["bodies"]


def _year_like(match: re.Match[str]) -> bool:
    """ "Nissan 2013": a year or a plain number of a sentence, not a model."""
    model = match["model"]
    return model is not None and (model.isdigit() and (len(model) >= 4 or len(model) < 2))


def _national_units(text: str, mentions: Sequence[Mention], registry: Registry) -> Iterator[Mention]:
    """A firm's arm that is named after its country: "Ford Philippines", "Lexus Europe", "Ford of Canada",
    "Leyland (Australia)"; but "Volvo of Sweden" is Volvo."""
    for mention in mentions:
        if mention.entity.type not in (EntityType.COMPANY, EntityType.BRAND):
            continue
        whole = mention.text.rstrip(".").endswith(_LEGAL_ENDS)
        found = None if whole else _country_after(text, mention.end, _PLAIN_UNIT, registry)
        if found is None:
            found = _country_after(text, mention.end, _UNIT, registry)
            if found is None or _home(found[1], mention, registry):
                continue
        end, country = found
        if legal := _LEGAL_AFTER.match(text, end):
            end = legal.end()
        short = f"{mention.entity.name} {country}"
        entity = Entity(
            id=slug(short), name=short, type=EntityType.COMPANY, aliases=(f"{mention.text} {country}",)
        )
        yield Mention(start=mention.start, end=end, text=text[mention.start : end], entity=entity)


def _country_after(
    text: str, start: int, pattern: re.Pattern[str], registry: Registry
) -> tuple[int, str] | None:
    """Where the country or region after a name ends, and what it is called: the longest that is one."""
    match = pattern.match(text, start)
    if match is None:
        return None
    at, words = match.start("country"), match["country"].split(" ")
    for n in range(len(words), 0, -1):
        country = " ".join(words[:n])
        if country in registry.nations or country in _REGIONS:
            closed = text[at - 1] == "("
            if closed and (n < len(words) or country.isupper()):  # "Honda (UK)": where it is from
                return None
            return at + len(country) + closed, country
    return None


def _home(country: str, mention: Mention, registry: Registry) -> bool:
    """Whether the firm is of that country, as far as anybody knows: then it is only said where it is from."""
    nation = registry.nations.get(country)
    return mention.entity.country is None or (nation is not None and nation.code == mention.entity.country)


def _in_brackets(document: Document) -> Iterator[Mention]:
    for match in _BRACKETED.finditer(document.text):
        if any(c.islower() for c in match[1]):
            entity = unknown_entity(match[1], EntityType.COMPANY)
            yield Mention(start=match.start(), end=match.end(), text=match[0], entity=entity)


def _governments(document: Document, registry: Registry) -> Iterator[Mention]:
    for match in _government_pattern(registry).finditer(document.text):
        nation = (
            registry.nations.get(match["country"] or "")
            or registry.countries[registry.adjectives[match["adjective"]]]
        )
        yield Mention(
            start=match.start(), end=match.end(), text=match[0], entity=registry.states[nation.code]
        )


@cache
def _government_pattern(registry: Registry) -> re.Pattern[str]:
    adjectives = "|".join(map(re.escape, sorted(registry.adjectives, key=len, reverse=True)))
    countries = "|".join(map(re.escape, sorted(registry.nations, key=len, reverse=True)))
    return re.compile(
        rf"\b(?=[A-Z])(?:(?P<adjective>{adjectives})|(?P<country>{countries})['’]s?)\s+{_GOVERNMENT_NOUN}\b(?!-)"
    )


def _short_forms(
    document: Document, mentions: Sequence[Mention], registry: Registry, language: Language
) -> Iterator[Mention]:
    """Later mentions by a name that the article itself introduced."""
    forms: dict[str, tuple[int, Entity]] = {}
    known = {mention.text for mention in mentions}
    for mention in mentions:
        for form in _forms(document.text, mention, registry):
            if form not in known and not _ordinary(form, registry, language):
                forms.setdefault(form, (mention.end, mention.entity))
    for form, (since, entity) in forms.items():
        for match in re.compile(rf"(?<![\w-]){re.escape(form)}(?![\w])").finditer(document.text, since):
            if any(start <= match.start() < end for start, end in document.body):
                yield Mention(start=match.start(), end=match.end(), text=match[0], entity=entity)


def _ordinary(form: str, registry: Registry, language: Language) -> bool:
    """ "Honda (UK)", "Lopez (Spain)": where somebody is from is no name for them."""
    return is_place(form, registry, language) or form in language.words["not_names"]


def _forms(text: str, mention: Mention, registry: Registry) -> Iterator[str]:
    entity = mention.entity
    match = _SHORT_FORM.match(text, mention.end)
    if match and (entity.type is EntityType.GOVERNMENT or match[1] not in registry.countries):  # "Ford (AU)"
        yield match[1]
    entry = registry.get(entity.id)
    if entity.type is EntityType.VEHICLE and entry and entry.model and not entry.model.isdigit():
        yield entry.model
    elif entity.type is EntityType.VEHICLE and entry is None:
        yield from (alias for alias in entity.aliases[-1:] if not alias.isdigit() and len(alias) > 2)
    elif entity.type is EntityType.PERSON and " " in entity.name:
        yield entity.name.split()[-1]
    elif entry is None and entity.type is EntityType.COMPANY:
        yield entity.name


def without_overlaps(mentions: Iterable[Mention]) -> list[Mention]:
    """In the order of the text, of those that begin at one place the longest."""
    kept: list[Mention] = []
    for mention in sorted(mentions, key=lambda m: (m.start, -m.end)):
        if not kept or mention.start >= kept[-1].end:
            kept.append(mention)
    return kept
