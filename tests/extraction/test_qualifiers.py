"""Stakes, dates and status: what is read, that it is never more precise than the text, nor contradicts
itself."""

from __future__ import annotations

import pytest

from alliancegraph.extraction import Extractor
from alliancegraph.extraction.figures import stakes
from alliancegraph.extraction.mentions import find_mentions
from alliancegraph.extraction.qualifiers import Told, consistent
from alliancegraph.extraction.status import status_of
from alliancegraph.extraction.when import find_dates
from alliancegraph.model import Document, Status, digest


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
        ("34 percent of its votes", []),
        ("34 percent of its shares", [34.0]),
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


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("took over 8.7 percentage points of it", "change"),
        ("an option on another 24 percent", "change"),
        ("the remaining 49.9 percent of the shares", "rest"),
        ("the 41.5 percent of Chrysler that it does not own", "rest"),
        ("the 41.5 percent which it lacks", "rest"),
        ("the 41.5 percent of Chrysler that it owns", ""),
        ("raised it from 25 percent", "from"),
        ("raised it to 33.4 percent", "to"),
    ],
)
def test_the_part_that_a_percentage_plays(text: str, role: str) -> None:
    (stake,) = stakes(text)
    assert stake.role == role


ARTICLE = "2015-06-10"


@pytest.mark.parametrize(
    ("told", "becomes"),
    [
        # one event does not both begin and end a relation
        (Told(Status.ENDED, None, "2007", "2007"), Told(Status.ENDED, None, None, "2007")),
        (Told(Status.ACTIVE, None, "2007", "2007"), Told(Status.ACTIVE, None, "2007", None)),
        (Told(Status.ENDED, None, "1998", "2007"), Told(Status.ENDED, None, "1998", "2007")),
        (Told(Status.ENDED, None, "2009", "2005"), Told(Status.ENDED, None, None, "2005")),
        # what begins after the article is a plan
        (Told(Status.ACTIVE, None, "2017", None), Told(Status.AGREED, None, "2017", None)),
        (Told(Status.ACTIVE, None, "2015", None), Told(Status.ACTIVE, None, "2015", None)),
        # what was over by then has ended
        (Told(Status.ACTIVE, None, None, "2014"), Told(Status.ENDED, None, None, "2014")),
        (Told(Status.ACTIVE, None, None, "2016"), Told(Status.ACTIVE, None, None, "2016")),
        # when a plan was made is not when it takes effect
        (Told(Status.AGREED, None, "2015-03", None), Told(Status.AGREED, None, None, None)),
        (Told(Status.AGREED, 51.0, "2015-12", None), Told(Status.AGREED, 51.0, "2015-12", None)),
        (Told(Status.DENIED, None, "2016", None), Told(Status.DENIED, None, None, None)),
    ],
)
def test_what_is_told_does_not_contradict_itself(told: Told, becomes: Told) -> None:
    assert consistent(told, ARTICLE) == becomes


def test_without_the_date_of_the_article_only_the_dates_are_compared() -> None:
    assert consistent(Told(Status.AGREED, None, "1999", None), None) == Told(Status.AGREED, None, "1999")
    assert consistent(Told(Status.ENDED, None, "1999", "1999"), None) == Told(
        Status.ENDED, None, None, "1999"
    )


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Magna would buy Opel.", Status.AGREED),
        ("Magna would have bought Opel.", Status.CANCELLED),
        ("Magna plans to buy Opel.", Status.AGREED),
        ("Magna had planned to buy Opel.", Status.CANCELLED),
        ("Magna was to have bought Opel.", Status.CANCELLED),
        ("Magna has agreed to buy Opel.", Status.AGREED),
        ("Magna had bought Opel.", Status.ACTIVE),
    ],
)
def test_a_plan_told_as_what_would_have_been_is_given_up(
    extractor: Extractor, text: str, status: Status
) -> None:
    document = Document(id=digest(text), title="", text=text, body=((0, len(text)),))
    (reader,) = extractor.read(document, find_mentions(document, extractor.registry, extractor.language))
    cue = next(token for token in reader.parsed.doc if token.lemma_ == "buy")
    assert status_of(cue, extractor.language) is status
