"""Words -> stakes in percent: "43.4 percent", "one-third", "50:50", "wholly owned"."""

from __future__ import annotations

import re
from dataclasses import dataclass

_PERCENT = r"(?:%|per ?cent\b|pct\b|percentage points?\b)"
_NUMBER = re.compile(rf"(?P<number>\d{{1,3}}(?:[.,]\d+)?)(?:\s*-\s*|\s*){_PERCENT}", re.I)
_SERIES = re.compile(
    rf"(?P<first>\d{{1,3}}(?:\.\d+)?)\s+(?:to|and|or)\s+(?P<second>\d{{1,3}}(?:\.\d+)?)\s*{_PERCENT}", re.I
)
_EVEN = re.compile(
    r"\b50\s?[:/-]\s?50\b|\bfifty-fifty\b|\bequal(?:ly)?\b(?=.{0,25}\b(?:own|held|shar|partner|venture))",
    re.I,
)
_WHOLE = re.compile(
    r"\b(?:wholly|fully|entirely)[- ](?:owned|controlled)\b|\bwhole of\b|\boutright\b|\bsole owner\b", re.I
)
_FRACTIONS = {"half": 50.0, "third": 33.3, "quarter": 25.0, "fifth": 20.0, "tenth": 10.0}
_WORDS = {
    **{f"{article}{name}": value for name, value in _FRACTIONS.items() for article in ("a ", "one-", "one ")},
    **{name: value for name, value in _FRACTIONS.items() if name != "tenth"},
    "two-thirds": 66.7,
    "two thirds": 66.7,
    "three-quarters": 75.0,
    "three quarters": 75.0,
}
_UNITS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
_TENS = ["ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety", "hundred"]
_SPELT = {
    **{name: 10.0 * (i + 1) for i, name in enumerate(_TENS)},
    **{name: float(i + 1) for i, name in enumerate(_UNITS)},
    "fifteen": 15.0,
    "twenty-five": 25.0,
}


def _any_of(words: dict[str, float]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_SPELT_PERCENT = re.compile(rf"\b(?P<word>{_any_of(_SPELT)})\s*{_PERCENT}", re.I)
_FRACTION = re.compile(
    rf"\b(?P<word>{_any_of(_WORDS)})\b"
    r"(?=\s+(?:of|stake|share|interest|owned|owner|holding|in)\b|-owned|-stake)",
    re.I,
)
# "just over a third" is no number; "about a third" is one.
_VAGUE = re.compile(
    r"(?:just |slightly |a little |a bit |somewhat )"
    r"(?:over|under|more than|less than|above|below|short of)\s+(?:an?\s+)?$"
    r"|\b(?:nearly|almost)\s+(?:an?\s+)?$",
    re.I,
)
_NOT_A_STAKE = re.compile(
    r"^\W*(?:of (?:the |its |their |all )?(?:voting|votes?\b|sales|output|production|revenue|market|cost|all"
    r"|its (?:sales|output|revenue|workforce|staff))"
    r"|(?:rise|fall|increase|decrease|decline|drop|growth|jump|gain|higher|lower|more|less|premium"
    r"|discount|cut|market|tariff|tax|interest rate|margin|cheaper|of the market)\b)",
    re.I,
)
_CHANGE = re.compile(
    r"\b(?:by|rose|fell|up|down|gained|lost|jumped|dropped|additional|another|further|extra)\s*$", re.I
)
# "the 41.5 percent that it does not own": what is missing from the whole.
_POINTS = re.compile(r"points?\b", re.I)
_REST = re.compile(r"\b(?:remaining|outstanding|rest of the|other)\s*$", re.I)
_REST_AFTER = re.compile(
    r"\s+(?:stake |share )?(?:of \S+(?: \S+)? )?(?:which |that )?(?:it|they|he)\s+"
    r"(?:lacks?|(?:does|did|do) not(?: already| yet)? (?:own|hold|have))\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Stake:
    percent: float
    start: int
    end: int
    role: str  # "to", "from", "change", "rest" or ""


def stakes(text: str) -> list[Stake]:
    """The percentages in *text* that can be shares in a company, in order."""
    found: list[Stake] = []
    for pattern in (_NUMBER, _SPELT_PERCENT, _FRACTION):
        for match in pattern.finditer(text):
            value = _value(match)
            before = text[max(0, match.start() - 24) : match.start()]
            if (
                value is None
                or value > 100
                or _VAGUE.search(before)
                or _NOT_A_STAKE.match(text[match.end() :])
            ):
                continue
            found.append(Stake(value, match.start(), match.end(), role_at(text, match.start(), match.end())))
    for match in _SERIES.finditer(text):
        found.append(
            Stake(
                float(match["first"]),
                match.start(),
                match.start() + 1,
                role_at(text, match.start(), match.start() + 1),
            )
        )
    found += [Stake(50.0, m.start(), m.end(), "") for m in _EVEN.finditer(text)]
    found += [Stake(100.0, m.start(), m.end(), "") for m in _WHOLE.finditer(text)]
    return sorted(found, key=lambda s: s.start)


def _value(match: re.Match[str]) -> float | None:
    groups = match.groupdict()
    if "number" in groups:
        return float(match["number"].replace(",", "."))
    word = match["word"].lower()
    return _SPELT.get(word, _WORDS.get(word))


def role_at(text: str, start: int, end: int) -> str:
    """The part that the percentage at *start* plays in a step: to, from, change, rest or none."""
    if _POINTS.search(text, start, end) or _REST_AFTER.match(text, end):
        return "change" if _POINTS.search(text, start, end) else "rest"
    return _role(text[max(0, start - 24) : start])


def _role(before: str) -> str:
    if _CHANGE.search(before):
        return "change"
    if _REST.search(before):
        return "rest"
    if re.search(r"\bto(?: (?:about|around|some|roughly|exactly|as much as))?\s*$", before):
        return "to"
    if re.search(r"\bfrom(?: (?:about|around|some|its \w+))?\s*$", before):
        return "from"
    return ""
