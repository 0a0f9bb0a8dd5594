"""model/relations.txt -> the relations that the weights know, in the order of their columns.

A relation that is new to the program is not among them until the weights are trained anew (`make
train`): frames find it all the same, and its confidence is theirs alone.
"""

from __future__ import annotations

from pathlib import Path

from alliancegraph.errors import ModelError
from alliancegraph.model import Predicate

FOLDER = Path(__file__).parent / "model"
FILE_NAME = "relations.txt"


def learned(folder: Path = FOLDER) -> tuple[Predicate, ...]:
    """The relations of the weights in *folder*; `ModelError` where they are other ones than the program's."""
    path = folder / FILE_NAME
    try:
        return tuple(map(Predicate, path.read_text("utf-8").split()))
    except (OSError, ValueError) as error:
        raise ModelError(f"{path}: what the weights know cannot be read ({error}); run make train") from None
