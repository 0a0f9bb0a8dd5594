"""A path -> its Documents, or what it is that cannot be read, why, and what to do.

`forms.FORMS` lists the forms, by suffix. Any file may have a header beside it, in
`<stem>.meta.yaml`: title, date, source, url of what the file does not tell itself.
"""

from __future__ import annotations

import codecs
import io
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

from alliancegraph import dates
from alliancegraph.errors import DateError, InputError
from alliancegraph.model import Document, digest
from alliancegraph.reading.clean import layout
from alliancegraph.reading.forms import FORMS, read
from alliancegraph.reading.language import ENGLISH, language_of
from alliancegraph.reading.plain import header_of, told
from alliancegraph.reading.source import Budget, Draft, Source, Unread
from alliancegraph.reading.when import partial_date

ARTICLE_SUFFIXES = tuple(FORMS)

_DATE_IN_NAME = re.compile(r"(\d{4}-\d{2}-\d{2})(?!\d)")
_UNSPEAKABLE = re.compile(r"[\x00-\x08\x0e-\x1f\ud800-\udfff]")


def find_files(raw: Path) -> list[Path]:
    """The articles under *raw*, a file or a folder, sorted; raise `InputError` if there are none."""
    if raw.is_file():
        return [raw]
    if not raw.is_dir():
        raise InputError(f"{raw}: there is no such file or folder; name a folder with .txt or .md articles")
    found = sorted(
        p
        for p in raw.rglob("*")
        if p.suffix.lower() in ARTICLE_SUFFIXES and p.is_file() and not p.name.startswith(".")
    )
    if not found:
        raise InputError(f"{raw}: holds no articles; put .txt or .md files into it")
    return found


def read_documents(
    path: Path, *, root: Path | None = None, encoding: str = "utf-8"
) -> Iterator[Document | Unread]:
    """The articles in the file at *path*, and a line for everything in it that gives none.

    *root* is what `Document.path` is told relative to; articles within a file are told as
    `file#item`. `-` is standard input. Nothing is raised for bad input; an unknown
    *encoding* raises `InputError`.
    """
    encoding = _checked(encoding)
    where = _relative(path, root)
    try:
        with _opened(path) as stream:
            source = Source(
                name=str(path),
                stream=stream,
                suffix=_suffix(path),
                encoding=encoding,
                header=_sidecar(path),
                budget=Budget(_size(path)),
            )
            for found in read(source):
                if isinstance(found, Unread):
                    yield Unread(_within(where, found.path), found.reason, found.language)
                else:
                    yield _document(*found, where)
    except InputError as error:
        yield Unread(where, str(error))
    except OSError as error:
        yield Unread(where, f"{path}: cannot be read ({error.strerror or error})")


def read_document(path: Path, *, root: Path | None = None, encoding: str = "utf-8") -> Document:
    """Read the one article in a file; `-` reads standard input. The id is a digest of its text.

    Raise `InputError` for a file that is missing, empty, too large, damaged, in another
    language, not in *encoding*, or that holds several articles.
    """
    found = list(read_documents(path, root=root, encoding=encoding))
    articles = [article for article in found if isinstance(article, Document)]
    if len(articles) == 1:
        return articles[0]
    for unread in found:
        if isinstance(unread, Unread) and not articles:
            raise InputError(unread.reason)
    raise InputError(f"{path}: holds {len(articles)} articles where one is wanted; build a folder with it")


def _document(draft: Draft, source: Source, where: str) -> Document | Unread:
    """The document of a draft; Unread where it has no text, no valid date or another language."""
    path = _within(where, "#".join(filter(None, (source.item, draft.item))))
    text = _UNSPEAKABLE.sub(" ", draft.text)
    parts = layout(text, draft.offset)
    body = parts.body if draft.blocks is None else draft.blocks
    if not body:
        return Unread(path, f"{source.name}: holds no text of an article")
    try:
        date = _date(draft, source, where) or parts.date
    except DateError as error:
        return Unread(path, f"{source.name}: {error}")
    language = language_of("\n".join(text[start:end] for start, end in body))
    if language not in (None, ENGLISH):
        return Unread(path, f"{source.name}: is in another language than English ({language})", language)
    title = draft.title or told(source.header, "title") or " ".join(text[slice(*body[0])].split())
    return Document(
        id=digest(text),
        title=_UNSPEAKABLE.sub(" ", title)[:300],
        text=text,
        body=body,
        date=date,
        source=_spoken(draft.source or told(source.header, "source")),
        url=_spoken(draft.url or told(source.header, "url")),
        path=path,
        author=_spoken(draft.author or told(source.header, "author") or parts.author),
        language=language,
    )


def _date(draft: Draft, source: Source, where: str) -> str | None:
    """The date that the article's header tells; else the one in the file's name.

    People write headers, so a date there that is none is an error; what machines write
    into pages and exports is taken where it is a date and left where it is not.
    """
    by_hand = told(source.header, "date") or (draft.date if source.suffix in (".txt", ".md") else None)
    if draft.date and (found := partial_date(draft.date)):
        return found
    if by_hand:
        return dates.parse(by_hand[:10])
    named = _DATE_IN_NAME.search(source.item or where)
    return partial_date(named[1]) if named else None


def _spoken(value: str | None) -> str | None:
    return _UNSPEAKABLE.sub(" ", value) if value else None


def _opened(path: Path) -> BinaryIO:
    if str(path) == "-":
        return io.BytesIO(sys.stdin.buffer.read(Budget(0).left))
    return path.open("rb")


def _size(path: Path) -> int:
    return 0 if str(path) == "-" else path.stat().st_size


def _suffix(path: Path) -> str:
    """The form of a file; one of a suffix that is not known is read as text."""
    suffix = path.suffix.lower()
    return suffix if suffix in FORMS else ".txt"


def _checked(encoding: str) -> str:
    try:
        return codecs.lookup(encoding).name
    except LookupError:
        raise InputError(
            f"{encoding!r} is no encoding that Python knows; try utf-8, cp1252 or utf-16"
        ) from None


def _sidecar(path: Path) -> Mapping[str, object]:
    beside = path.with_suffix(".meta.yaml") if path.name else path
    return header_of(beside.read_text("utf-8", "replace"), str(beside)) if beside.is_file() else {}


def _within(where: str, item: str) -> str:
    return f"{where}#{item}" if item else where


def _relative(path: Path, root: Path | None) -> str:
    return path.relative_to(root).as_posix() if root and path.is_relative_to(root) else path.as_posix()
