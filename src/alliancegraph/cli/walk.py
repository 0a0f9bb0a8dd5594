"""`alliancegraph review walk`: one doubt after the other, and what a person decides about it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import typer

from alliancegraph.cli.common import printable, say
from alliancegraph.errors import AllianceGraphError, InputError

if TYPE_CHECKING:
    from alliancegraph.graph.rows import Doubt

type Decide = Callable[..., None]
"""Writes a decision down: action, target, and what else it needs (`into`, `values`, `by`, `why`)."""

_FACT = {"a": "accept", "r": "reject", "c": "correct", "s": "skip", "q": "quit"}
_VALUES = re.compile(r"\s+(?=\w+=)")
_PAIR = {"m": "merge", "d": "distinct", "s": "skip", "q": "quit"}


def walk_through(doubts: Iterable[Doubt], by: str, decide: Decide) -> None:
    """Ask about each of *doubts*; what several of them are about is decided once."""
    decided: set[str] = set()
    for doubt in doubts:
        if doubt.about in decided:
            continue
        told = (doubt.about, doubt.says, doubt.sentence, doubt.article)
        say("\n" + "\n".join(printable(line) for line in told if line))
        action = _settle(doubt, by, decide)
        if action == "quit":
            return
        if action != "skip":
            decided.add(doubt.about)


def _settle(doubt: Doubt, by: str, decide: Decide) -> str:
    """Ask until there is an answer that makes sense; what was done."""
    while True:
        action = _choice(_FACT if doubt.fact else _PAIR)
        try:
            if action not in ("skip", "quit"):
                target, more = _details(doubt, action)
                decide(action, target, by=by, why=_words("why"), **more)
        except AllianceGraphError as error:
            say(str(error))
        else:
            return action


def _choice(actions: dict[str, str]) -> str:
    """One of *actions*, by its first letter."""
    question = ", ".join(f"[{key}]{action[1:]}" for key, action in actions.items())
    while True:
        answer = str(typer.prompt(question, default="s", err=True)).strip().lower()
        found = actions.get(answer, answer)
        if found in actions.values():
            return found
        say(f"{answer!r} is none of these")


def _details(doubt: Doubt, action: str) -> tuple[str, dict[str, Any]]:
    """What the decision is about, and what else it needs."""
    if doubt.fact:
        target = doubt.fact
        if doubt.kind == "conflict":
            target = str(typer.prompt("which claims, by id, or the fact", default=target, err=True))
        values = _VALUES.split(_words("what is right, as FIELD=VALUE")) if action == "correct" else []
        return target, {"values": values}
    one, other = doubt.about.split()
    if action == "merge":
        stays = typer.prompt(f"which one stays, {one} or {other}", default=other, err=True).strip()
        if stays not in (one, other):
            raise InputError(f"{stays}: write {one} or {other}")
        one, other = (one, other) if stays == other else (other, one)
    return one, {"into": other}


def _words(question: str) -> str:
    return str(typer.prompt(question, err=True)).strip()
