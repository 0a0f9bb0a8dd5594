"""The options of build, extract and evaluate that say who finds relations, and which model is asked."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alliancegraph.extraction.llm import LlmOptions

DEFAULT = "frames,classifier"

ExtractorOption = Annotated[
    str,
    typer.Option(
        "--extractor",
        metavar="NAME,...",
        help="Who finds relations: frames, classifier, llm (see docs/llm.md).",
    ),
]
ModelOption = Annotated[
    str | None,
    typer.Option("--model", metavar="NAME", help="The language model that the extractor llm asks."),
]
BaseUrlOption = Annotated[
    str | None,
    typer.Option(
        "--base-url",
        metavar="URL",
        help="Its OpenAI-compatible address; the key, if any, is in ALLIANCEGRAPH_LLM_KEY.",
    ),
]
BudgetOption = Annotated[
    str | None,
    typer.Option(
        "--budget", metavar="LIMITS", help="The most it may take: calls=200,tokens=500000,money=2.50 or some."
    ),
]
PriceOption = Annotated[
    str | None,
    typer.Option("--price", metavar="SENT,RECEIVED", help="What a million tokens sent and received cost."),
]
TimeoutOption = Annotated[
    float, typer.Option("--timeout", min=0.1, metavar="SECONDS", help="How long one answer may take.")
]
TrustOption = Annotated[
    Path | None,
    typer.Option(
        "--calibration", metavar="FILE", help="How far its word counts, as evaluate --calibrate measured."
    ),
]
SpacyModelOption = Annotated[
    str | None,
    typer.Option("--spacy-model", metavar="NAME", help="Another spaCy model than the packaged one."),
]


def finders(
    extractor: str,
    model: str | None,
    base_url: str | None,
    budget: str | None,
    price: str | None,
    timeout: float,
    calibration: Path | None,
) -> tuple[Sequence[str], LlmOptions | None]:
    """Who finds relations, and the language model if it is among them. Raises `UsageError`."""
    from alliancegraph.errors import UsageError
    from alliancegraph.extraction.extractor import extractors
    from alliancegraph.extraction.llm import LlmOptions
    from alliancegraph.extraction.llm.address import checked_url
    from alliancegraph.extraction.llm.budget import limits
    from alliancegraph.extraction.llm.options import CALIBRATION

    use = extractors(extractor)
    if "llm" not in use:
        if model or base_url or budget or price or calibration:
            raise UsageError(
                "--model, --base-url, --budget, --price and --calibration are for the extractor llm: "
                "add --extractor llm, or frames,classifier,llm (another spaCy model is --spacy-model)"
            )
        return use, None
    if not model or not base_url:
        raise UsageError("the extractor llm needs --model NAME and --base-url URL")
    allowed = limits(budget, price)
    return use, LlmOptions(model, checked_url(base_url), allowed, timeout, calibration or CALIBRATION)
