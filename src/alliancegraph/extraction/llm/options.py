"""Which model a user brings, and how it is asked."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from alliancegraph.errors import ModelError
from alliancegraph.extraction.llm.budget import Limits
from alliancegraph.extraction.llm.prompt import load_prompt
from alliancegraph.model import digest

if TYPE_CHECKING:
    from alliancegraph.extraction.llm.reader import Answers, ModelReader

SHELF = ("answers", "1")  # where answers are kept: over all versions of the program, for they were paid for
_HERE = Path(__file__).parent
CALIBRATION = _HERE / "calibration.json"
_TRUST = {"agreed": None, "alone": None, "silent": 0.0, "status_of_model": 0.0}  # and what else it is


@dataclass(frozen=True)
class LlmOptions:
    """A model behind an address, its limits, and the file that says how far it is trusted."""

    model: str
    base_url: str
    limits: Limits = field(default_factory=Limits)
    timeout: float = 120.0
    calibration: Path = CALIBRATION
    most: int = 40  # relations of one passage

    @cached_property
    def trust(self) -> Mapping[str, float]:
        """What its word adds to the log-odds of others and its silence takes from them, how often it is
        right where it is asked alone, and what its status weighs."""
        try:
            told = json.loads(self.calibration.read_text("utf-8"))
            return {
                name: float(told[name] if else_ is None else told.get(name, else_))
                for name, else_ in _TRUST.items()
            }
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise ModelError(
                f"{self.calibration}: is no calibration of a model ({error}); "
                "write one with evaluate --calibrate"
            ) from None

    @property
    def asked(self) -> str:
        """Changes with all that an answer depends on beside its passage."""
        return digest(self.model, load_prompt().version, str(self.most))

    @property
    def version(self) -> str:
        """Changes whenever the same article may give other claims: not with the address or the limits."""
        code = b"".join(path.read_bytes() for path in sorted(_HERE.glob("*.py")))
        return digest(self.asked, json.dumps(self.trust), hashlib.sha256(code).hexdigest())

    def reader(self, answers: Answers | None = None) -> ModelReader:
        """What asks the model, and forgets its answers where nobody keeps them.

        Raises `ModelError` where the extra that it needs is not installed.
        """
        try:
            from alliancegraph.extraction.llm.endpoint import Endpoint
            from alliancegraph.extraction.llm.reader import InMemory, ModelReader
        except ModuleNotFoundError as error:
            raise ModelError(
                f"{error.name} is missing: install alliancegraph[llm] to ask a language model"
            ) from None
        endpoint = Endpoint(self.model, self.base_url, load_prompt(), self.timeout, self.most)
        return ModelReader(endpoint, self.asked, InMemory() if answers is None else answers, self.limits)
