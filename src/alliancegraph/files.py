"""Writing files so that a reader, or the next build after a crash, never meets half of one."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def write_whole(path: Path, content: str | bytes) -> None:
    """Put *content* (text as UTF-8) at *path*, whole or not at all."""
    data = content.encode() if isinstance(content, str) else content
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(path)
    finally:
        Path(name).unlink(missing_ok=True)  # it is gone where all went well


def put_in_place(made: Path, target: Path) -> None:
    """Let the finished file *made*, of the same disk, take the place of *target* at once."""
    with made.open("rb+") as file:
        os.fsync(file.fileno())
    made.replace(target)
