"""Documents -> source groups: copies and syndicated versions of one article count once.

Two articles are one source when most of their word five-grams are the same (Jaccard
similarity of 0.5 or more): an agency's text with another headline, cut or lightly edited.
Two reporters who tell one event in their own words share hardly any.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from alliancegraph.model import Document

SAME_SOURCE = 0.5
_WORD = re.compile(r"\w+")
_GRAM = 5
_COMMON = 50  # a five-gram in more articles than this is boilerplate and says nothing


def source_groups(documents: Sequence[Document]) -> dict[str, str]:
    """Map each document's id to the id of the first document (in order of id) of its source."""
    grams = {document.id: _grams(document) for document in documents}
    holders: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for key in sorted(grams):
        for gram in grams[key]:
            holders[gram].append(key)
    group = {key: key for key in grams}
    for key in sorted(grams):
        shared: Counter[str] = Counter()
        for gram in grams[key]:
            if len(holders[gram]) <= _COMMON:
                shared.update(other for other in holders[gram] if other < key)
        for other, n in sorted(shared.items()):
            if n / (len(grams[key]) + len(grams[other]) - n) >= SAME_SOURCE:
                group[key] = group[other]
                break
    return group


def _grams(document: Document) -> set[tuple[str, ...]]:
    words = [w.lower() for start, end in document.body for w in _WORD.findall(document.text[start:end])]
    return {tuple(words[i : i + _GRAM]) for i in range(max(1, len(words) - _GRAM + 1))}
