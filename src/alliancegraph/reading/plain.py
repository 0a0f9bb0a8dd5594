"""Plain text and Markdown -> Draft: front matter, if any, then the article as scraped."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import yaml

from alliancegraph.errors import InputError
from alliancegraph.reading.source import Draft, Source

_FRONT_MATTER = re.compile(r"\ufeff?---[ \t]*\r?\n(?P<header>.*?)^---[ \t]*(?:\r?\n|\Z)", re.S | re.M)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")


def articles(source: Source) -> Iterator[Draft]:
    """The one article of a text file; its front matter goes before what is told beside it."""
    text = source.text()
    if _CONTROL.search(text):
        raise InputError(f"{source.name}: is a binary file, not text; convert it to .txt or .md")
    match = _FRONT_MATTER.match(text)
    header = header_of(match["header"], source.name) if match else source.header
    yield Draft(
        text,
        offset=match.end() if match else 0,
        title=told(header, "title"),
        date=told(header, "date"),
        author=told(header, "author"),
        source=told(header, "source"),
        url=told(header, "url"),
    )


def header_of(text: str, name: str) -> Mapping[str, object]:
    """The `key: value` lines of a header; raise `InputError` where they are none."""
    try:
        header = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError, AttributeError) as error:
        reason = " ".join(str(error).split())
        raise InputError(
            f"{name}: its header is not valid YAML ({reason}); quote values with a colon"
        ) from None
    if header is None:
        return {}
    if not isinstance(header, dict):
        raise InputError(f"{name}: its header must be lines of `key: value`")
    return header


def told(header: Mapping[str, object], key: str) -> str | None:
    """The value of *key* as text, if it is told."""
    value = header.get(key)
    return str(value) if value else None
