"""A parsed page -> what it tells about itself: structured data, meta tags, time tags, then guesses."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from alliancegraph.reading.when import partial_date

_ARTICLE_TYPES = re.compile(r".*(?:Article|BlogPosting|Report|WebPage)")
_TAGS = re.compile(r"<[^>]{0,300}>")
_SITE_AFTER = re.compile(r"\s+[|–—»·-]\s+[^|–—»·]{2,40}$")
_LD = "application/ld+json"


@dataclass(frozen=True)
class PageHeader:
    """Title, date, author, publisher, address and text of an article, as its page tells them."""

    title: str | None = None
    date: str | None = None
    author: str | None = None
    source: str | None = None
    url: str | None = None
    body: str | None = None


def page_header(root: Any) -> PageHeader:
    """What the page says; structured data before meta tags, meta tags before what can be seen."""
    article = _structured(root)
    meta = _meta(root)
    title = (
        _text(article.get("headline")) or meta.get("og:title") or meta.get("twitter:title") or _title(root)
    )
    return PageHeader(
        title=title and _SITE_AFTER.sub("", title),
        date=_date(article, meta, root),
        author=_name(article.get("author")) or _first(meta, "author", "article:author", "dc.creator", "byl"),
        source=_name(article.get("publisher"))
        or _first(meta, "og:site_name", "application-name", "dc.publisher"),
        url=_address(article.get("url")) or _address(meta.get("og:url")) or _canonical(root),
        body=_TAGS.sub(" ", str(article.get("articleBody") or "")) or None,
    )


def _structured(root: Any) -> dict[str, Any]:
    """The first article in the page's JSON-LD; a page that is told to be one counts last."""
    found: list[dict[str, Any]] = []
    for script in root.iter("script"):
        if (script.get("type") or "").strip().lower() == _LD:
            try:
                data = json.loads(script.text or "", strict=False)
            except (ValueError, RecursionError):  # sites do write broken JSON; the tags remain
                continue
            found.extend(node for node in _nodes(data) if _ARTICLE_TYPES.fullmatch(_kind(node)))
    found.sort(key=lambda node: _kind(node).endswith("WebPage"))
    return found[0] if found else {}


def _nodes(data: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    if isinstance(data, list) and depth < 5:
        for part in data[:100]:
            yield from _nodes(part, depth + 1)
    elif isinstance(data, dict) and depth < 5:
        yield data
        yield from _nodes(data.get("@graph"), depth + 1)
        yield from _nodes(data.get("mainEntity"), depth + 1)


def _kind(node: dict[str, Any]) -> str:
    kind = node.get("@type")
    return " ".join(map(str, kind)) if isinstance(kind, list) else str(kind)


def _meta(root: Any) -> dict[str, str]:
    """Meta tags by name; the first of a name counts."""
    meta: dict[str, str] = {}
    for tag in root.iter("meta"):
        name = (tag.get("property") or tag.get("name") or tag.get("itemprop") or "").strip().lower()
        content = _text(tag.get("content"))
        if name and content:
            meta.setdefault(name, content)
    return meta


def _date(article: dict[str, Any], meta: dict[str, str], root: Any) -> str | None:
    told = [article.get("datePublished"), article.get("dateCreated")]
    told += [
        meta.get(name)
        for name in (
            "article:published_time", "og:article:published_time", "datepublished", "date", "pubdate",
            "publishdate", "publish-date", "dc.date", "dc.date.issued", "dcterms.created", "sailthru.date",
            "parsely-pub-date",
        )
    ]  # fmt: skip
    told += [tag.get("datetime") for tag in _published_first(root)]
    for written in told:
        if isinstance(written, str) and (date := partial_date(written)):
            return date
    return _guessed_date(root)


def _published_first(root: Any) -> list[Any]:
    """Time tags, those that say that they are of the publication before all others."""
    tags = [tag for tag in root.iter("time") if tag.get("datetime")]
    return sorted(tags, key=lambda tag: tag.get("itemprop") != "datePublished" and tag.get("pubdate") is None)


def _guessed_date(root: Any) -> str | None:
    import htmldate

    return partial_date(htmldate.find_date(root, extensive_search=False, original_date=True))


def _title(root: Any) -> str | None:
    title = root.find(".//title")
    if title is not None and (said := _text("".join(title.itertext()))):
        return said
    heading = root.find(".//h1")
    return None if heading is None else _text("".join(heading.itertext()))


def _canonical(root: Any) -> str | None:
    for link in root.iter("link"):
        if "canonical" in (link.get("rel") or "").lower().split():
            return _address(link.get("href"))
    return None


def _first(meta: dict[str, str], *names: str) -> str | None:
    """The first of *names* that is told; some sites give a person's page where the name belongs."""
    return next((meta[n] for n in names if n in meta and "://" not in meta[n][:9]), None)


def _name(value: Any) -> str | None:
    if isinstance(value, list):
        return ", ".join(filter(None, (_name(part) for part in value[:10]))) or None
    return _text(value.get("name") if isinstance(value, dict) else value)


def _address(value: Any) -> str | None:
    return value if isinstance(value, str) and value.startswith(("http://", "https://")) else None


def _text(value: Any) -> str | None:
    return (" ".join(_TAGS.sub(" ", value).split())[:500] or None) if isinstance(value, str) else None
