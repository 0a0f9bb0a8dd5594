"""What the tagger took for names -> the names proper, each of one bearer throughout the text.

"COO Bill Peffer" is a person without his title, an "IPO" is nobody. "Czinger" after "Kevin
Czinger" is the same person, "Atlas" after "Atlas Holdings" the same firm, and a name that the
text introduced as a firm stays one. Who is named with a job is a person: "Serdar Ince, plant manager".
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache

from alliancegraph.extraction.surroundings import ORGANISATION, is_place
from alliancegraph.model import Entity, EntityType, Mention, slug
from alliancegraph.vocabulary import Language, Registry

_PART = r"[A-ZÀ-ÞŠŽČŁ][\w’'-]*[a-zà-ÿşğıčćžš](?:-[A-Z][\w’'-]+)?"
_PERSON = (
    rf"{_PART}(?:[ ](?:[A-Z]\.[ ]?)*(?:(?:de|van|von|der|del|di|da|la|le|el|al|bin)[ ]){{0,2}}{_PART}){{1,3}}"
)
_NO_PERSON = ("firm_words", "legal_forms", "other_trades", "not_names", "openers", "title_words", "media",
              "places_after", "press_words", "title_modifiers")  # fmt: skip


def proper(mention: Mention, registry: Registry, language: Language) -> Mention | None:
    """*mention* without the title before it; None if nothing or nobody is left."""
    words = language.words
    parts = mention.text.split()
    firm = mention.entity.type is EntityType.COMPANY
    if mention.text in words["no_firms"] or (firm and parts[-1] in words["press_words"]):
        return None
    titles = 0
    for i, part in enumerate(parts):
        if part in words["title_words"]:
            titles = i + 1
        elif part not in words["title_modifiers"]:
            break
    if titles == len(parts) or all(part in words["title_modifiers"] for part in parts):
        return None
    if titles and mention.entity.type is not EntityType.VEHICLE:
        return _cut(mention, " ".join(parts[titles:]), EntityType.PERSON)
    if firm and len(parts) > 1 and parts[0] in registry.adjectives and parts[1][1:].isupper():
        return _cut(mention, " ".join(parts[1:]), EntityType.COMPANY)  # "Iranian OGHAB"
    if firm and parts[-1] in ("Government", "government"):
        return _cut(mention, mention.text, EntityType.GOVERNMENT)
    return mention


def _cut(mention: Mention, name: str, type_: EntityType) -> Mention:
    start = mention.end - len(name)
    if type_ is mention.entity.type and start == mention.start:
        return mention
    return Mention(
        start=start, end=mention.end, text=name, entity=Entity(id=slug(name), name=name, type=type_)
    )


def settled(
    found: Sequence[Mention], known: Sequence[Mention], registry: Registry, language: Language
) -> list[Mention]:
    """*found* with one bearer for each name, who may be one of the *known*."""
    introduced = {m.text: m.entity for m in known if registry.get(m.entity.id) is None}
    most = _most(found)
    found = [_as(m, introduced.get(m.text) or most[m.text]) for m in found]
    everyone = [*known, *found]
    surnames = _surnames(everyone)
    return [_as(m, _bearer(m, everyone, surnames, registry, language)) for m in found]


def _as(mention: Mention, entity: Entity) -> Mention:
    return mention if entity == mention.entity else mention.model_copy(update={"entity": entity})


def _most(found: Sequence[Mention]) -> dict[str, Entity]:
    """Of each name what it is most often, of several the first."""
    counted = Counter((m.text, m.entity.type) for m in found)
    most: dict[str, Entity] = {}
    for m in found:
        best = most.setdefault(m.text, m.entity)
        if counted[m.text, m.entity.type] > counted[m.text, best.type]:
            most[m.text] = m.entity
    return most


def _surnames(mentions: Sequence[Mention]) -> dict[str, Entity]:
    """The people by their surnames, without those that a firm bears too."""
    people: dict[str, Entity] = {}
    for m in mentions:
        if m.entity.type is EntityType.PERSON and len(words := m.entity.name.split()) > 1:
            people.setdefault(words[-1], m.entity)
    firms = {
        m.entity.name.split()[0] for m in mentions if m.entity.type in ORGANISATION and " " in m.entity.name
    }
    return {surname: person for surname, person in people.items() if surname not in firms}


def _bearer(
    mention: Mention,
    mentions: Sequence[Mention],
    surnames: dict[str, Entity],
    registry: Registry,
    language: Language,
) -> Entity:
    if mention.entity.type not in (EntityType.COMPANY, EntityType.PERSON):
        return mention.entity
    if mention.text in surnames:
        return surnames[mention.text]
    if mention.text in language.words["firm_words"] or is_place(mention.text, registry, language):
        return mention.entity
    firms = {
        m.entity.id: m.entity
        for m in mentions
        if m.start < mention.start and m.entity.type in ORGANISATION and m.text.startswith(f"{mention.text} ")
    }
    return next(iter(firms.values())) if len(firms) == 1 else mention.entity


def surname_again(
    text: str, sentences: Sequence[tuple[int, int]], found: Sequence[Mention], taken: Sequence[Mention]
) -> Iterator[Mention]:
    """The people *found*, named again by the surname in *sentences* where nothing is *taken*."""
    since = {m.entity.name: m.end for m in reversed(found) if m.entity.type is EntityType.PERSON}
    for surname, person in sorted(_surnames([*taken, *found]).items()):
        if person.name not in since or len(surname) < 4 or not surname[1:].islower():
            continue
        name = re.compile(rf"(?<![\w-]){re.escape(surname)}(?![\w-])")
        for start, end in sentences:
            for match in name.finditer(text, max(start, since[person.name]), end):
                if not any(m.start < match.end() and match.start() < m.end for m in taken):
                    yield Mention(start=match.start(), end=match.end(), text=match[0], entity=person)


def by_job(text: str, start: int, end: int, registry: Registry, language: Language) -> Iterator[Mention]:
    """The people of a sentence that are named with a job: "chief executive Jo Ann Brell"."""
    for pattern in _jobs(language):
        for match in pattern.finditer(text, start, end):
            name = match["person"]
            words = name.split()
            listed = any(word in language.words[listed] for word in words for listed in _NO_PERSON)
            if listed or any(is_place(word, registry, language) for word in (name, *words)):
                continue
            yield Mention(
                start=match.start("person"),
                end=match.end("person"),
                text=name,
                entity=Entity(id=slug(name), name=" ".join(words), type=EntityType.PERSON),
            )


@cache
def _jobs(language: Language) -> tuple[re.Pattern[str], ...]:
    titles = {*language.words["main_titles"], *language.words["job_titles"]}
    job = "|".join(map(re.escape, sorted(titles, key=lambda title: (-len(title), title))))
    return (
        re.compile(rf"(?<![\w-])(?i:{job})[ ](?P<person>{_PERSON})(?![\w’'])"),
        re.compile(
            rf"(?P<person>{_PERSON}),[ ](?:(?:the|its|a|an|then|who was)[ ])?(?:[\w-]+[ ]){{0,3}}?(?:{job})"
            r"(?=[ ](?:of|at|for|and)\b|[,.])"
        ),
    )
