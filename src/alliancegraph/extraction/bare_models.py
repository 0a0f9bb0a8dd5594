"""Document + Mentions -> Mentions of cars that stand without their make and that no name finds.

"the 510", "the 600 saloon": a number is a model only as the text speaks of it, and of a make
that is named before. "a van named Ibex", "cars called the Type 12", "the prototype
Corvan": what the text itself introduces as a car. A car of the registry is taken from there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from alliancegraph.model import Document, Entity, EntityType, Mention, slug
from alliancegraph.vocabulary import Entry, Language, Registry

_BODY = (
    r"(?:saloon|sedan|coup[eé]|hatchback|pick-?up|roadster|convertible|estate|station wagon|minivan"
    r"|people carrier|SUV|crossover|van|truck|lorry|bus|minibus|supermini|sports car|city car"
    r"|electric car|limousine|motorcycle)"
)
_CODE = r"(?:\d{2,4}[A-Z]{0,3}|[A-Z]{1,3}[- ]?\d{1,4}[A-Za-z]{0,2})"
_WITH_BODY = re.compile(rf"\b(?:[Tt]he|its|[Ii]ts|new|and|first)[ ](?P<model>{_CODE})[ ]{_BODY}\b(?!s)")
_NUMBER = re.compile(
    r"\b(?:[Tt]he|its|new|little|old)[ ](?P<model>\d{1,4})(?=[,.;)]|[ ](?P<next>\w+))(?![.,]\d)"
)
_WORD_WITH_BODY = re.compile(
    rf"\b(?:[Tt]he|its|new|and|models?)[ ](?P<model>[A-Z][\w-]*)[ ](?:{_BODY}\b|cars?\b|\()"
)
_MADE_NAME = (
    r"(?P<model>(?:Type|Model|Series|Mark)[ ][A-Z0-9]{1,3}\b"
    r"|[A-Z][\w-]*[\w](?:[ ][A-Z][\w-]*\w|[ ]\d{1,4}\b|[ ][A-Z]\b){0,2})"
)
_CALLED = re.compile(
    rf"\b(?:cars?|automobiles?|vehicles?|{_BODY}s?|cab|three-wheeler|prototype|runabout|voiturette|model)"
    r"(?:[ ](?:was|were|is|are))?[ ](?:called|named|dubbed|christened|marketed as|sold as|known as)[ ]"
    rf"(?:the[ ])?[\"“'‘_]{{0,2}}{_MADE_NAME}"
)
_PROTOTYPE = re.compile(rf"\b(?:prototype|first[ ](?:model|car),(?:[ ]the)?)[ ]{_MADE_NAME}")
_FAR = 1200  # characters from a make to a car of its that the text names without it


def bare_models(
    document: Document, linked: Sequence[Mention], registry: Registry, language: Language
) -> Iterator[Mention]:
    """The cars in the body of *document* that stand alone; *linked* are the names already known."""
    text = document.text
    for start, end in document.body:
        for match in _NUMBER.finditer(text, start, end):
            if match["next"] is None or match["next"] in language.words["after_thing"]:
                yield from _known(text, match, linked, registry)
        for match in _WITH_BODY.finditer(text, start, end):
            known = list(_known(text, match, linked, registry))
            yield from known or _introduced(text, match, linked, registry)
        for match in _WORD_WITH_BODY.finditer(text, start, end):
            yield from _known(text, match, linked, registry)
        for pattern in (_CALLED, _PROTOTYPE):
            for match in pattern.finditer(text, start, end):
                if not any(_stands_in_the_way(m, *match.span("model")) for m in linked):
                    yield from _introduced(text, match, linked, registry)


def _stands_in_the_way(mention: Mention, start: int, end: int) -> bool:
    """A known name there, unless only a part of the new one: "Mazda-Go"."""
    inside = start <= mention.start and mention.end <= end and mention.end - mention.start < end - start
    return mention.start < end and mention.end > start and not inside


def _known(
    text: str, match: re.Match[str], linked: Sequence[Mention], registry: Registry
) -> Iterator[Mention]:
    """The car of a make named before that bears this number."""
    makes = [m.entity.id for m in linked if m.start < match.start("model")]
    makes.reverse()
    entries = _models(registry).get(match["model"], ())
    found = [(makes.index(make), entry) for entry in entries for make in _makers(entry) if make in makes]
    if found:
        entry = min(found, key=lambda pair: (pair[0], pair[1].entity.id))[1]
        yield _mention(text, match, entry.entity)


def _introduced(
    text: str, match: re.Match[str], linked: Sequence[Mention], registry: Registry
) -> Iterator[Mention]:
    """A car that no table lists, of the make that the text named last."""
    at, model = match.start("model"), match["model"]
    near = [
        m.entity for m in linked
        if at - _FAR < m.start < at and (entry := registry.get(m.entity.id)) and entry.kind in _MAKERS
    ]  # fmt: skip
    if not near and model[0].isdigit():
        return
    name = f"{near[-1].name} {model}" if near else model
    yield _mention(
        text,
        match,
        Entity(id=slug(name), name=name, type=EntityType.VEHICLE, aliases=(model,) if name != model else ()),
    )


_MAKERS = ("carmaker", "truckmaker", "car", "truck", "carmaking", "motorcycle")


def _mention(text: str, match: re.Match[str], entity: Entity) -> Mention:
    start, end = match.span("model")
    return Mention(start=start, end=end, text=text[start:end], entity=entity)


def _makers(entry: Entry) -> Iterator[str]:
    for name in entry.related:
        yield name.text


@cache
def _models(registry: Registry) -> dict[str, tuple[Entry, ...]]:
    """The cars of the registry by the names of their models."""
    found: dict[str, list[Entry]] = {}
    for entry in registry:
        if entry.model:
            found.setdefault(entry.model, []).append(entry)
    return {model: tuple(entries) for model, entries in found.items()}
