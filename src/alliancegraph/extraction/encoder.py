"""Excerpt -> Readings: what a small language model makes of each pair of entities.

MiniLM reads a window (windows.py) for its two entities; heads on top score every relation in both
directions, how far it has come, and which figures are its stake, its start and its end. Weights
(quantised, ONNX) and vocabulary lie in model/ and are rebuilt by `make train`; docs/classifier.md
tells how.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from alliancegraph.errors import ModelError
from alliancegraph.extraction.excerpt import Excerpt
from alliancegraph.extraction.learned import FOLDER, learned
from alliancegraph.extraction.windows import Cutter, Window
from alliancegraph.model import Entity, Mention, Predicate, Status

PREDICATES = learned()  # a column of the weights each
STATUSES = tuple(Status)
EQUITY = (Predicate.OWNS, Predicate.PARTNER_IN)  # the relations that have a stake
STAKE, START, END = range(3)
_SYMMETRIC = np.array([predicate.symmetric for predicate in PREDICATES])
_NOT_READ = -20.0  # the score of a figure outside the window

type Floats = NDArray[np.float32]


@dataclass(frozen=True)
class SpotPair:
    """Two spots of an excerpt in the order subject, object, each read as one of its mentions."""

    subject: int
    object: int
    one: Mention
    other: Mention


@dataclass(frozen=True)
class Readings:
    """Raw scores of one excerpt, a row a pair of spots; each pair comes both ways round.

    `relations` has a column a predicate, `statuses` a column a status; `figures` is pairs by
    figures by (stake, start, end, then the statuses that hold where the figure is the stake).
    """

    excerpt: Excerpt
    pairs: list[SpotPair]
    relations: Floats
    statuses: Floats
    figures: Floats


class Encoder:
    """Loads vocabulary and weights when they are first needed."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self._folder = folder

    @cached_property
    def cutter(self) -> Cutter:
        return Cutter(self._folder / "tokenizer.json")

    @cached_property
    def _session(self) -> Any:
        import onnxruntime
        from onnxruntime.capi import onnxruntime_pybind11_state as faults

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # more processes scale better than more threads
        options.inter_op_num_threads = 1
        path = self._folder / "encoder.onnx"
        try:
            return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        except (faults.NoSuchFile, faults.InvalidProtobuf, faults.InvalidGraph, faults.Fail) as error:
            raise ModelError(f"{path}: the encoder cannot be read ({error}); run make train") from None

    def read(
        self, excerpt: Excerpt, worth: Callable[[Entity, Entity], bool] = lambda *_: True
    ) -> Readings | None:
        """The scores of the pairs of *excerpt* that are *worth* reading; None where there is none."""
        windows = list(self.cutter.windows(excerpt, worth))
        if not windows:
            return None
        found, relations, statuses = [], [], []
        figures = np.full((2 * len(windows), len(excerpt.figures), 3 + len(STATUSES)), _NOT_READ, np.float32)
        for i, window in enumerate(windows):
            there, back, status, of_figures = self._scores(window)
            found += [
                SpotPair(window.spot_of_one, window.spot_of_other, window.one, window.other),
                SpotPair(window.spot_of_other, window.spot_of_one, window.other, window.one),
            ]
            relations += [there, back]
            statuses += [status, status]
            for (number, _), scores in zip(window.figures, of_figures, strict=True):
                figures[2 * i : 2 * i + 2, number] = scores
        return Readings(excerpt, found, np.stack(relations), np.stack(statuses), figures)

    def _scores(self, window: Window) -> tuple[Floats, Floats, Floats, Floats]:
        """Of the relations as the text has the two and the other way round, the statuses, the figures."""
        relations, statuses, figures = self._session.run(
            None,
            {
                "ids": np.array(window.ids, np.int64),
                "one": np.array([window.place_of_one], np.int64),
                "other": np.array([window.place_of_other], np.int64),
                "figures": np.array([place for _, place in window.figures], np.int64),
            },
        )
        if len(relations) != 2 * len(PREDICATES):
            raise ModelError(f"{self._folder}: the encoder was trained for other relations; run make train")
        there, back = np.split(relations, 2)
        return there, np.where(_SYMMETRIC, there, back), statuses, figures


@cache
def load_encoder(folder: Path = FOLDER) -> Encoder:
    return Encoder(folder)
