"""Stakes and dates in words: what is read, and that it is never more precise than the text."""

from __future__ import annotations

import pytest

from alliancegraph.extraction.figures import stakes
from alliancegraph.extraction.when import find_dates


@pytest.mark.parametrize(
    ("text", "percents"),
    [
        ("a 43.4 percent stake", [43.4]),
        ("a 43.4% stake", [43.4]),
        ("33.4 pct of Mazda", [33.4]),
        ("36.8 per cent of the shares", [36.8]),
        ("raised its stake from 36.8 percent to 43.4 percent", [36.8, 43.4]),
        ("raised its stake from 25 to 33.4 percent", [25.0, 33.4]),
        ("a one-third stake in the company", [33.3]),
        ("half of the shares", [50.0]),
        ("a 50-50 joint venture", [50.0]),
        ("a wholly owned subsidiary", [100.0]),
        ("twenty percent of the capital", [20.0]),
        ("just over a third of the shares", []),
        ("sales rose 12 percent", []),
        ("a 20 percent premium to the share price", []),
        ("a 30 percent market share", []),
    ],
)
def test_stakes(text: str, percents: list[float]) -> None:
    assert [stake.percent for stake in stakes(text) if stake.role != "change"] == percents


@pytest.mark.parametrize(
    ("text", "article", "dates"),
    [
        ("founded in 1999", None, [("1999", "in")]),
        ("in March 1999", None, [("1999-03", "in")]),
        ("on 27 March 1999", None, [("1999-03-27", "on")]),
        ("on March 27, 1999", None, [("1999-03-27", "on")]),
        ("from 1998 until 2005", None, [("1998", "from"), ("2005", "until")]),
        ("since 2010", None, [("2010", "since")]),
        ("by 2017", None, [("2017", "by")]),
        ("last year", "2013-11-05", [("2012", "")]),
        ("last year", None, []),
        ("two years ago", "2013-11-05", [("2011", "")]),
        ("last month", "2013-01-05", [("2012-12", "")]),
        ("next March", "2013-11-05", [("2014-03", "")]),
        ("in May", "2013-11-05", [("2013-05", "in")]),
        ("in May", "2013", []),
        ("2,010 cars and 1999 vehicles", None, []),
        ("on 31 February 1999", None, []),
    ],
)
def test_dates(text: str, article: str | None, dates: list[tuple[str, str]]) -> None:
    assert [(when.date, when.role) for when in find_dates(text, article)] == dates
