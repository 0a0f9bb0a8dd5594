"""FollowTheMoney JSON lines -> Items, checked against its published model (ftm_model/model.json).

The library itself needs a compiler and the headers of ICU; what it would refuse is refused here:
an unknown schema or property, a missing or too long value, a date, country or Wikidata id of
another form, a reference to what is not there or is of another kind.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

MODEL = json.loads((Path(__file__).parent / "ftm_model" / "model.json").read_text("utf-8"))
SCHEMATA: dict[str, dict[str, Any]] = MODEL["schemata"]

_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
_FORMS = {"wikidata": re.compile(r"Q[1-9]\d*")}


@dataclass(frozen=True)
class Item:
    """One entity or link, as FollowTheMoney sees it."""

    id: str
    schema: str
    properties: dict[str, list[str]]


def read(lines: Iterable[str]) -> dict[str, Item]:
    """The items by id; `ValueError` names the first thing that the model does not allow."""
    items: dict[str, Item] = {}
    for line in lines:
        item = Item(**json.loads(line))
        if item.id in items:
            raise ValueError(f"{item.id}: two items of one id")
        items[item.id] = item
    for item in items.values():
        for wrong in _wrongs(item, items):
            raise ValueError(f"{item.id}: {wrong}")
    return items


def kinds(schema: str) -> set[str]:
    """A schema and all that it extends."""
    return {schema}.union(*map(kinds, SCHEMATA[schema]["extends"]))


def _wrongs(item: Item, items: Mapping[str, Item]) -> Iterator[str]:
    if item.schema not in SCHEMATA or SCHEMATA[item.schema].get("abstract"):
        yield f"no schema {item.schema}"
        return
    schemata = [SCHEMATA[name] for name in sorted(kinds(item.schema))]
    properties = {name: rules for schema in schemata for name, rules in schema["properties"].items()}
    for name in {name for schema in schemata for name in schema.get("required", ())}:
        if not item.properties.get(name):
            yield f"{name} is missing"
    for name, values in item.properties.items():
        if name not in properties or properties[name].get("stub"):
            yield f"{item.schema} has no property {name}"
        else:
            for value in values:
                if not _allowed(value, properties[name], items):
                    yield f"{name} cannot be {value!r}"


def _allowed(value: str, rules: Mapping[str, Any], items: Mapping[str, Item]) -> bool:
    if not value.strip() or len(value) > rules["maxLength"]:
        return False
    match rules["type"]:
        case "entity":
            return value in items and rules["range"] in kinds(items[value].schema)
        case "date":
            return bool(_DATE.fullmatch(value))
        case "country":
            return value in MODEL["countries"]
        case "identifier" if rules.get("format") in _FORMS:
            return bool(_FORMS[rules["format"]].fullmatch(value))
        case "name" | "string" | "text":
            return True
        case other:
            raise AssertionError(
                f"{other}: the published model has a type of property that is not checked here"
            )
