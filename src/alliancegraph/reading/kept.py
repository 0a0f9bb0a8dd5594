"""A path -> what is in it, from the shelf where the same bytes were read before."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path

from alliancegraph.model import Document, digest
from alliancegraph.reading.files import read_documents
from alliancegraph.reading.source import Unread
from alliancegraph.work import Shelf

_OF_DOCUMENT = '{"id":'
_PARSERS = ("feedparser", "htmldate", "lxml", "py3langid", "pypdf", "trafilatura", "warcio")


def reading_version() -> str:
    """Changes whenever another result may come out: with this code and the parsers."""
    here = Path(__file__).parent
    sources = [*sorted(here.glob("*.py")), here.parent / "model.py", here.parent / "dates.py"]
    code = b"".join(path.read_bytes() for path in sources)
    return digest(hashlib.sha256(code).hexdigest(), *(f"{name} {version(name)}" for name in _PARSERS))


def read_again(shelf: Shelf, path: Path, root: Path, encoding: str) -> Iterator[Document | Unread]:
    """As `read_documents`, but what was read before, to the last byte, is not parsed again."""
    if not path.is_file():
        yield from read_documents(path, root=root, encoding=encoding)
        return
    try:
        key = _key(path, root, encoding)
    except OSError:  # the reader says what is wrong with it
        yield from read_documents(path, root=root, encoding=encoding)
        return
    kept = _kept(shelf, key)
    if kept is not None:
        yield from map(_unpacked, kept)
        return
    number = 0
    for found in read_documents(path, root=root, encoding=encoding):
        shelf.put(f"{key}#{number}", _packed(found))
        number += 1
        yield found
    shelf.put(key, str(number))  # last, so that what a crash cut short is not taken for all


def _kept(shelf: Shelf, key: str) -> list[str] | None:
    """What was found under *key*, if all of it is still there."""
    count = shelf.get(key)
    found = [shelf.get(f"{key}#{number}") for number in range(int(count or 0))]
    whole = [content for content in found if content is not None]
    return whole if count is not None and len(whole) == len(found) else None


def _key(path: Path, root: Path, encoding: str) -> str:
    beside = path.with_suffix(".meta.yaml")
    header = beside.read_text("utf-8", "replace") if beside.is_file() else ""
    with path.open("rb") as file:
        content = hashlib.file_digest(file, "sha256").hexdigest()
    return digest(content, str(path), str(root), encoding, header)


def _packed(found: Document | Unread) -> str:
    return json.dumps(asdict(found)) if isinstance(found, Unread) else found.model_dump_json()


def _unpacked(content: str) -> Document | Unread:
    if content.startswith(_OF_DOCUMENT):
        return Document.model_validate_json(content)
    return Unread(**json.loads(content))
