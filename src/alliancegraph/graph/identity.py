"""Claims -> Entities: every spelling of one id becomes one entity, and names become keys to find it by.

Which id a name in an article means is decided by extraction; here all claims that carry
the same id agree on one name, one type and the union of the aliases. The result depends
on the claims alone, never on their order.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable

from alliancegraph.model import Claim, Entity


def name_key(name: str) -> str:
    """What two spellings of one name have in common: no case, no diacritics, no punctuation.

    >>> name_key("PSA Peugeot-Citroën") == name_key("psa  peugeot citroen")
    True
    """
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    return re.sub(r"[\W_]+", " ", bare).strip() or name.strip()


def merge_entities(claims: Iterable[Claim]) -> dict[str, Entity]:
    """One entity for each id among the claims' subjects and objects, ordered by id.

    Name, type, Wikidata id and country are what most claims give (the first in
    alphabetical order among equals); all other names become aliases.
    """
    spellings: dict[str, list[Entity]] = {}
    for claim in claims:
        for entity in (claim.subject, claim.object):
            spellings.setdefault(entity.id, []).append(entity)
    return {key: _merge(spellings[key]) for key in sorted(spellings)}


def _merge(spellings: list[Entity]) -> Entity:
    first = spellings[0]
    if all(other == first for other in spellings):
        return first
    name = _usual(entity.name for entity in spellings)
    aliases = {alias for entity in spellings for alias in (*entity.aliases, entity.name)} - {name}
    return Entity(
        id=first.id,
        name=name,
        type=_usual(entity.type for entity in spellings),
        aliases=tuple(sorted(aliases)),
        wikidata=_usual_if_any(entity.wikidata for entity in spellings),
        country=_usual_if_any(entity.country for entity in spellings),
    )


def _usual[T: str](values: Iterable[T]) -> T:
    counts = Counter(values)
    return min(counts, key=lambda value: (-counts[value], value))


def _usual_if_any(values: Iterable[str | None]) -> str | None:
    known = [value for value in values if value is not None]
    return _usual(known) if known else None
