"""Claims -> Entities: every spelling of one id becomes one entity, and names become keys to find it by.

Which id a name in an article means is decided by extraction; here all claims that carry
the same id agree on one name, one type and the union of the aliases. The result depends
on the claims alone, never on their order.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping

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
    """One entity for each id among the claims' subjects and objects, ordered by id."""
    spellings: dict[str, Counter[Entity]] = {}
    for claim in claims:
        for entity in (claim.subject, claim.object):
            spellings.setdefault(entity.id, Counter())[entity] += 1
    return {key: merge(spellings[key]) for key in sorted(spellings)}


def merge(spellings: Mapping[Entity, int]) -> Entity:
    """The entity that several spellings of one id are, each told so many times.

    Name, type, Wikidata id and country are what most claims give (the first in
    alphabetical order among equals); all other names become aliases.
    """
    first = next(iter(spellings))
    if len(spellings) == 1:
        return first
    name = _usual((entity.name, told) for entity, told in spellings.items())
    aliases = {alias for entity in spellings for alias in (*entity.aliases, entity.name)} - {name}
    return Entity(
        id=first.id,
        name=name,
        type=_usual((entity.type, told) for entity, told in spellings.items()),
        aliases=tuple(sorted(aliases)),
        wikidata=_usual_if_any((entity.wikidata, told) for entity, told in spellings.items()),
        country=_usual_if_any((entity.country, told) for entity, told in spellings.items()),
    )


def _usual[T: str](values: Iterable[tuple[T, int]]) -> T:
    counts: Counter[T] = Counter()
    for value, told in values:
        counts[value] += told
    return min(counts, key=lambda value: (-counts[value], value))


def _usual_if_any(values: Iterable[tuple[str | None, int]]) -> str | None:
    known = [(value, told) for value, told in values if value is not None]
    return _usual(known) if known else None
