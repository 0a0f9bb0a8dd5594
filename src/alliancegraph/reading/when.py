"""Dates as forms write them -> partial dates: ISO 8601, RFC 2822, "5 November 2013", digits alone."""

from __future__ import annotations

import re
from email.utils import parsedate_tz

from alliancegraph import dates
from alliancegraph.errors import DateError
from alliancegraph.reading.clean import date_in

_ISO = re.compile(r"\s*(\d{4}(?:-\d\d(?:-\d\d)?)?)(?![\d-])")
_DIGITS = re.compile(r"\s*(?:D:)?(\d{4})(\d\d)(\d\d)(?!\d{1,5}$)")


def partial_date(written: object) -> str | None:
    """The day (or month, or year) that *written* names, if it is a date at all.

    >>> partial_date("Tue, 05 Nov 2013 10:00:00 +0000"), partial_date("2013-11"), partial_date("soon")
    ('2013-11-05', '2013-11', None)
    """
    text = str(written or "")[:100]
    if match := _ISO.match(text):
        return _valid(match[1])
    if match := _DIGITS.match(text):
        return _valid("-".join(match.groups()))
    if told := date_in(text):
        return _valid(told)
    try:
        parts = parsedate_tz(text)
    except (ValueError, IndexError, TypeError):  # headers that only look like a date
        return None
    return _valid(f"{parts[0]:04d}-{parts[1]:02d}-{parts[2]:02d}") if parts else None


def _valid(date: str) -> str | None:
    try:
        return dates.parse(date)
    except DateError:
        return None
