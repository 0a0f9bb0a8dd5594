"""What the readers of forms share: bytes with a name in, drafts of articles out.

    Source --a form's reader--> Draft (an article) | Unread (why not) | Source (something inside)

Bytes come from strangers. A source is read under limits, and whatever a parser of such
bytes raises becomes an `InputError`, which becomes a line of the ledger.
"""

from __future__ import annotations

import codecs
import csv
import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.errors import MessageError
from typing import BinaryIO

from lxml import etree

from alliancegraph.errors import InputError

LARGEST_ARTICLE = 10_000_000  # bytes: a book is smaller; what is larger is no article
LARGEST_FILE = 50_000_000  # bytes of a PDF, a word processor's file or an e-mail, with its pictures
DEEPEST = 4  # an archive in an archive in an e-mail in an archive is nested deeply enough
_GROWTH = 200  # text shrinks to a tenth, rarely to a fiftieth; what grows more is a bomb
_FREE = 20_000_000  # bytes that even a tiny archive may grow to

# What parsers of foreign bytes are known to raise when these are damaged or made to harm. Not
# among them: KeyboardInterrupt, MemoryError and our own errors.
MALFORMED = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
    csv.Error,
    etree.LxmlError,
    MessageError,
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
)


class Budget:
    """How many bytes may still be unpacked out of one file, all its inner archives together."""

    def __init__(self, packed: int) -> None:
        self.left = _FREE + _GROWTH * packed

    def spend(self, size: int, name: str) -> None:
        """Raise `InputError` when more comes out than an honest archive holds."""
        self.left -= size
        if self.left < 0:
            raise InputError(f"{name}: grows without end when unpacked, so it is not read further")


@dataclass(frozen=True)
class Source:
    """Bytes to read: a file, or one thing inside it. `suffix` decides which form they have.

    `header` is what is told about it elsewhere (beside the file, in the archive's index);
    `item` names it within its file, and is empty for the file itself.
    """

    name: str
    stream: BinaryIO
    suffix: str
    encoding: str = "utf-8"
    header: Mapping[str, object] = field(default_factory=dict)
    item: str = ""
    depth: int = 0
    budget: Budget = field(default_factory=lambda: Budget(0))

    def all_bytes(self, most: int = LARGEST_ARTICLE) -> bytes:
        """All of it; raise `InputError` if that is nothing, or more than *most* bytes."""
        raw = self.stream.read(most + 1)
        if len(raw) > most:
            raise InputError(
                f"{self.name}: is larger than {most // 1_000_000} MB, so it is no single article; split it"
            )
        if not raw.strip():
            raise InputError(f"{self.name}: is empty; delete it or put the article's text into it")
        return raw

    def text(self) -> str:
        """All of it as text, in the encoding that was named, or the one that its first bytes tell."""
        raw = self.all_bytes()
        try:
            return raw.decode(encoding_of(raw, self.encoding))
        except UnicodeDecodeError as error:
            raise InputError(
                f"{self.name}: is not {self.encoding} (byte {error.start}); convert it, or name its "
                "encoding with --encoding"
            ) from None

    def inner(
        self,
        item: str,
        content: BinaryIO | bytes,
        suffix: str,
        header: Mapping[str, object] | None = None,
        encoding: str | None = None,
    ) -> Source:
        """Something within this source, read under the same budget."""
        return Source(
            name=f"{self.name}#{item}" if item else self.name,
            stream=io.BytesIO(content) if isinstance(content, bytes) else content,
            suffix=suffix,
            encoding=encoding or self.encoding,
            header={**self.header, **(header or {})},
            item="#".join(filter(None, (self.item, item))),
            depth=self.depth + 1,
            budget=self.budget,
        )


@dataclass(frozen=True)
class Draft:
    """An article as its form tells it, before its text is judged.

    `blocks` are the ranges of the body's blocks in `text`; None where only the text itself
    can tell them, from `offset` on. `item` names the article within its file.
    """

    text: str
    blocks: tuple[tuple[int, int], ...] | None = None
    offset: int = 0
    title: str | None = None
    date: str | None = None
    author: str | None = None
    source: str | None = None
    url: str | None = None
    item: str = ""


@dataclass(frozen=True)
class Unread:
    """Something that gave no article, and why; `language` is told where that is the reason."""

    path: str
    reason: str
    language: str | None = None


type Reader = Callable[[Source], Iterator[Draft | Unread | Source]]


def encoding_of(raw: bytes, named: str) -> str:
    """The encoding of *raw*: the one its mark tells, else the one *named*."""
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    return named


@contextmanager
def parsing(name: str, form: str) -> Iterator[None]:
    """Turn what a parser raises on a damaged *form* into an `InputError` that names the file."""
    try:
        yield
    except InputError:
        raise
    except MALFORMED as error:
        reason = " ".join(str(error).split())[:200] or type(error).__name__
        raise InputError(f"{name}: is no {form} that can be read ({reason}); save it again") from None


class Guarded(io.RawIOBase):
    """What comes out of an unpacker, counted against a budget."""

    def __init__(self, inner: BinaryIO, budget: Budget, name: str) -> None:
        self._inner, self._budget, self._name = inner, budget, name

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill *buffer*; raise `InputError` for damaged bytes or a spent budget."""
        with parsing(self._name, "archive"):
            data = self._inner.read(len(buffer))
        self._budget.spend(len(data), self._name)
        buffer[: len(data)] = data
        return len(data)


def guarded(inner: BinaryIO, budget: Budget, name: str) -> BinaryIO:
    """A buffered stream of what *inner* unpacks, never more than *budget* allows."""
    return io.BufferedReader(Guarded(inner, budget, name))
