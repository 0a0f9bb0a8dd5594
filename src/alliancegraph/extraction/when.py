"""Words -> partial dates with their role: "in March 1999", "since 2010", "last year", "by 2017".

A date is never more precise than the text. Relative ones are counted from the article's
date, and stay unknown where that is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from alliancegraph import dates
from alliancegraph.errors import DateError

_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_MONTH = (
    r"(?:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?|July?|Aug(?:ust|\.)?"
    r"|Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
)
_YEAR = r"(?:1[89]\d\d|20[0-4]\d)"
_ABSOLUTE = re.compile(
    rf"\b(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<month>{_MONTH})\s*,?\s*(?P<year>{_YEAR})"
    rf"|(?P<month2>{_MONTH})\s+(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?\s*,\s*(?P<year2>{_YEAR})"
    rf"|(?P<month3>{_MONTH})(?:\s+of)?\s*,?\s+(?P<year3>{_YEAR})"
    rf"|(?P<iso>{_YEAR}-\d\d(?:-\d\d)?)"
    rf"|(?P<year4>{_YEAR})(?![\d%-]|\s*(?:cars|vehicles|units|cc|kg|hp|rpm|dlrs|miles|km|employees|workers|jobs|people|model))(?!s\b))"
)
_RELATIVE = re.compile(
    r"\b(?:(?P<which>last|this|next|the previous|the following|earlier this|later this|early this|late last"
    rf"|early next|late next|the past|current)\s+(?P<unit>year|month|week|quarter|{_MONTH})"
    r"|(?P<ago>a|one|two|three|four|five|six|seven|eight|nine|ten|\d{1,2})"
    r"\s+(?P<agounit>years?|months?|weeks?|days?)\s+(?P<dir>ago|later|earlier)"
    rf"|(?:in|on|since|by|until)\s+(?P<monthday>{_MONTH})(?:\s+(?P<onday>\d{{1,2}}))?\b(?!\s*,?\s*\d)"
    r"|(?P<today>yesterday|tomorrow))",
    re.I,
)
_ROLE = re.compile(
    r"\b(?P<word>since|from|between|until|till|to|through|by|in|on|at|during|after|before|as of|effective"
    r"|of|starting|beginning|end of|late|early|mid-?|and|as early as|around|about)\s*(?:the\s+)?"
    r"(?:(?:end|beginning|start|middle) of |early |late |mid-?|(?:spring|summer|autumn|fall|winter) of "
    r"|(?:first|second|third|fourth) (?:quarter|half) of )?$",
    re.I,
)
_SMALL = {
    "a": 1,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
}


@dataclass(frozen=True, slots=True)
class When:
    """A date in a text; `role` is the preposition before it: since, from, until, by, in ..."""

    date: str
    start: int
    end: int
    role: str


def find_dates(text: str, article: str | None) -> list[When]:
    """The dates in *text*, in order; *article* is the date that relative ones count from."""
    found = []
    for match in _ABSOLUTE.finditer(text):
        if (value := _absolute(match)) is not None:
            found.append(When(value, match.start(), match.end(), _role(text, match.start())))
    taken = [(w.start, w.end) for w in found]
    for match in _RELATIVE.finditer(text):
        value = _relative(match, article)
        if value is not None and not any(s < match.end() and match.start() < e for s, e in taken):
            own = match[0].split()[0].lower()
            role = own if own in ("since", "by", "until", "in", "on") else _role(text, match.start())
            found.append(When(value, match.start(), match.end(), role))
    return sorted(found, key=lambda w: w.start)


def _role(text: str, start: int) -> str:
    match = _ROLE.search(text[max(0, start - 40) : start])
    return match["word"].lower() if match else ""


def _absolute(match: re.Match[str]) -> str | None:
    if match["iso"]:
        value = match["iso"]
    elif match["year4"]:
        return match["year4"]
    else:
        year = match["year"] or match["year2"] or match["year3"]
        month = _month(match["month"] or match["month2"] or match["month3"])
        day = match["day"] or match["day2"]
        value = f"{year}-{month:02d}" + (f"-{int(day):02d}" if day else "")
    try:
        return dates.parse(value)
    except DateError:
        return None


def _month(name: str) -> int:
    return next(i for i, month in enumerate(_MONTHS, 1) if month.startswith(name[:3].lower()))


def _relative(match: re.Match[str], article: str | None) -> str | None:
    if article is None:
        return None
    day = dates.first_day(article)
    precise = len(article)
    if match["which"]:
        return _shifted(match["which"].lower(), match["unit"].lower(), day, precise)
    if match["ago"] and match["dir"].lower() == "ago":
        amount = _SMALL.get(match["ago"].lower()) or int(match["ago"])
        unit = match["agounit"].lower().rstrip("s")
        if unit == "year":
            return str(day.year - amount)
        return _months(day, -amount) if unit == "month" and precise > 4 else None
    if match["monthday"] and precise > 4:
        month = _month(match["monthday"])
        value = f"{day.year}-{month:02d}"
        return (
            f"{value}-{int(match['onday']):02d}"
            if match["onday"] and 1 <= int(match["onday"]) <= 28
            else value
        )
    if match["today"] and precise == 10:
        shift = {"yesterday": -1, "tomorrow": 1}[match["today"].lower()]
        return (day + timedelta(days=shift)).isoformat()
    return None


def _shifted(which: str, unit: str, day: date, precise: int) -> str | None:
    step = (
        -1 if "last" in which or "previous" in which else 1 if "next" in which or "following" in which else 0
    )
    if which == "the past":
        return None
    if unit == "year":
        return str(day.year + step)
    if precise == 4:
        return None
    if unit == "month":
        return _months(day, step)
    if unit in ("week", "quarter"):
        return None
    month = _month(unit)
    year = day.year - (step < 0 and month >= day.month) + (step > 0 and month <= day.month)
    return f"{year}-{month:02d}"


def _months(day: date, step: int) -> str:
    months = day.year * 12 + day.month - 1 + step
    return f"{months // 12}-{months % 12 + 1:02d}"
