"""A path -> what is in it, from the shelf where the same bytes were read before."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path

from alliancegraph.model import Document, digest
from alliancegraph.reading.files import Article, read_documents
from alliancegraph.reading.forms import QUICK
from alliancegraph.reading.source import Unread
from alliancegraph.work import Shelf

_PARSERS = ("feedparser", "htmldate", "lxml", "py3langid", "pypdf", "trafilatura", "warcio")


def reading_version() -> str:
    """Changes whenever another result may come out: with this code and the parsers."""
    code = b"".join(path.read_bytes() for path in sorted(Path(__file__).parent.glob("*.py")))
    return digest(hashlib.sha256(code).hexdigest(), *(f"{name} {version(name)}" for name in _PARSERS))


def read_again(shelf: Shelf, path: Path, root: Path, encoding: str) -> Iterator[Article | Unread]:
    """As `read_documents`, but a page, PDF or archive that was read before is not parsed again."""
    if path.suffix.lower() in QUICK or not path.is_file():
        yield from read_documents(path, root=root, encoding=encoding)
        return
    try:
        key = _key(path, root, encoding)
    except OSError:  # the reader says what is wrong with it
        yield from read_documents(path, root=root, encoding=encoding)
        return
    if count := shelf.get(key):
        for number in range(int(count)):
            yield _unpacked(shelf.get(f"{key}#{number}") or "")
        return
    number = 0
    for found in read_documents(path, root=root, encoding=encoding):
        shelf.put(f"{key}#{number}", _packed(found))
        number += 1
        yield found
    shelf.put(key, str(number))  # last, so that what a crash cut short is not taken for all


def _key(path: Path, root: Path, encoding: str) -> str:
    beside = path.with_suffix(".meta.yaml")
    header = beside.read_text("utf-8", "replace") if beside.is_file() else ""
    with path.open("rb") as file:
        content = hashlib.file_digest(file, "sha256").hexdigest()
    return digest(content, str(path), str(root), encoding, header)


def _packed(found: Article | Unread) -> str:
    if isinstance(found, Unread):
        return json.dumps({"unread": asdict(found)})
    article = {"author": found.author, "language": found.language}
    return json.dumps({"document": found.document.model_dump(mode="json"), "article": article})


def _unpacked(content: str) -> Article | Unread:
    kept = json.loads(content)
    if "unread" in kept:
        return Unread(**kept["unread"])
    return Article(Document.model_validate(kept["document"]), **kept["article"])
