"""review.yaml <-> Decision: what people decided, who they are, and why.

    - decision: reject
      fact: infiniti brand_of daimler
      by: Ada Example
      why: the article speaks of a shared engine only

The file lies beside the articles, is edited by hand or by `alliancegraph review`, and is read
by every build. Decisions apply in the order of the file. What is added goes to the end and
what is undone is cut out: comments and the order of the rest stay as they are.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Any, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from alliancegraph.errors import InputError
from alliancegraph.files import write_whole
from alliancegraph.model import EntityType, PartialDate, Percent, Predicate, Status

FILE_NAME = "review.yaml"
UNKNOWN = "unknown"
"""In a correction: nobody knows, so the value goes."""

_HEADER = "# What people decided about claims, facts and names; every build obeys it (docs/review.md).\n"


class Action(StrEnum):
    ACCEPT = "accept"
    REJECT = "reject"
    CORRECT = "correct"
    MERGE = "merge"
    SPLIT = "split"
    DISTINCT = "distinct"


class Correction(BaseModel):
    """The values that a claim should have had; only what is given is changed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    subject: str = ""
    predicate: Predicate = Predicate.OWNS
    object: str = ""
    status: Status = Status.ACTIVE
    stake: Percent | None = None
    start: PartialDate | None = None
    end: PartialDate | None = None
    product: str | None = None
    platform: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _unknown_is_none(cls, values: dict[str, Any]) -> dict[str, Any]:
        return {key: None if value == UNKNOWN else value for key, value in values.items()}

    @property
    def values(self) -> dict[str, Any]:
        """What is changed, by field."""
        given = self.model_fields_set
        return {name: getattr(self, name) for name in type(self).model_fields if name in given}


class Decision(BaseModel):
    """One decision. Entities are named by id, facts as "subject predicate object" (ids), claims by id.

    accept, reject: a fact, claims, or an entity. correct: claims. merge: an entity into
    another. split: what articles or claims say of an entity is about another (`into`, with
    `name` and `type` if it is new). distinct: two entities that look alike are two.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    decision: Action
    fact: str | None = None
    claims: tuple[str, ...] = ()
    entity: str | None = None
    into: str | None = None
    name: str | None = None
    type: EntityType | None = None
    articles: tuple[str, ...] = ()
    set: Correction | None = None
    by: str = Field(min_length=1)
    why: str = Field(min_length=1)

    @field_validator("fact")
    @classmethod
    def _three_words(cls, fact: str | None) -> str | None:
        words = (fact or "").split()
        if fact is not None and (len(words) != 3 or words[1] not in list(Predicate)):
            raise ValueError(f"{fact!r} is no fact: write the ids and the relation, `renault owns nissan`")
        return " ".join(words) if fact else None

    @model_validator(mode="after")
    def _complete(self) -> Self:
        targets = [bool(self.fact), bool(self.claims), bool(self.entity)]
        match self.decision:
            case Action.ACCEPT | Action.REJECT:
                complete, needs = sum(targets) == 1, "one of `fact`, `claims` and `entity`"
            case Action.CORRECT:
                complete, needs = bool(self.claims and self.set and self.set.values), "`claims` and `set`"
            case Action.SPLIT:
                complete = bool(self.entity and self.into and (self.articles or self.claims))
                needs = "`entity`, `into`, and `articles` or `claims`"
            case Action.MERGE | Action.DISTINCT:
                complete, needs = bool(self.entity and self.into), "`entity` and `into`"
        if not complete:
            raise ValueError(f"to {self.decision} needs {needs}")
        if self.entity and self.entity == self.into:
            raise ValueError(f"`entity` and `into` are both {self.entity!r}")
        return self

    def __str__(self) -> str:
        what = self.fact or self.entity or ", ".join(self.claims)
        into = f" / {self.into}" if self.into else ""
        values = self.set.values.items() if self.set else ()
        changed = "".join(f" {key}={UNKNOWN if value is None else value}" for key, value in values)
        told = [*self.articles, *(self.claims if self.entity else ())]
        where = f" in {', '.join(told)}" if told else ""
        return f"{self.decision} {what}{into}{changed}{where} ({self.by}: {self.why})"


def read_decisions(file: Path) -> tuple[Decision, ...]:
    """The decisions in *file*; none if it does not exist. `InputError` names the entry that is wrong."""
    text = _text(file)
    try:
        entries = yaml.load(text, Loader=yaml.BaseLoader)  # all values are strings, dates too
    except yaml.YAMLError as error:
        raise InputError(f"{file}: is not valid YAML ({' '.join(str(error).split())})") from None
    if not entries:
        return ()
    if not isinstance(entries, list):
        raise InputError(f"{file}: must be a list of decisions, each beginning with `- decision:`")
    return tuple(_decision(file, number, entry) for number, entry in enumerate(entries, start=1))


def add_decision(file: Path, decision: Decision) -> int:
    """Add *decision* to the end of *file* and return its number there."""
    if not file.parent.is_dir():
        raise InputError(f"{file.parent}: there is no such folder; decisions lie in the folder of articles")
    number = len(read_decisions(file)) + 1
    text = _text(file) or _HEADER
    plain = decision.model_dump(mode="json", exclude_defaults=True, exclude={"set"})
    if decision.set:
        changed = decision.set.values.items()
        plain["set"] = {key: UNKNOWN if value is None else str(value) for key, value in changed}
    entry = yaml.safe_dump([plain], allow_unicode=True, sort_keys=False, width=100)
    write_whole(file, text + ("" if text.endswith("\n") else "\n") + entry)
    return number


def undo_decision(file: Path, number: int) -> Decision:
    """Cut the decision with this *number* out of *file*, and return it."""
    decisions = read_decisions(file)
    if not 1 <= number <= len(decisions):
        raise InputError(f"{file}: there is no decision {number}; it holds {len(decisions)}")
    lines = _text(file).splitlines(keepends=True)
    entries = yaml.compose("".join(lines), Loader=yaml.BaseLoader)
    starts = [node.start_mark.line for node in entries.value] if entries else []
    first, after = starts[number - 1], [*starts, len(lines)][number]
    while after > first + 1 and lines[after - 1].lstrip()[:1] in ("", "#"):
        after -= 1  # comments belong to what follows them
    write_whole(file, "".join(lines[:first] + lines[after:]))
    return decisions[number - 1]


def checked(make: Callable[[], Decision], where: str) -> Decision:
    """The decision that *make* makes; `InputError` that names *where* if it is none."""
    try:
        return make()
    except ValidationError as error:
        wrong = error.errors()[0]
        place = ".".join(str(part) for part in wrong["loc"])
        reason = wrong["msg"].removeprefix("Value error, ")
        if wrong["type"] == "extra_forbidden":
            fields = Correction.model_fields if len(wrong["loc"]) > 1 else Decision.model_fields
            reason = f"there is no such field; choose from {', '.join(fields)}"
        raise InputError(f"{where}: {place + ': ' if place else ''}{reason}") from None


def _decision(file: Path, number: int, entry: object) -> Decision:
    return checked(lambda: Decision.model_validate(entry), f"{file}: decision {number}")


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{file}: cannot be read ({error})") from None
