"""Partial dates: `YYYY`, `YYYY-MM` or `YYYY-MM-DD`, never more precise than the source.

A partial date is kept as its text, because that is what articles, files and users
write. It stands for the whole period that it names: `first_day` and `last_day` give
the bounds, and every comparison is made on those.
"""

from __future__ import annotations

import calendar
import re
from datetime import date
from functools import lru_cache

from alliancegraph.errors import DateError

_KNOWN = 20_000  # dates that are remembered: histories compare the same few again and again
_PARTIAL = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


def parse(text: str) -> str:
    """Return *text* unchanged if it is a valid partial date; raise `DateError` otherwise."""
    first_day(text)
    return text


@lru_cache(_KNOWN)
def first_day(partial: str) -> date:
    """The first day of the period that *partial* names.

    >>> first_day("1999-03")
    datetime.date(1999, 3, 1)
    """
    year, month, day = _parts(partial)
    return _make(partial, year, month or 1, day or 1)


@lru_cache(_KNOWN)
def last_day(partial: str) -> date:
    """The last day of the period that *partial* names.

    >>> last_day("1999-02")
    datetime.date(1999, 2, 28)
    """
    year, month, day = _parts(partial)
    month = month or 12
    if not 1 <= month <= 12:
        raise DateError(f"{partial!r} is no date: there is no month {month}")
    return _make(partial, year, month, day or calendar.monthrange(year, month)[1])


def compatible(one: str | None, other: str | None) -> bool:
    """Whether both may name the same day: one unknown, or one period within the other."""
    if one is None or other is None:
        return True
    return one.startswith(other) or other.startswith(one)


def _parts(partial: str) -> tuple[int, int, int]:
    match = _PARTIAL.fullmatch(partial)
    if match is None:
        raise DateError(f"{partial!r} is no date: write YYYY, YYYY-MM or YYYY-MM-DD")
    year, month, day = (int(part or 0) for part in match.groups())
    return year, month, day


def _make(partial: str, year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError as error:
        raise DateError(f"{partial!r} is no date: {error}") from None
