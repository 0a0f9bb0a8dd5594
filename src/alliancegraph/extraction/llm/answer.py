"""The form of a model's answer: a list of relations in the terms of docs/schema.md."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, create_model
from pydantic.json_schema import SkipJsonSchema

from alliancegraph.model import Predicate, Status


class Relation(BaseModel):
    """One relation as the model states it; the quote comes first, so that it is chosen first."""

    model_config = ConfigDict(frozen=True)

    quote: str
    subject: str
    predicate: Predicate
    object: str
    status: Status
    stake: float | None = None
    start: str | None = None
    end: str | None = None
    product: str | None = None
    platform: str | None = None
    attribution: str | None = None


type Row = Annotated[Relation | SkipJsonSchema[Any], Field(union_mode="left_to_right")]


class Answer(BaseModel):
    """What the model is asked for. A row that is no relation costs that row alone."""

    model_config = ConfigDict(frozen=True)

    relations: list[Row]


def answer_of(most: int) -> type[Answer]:
    """The form of an answer with at most so many relations, for servers that hold a model to its form."""
    return create_model(
        "Answer", __base__=Answer, relations=(list[Row], Field(json_schema_extra={"maxItems": most}))
    )
