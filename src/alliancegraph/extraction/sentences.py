"""Blocks of a document -> sentences, as ranges of its text."""

from __future__ import annotations

import re
from collections.abc import Iterator

LONGEST = 1200  # characters; what is longer is a table or broken text, and is cut at spaces

_END = re.compile(
    r"[.!?][\"”’')\]]*(?:\[\d+\])*\s+(?=[\"“‘'(\[<]*[A-Z0-9À-ÝŠŽČ])|\n\s*\n"
    r"| -- (?=[A-Z][a-z]+ (?:said|is|was)\b)"
)
_ABBREVIATION = re.compile(
    r"(?:\b(?:Inc|Corp|Co|Ltd|Cos|Bros|Mr|Mrs|Ms|Dr|Prof|Sen|Rep|Gov|St|Jr|Sr|No|Nos|vs|approx|est|Jan|Feb|Mar|Apr"
    r"|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec|Calif|Mich|Mass|Tenn|Ind|Ill|Ont|Ala|Ga|Ky|Ariz|Tex|Wash|Mo|Va|Md|Pa|Fla"
    r"|e\.g|i\.e|etc|cf|al|dlrs|pct|Messrs|Gen|Col|Maj|Capt|Lt)|\b[A-Z]|\bS\.p\.A|\bS\.A|\bN\.V|\bU\.S|\bU\.K"
    r"|\bD\.C|\ba\.m|\bp\.m)\.$"
)
_DATELINE = re.compile(
    r"(?:\([A-Z][\w ]+\)\s+-+\s+|(?:[A-Z][\w .]+,\s+)?[A-Z][A-Za-z/ .]{2,40}"
    r"(?:,\s+[A-Z][a-z]+\.?\s+\d{1,2}(?:,\s+\d{4})?)?"
    r"(?:\s+\([A-Z][\w ]{1,20}\))?\s+[-–—]{1,2}\s+)(?=[A-Z])"
)
_NEW_SENTENCE = re.compile(
    r"(?:The|A|An|In|It|He|She|They|But|And|This|That|These|Last|Under|At|On|As|For|With|After|Since|However|By|If)\b"
)


def sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The sentences of text[start:end], without the white space around them."""
    dateline = _DATELINE.match(text, start, end)
    begin = (
        dateline.end()
        if dateline and (dateline[0].isupper() or "," in dateline[0] or "(" in dateline[0])
        else start
    )
    for match in _END.finditer(text, start, end):
        stop = match.end()
        if _is_abbreviation(text, begin, match.start(), stop):
            continue
        yield from _trimmed(text, begin, stop)
        begin = stop
    yield from _trimmed(text, begin, end)


def _is_abbreviation(text: str, begin: int, dot: int, after: int) -> bool:
    if text[dot] != ".":
        return False
    last = text[max(begin, dot - 12) : dot + 1]
    return bool(_ABBREVIATION.search(last)) and not _NEW_SENTENCE.match(text, after)


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > LONGEST:
        cut = text.rfind(" ", start, start + LONGEST)
        cut = cut if cut > start else start + LONGEST
        yield from _trimmed(text, start, cut)
        start = cut
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if end > start:
        yield start, end
