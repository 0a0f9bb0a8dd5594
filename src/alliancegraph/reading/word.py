"""A word processor's file (.docx) -> Draft: its paragraphs, title, author and date."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from lxml import etree

from alliancegraph.reading.source import LARGEST_ARTICLE, LARGEST_FILE, Draft, Source, guarded, parsing

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_CORE = {
    "title": "{http://purl.org/dc/elements/1.1/}title",
    "author": "{http://purl.org/dc/elements/1.1/}creator",
    "date": "{http://purl.org/dc/terms/}created",
}
_SPACE = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}


def articles(source: Source) -> Iterator[Draft]:
    """The one article of a .docx; deleted text, notes, heads and feet are no part of it."""
    raw = source.all_bytes(LARGEST_FILE)
    with parsing(source.name, "DOCX"), zipfile.ZipFile(BytesIO(raw)) as parts:
        document = xml(_part(source, parts, "word/document.xml"))
        core = (
            xml(_part(source, parts, "docProps/core.xml"))
            if "docProps/core.xml" in parts.namelist()
            else None
        )
        paragraphs = [_text(paragraph) for paragraph in document.iter(f"{_W}p")]
        told = {} if core is None else {key: core.findtext(name) for key, name in _CORE.items()}
    yield Draft(
        "\n\n".join(paragraph for paragraph in paragraphs if paragraph.strip()),
        title=told.get("title") or None,
        date=told.get("date"),
        author=told.get("author") or None,
    )


def xml(raw: bytes) -> Any:
    """The root of an XML document; entities are not resolved and nothing is fetched."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    return etree.fromstring(raw, parser)


def _part(source: Source, parts: zipfile.ZipFile, name: str) -> bytes:
    with parts.open(name) as packed:
        stream = guarded(packed, source.budget, source.name)  # type: ignore[arg-type]
        return source.inner(name, stream, ".xml").all_bytes(LARGEST_ARTICLE)


def _text(paragraph: Any) -> str:
    nested = {inner for box in paragraph.iter(f"{_W}p") if box is not paragraph for inner in box.iter()}
    runs = (node for node in paragraph.iter() if node not in nested)
    return "".join((node.text or "") if node.tag == f"{_W}t" else _SPACE.get(node.tag, "") for node in runs)
