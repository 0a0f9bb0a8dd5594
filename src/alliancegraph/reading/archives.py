"""Archives -> the Sources inside: zip and gzip, and WARC files of whole news sites, as streams.

Nothing is ever written to disk, so nothing can be written outside a folder. What comes
out is counted against a budget that grows with the size of the file.
"""

from __future__ import annotations

import gzip
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import PurePosixPath
from typing import Any, BinaryIO

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from alliancegraph.errors import InputError
from alliancegraph.reading.source import LARGEST_ARTICLE, MALFORMED, Source, Unread, guarded, parsing

MOST_MEMBERS = 200_000
_FORM_OF_TYPE = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/plain": ".txt",
    "application/pdf": ".pdf",
}


def unzipped(source: Source) -> Iterator[Source | Unread]:
    """The files in a zip, in order of their names."""
    stream = source.stream if source.stream.seekable() else BytesIO(source.all_bytes(5 * LARGEST_ARTICLE))
    with parsing(source.name, "zip"):
        archive = zipfile.ZipFile(stream)
        members = [member for member in archive.infolist() if not member.is_dir()]
    if len(members) > MOST_MEMBERS:
        raise InputError(f"{source.name}: holds {len(members)} files, more than {MOST_MEMBERS}; split it")
    for member in sorted(members, key=lambda member: member.filename):
        path = PurePosixPath(member.filename)
        if path.name.startswith(".") or "__MACOSX" in path.parts:
            continue
        try:
            packed: BinaryIO = archive.open(member)  # type: ignore[assignment]
        except MALFORMED as error:  # RuntimeError too: a password is asked for
            yield Unread(
                f"#{member.filename}", f"{source.name}: {member.filename} cannot be unpacked ({error})"
            )
            continue
        with packed:
            yield source.inner(
                member.filename, guarded(packed, source.budget, source.name), path.suffix.lower()
            )


def ungzipped(source: Source) -> Iterator[Source]:
    """What is packed in a .gz, whose form is told by the suffix before it, as in `news.warc.gz`."""
    name = source.name.removesuffix(".gz").removesuffix(".GZ")
    with parsing(source.name, "gzip"):
        unpacked: BinaryIO = gzip.GzipFile(fileobj=source.stream)  # type: ignore[assignment]
    stream = guarded(unpacked, source.budget, source.name)
    yield source.inner("", stream, PurePosixPath(name).suffix.lower())


def pages(source: Source) -> Iterator[Source | Unread]:
    """The pages that a WARC holds, one at a time; pictures, scripts and errors are passed over."""
    records = _records(source)
    for number, record in enumerate(records, 1):
        try:
            page = _page(source, record, number)
        except (ArchiveLoadFailed, InputError, *MALFORMED) as error:
            reason = " ".join(str(error).split())[:200] or type(error).__name__
            yield Unread(f"#{number}", f"{source.name}: record {number} cannot be read ({reason})")
            continue
        if page is not None:
            yield page


def _records(source: Source) -> Iterator[Any]:
    try:
        yield from ArchiveIterator(source.stream)
    except (ArchiveLoadFailed, *MALFORMED) as error:
        reason = " ".join(str(error).split())[:200] or type(error).__name__
        raise InputError(f"{source.name}: is no WARC that can be read further ({reason})") from None


def _page(source: Source, record: Any, number: int) -> Source | None:
    http = record.http_headers
    if record.rec_type not in ("response", "resource") or (http and http.get_statuscode() != "200"):
        return None
    if record.rec_headers.get_header("Content-Length") is None:
        raise InputError("it does not tell its length, so that what follows it cannot be found")
    kind = (http or record.rec_headers).get_header("Content-Type") or ""
    media, _, rest = kind.partition(";")
    suffix = _FORM_OF_TYPE.get(media.strip().lower())
    if suffix is None:
        return None
    content = record.content_stream().read(LARGEST_ARTICLE + 1)
    url = record.rec_headers.get_header("WARC-Target-URI") or ""
    charset = rest.lower().partition("charset=")[2].strip(" \"';") or None
    return source.inner(str(number), content, suffix, {"url": url.strip("<>")}, encoding=charset)
