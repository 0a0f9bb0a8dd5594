"""A path -> Document, or an InputError that says what is wrong and what to do.

Articles are `.txt` (as scraped) or `.md` (with optional front matter: title, date,
source, url). A scraped article may have its header beside it, in `<stem>.meta.yaml`.
"""

from __future__ import annotations

import codecs
import re
import sys
from collections.abc import Mapping
from pathlib import Path

import yaml

from alliancegraph import dates
from alliancegraph.errors import DateError, InputError
from alliancegraph.model import Document, digest
from alliancegraph.reading.clean import Layout, layout

ARTICLE_SUFFIXES = (".md", ".txt")
LARGEST_ARTICLE = 10_000_000  # bytes: a book is smaller; what is larger is no article

_FRONT_MATTER = re.compile(r"\ufeff?---[ \t]*\r?\n(?P<header>.*?)^---[ \t]*(?:\r?\n|\Z)", re.S | re.M)
_DATE_IN_NAME = re.compile(r"(\d{4}-\d{2}-\d{2})(?!\d)")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")


def find_files(raw: Path) -> list[Path]:
    """The articles under *raw*, a file or a folder, sorted; raise `InputError` if there are none."""
    if raw.is_file():
        return [raw]
    if not raw.is_dir():
        raise InputError(f"{raw}: there is no such file or folder; name a folder with .txt or .md articles")
    found = sorted(p for p in raw.rglob("*") if p.suffix.lower() in ARTICLE_SUFFIXES and p.is_file())
    if not found:
        raise InputError(f"{raw}: holds no articles; put .txt or .md files into it")
    return found


def read_document(path: Path, *, root: Path | None = None, encoding: str = "utf-8") -> Document:
    """Read one article; `-` reads standard input. The id is a digest of what was read.

    *root* is what `Document.path` is told relative to. Raise `InputError` for a file that
    is missing, empty, too large, binary or not in *encoding*.
    """
    text = _decoded(_bytes(path), path, _checked(encoding))
    header, offset = _front_matter(text, path)
    parts = layout(text, offset)
    if not parts.body:
        raise InputError(f"{path}: holds no text of an article")
    return Document(
        id=digest(text),
        title=str(header.get("title") or parts.title),
        text=text,
        body=parts.body,
        date=_date(header, path, parts),
        source=_optional(header, "source"),
        url=_optional(header, "url"),
        path=_relative(path, root),
    )


def _bytes(path: Path) -> bytes:
    if str(path) == "-":
        return sys.stdin.buffer.read(LARGEST_ARTICLE + 1)
    try:
        if path.stat().st_size > LARGEST_ARTICLE:
            raise InputError(
                f"{path}: is larger than {LARGEST_ARTICLE // 1_000_000} MB, so it is no single article; split it"
            )
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})") from None


def _checked(encoding: str) -> str:
    try:
        return codecs.lookup(encoding).name
    except LookupError:
        raise InputError(
            f"{encoding!r} is no encoding that Python knows; try utf-8, cp1252 or utf-16"
        ) from None


def _decoded(raw: bytes, path: Path, encoding: str) -> str:
    if len(raw) > LARGEST_ARTICLE:
        raise InputError(f"{path}: is larger than {LARGEST_ARTICLE // 1_000_000} MB; split it")
    if not raw.strip():
        raise InputError(f"{path}: is empty; delete it or put the article's text into it")
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as error:
        raise InputError(
            f"{path}: is not {encoding} (byte {error.start}); convert it, or name its encoding with --encoding"
        ) from None
    if _CONTROL.search(text):
        raise InputError(f"{path}: is a binary file, not text; convert it to .txt or .md")
    return text


def _front_matter(text: str, path: Path) -> tuple[Mapping[str, object], int]:
    """The header (front matter, or the sidecar beside the file) and where the article begins."""
    match = _FRONT_MATTER.match(text)
    sidecar = path.with_suffix(".meta.yaml")
    if match:
        return _yaml(match["header"], path), match.end()
    if sidecar.is_file():
        return _yaml(sidecar.read_text("utf-8"), sidecar), 0
    return {}, 0


def _yaml(text: str, path: Path) -> Mapping[str, object]:
    try:
        header = yaml.safe_load(text)
    except yaml.YAMLError as error:
        reason = " ".join(str(error).split())
        raise InputError(
            f"{path}: its header is not valid YAML ({reason}); quote values with a colon"
        ) from None
    if header is None:
        return {}
    if not isinstance(header, dict):
        raise InputError(f"{path}: its header must be lines of `key: value`")
    return header


def _date(header: Mapping[str, object], path: Path, parts: Layout) -> str | None:
    given = _optional(header, "date")
    if given:
        try:
            return dates.parse(given[:10])
        except DateError as error:
            raise InputError(f"{path}: {error}") from None
    named = _DATE_IN_NAME.search(path.name)
    return named[1] if named else parts.date


def _optional(header: Mapping[str, object], key: str) -> str | None:
    value = header.get(key)
    return str(value) if value else None


def _relative(path: Path, root: Path | None) -> str:
    return path.relative_to(root).as_posix() if root and path.is_relative_to(root) else path.as_posix()
