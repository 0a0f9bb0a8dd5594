"""RSS and Atom -> Drafts: one article an entry, as much of it as the feed holds."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from alliancegraph.errors import InputError
from alliancegraph.reading.exports import headed
from alliancegraph.reading.page import fragment
from alliancegraph.reading.source import Draft, Source, parsing


def articles(source: Source) -> Iterator[Draft]:
    """The entries of a feed; raise `InputError` for XML that is no feed."""
    feed = parsed(source.all_bytes(), source.name)
    publisher = str(feed.feed.get("title") or "") or None
    for number, entry in enumerate(feed.entries, 1):
        with parsing(source.name, "feed"):
            text, blocks = fragment(_longest(entry))
            draft = Draft(
                text,
                blocks,
                title=str(entry.get("title") or "") or None,
                date=_day(entry),
                author=str(entry.get("author") or "") or None,
                source=publisher,
                url=str(entry.get("link") or "") or None,
                item=str(number),
            )
        yield headed(draft, draft.title)


def parsed(raw: bytes, name: str) -> Any:
    """The feed in *raw*, as feedparser tells it. Bytes only: a name would be opened or fetched."""
    import feedparser

    if b"<!ENTITY" in raw:  # no feed declares entities; a bomb does
        raise InputError(f"{name}: declares entities of its own, which no feed needs; it is not read")
    with parsing(name, "feed"):
        feed = feedparser.parse(io.BytesIO(raw), sanitize_html=False, resolve_relative_uris=False)
    if not feed.version and not feed.entries:
        raise InputError(f"{name}: is XML but no RSS or Atom feed; save the article itself")
    return feed


def _longest(entry: dict[str, Any]) -> str:
    contents = [str(content.get("value") or "") for content in entry.get("content") or ()]
    return max([*contents, str(entry.get("summary") or "")], key=len)


def _day(entry: dict[str, Any]) -> str | None:
    # Past feedparser's own look-up, which warns where one date stands in for the other.
    parts = dict.get(entry, "published_parsed") or dict.get(entry, "updated_parsed")
    return f"{parts[0]:04d}-{parts[1]:02d}-{parts[2]:02d}" if parts else None
