"""Public relation data (CORE, KnowledgeNet) -> Examples: what their labels say in our terms.

Each sentence has one labelled pair (CORE) or several (KnowledgeNet). What a label leaves open is
not asked: a partner may also supply. Statuses and figures are not annotated there. The files are
not part of this repository; `make train PUBLIC=FOLDER` uses them where they are.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

from examples import Example, Key, examples_of

from alliancegraph.extraction.excerpt import Excerpt, Spot
from alliancegraph.extraction.extractor import Extractor
from alliancegraph.model import Entity, EntityType, Mention, Predicate, slug

FILES = ("core_train.jsonl", "knowledgenet_folds12.jsonl")
# label -> (predicate, whether its subject is the labelled head, predicates that stay open beside it)
_OPEN_TIES = (Predicate.JOINT_VENTURE_WITH, Predicate.CO_DEVELOPS, Predicate.SHARES_PLATFORM_WITH)
_OWNING = (Predicate.PARTNER_IN, Predicate.MEMBER_OF, Predicate.MERGED_WITH)
LABELS: Mapping[str, tuple[Predicate, bool, tuple[Predicate, ...]]] = {
    "ACQUIRES": (Predicate.OWNS, True, _OWNING),
    "OWNS": (Predicate.OWNS, True, _OWNING),
    "OWNS_STAKE_IN": (Predicate.OWNS, True, _OWNING),
    "BRAND_OF": (Predicate.OWNS, False, _OWNING),
    "PARTNER_OF": (Predicate.ALLIED_WITH, True, (*_OPEN_TIES, Predicate.SUPPLIES, Predicate.MEMBER_OF)),
    "SUPPLIES": (Predicate.SUPPLIES, True, (Predicate.BUILDS_FOR, Predicate.ALLIED_WITH, *_OPEN_TIES)),
    "MERGED_WITH": (Predicate.MERGED_WITH, True, (Predicate.OWNS,)),
    "EXECUTIVE_OF": (Predicate.EXECUTIVE_OF, True, (Predicate.OWNS,)),
    "FOUNDED_BY": (Predicate.EXECUTIVE_OF, False, (Predicate.OWNS,)),
}
_LEFT_OUT = ("PRODUCES", "SELLS", "HEADQUARTERED_IN", "DEVELOPED_BY", "MEMBER_OF")
_PRONOUNS = {"it", "its", "they", "their", "he", "she", "his", "her", "we", "our", "who", "which", "i"}


def of_public(extractor: Extractor, folder: Path) -> Iterator[Example]:
    for name in FILES:
        with (folder / name).open(encoding="utf-8") as lines:
            for row in map(json.loads, lines):
                if (read := _read(row)) is not None:
                    yield from examples_of(extractor, row["id"], *read)


def _read(row: Mapping[str, Any]) -> tuple[Excerpt, Mapping[Key, list[Mapping[str, Any]]]] | None:
    """A sentence and what its labels state; None where they have no counterpart here."""
    if any(r["type"] in _LEFT_OUT for r in row["relations"]) or len(row["entities"]) > 8:
        return None
    persons = {r["head" if r["type"] == "EXECUTIVE_OF" else "tail"]
               for r in row["relations"] if r["type"] in ("EXECUTIVE_OF", "FOUNDED_BY")}  # fmt: skip
    mentions = [_mention(i, e, i in persons) for i, e in enumerate(row["entities"])]
    spots = [
        Spot(m.start, m.end, 0, (m,), not _describes(m.text)) for m in sorted(mentions, key=lambda m: m.start)
    ]
    if any(a.end > b.start for a, b in pairwise(spots)):
        return None
    text = row["text"]
    excerpt = Excerpt(text, ((0, len(text)),), (0,), tuple(spots), ())
    stated: dict[tuple[str, str, str], list[Mapping[str, Any]]] = {}
    for r in row["relations"]:
        predicate, forward, left_open = LABELS[r["type"]]
        one, other = (mentions[i].entity.id for i in (r["head"], r["tail"]))
        if not forward:
            one, other = other, one
        _state(stated, predicate, one, other, False)
        for further in left_open:
            _state(stated, further, one, other, True)
            _state(stated, further, other, one, True)
    return excerpt, stated


def _state(stated: dict[Any, Any], predicate: Predicate, one: str, other: str, optional: bool) -> None:
    if predicate.symmetric and other < one:
        one, other = other, one
    stated.setdefault((predicate.value, one, other), []).append({"status": None, "optional": optional})


def _mention(number: int, entity: Mapping[str, Any], person: bool) -> Mention:
    name = entity["text"]
    kind = EntityType.PERSON if person else EntityType.COMPANY
    known = Entity(id=f"{slug(name)}-{number}", name=name, type=kind)
    return Mention(start=entity["start"], end=entity["end"], text=name, entity=known)


def _describes(text: str) -> bool:
    return text.lower() in _PRONOUNS or text.lower().startswith(("the company", "the firm", "this company"))
