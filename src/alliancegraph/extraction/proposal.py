"""What a third reader, such as a user's language model, says that a passage asserts."""

from __future__ import annotations

from dataclasses import dataclass

from alliancegraph.model import Mention, Predicate, Status


@dataclass(frozen=True)
class Proposal:
    """A relation between two mentions; `start` and `end` span the sentences that tell it.

    Whoever makes one has checked it against the text: both names stand in the passage, the types
    fit, and so do stake, dates and words.
    """

    predicate: Predicate
    subject: Mention
    object: Mention
    start: int
    end: int
    status: Status
    stake: float | None = None
    since: str | None = None
    until: str | None = None
    product: str | None = None
    platform: str | None = None
    attribution: str | None = None
