"""Hits -> Mentions: who is meant by each name, given the article's date and the rest of its text.

A name may belong to several entities ("Volvo" cars or trucks), to one at a time ("Daimler"
before and after 1998), or to an ordinary word ("smart", "mini"). Strong names count
by themselves; weak ones need support: the entity named in full elsewhere in the article,
or an article that is about the industry and a place where only a name can stand.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from alliancegraph.extraction.names import Hit
from alliancegraph.model import Document, EntityType, Mention
from alliancegraph.vocabulary import Entry, Language, Name, Registry

_ORGANISATION = {
    EntityType.COMPANY,
    EntityType.BRAND,
    EntityType.JOINT_VENTURE,
    EntityType.ALLIANCE,
}
_WORD_BEFORE = re.compile(r"([\w.'’-]+)([ \n]+)$")
_WORD_AFTER = re.compile(r"[ \n]+([\w'’-]+)")
_TRUCKS = re.compile(r"\b(?:truck|lorr|heavy[- ]duty|bus(?:es)?\b|tractor)", re.I)
_ENOUGH_ABOUT_CARS = 2


@dataclass(frozen=True)
class _Article:
    """What the linking of one name may ask about the whole article."""

    text: str
    year: str | None
    strong: Counter[str]
    about_cars: bool
    about_trucks: bool


def link(document: Document, hits: Sequence[Hit], registry: Registry, language: Language) -> list[Mention]:
    """Resolve each hit to one entity, or to none; in the order of the text."""
    article = _about(document, hits)
    mentions = []
    for hit in hits:
        entry = _choose(hit, article, registry, language)
        if entry is not None:
            end = _with_legal_form(document.text, hit, entry, language)
            mentions.append(
                Mention(start=hit.start, end=end, text=document.text[hit.start : end], entity=entry.entity)
            )
    return mentions


def _about(document: Document, hits: Sequence[Hit]) -> _Article:
    strong: Counter[str] = Counter()
    for hit in hits:
        for entry, name in hit.candidates:
            if not name.weak and _in_use(name, document.date):
                strong[entry.entity.id] += 1
    return _Article(
        text=document.text,
        year=document.date,
        strong=strong,
        about_cars=sum(strong.values()) >= _ENOUGH_ABOUT_CARS,
        about_trucks=len(_TRUCKS.findall(document.text)) >= 3,
    )


def _choose(hit: Hit, article: _Article, registry: Registry, language: Language) -> Entry | None:
    if _part_of_another_name(hit, article, language):
        return None
    ranked = sorted(hit.candidates, key=lambda c: _rank(c, hit, article), reverse=True)
    entry, name = ranked[0]
    if name.weak and not _supported(entry, hit, article, registry):
        return None
    return entry


def _rank(candidate: tuple[Entry, Name], hit: Hit, article: _Article) -> tuple[int, ...]:
    entry, name = candidate
    truck = entry.kind in ("truckmaker", "truck", "busmaker")
    return (
        _in_use(name, article.year),
        _near(_TRUCKS, hit, article) == truck if truck else 0,
        not name.weak,
        min(article.strong[entry.entity.id], 3),
        name.until is None,
        entry.entity.type in _ORGANISATION,
        len(entry.names),
    )


def _in_use(name: Name, date: str | None) -> bool:
    if date is None:
        return name.until is None
    year = date[:4]
    return (name.since or "")[:4] <= year and (name.until is None or year <= name.until[:4])


def _near(pattern: re.Pattern[str], hit: Hit, article: _Article) -> bool:
    return bool(pattern.search(article.text, max(0, hit.start - 60), hit.end + 40)) or article.about_trucks


def _supported(entry: Entry, hit: Hit, article: _Article, registry: Registry) -> bool:
    if entry.entity.type is EntityType.GOVERNMENT:
        return False  # a country acts as an owner only where a cue says so
    if article.strong[entry.entity.id]:
        return True
    related = any(article.strong[other.text] for other in entry.related)
    starts_sentence = bool(
        re.search(r"(?:^|[.!?\n:][\"”’']?\s*|[\"“‘]\s*)$", article.text[max(0, hit.start - 4) : hit.start])
    )
    written = article.text[hit.start : hit.end]
    if written in registry.adjectives or written in registry.nations or written in registry.cities:
        return False
    if entry.entity.type in (EntityType.VEHICLE, EntityType.PLATFORM):
        return related and not starts_sentence and (len(written) > 2 or not written.isdigit())
    if entry.entity.type is EntityType.PERSON:
        return related and not starts_sentence
    return article.about_cars and (related or not starts_sentence or not written.isalpha())


def _part_of_another_name(hit: Hit, article: _Article, language: Language) -> bool:
    """A weak name beside other capitals is most likely a piece of something else."""
    if not all(name.weak for _, name in hit.candidates):
        return False
    before = _WORD_BEFORE.search(article.text, max(0, hit.start - 30), hit.start)
    if before and before[1][0].isupper() and before[1] not in language.words["not_names"]:
        starts = re.search(r"(?:^|[.!?\n])\s*$", article.text[: before.start()][-3:])
        supported = any(article.strong[entry.entity.id] for entry, _ in hit.candidates)
        makes = any(before[1].lower() in other.text for entry, _ in hit.candidates for other in entry.related)
        if not starts and not supported and not makes:
            return True
    return False


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
