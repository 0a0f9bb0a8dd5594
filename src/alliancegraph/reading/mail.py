"""An e-mail (.eml) -> Draft of its text, and the Sources attached to it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr
from pathlib import PurePosixPath

from alliancegraph.reading.page import fragment
from alliancegraph.reading.source import LARGEST_FILE, Draft, Source, parsing

_SIGNATURE = re.compile(r"^-- ?\r?$", re.M)
_QUOTED = re.compile(r"^(?:>.*|(?:On|Am|Le) .{5,80} (?:wrote|schrieb|a écrit)\s?:)\r?$", re.M)


def articles(source: Source) -> Iterator[Draft | Source]:
    """The message itself, headed by its subject, then what is attached to it."""
    raw = source.all_bytes(LARGEST_FILE)
    attached: list[Source] = []
    with parsing(source.name, "e-mail"):
        message = message_from_bytes(raw, policy=policy.default)
        subject = " ".join(str(message.get("subject", "")).split())
        name, address = parseaddr(" ".join(str(message.get("from", "")).split()))
        date = str(message.get("date", ""))
        text, blocks = _body(message)
        for i, part in enumerate(message.iter_attachments() if message.is_multipart() else ()):
            file = PurePosixPath(part.get_filename() or "").name
            content = part.get_payload(decode=True)
            if file and isinstance(content, bytes):
                attached.append(source.inner(f"{i + 1}/{file}", content, PurePosixPath(file).suffix.lower()))
    if text.strip():
        head = f"{subject}\n\n" if subject else ""
        yield Draft(
            head + text,
            blocks=_after(len(head), subject, blocks),
            title=subject or None,
            date=date,
            author=name or None,
            source=address.rpartition("@")[2] or None,
        )
    yield from attached


def _body(message: EmailMessage) -> tuple[str, tuple[tuple[int, int], ...] | None]:
    """The text of a message and, where it is a page, the blocks of it."""
    part = message.get_body(("plain", "html"))
    content = part.get_content() if part is not None else ""
    if not isinstance(content, str):
        return "", None
    if part is not None and part.get_content_type() == "text/html":
        return fragment(content)
    text = _QUOTED.sub("", content)
    signature = _SIGNATURE.search(text)
    return (text[: signature.start()] if signature else text), None


def _after(
    offset: int, subject: str, blocks: tuple[tuple[int, int], ...] | None
) -> tuple[tuple[int, int], ...] | None:
    if blocks is None:
        return None
    head = ((0, len(subject)),) if subject else ()
    return (*head, *((start + offset, end + offset) for start, end in blocks))
