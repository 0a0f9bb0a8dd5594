"""Text as scraped -> Layout: where headline and body stand, and what is not the article.

Navigation, adverts, newsletter calls, image captions in Markdown and reader comments
are left out. Nothing is rewritten: the layout holds ranges of the text that was read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_MONTHS = (
    "January|February|March|April|May|June|July|August|September|October|November|December"
    "|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec"
)
_DATE = (
    rf"(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<month>{_MONTHS})\.?,?\s+(?P<year>\d{{4}})"
    rf"|(?P<month2>{_MONTHS})\.?\s+(?P<day2>\d{{1,2}}),?\s+(?P<year2>\d{{4}})"
    r"|(?P<iso>\d{4}-\d\d-\d\d))"
)
_LEAD_IN = re.compile(r"(?:currently reading|you are reading|now reading|you're reading)\s*:\s*", re.I)
# From here on there are only readers' comments and links.
_END_OF_ARTICLE = re.compile(
    r"(?:join the (?:debate|conversation|discussion)|\d* ?comments?(?: ?\(\d+\))?|add a comment.*"
    r"|leave a (?:comment|reply)|post a comment|readers?['’]? comments|see also|references|external links"
    r"|further reading|related (?:articles|stories|content|posts)|more on this story|you may also like"
    r"|most (?:read|popular))\s*:?",
    re.I,
)
_FURNITURE = re.compile(
    r"(?:advertisements?|advertising|sponsored( content)?|share this.*|read (?:more|next|also)\b.*"
    r"|(?:sign up|subscribe)\b.*|newsletter.*|follow us.*|click here.*|skip to .*|(?:home|news)\s*[>»/].*"
    r"|getty images|photo(?:graph)? by .*|to contact the (?:reporter|editor)s?\b.*|--\s*with assistance .*"
    r"|for more articles like this.*|(?:©|\(c\)|copyright)\s*\d{4}.*"
    r"|\((?:adds|updates|corrects|recasts)\b.*|our standards:.*|(?:\((?:additional )?)?reporting by .*"
    r"|\((?:writing|editing) by .*|we use cookies.*"
    r"|accept (?:all )?cookies.*|all rights reserved.*|\{\{.*\}\}|!\[.*|https?://\S+|-{3,}|\*{3,}"
    r"|image(?:s)?(?: credit)?:.*|tags?:.*|last updated.*|continue reading(?: below)?"
    r"|home|menu|search|log ?in|sign ?in|sign ?up|register|contact(?: us)?|about(?: us)?|share|print"
    r"|e-?mail|facebook|twitter|linkedin|whatsapp)",
    re.I,
)
_BYLINE = re.compile(
    rf"By (?P<author>[A-Z][\w.'’-]+(?: (?:and |& )?[A-Z][\w.'’-]+){{1,6}})(?:(?:,| [-–|•]) ?{_DATE})?"
)
_COMMENT_HEAD = re.compile(rf"\S.{{0,40}}?\s+(?:on\s+|[-–|•]\s*)?{_DATE}(?:[ ,].{{0,12}})?", re.I)
_ANY_DATE = re.compile(_DATE, re.I)
_COPYRIGHT = re.compile(r"(?:©|\(c\))\s*(\d{4})", re.I)
_SENTENCE_END = re.compile(r"[.!?:;][\"”’')\]]*$")
_NEAR_THE_TOP = 6  # lines
_HEADING = re.compile(r"#{1,6}\s+|[-*]\s+(?=\S)|>\s*")


@dataclass(frozen=True)
class Layout:
    """Ranges of the body's blocks (headline first), the title's text; date and author where they are told."""

    title: str
    body: tuple[tuple[int, int], ...]
    date: str | None
    author: str | None


@dataclass(frozen=True)
class _Line:
    start: int
    end: int
    text: str
    indent: int
    after_blank: bool
    led_in: bool  # a page says of it that it is being read


def layout(text: str, offset: int = 0) -> Layout:
    """Find headline, body and date of the article in *text*, which begins at *offset*."""
    lines = list(_lines(text, offset))
    article, rest = _split_comments(lines)
    kept = [line for line in _one_story(article) if not _is_notice(line.text)]
    body = tuple(_blocks(text, kept))
    title = " ".join(text[slice(*body[0])].split()) if body else ""
    return Layout(title[:300], body, _told_date(article, rest), _told_author(article))


def _lines(text: str, offset: int) -> Iterator[_Line]:
    blank = True
    for match in re.compile(r"[^\r\n]*").finditer(text, offset):
        stripped = match[0].strip("\ufeff \t\u00a0\u3000")
        if not stripped:
            blank = blank or match[0] != "" or _blank_line(text, match.start())
            continue
        start = text.index(stripped, match.start())
        reading = _LEAD_IN.match(stripped)
        lead = reading or _HEADING.match(stripped)
        indent = start - match.start()
        if lead and lead.end() < len(stripped):
            start += lead.end()
            stripped = stripped[lead.end() :]
            blank = True
        yield _Line(start, start + len(stripped), stripped, indent, blank, reading is not None)
        blank = False


def _is_notice(text: str) -> bool:
    """Whether a line says who wrote the article, when, or something else that is not its text."""
    return any(pattern.fullmatch(text) for pattern in (_FURNITURE, _BYLINE, _ANY_DATE))


def _one_story(lines: Sequence[_Line]) -> Sequence[_Line]:
    """From the headline on that a lead-in marks, to the headline of the next story, if there is one."""
    told = [i for i, line in enumerate(lines) if line.led_in]
    first = told[0] if told and not any(_is_prose(line) for line in lines[: told[0]]) else 0
    prose = 0
    for i, line in enumerate(lines):
        if i > first and prose and line.led_in:
            return lines[first:i]
        if prose >= 2 and _BYLINE.fullmatch(line.text) and _heads_story(lines[i - 1]):
            return lines[first : i - 1]
        prose += _is_prose(line)
    return lines[first:]


def _is_prose(line: _Line) -> bool:
    return len(line.text) > 120


def _heads_story(line: _Line) -> bool:
    return len(line.text) <= 120 and not _SENTENCE_END.search(line.text)


def _blank_line(text: str, at: int) -> bool:
    """Whether an empty match at *at* is a line of its own, not the end of the line before."""
    return at == 0 or text[at - 1] == "\n" or (text[at - 1] == "\r" and text[at : at + 1] != "\n")


def _split_comments(lines: list[_Line]) -> tuple[list[_Line], list[_Line]]:
    """Cut at the first line that can only be followed by comments or links."""
    prose = 0
    for i, line in enumerate(lines):
        if i and _END_OF_ARTICLE.fullmatch(line.text):
            return lines[:i], lines[i:]
        if prose >= 2 and len(line.text) < 60 and _COMMENT_HEAD.fullmatch(line.text):
            return lines[:i], lines[i:]
        prose += _is_prose(line)
    return lines, []


def _blocks(text: str, lines: Sequence[_Line]) -> Iterator[tuple[int, int]]:
    """Join the lines of one paragraph where the text is wrapped hard; else a line is a block."""
    wrapped = _is_wrapped(lines)
    start: int | None = None
    last: _Line | None = None
    for line in lines:
        if start is None or last is None:
            start = line.start
        elif not (wrapped and _continues(last, line)):
            yield start, last.end
            start = line.start
        last = line
    if start is not None and last is not None:
        yield start, last.end


def _is_wrapped(lines: Sequence[_Line]) -> bool:
    inner = [line for line in lines if not line.after_blank]
    if len(inner) < 4:
        return False
    return sum(40 <= len(line.text) <= 90 for line in lines) >= 0.6 * len(lines)


def _continues(last: _Line, line: _Line) -> bool:
    if line.after_blank or line.indent > last.indent + 1:
        return False
    return len(last.text) >= 40 or not _SENTENCE_END.search(last.text)


def _told_date(article: Sequence[_Line], rest: Sequence[_Line]) -> str | None:
    """The date of a by-line near the top; else the earliest comment's; else the copyright year."""
    for line in article[:_NEAR_THE_TOP]:
        if len(line.text) < 80 and (match := _ANY_DATE.search(line.text)):
            return _iso(match)
    comments = [m for line in rest if len(line.text) < 60 and (m := _COMMENT_HEAD.fullmatch(line.text))]
    if comments:
        return min(_iso(m) for m in comments)
    for line in reversed(article):
        if match := _COPYRIGHT.search(line.text):
            return match[1]
    return None


def _told_author(article: Sequence[_Line]) -> str | None:
    """Who a by-line near the top says wrote it."""
    bylines = (_BYLINE.fullmatch(line.text) for line in article[:_NEAR_THE_TOP])
    return next((match["author"] for match in bylines if match), None)


def date_in(text: str) -> str | None:
    """The first date that *text* tells in words, as YYYY-MM-DD, whether or not there is such a day."""
    match = _ANY_DATE.search(text)
    return _iso(match) if match else None


def is_furniture(line: str) -> bool:
    """Whether *line* is a notice of the page, not a sentence of the article."""
    return _FURNITURE.fullmatch(line) is not None


def ends_article(line: str) -> bool:
    """Whether only comments and links can follow *line*."""
    return _END_OF_ARTICLE.fullmatch(line) is not None


def heads_comment(line: str) -> bool:
    """Whether *line* tells who wrote a comment, and when."""
    return len(line) < 60 and _COMMENT_HEAD.fullmatch(line) is not None


def _iso(match: re.Match[str]) -> str:
    if match["iso"]:
        return match["iso"]
    month = _MONTH_NUMBER[(match["month"] or match["month2"])[:3].lower()]
    return f"{match['year'] or match['year2']}-{month:02d}-{int(match['day'] or match['day2']):02d}"


_MONTH_NUMBER = {
    name: i + 1
    for i, name in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
    )
}
