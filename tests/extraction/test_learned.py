"""What the weights know, and what becomes of a relation that they do not know."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from alliancegraph.errors import ModelError
from alliancegraph.extraction.extractor import Extractor
from alliancegraph.extraction.learned import FILE_NAME, FOLDER, learned
from alliancegraph.model import Document, Predicate

TEXT = "CATL supplies batteries to Tesla."
DOCUMENT = Document(id="d", title="", text=TEXT, body=((0, len(TEXT)),), date="2015-06-01")


def test_weights_and_calibration_know_the_same_relations() -> None:
    calibration = json.loads((FOLDER / "calibration.json").read_text("utf-8"))
    assert list(calibration["offsets"]) == list(calibration["thresholds"]) == list(learned())


@pytest.mark.parametrize("content", [None, "owns\nmarries\n"])
def test_what_the_program_does_not_know_is_told(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / FILE_NAME).write_text(content)
    with pytest.raises(ModelError, match=r"relations\.txt.*make train"):
        learned(tmp_path)


def test_a_relation_that_the_weights_do_not_know_is_as_sure_as_its_frames() -> None:
    extractor = Extractor()
    (read,) = [c for c in extractor.extract(DOCUMENT) if c.predicate is Predicate.SUPPLIES]
    known = extractor.calibration
    without = {p: 0.0 for p in known.offsets if p is not Predicate.SUPPLIES}
    extractor.calibration = replace(known, offsets=without, thresholds=dict.fromkeys(without, 0.5))
    (claim,) = [c for c in extractor.extract(DOCUMENT) if c.predicate is Predicate.SUPPLIES]
    assert claim.confidence == known.share("supplies:supply", Predicate.SUPPLIES) != read.confidence
