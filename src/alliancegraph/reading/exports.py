"""Exports of news services, JSON Lines, CSV and Parquet -> Drafts: one article a row.

Which column holds what is guessed from the names in `COLUMNS`; a header beside the file
(`<stem>.meta.yaml`, `columns: {text: FullText, date: PubDate}`) says it where they differ.
"""

from __future__ import annotations

import csv
import importlib
import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from alliancegraph.errors import InputError
from alliancegraph.reading.page import fragment
from alliancegraph.reading.source import LARGEST_ARTICLE, LARGEST_FILE, Draft, Source, Unread, parsing

COLUMNS: dict[str, tuple[str, ...]] = {
    "text": (
        "text",
        "body",
        "content",
        "article",
        "fulltext",
        "full_text",
        "maintext",
        "article_text",
        "story",
    ),
    "title": ("title", "headline", "head", "subject"),
    "date": (
        "date",
        "published",
        "publish_date",
        "date_publish",
        "published_at",
        "pub_date",
        "publication_date",
    ),
    "author": ("author", "authors", "byline", "by"),
    "source": ("source", "publisher", "publication", "outlet", "site", "source_domain", "newspaper"),
    "url": ("url", "link", "permalink", "uri"),
}
_ROWS = 256
_MARKUP = re.compile(r"</?(?:p|div|br|a|h[1-6]|span|strong|em|li)\b[^>]*>", re.I)


def json_lines(source: Source) -> Iterator[Draft | Unread]:
    """An article from each line, a JSON object; a bad line is told, and the next one read."""
    number = 0
    while line := source.stream.readline(LARGEST_ARTICLE + 1):
        number += 1
        if len(line) > LARGEST_ARTICLE:
            raise InputError(f"{source.name}: line {number} is larger than {LARGEST_ARTICLE // 1_000_000} MB")
        if not line.strip():
            continue
        try:
            row = json.loads(line.decode("utf-8-sig"))
        except (ValueError, RecursionError) as error:
            yield Unread(f"#{number}", f"{source.name}: line {number} is not JSON ({error})")
            continue
        if isinstance(row, dict):
            yield _article(row, number, source)
        else:
            yield Unread(f"#{number}", f"{source.name}: line {number} is no JSON object; write one a line")
    if not number:
        raise InputError(f"{source.name}: is empty; delete it or put articles into it")


def csv_rows(source: Source) -> Iterator[Draft | Unread]:
    """An article from each row; the first row names the columns, any common delimiter parts them."""
    encoding = "utf-8-sig" if source.encoding == "utf-8" else source.encoding
    text = io.TextIOWrapper(source.stream, encoding, newline="")
    try:
        lines = _lines(text, source.name)
        head = next(lines, "")
        if not head.strip():
            raise InputError(f"{source.name}: is empty; delete it or put articles into it")
        csv.field_size_limit(LARGEST_ARTICLE)
        delimiter = max(",;\t|", key=head.count)
        names = next(csv.reader([head], delimiter=delimiter), [])
        for number, values in enumerate(csv.reader(lines, delimiter=delimiter), 2):
            if any(values):
                yield _article(dict(zip(names, values, strict=False)), number, source)
    except (csv.Error, ValueError) as error:
        raise InputError(
            f"{source.name}: cannot be read further ({error}); save it as UTF-8, or name its encoding"
        ) from None
    finally:
        text.detach()  # who opened the stream closes it


def parquet_rows(source: Source) -> Iterator[Draft | Unread]:
    """An article from each row of a Parquet file, a few rows in memory at a time."""
    stream = source.stream if source.stream.seekable() else io.BytesIO(source.all_bytes(LARGEST_FILE))
    with parsing(source.name, "Parquet file"):
        rows = _parquet().ParquetFile(stream).iter_batches(batch_size=_ROWS)
    number = 0
    while True:
        with parsing(source.name, "Parquet file"):
            batch = next(rows, None)
        if batch is None:
            return
        source.budget.spend(batch.nbytes, source.name)
        with parsing(source.name, "Parquet file"):
            values = batch.to_pylist()
        for row in values:
            number += 1
            yield _article(row, number, source)


def _parquet() -> Any:
    try:
        return importlib.import_module("pyarrow.parquet")
    except ImportError:
        raise InputError(
            "Parquet cannot be read without pyarrow; pip install 'alliancegraph[parquet]'"
        ) from None


def _lines(text: io.TextIOWrapper, name: str) -> Iterator[str]:
    while line := text.readline(LARGEST_ARTICLE):
        if len(line) == LARGEST_ARTICLE:
            raise InputError(f"{name}: has a line of more than {LARGEST_ARTICLE // 1_000_000} MB; split it")
        yield line


def _article(row: Mapping[str, object], number: int, source: Source) -> Draft | Unread:
    content = _value(row, "text", source.header) or ""
    if not content.strip():
        known = ", ".join(sorted(map(str, row)))[:200]
        return Unread(
            f"#{number}",
            f"{source.name}: row {number} holds no text; its columns are {known}; name the one with the "
            "text in a .meta.yaml beside the file: `columns: {text: NAME}`",
        )
    marked_up = len(_MARKUP.findall(content)) >= 2
    text, blocks = fragment(content) if marked_up else (content, None)
    values = {field: _value(row, field, source.header) for field in COLUMNS}
    draft = Draft(
        text,
        blocks,
        title=values["title"],
        date=values["date"],
        author=values["author"],
        source=values["source"],
        url=values["url"],
        item=str(number),
    )
    return headed(draft, draft.title)


def headed(draft: Draft, title: str | None) -> Draft:
    """The draft with its headline before the text, where it does not stand there anyway."""
    title = " ".join((title or "").split())
    if not title or draft.text.lstrip().startswith(title):
        return draft
    move = len(title) + 2
    blocks = draft.blocks and ((0, len(title)), *((start + move, end + move) for start, end in draft.blocks))
    return replace(draft, text=f"{title}\n\n{draft.text}", blocks=blocks)


def _value(row: Mapping[str, object], field: str, header: Mapping[str, object]) -> str | None:
    mapping = header.get("columns")
    named = mapping.get(field) if isinstance(mapping, dict) else None
    folded = {str(key).strip().lower().replace(" ", "_").replace("-", "_"): key for key in row}
    for name in (str(named).lower().replace(" ", "_").replace("-", "_"),) if named else COLUMNS[field]:
        value = row.get(str(folded[name])) if name in folded else None
        if isinstance(value, dict):
            value = value.get("name") or value.get("title")
        if isinstance(value, list):
            value = ", ".join(str(part.get("name", "") if isinstance(part, dict) else part) for part in value)
        if value not in (None, ""):
            return str(value)
    return None
