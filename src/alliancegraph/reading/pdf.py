"""A PDF with text -> Draft: its lines, without what every page repeats."""

from __future__ import annotations

import io
import logging
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from alliancegraph.errors import InputError
from alliancegraph.reading.source import LARGEST_FILE, MALFORMED, Draft, Source

MOST_PAGES = 300
_PAGE_NUMBER = re.compile(r"(?:page\s+)?[-–]?\s*\d{1,4}\s*[-–]?(?:\s*(?:of|/)\s*\d{1,4})?", re.I)
_DIGITS = re.compile(r"\d+")
_BROKEN_WORD = re.compile(r"(?<=[a-z])-\n(?=[a-z])")
_UNTITLED = re.compile(r"untitled|microsoft word.*|.*\.(?:docx?|pdf|indd|qxd)|\(?anonymous\)?", re.I)

logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what is wrong with a file is told in the ledger


def articles(source: Source) -> Iterator[Draft]:
    """The one article of a PDF; pictures of text hold none that could be read."""
    raw = source.all_bytes(LARGEST_FILE)
    try:
        reader = PdfReader(io.BytesIO(raw))
        if reader.is_encrypted and not reader.decrypt(""):
            raise InputError(f"{source.name}: is locked with a password; save it without one")
        pages = [page.extract_text().splitlines() for page in reader.pages[:MOST_PAGES]]
        told = {key: str(value) for key, value in (reader.metadata or {}).items()}
    except (PyPdfError, *MALFORMED) as error:
        reason = " ".join(str(error).split())[:200] or type(error).__name__
        raise InputError(f"{source.name}: is no PDF that can be read ({reason}); save it again") from None
    lines = _without_furniture(pages)
    if not any(line.strip() for line in lines):
        raise InputError(f"{source.name}: holds pictures but no text; run text recognition on it")
    title = told.get("/Title", "").strip()
    yield Draft(
        _BROKEN_WORD.sub("", "\n".join(lines)),
        title=None if _UNTITLED.fullmatch(title) else title or None,
        date=told.get("/CreationDate"),
        author=told.get("/Author") or None,
    )


def _without_furniture(pages: Sequence[Sequence[str]]) -> list[str]:
    """Lines in order, less page numbers and the heads and feet that most pages share."""
    edges = Counter(
        _shape(line) for page in pages for line in {*page[:2], *page[-2:]} if len(pages) > 2 and line.strip()
    )
    repeated = {shape for shape, n in edges.items() if n > len(pages) / 2}
    return [
        line
        for page in pages
        for i, line in enumerate(page)
        if not (
            min(i, len(page) - 1 - i) < 2
            and (_PAGE_NUMBER.fullmatch(line.strip()) or _shape(line) in repeated)
        )
    ]


def _shape(line: str) -> str:
    """A line with its numbers left open, as "Annual report, page 3" and "... page 4" are one."""
    return _DIGITS.sub("0", line.strip())
