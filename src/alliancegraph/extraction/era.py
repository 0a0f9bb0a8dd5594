"""Document + Hits -> the year that an undated text was probably written in, for the sake of its names.

Who is meant by "Daimler" depends on the year, and most saved pages have lost their date. What
is left of it: a copyright line, the years that the text tells of as past, the time since when
its names exist, and, where it tells of no year at all, the time until when they did.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from alliancegraph.extraction.names import Hit
from alliancegraph.model import Document
from alliancegraph.vocabulary import Entry

_COPYRIGHT = re.compile(r"(?:©|\([Cc]\)|[Cc]opyright)[ ]?(?:[A-Z][\w.]+[ ]){0,2}((?:19|20)\d\d)\b")
_YEAR = re.compile(
    r"(?<![\w.,$€£/-])((?:19|20)\d\d)(?![\w'’/]|[.,]\d|-\d|[ ](?:km|cc|hp|lb|kg|units|cars|models?)\b)"
)
_TO_COME = re.compile(
    r"\b(?:by|until|till|through|from|for|before|after|beyond|early|late|mid|to|in|and|-|–)[ -]*$"
)
_AHEAD = re.compile(r"\b(?:will|would|plans?|planned|aims?|expect\w*|targets?|goal|forecast|by)\b")
_FIRST, _LAST = 1960, 2040  # years that are taken for the time of writing
_NEWER = 2  # years by which a name may be younger than the last year that is told


def era(document: Document, hits: Sequence[Hit]) -> str | None:
    """The year (four digits), or None where nothing tells."""
    text = document.text
    if signed := _COPYRIGHT.search(text):
        return signed[1]
    told = max(_past_years(document), default=None)
    entries = [entry for hit in hits if (entry := _plainly(hit)) is not None]
    since = max((int(e.since[:4]) for e in entries if e.since), default=_FIRST)
    if told is not None:
        year = max(told, since) if since <= told + _NEWER else told
    else:
        ended = min((int(e.until[:4]) for e in entries if e.until), default=None)
        if ended is None or ended < since:
            return None
        year = ended
    return str(year) if _FIRST <= year <= _LAST else None


def _plainly(hit: Hit) -> Entry | None:
    """Who bears a name that nobody else and no ordinary word has."""
    (entry, name), *others = hit.candidates
    return entry if not others and not name.weak else None


def _past_years(document: Document) -> Iterator[int]:
    """The years that the text tells of, but for those that it looks ahead to."""
    for start, end in document.body:
        for match in _YEAR.finditer(document.text, start, end):
            sentence = document.text[max(start, match.start() - 120) : match.start()]
            clause = re.split(r"[.!?;\n]", sentence)[-1]
            if not (_TO_COME.search(clause) and _AHEAD.search(clause)):
                yield int(match[1])
