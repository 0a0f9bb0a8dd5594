"""Chunk -> Readings: what a small language model makes of each pair of spots.

MiniLM with a marker before every name and figure reads a chunk once; heads on top score, for
each pair of spots, every relation, how far it has come, and which figures are its stake, its
start and its end. Weights (quantised, ONNX) and vocabulary lie in model/ and are rebuilt by
`make train`; docs/classifier.md tells how.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from alliancegraph.errors import ModelError
from alliancegraph.extraction.chunks import Chunk, SpotPair, pairs
from alliancegraph.extraction.learned import FOLDER, learned
from alliancegraph.extraction.pieces import Cutter
from alliancegraph.model import Predicate, Status

PREDICATES = learned()  # a column of the weights each
STATUSES = tuple(Status)
EQUITY = (Predicate.OWNS, Predicate.PARTNER_IN)  # the relations that have a stake
STAKE, START, END = range(3)
_MOST_PIECES = 512  # what MiniLM has places for

type Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Readings:
    """Raw scores of one chunk, a row a pair of spots.

    `relations` has a column a predicate, `statuses` a column a status; `figures` is pairs by
    figures by (stake, start, end, then the statuses that hold where the figure is the stake).
    """

    chunk: Chunk
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

    def read(self, chunk: Chunk) -> Readings | None:
        """The scores of all pairs of *chunk*; None where it holds none, or is a table in truth."""
        candidates = pairs(chunk)
        if not candidates:
            return None
        pieces = self.cutter.cut(chunk)
        if len(pieces.ids) > _MOST_PIECES:
            return None
        place = np.array(pieces.spots, np.int64)
        relations, statuses, figures = self._session.run(
            None,
            {
                "ids": np.array(pieces.ids, np.int64),
                "subjects": place[[pair.subject for pair in candidates]],
                "objects": place[[pair.object for pair in candidates]],
                "figures": np.array(pieces.figures, np.int64),
            },
        )
        if relations.shape[1] != len(PREDICATES):
            raise ModelError(f"{self._folder}: the encoder was trained for other relations; run make train")
        return Readings(chunk, candidates, relations, statuses, figures)


@cache
def load_encoder(folder: Path = FOLDER) -> Encoder:
    return Encoder(folder)
