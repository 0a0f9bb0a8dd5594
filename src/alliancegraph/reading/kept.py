"""A path -> what is in it, from the shelf where the same bytes were read before."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path

from alliancegraph.errors import StoreError
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


def read_again(
    shelf: Shelf, path: Path, root: Path, encoding: str
) -> Iterator[tuple[str, Document | Unread]]:
    """As `read_documents`, each with the key that `take` finds it under on the *shelf*.

    What was read before, to the last byte, is not parsed again.
    """
    key, known = digest(str(path)), None
    if path.is_file():
        with suppress(OSError):  # the reader says what is wrong with it
            key = _key(path, root, encoding)
            known = shelf.get(key)
    if known is not None and all(shelf.get(f"{key}#{number}") for number in range(int(known))):
        for number in range(int(known)):
            yield f"{key}#{number}", take(shelf, f"{key}#{number}")
        return
    number = 0
    for found in read_documents(path, root=root, encoding=encoding):
        shelf.put(f"{key}#{number}", _packed(found))
        yield f"{key}#{number}", found
        number += 1
    shelf.put(key, str(number))  # last, so that what a crash cut short is not taken for all


def take(shelf: Shelf, key: str) -> Document | Unread:
    """What was read and put under *key*; `StoreError` where the disk lost it since."""
    content = shelf.get(key)
    if content is None:
        raise StoreError("what was read a moment ago is damaged; build again")
    if content.startswith(_OF_DOCUMENT):
        return Document.model_validate_json(content)
    return Unread(**json.loads(content))


def _key(path: Path, root: Path, encoding: str) -> str:
    beside = path.with_suffix(".meta.yaml")
    header = beside.read_text("utf-8", "replace") if beside.is_file() else ""
    with path.open("rb") as file:
        content = hashlib.file_digest(file, "sha256").hexdigest()
    return digest(content, str(path), str(root), encoding, header)


def _packed(found: Document | Unread) -> str:
    return json.dumps(asdict(found)) if isinstance(found, Unread) else found.model_dump_json()
