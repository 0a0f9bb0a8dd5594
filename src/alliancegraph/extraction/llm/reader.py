"""Gated sentences of a document -> Hearing: what a model says of them, checked, or why it says nothing.

An article is heard whole or not at all: where one of its passages finds no answer, its claims
are those of the other extractors, and the next build asks again for what is missing. Answers are
kept by passage, model and prompt, so nothing is asked twice.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from alliancegraph.extraction.llm.answer import Answer
from alliancegraph.extraction.llm.budget import Limits, Spending
from alliancegraph.extraction.llm.endpoint import LONGEST_ANSWER, Endpoint, UnansweredError
from alliancegraph.extraction.llm.evidence import Drop, Sent, checked, counted
from alliancegraph.extraction.llm.prompt import passage, passages
from alliancegraph.extraction.proposal import Proposal
from alliancegraph.model import digest

_PAUSES = (2.0, 10.0)  # seconds before a call that may succeed a moment later is made again
_LONGEST_PAUSE = 60.0
_PATIENCE = 3  # articles in a row that the endpoint fails before it is left alone
_FRAME = 200  # tokens, at most, that a server adds around the messages


class Answers(Protocol):
    """Where answers are kept."""

    def get(self, key: str) -> str | None: ...

    def put(self, key: str, content: str) -> None: ...


class InMemory(dict[str, str]):
    """Answers that last as long as the program."""

    def put(self, key: str, content: str) -> None:
        self[key] = content


@dataclass(frozen=True)
class Hearing:
    """What a model was asked about one document: passages, relations told, dropped by reason, kept.

    `failure` says why it was not heard; there are no proposals then.
    """

    passages: int = 0
    told: int = 0
    dropped: Mapping[str, int] = field(default_factory=dict)
    proposals: tuple[Proposal, ...] = ()
    failure: str | None = None


class _UnheardError(Exception):
    """No answer to a passage; the words are for the ledger."""


class ModelReader:
    """Asks one model within its limits; `spent` is what that took so far.

    *asked* names model and prompt: an answer is kept under it and the passage.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        asked: str,
        answers: Answers,
        limits: Limits | None = None,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self.spent = Spending(limits or Limits())
        self._endpoint = endpoint
        self._asked = asked
        self._answers = answers
        self._pause = pause
        self._failed = 0  # articles in a row
        self._reason = ""

    def read(self, sent: Sent) -> Hearing:
        """What the model says of the sentences of one document."""
        text = sent.document.text
        messages = [
            passage([text[slice(*span)] for span in spans], sent.document.date)
            for spans in passages(text, sent.spans)
        ]
        try:
            answers = [self._answer(message) for message in messages]
        except _UnheardError as why:
            return Hearing(passages=len(messages), failure=str(why))
        found = [row for answer in answers for row in checked(answer, sent)]
        proposals = [row for row in found if isinstance(row, Proposal)]
        dropped = [row for row in found if isinstance(row, Drop)]
        return Hearing(len(messages), len(found), counted(dropped), tuple(dict.fromkeys(proposals)))

    def _answer(self, message: str) -> Answer:
        key = digest(self._asked, message)
        kept = self._answers.get(key)
        if kept is not None:
            return Answer.model_validate_json(kept)
        if self._failed >= _PATIENCE:
            raise _UnheardError(f"not asked, as {_PATIENCE} articles before found no answer: {self._reason}")
        try:
            answer = self._ask(message)
        except UnansweredError as why:
            self._failed += why.of_endpoint
            self._reason = why.reason
            raise _UnheardError(why.reason) from None
        self._failed = 0
        self._answers.put(key, answer.model_dump_json())
        return answer

    def _ask(self, message: str) -> Answer:
        """One answer, after as many tries as a busy server is given."""
        for pause in _PAUSES:
            try:
                return self._call(message)
            except UnansweredError as why:
                if not why.passing:
                    raise
                self._pause(min(why.retry_after or pause, _LONGEST_PAUSE))
        return self._call(message)

    def _call(self, message: str) -> Answer:
        """One request, if even the most that it may take is within the limits."""
        most = self._endpoint.prompt.size + len(message.encode()) + _FRAME
        if objection := self.spent.objection(most, LONGEST_ANSWER):
            raise _UnheardError(objection)
        try:
            reply = self._endpoint.ask(message)
        except UnansweredError as why:
            if why.free:
                self.spent.settle(0, 0)
            else:
                self.spent.settle(why.sent or most, why.received or LONGEST_ANSWER)
            raise
        self.spent.settle(reply.sent or most, reply.received or LONGEST_ANSWER)
        return reply.answer
