"""Gated sentences -> the messages that a model is sent. Words and examples are data (prompt/)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from alliancegraph.errors import ModelError
from alliancegraph.extraction.llm.answer import Answer
from alliancegraph.model import digest

FOLDER = Path(__file__).parent / "prompt"
LONGEST = 2500  # characters of sentences in one passage


@dataclass(frozen=True)
class Prompt:
    """What is said before each passage; `version` changes with any word of it and with the schema."""

    instructions: str
    examples: tuple[tuple[str, str], ...]  # a passage and the answer to it
    version: str

    @property
    def size(self) -> int:
        """Its bytes, the schema's included: no tokenizer makes more tokens than bytes."""
        words = [self.instructions, SCHEMA, *(text for example in self.examples for text in example)]
        return sum(len(text.encode()) for text in words)


SCHEMA = json.dumps(Answer.model_json_schema(), sort_keys=True)


@cache
def load_prompt(folder: Path = FOLDER) -> Prompt:
    """Read and check what lies in *folder*."""
    path = folder / "examples.yaml"
    try:
        instructions = (folder / "instructions.md").read_text("utf-8")
        rows = yaml.safe_load(path.read_bytes())
        examples = tuple(_example(row) for row in rows)
    except (OSError, yaml.YAMLError, KeyError, TypeError, ValidationError) as error:
        raise ModelError(f"{path}: the prompt cannot be read ({error})") from None
    version = digest(instructions, SCHEMA, *(text for example in examples for text in example))
    return Prompt(instructions, examples, version)


def _example(row: dict[str, Any]) -> tuple[str, str]:
    answer = Answer.model_validate({"relations": row["relations"]})
    told = passage(row["sentences"], row["date"])
    return told, answer.model_dump_json(exclude_none=True)


def passage(sentences: Sequence[str], date: str | None) -> str:
    """The message of one passage: the article's date, then its sentences, numbered."""
    lines = [f"[{n}] {' '.join(sentence.split())}" for n, sentence in enumerate(sentences, 1)]
    return "\n".join([f"Date of the article: {date or 'unknown'}", *lines])


def passages(text: str, spans: Sequence[tuple[int, int]]) -> Iterator[list[tuple[int, int]]]:
    """*spans* (sentences of *text*) in runs that are short enough for one message."""
    run: list[tuple[int, int]] = []
    size = 0
    for start, end in spans:
        if run and size + end - start > LONGEST:
            yield run
            run, size = [], 0
        run.append((start, end))
        size += end - start
    if run:
        yield run
