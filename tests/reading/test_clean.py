"""Pages as scraped: what is kept as the article, and what is not."""

from __future__ import annotations

import pytest

from alliancegraph.reading.clean import layout

PARAGRAPH = (
    "Borgward said on Monday that it would build cars with Hansa in Bremen from next spring, and more. " * 2
)

CASES = [
    pytest.param("Headline here\n\nBody of it.", ["Headline here", "Body of it."], id="plain"),
    pytest.param(
        "Currently reading: Two firms join\nStandfirst\n", ["Two firms join", "Standfirst"], id="lead-in"
    ),
    pytest.param(
        "Title\n\nText.\n\nJoin the debate\n\nComments\n3\nI doubt it.", ["Title", "Text."], id="debate"
    ),
    pytest.param(
        "Title\n\nText.\n\n12 Comments\nbob 3 May 2013\nNo.", ["Title", "Text."], id="counted-comments"
    ),
    pytest.param(
        f"Title\n\n{PARAGRAPH}\n\n{PARAGRAPH}\n\nhans_k 5 November 2013\n\nThey own Ford, I hear.",
        ["Title", PARAGRAPH.strip(), PARAGRAPH.strip()],
        id="comment-head-without-marker",
    ),
    pytest.param("# Title\n\nText.\n\n- a point", ["Title", "Text.", "a point"], id="markdown"),
    pytest.param("Title\nAdvertisement\nText.\nShare this story\n", ["Title", "Text."], id="furniture"),
    pytest.param("Title\n\nText.\n\nSee also\n\nOther", ["Title", "Text."], id="see-also"),
    pytest.param("Title\r\n\r\nText.\r\n", ["Title", "Text."], id="windows-lines"),
    pytest.param("\ufeffTitle\n\nText.", ["Title", "Text."], id="byte-order-mark"),
    pytest.param(
        "Title\n\nText.\n![A car](car.jpg)\nhttps://example.org/x", ["Title", "Text."], id="images-and-links"
    ),
    pytest.param(
        f"We use cookies on this site. Accept all cookies\n\nTitle\n\n{PARAGRAPH}",
        ["Title", PARAGRAPH.strip()],
        id="cookie-notice",
    ),
    pytest.param(
        "Home\nNew cars\nLog in\n\nCurrently reading: Two firms join\nBy Eva Lund\n5 November 2013\n\nText.",
        ["Two firms join", "Text."],
        id="menu-byline-and-date",
    ),
    pytest.param(
        f"Title\n\n{PARAGRAPH}\n\n{PARAGRAPH}\n\nTempo sells its vans\n\nBy Jens Meyer\n\nAnother story.",
        ["Title", PARAGRAPH.strip(), PARAGRAPH.strip()],
        id="next-story-with-byline",
    ),
    pytest.param(
        f"Currently reading: Title\n\n{PARAGRAPH}\n\nCurrently reading: Tempo sells its vans\n\nMore.",
        ["Title", PARAGRAPH.strip()],
        id="next-story-with-lead-in",
    ),
    pytest.param(
        f"Title\n\nImage: Nordbild\n\n{PARAGRAPH}\nAdvertisement\nContinue reading below\n\nText.\n\n"
        "Sign up for our newsletter\n\nRelated stories\n\nTen vans compared",
        ["Title", PARAGRAPH.strip(), "Text."],
        id="caption-advert-newsletter-related",
    ),
    pytest.param("(c) 2019 Somebody\n\nText.", ["Text."], id="copyright"),
]


@pytest.mark.parametrize(("text", "blocks"), CASES)
def test_body(text: str, blocks: list[str]) -> None:
    assert [text[slice(*span)] for span in layout(text).body] == blocks


def test_lines_wrapped_by_a_newswire_are_one_paragraph() -> None:
    text = (
        "Borgward AG said it would build cars with Hansa Werke\n"
        "in Bremen from next spring, and that the two would each\n"
        "hold half of the shares of the new company.\n"
        "    A spokesman said the contract needed the approval of\n"
        "the government, which was expected by the end of May.\n"
    )
    assert [text[a:b].count("\n") for a, b in layout(text).body] == [2, 1]


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("Title\nBy A. Writer, 5 November 2013\n\nText.", "2013-11-05"),
        ("Title\nMarch 3, 1999\n\nText.", "1999-03-03"),
        ("Title\n\nText.\n\nComments\nbob 7 May 2013\nx\n\nann 5 May 2013\ny", "2013-05-05"),
        ("Title\n\nText.\n(c) 2019 Somebody", "2019"),
        (
            "Title\n\nText of 4 May 1990 within a long sentence that is certainly no by-line of any kind.",
            None,
        ),
    ],
)
def test_date(text: str, date: str | None) -> None:
    assert layout(text).date == date
