"""URLs, files and feeds -> articles as Markdown in the folder of raw articles."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

import yaml

from alliancegraph.errors import InputError
from alliancegraph.files import write_whole
from alliancegraph.model import Document, slug
from alliancegraph.reading.feeds import parsed
from alliancegraph.reading.files import read_documents
from alliancegraph.reading.forms import FORMS
from alliancegraph.reading.source import Unread
from alliancegraph.reading.web import Fetched, fetch

MOST_OF_A_FEED = 100  # entries; a feed that holds more is an archive, and its newest come first
_SUFFIX_OF_MEDIA = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "application/pdf": ".pdf",
    "application/rss+xml": ".rss",
    "application/atom+xml": ".atom",
    "application/xml": ".xml",
    "text/xml": ".xml",
    "text/plain": ".txt",
    "text/markdown": ".md",
    "text/csv": ".csv",
    "application/zip": ".zip",
    "application/warc": ".warc",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "message/rfc822": ".eml",
}
_FEEDS = (".rss", ".atom", ".xml")


@dataclass(frozen=True)
class Added:
    """An article that is in the folder now; `new` is false where it was there before."""

    path: Path
    title: str
    new: bool


def add(
    what: str, raw: Path, *, allow_private: bool = False, encoding: str = "utf-8"
) -> Iterator[Added | Unread]:
    """Put the articles that *what* (a URL or a path) holds into *raw*, one Markdown file each.

    Of a feed that is fetched, the pages behind its entries are added, and the entry itself
    where its page cannot be read. What gives no article is told as `Unread`.
    """
    raw.mkdir(parents=True, exist_ok=True)
    for found in _found(what, allow_private, encoding):
        yield found if isinstance(found, Unread) else _written(found, raw)


def _found(what: str, allow_private: bool, encoding: str) -> Iterator[Document | Unread]:
    if "://" not in what:
        path = Path(what)
        yield from read_documents(path, root=path.parent, encoding=encoding)
        return
    try:
        fetched = fetch(what, allow_private=allow_private)
        suffix = _suffix(fetched)
        links = _links(fetched) if suffix in _FEEDS else []
    except InputError as error:
        yield Unread(what, str(error))
        return
    entries = list(_read(fetched, suffix))
    if not links:
        yield from entries
        return
    by_url = {entry.url: entry for entry in entries if isinstance(entry, Document)}
    for link in links:
        yield from _page_or_entry(link, by_url.get(link), allow_private)


def _page_or_entry(link: str, entry: Document | None, allow_private: bool) -> Iterator[Document | Unread]:
    try:
        page = fetch(link, allow_private=allow_private)
        found = list(_read(page, _suffix(page)))
    except InputError as error:
        found = [Unread(link, str(error))]
    if entry is not None and not any(isinstance(article, Document) for article in found):
        yield entry
    else:
        yield from found


def _links(fetched: Fetched) -> list[str]:
    feed = parsed(fetched.content, fetched.url)
    links = [str(entry.get("link") or "") for entry in feed.entries[:MOST_OF_A_FEED]]
    return [link for link in links if link.startswith(("http://", "https://"))]


def _suffix(fetched: Fetched) -> str:
    suffix = PurePosixPath(urlsplit(fetched.url).path).suffix.lower()
    return _SUFFIX_OF_MEDIA.get(fetched.media) or (suffix if suffix in FORMS else ".html")


def _read(fetched: Fetched, suffix: str) -> Iterator[Document | Unread]:
    """Read what was fetched as the file that it would be, had it been saved."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"page{suffix}"
        path.write_bytes(fetched.content)
        for found in read_documents(path, root=path.parent, encoding=fetched.charset or "utf-8"):
            if isinstance(found, Unread):
                yield Unread(fetched.url, found.reason.replace(str(path), fetched.url), found.language)
            else:
                yield found.model_copy(update={"url": found.url or fetched.url})


def _written(document: Document, raw: Path) -> Added:
    header = {
        "title": document.title,
        "date": document.date,
        "author": document.author,
        "source": document.source,
        "url": document.url,
    }
    told = yaml.safe_dump(
        {k: v for k, v in header.items() if v}, allow_unicode=True, sort_keys=False, width=1000
    )
    body = "\n\n".join(" ".join(document.text[start:end].split()) for start, end in document.body)
    content = f"---\n{told}---\n{body}\n"
    name = "-".join(filter(None, (document.date, slug(document.title)[:60].strip("-"))))
    path = raw / f"{name}.md"
    if path.exists() and path.read_text("utf-8") != content:
        path = raw / f"{name}-{document.id[:6]}.md"
    new = not path.exists()
    if new:
        write_whole(path, content)
    return Added(path, document.title, new)
