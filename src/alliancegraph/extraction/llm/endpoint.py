"""A passage -> a model's answer, over an OpenAI-compatible address.

Each call is one request: what goes wrong is told, never hidden behind another try of the client's.
Reasons are words of our own, for a server's may quote the key or the article.
"""

from __future__ import annotations

import asyncio
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from pydantic_ai import (
    Agent,
    ModelMessage,
    ModelRequest,
    ModelResponse,
    ModelSettings,
    NativeOutput,
    TextPart,
)
from pydantic_ai.exceptions import (
    AgentRunError,
    ContentFilterError,
    ModelAuthenticationError,
    ModelConnectionError,
    ModelContextWindowExceededError,
    ModelHTTPError,
    ModelNotFoundError,
    ModelQuotaExceededError,
    ModelRateLimitError,
    ModelRequestTimeout,
    ModelTimeoutError,
    ModelUnavailableError,
    UnexpectedModelBehavior,
)
from pydantic_ai.messages import UserPromptPart
from pydantic_ai.models.openai import OpenAIChatModel
from pydantic_ai.providers.openai_compatible import OpenAICompatibleProvider
from pydantic_ai.usage import RunUsage

from alliancegraph.extraction.llm.address import KEY
from alliancegraph.extraction.llm.answer import Answer, answer_of
from alliancegraph.extraction.llm.prompt import Prompt

LONGEST_ANSWER = 4000  # tokens
_NO_KEY = "none"  # servers on one's own machine ask for none

# The first that fits says why there is no answer.
_REASONS: tuple[tuple[type[AgentRunError], str], ...] = (
    (ModelTimeoutError, "no answer in time"),
    (ModelRequestTimeout, "no answer in time"),
    (ModelRateLimitError, "rate limit reached"),
    (ModelQuotaExceededError, "the account's quota is used up"),
    (ModelAuthenticationError, f"the key in {KEY} is missing or not accepted"),
    (ModelNotFoundError, "no such model at this address"),
    (ModelContextWindowExceededError, "the passage is too long for the model"),
    (ModelConnectionError, "the connection failed"),
    (ContentFilterError, "the model refused"),
    (UnexpectedModelBehavior, "the answer is not in the asked form"),
)


class UnansweredError(Exception):
    """A call without a usable answer: why, and the tokens that it took as far as known.

    `passing`: the same call may succeed a moment later. `of_endpoint`: another passage would fail
    likewise. `free`: the server turned the call down, or was not there.
    """

    def __init__(self, error: AgentRunError, usage: RunUsage) -> None:
        self.reason = _reason(error)
        super().__init__(self.reason)
        self.sent, self.received = usage.input_tokens, usage.output_tokens
        self.of_endpoint = not isinstance(error, (UnexpectedModelBehavior, ModelContextWindowExceededError))
        self.passing = isinstance(error, (ModelRateLimitError, ModelUnavailableError))
        self.free = isinstance(error, ModelHTTPError) or getattr(error, "phase", None) == "connect"
        self.retry_after: float | None = getattr(error, "retry_after", None)


@dataclass(frozen=True)
class Reply:
    """An answer and the tokens that it took; zero where the server does not tell."""

    answer: Answer
    sent: int
    received: int


class Endpoint:
    """One model at one address. The key is read from the environment at each call and kept nowhere."""

    def __init__(self, model: str, base_url: str, prompt: Prompt, timeout: float, most: int) -> None:
        self.model = model
        self.prompt = prompt
        self._base_url = base_url
        self._form = answer_of(most)
        self._history = [message for example in prompt.examples for message in _exchange(*example)]
        self._settings = ModelSettings(
            temperature=0.0,
            seed=0,
            max_tokens=LONGEST_ANSWER,
            timeout=timeout,
            request_timeout=timeout,
            max_retries=0,
        )

    def ask(self, passage: str) -> Reply:
        """The model's answer; raises `UnansweredError` where there is none."""
        usage = RunUsage()
        try:
            with ThreadPoolExecutor(1) as aside:  # a notebook's loop may be running in this thread
                answer = aside.submit(asyncio.run, self._ask(passage, usage)).result()
        except AgentRunError as error:
            raise UnansweredError(error, usage) from None
        return Reply(answer, usage.input_tokens, usage.output_tokens)

    async def _ask(self, passage: str, usage: RunUsage) -> Answer:
        key = os.environ.get(KEY) or _NO_KEY
        async with OpenAICompatibleProvider("llm", base_url=self._base_url, api_key=key) as provider:
            agent = Agent(
                OpenAIChatModel(self.model, provider=provider),
                output_type=NativeOutput(self._form),
                instructions=self.prompt.instructions,
                retries=0,
            )
            run = await agent.run(
                passage, message_history=self._history, model_settings=self._settings, usage=usage
            )
            return run.output


def _exchange(passage: str, answer: str) -> tuple[ModelMessage, ModelMessage]:
    return ModelRequest([UserPromptPart(passage)]), ModelResponse([TextPart(answer)])


def _reason(error: AgentRunError) -> str:
    told = next((words for kind, words in _REASONS if isinstance(error, kind)), "the call failed")
    return f"{told} (HTTP {error.status_code})" if isinstance(error, ModelHTTPError) else told
