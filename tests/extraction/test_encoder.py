"""The classifier on sentences that no frame reads, its files, and what it must never do."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from alliancegraph.errors import ModelError
from alliancegraph.extraction.classifier import FOLDER, PREDICATES, Classifier, hashed, load_classifier
from alliancegraph.extraction.extractor import Extractor
from alliancegraph.extraction.features import pairs
from alliancegraph.extraction.frames import Reader
from alliancegraph.extraction.mentions import find_mentions
from alliancegraph.model import Document, Predicate
from alliancegraph.vocabulary import load_registry

NOT_RELATED = [
    "Toyota outsold Ford in Australia for the twentieth year in a row.",
    "Shares in Renault fell 2 percent, those of BMW rose.",
    "Honda, Mazda and Subaru will show new cars in Geneva, but Hyundai stays away.",
]
RELATED = [
    ("Sevel was the child of Fiat and PSA.", "partner_in", "Sevel"),
    ("Elon Musk, at the helm of Tesla since 2008, was not in the room.", "executive_of", "Tesla"),
    ("Under Fiat's roof, Maserati doubled its sales.", "brand_of", "Fiat"),
]


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return Extractor()


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    return load_classifier(load_registry())


def article(text: str) -> Document:
    return Document(id="d", title="", text=text, body=((0, len(text)),), date="2015-06-01")


def readers(extractor: Extractor, text: str) -> list[Reader]:
    document = article(text)
    return extractor.read(document, find_mentions(document, extractor.registry, extractor.language))


@pytest.mark.parametrize("text", NOT_RELATED)
def test_firms_that_only_stand_together_are_not_related(extractor: Extractor, text: str) -> None:
    assert extractor.extract(article(text)) == []


@pytest.mark.parametrize(("text", "predicate", "name"), RELATED)
def test_relations_are_found(extractor: Extractor, text: str, predicate: str, name: str) -> None:
    claims = extractor.extract(article(text))
    assert (predicate, name) in {(c.predicate.value, c.object.name) for c in claims}


def test_each_part_can_be_used_alone() -> None:
    text = "Nissan owns 34 percent of Mitsubishi Motors. The group sells cars under the Infiniti brand."
    found = {
        use: {c.evidence.found_by.split(":")[0] for c in Extractor(use=use).extract(article(text))}
        for use in (("frames",), ("classifier",))
    }
    assert found[("frames",)] == {"frames"}
    assert found[("classifier",)] <= {"classifier"}


def test_frames_are_not_contradicted_or_repeated(extractor: Extractor, classifier: Classifier) -> None:
    from alliancegraph.extraction import frames

    for reader in readers(
        extractor, "Renault owns 43.4 percent of Nissan and has a partnership with Daimler."
    ):
        found = list(frames.find(reader))
        told = {(f.predicate, frozenset((f.subject.entity.id, f.object.entity.id))) for f in found}
        assert told
        for further in classifier.classify(reader, found):
            assert (
                further.predicate,
                frozenset((further.subject.entity.id, further.object.entity.id)),
            ) not in told


def test_features_hold_no_names(extractor: Extractor) -> None:
    text = "Renault bought a stake in Nissan from Fuyo and said that Carlos Ghosn would run it from Boulogne."
    (reader,) = readers(extractor, text)
    features = " ".join(f for pair in pairs(reader, extractor.registry) for f in pair.features).lower()
    for name in ("renault", "nissan", "ghosn", "toyota", "microsoft", "boulogne"):
        assert name not in features


def test_names_can_be_swapped_without_another_reading(extractor: Extractor) -> None:
    readings = []
    for one, other in (("Zorvex", "Qualimar"), ("Brintek", "Havolar")):
        text = f"<{one} Motors> is to take over the truck business of <{other} Motors> next year."
        readings.append([(c.predicate, c.status, c.confidence) for c in extractor.extract(article(text))])
    assert readings[0] == readings[1]


def test_confidence_is_a_share_and_differs(extractor: Extractor) -> None:
    text = "Nissan owns 34 percent of Mitsubishi Motors, a partner of Daimler in engines."
    told = [c.confidence for c in extractor.extract(article(text))]
    assert told
    assert all(0 < confidence < 1 for confidence in told)


def test_reasons_add_up_to_the_score(extractor: Extractor, classifier: Classifier) -> None:
    (reader,) = readers(extractor, "Volkswagen holds a fifth of Suzuki.")
    for pair in pairs(reader, extractor.registry):
        row = classifier.scores([pair])[0]
        without = classifier.scores([type(pair)(*list(vars(pair).values())[:-1], ("no such feature",))])[0]
        column = PREDICATES.index(Predicate.OWNS)
        reasons = classifier.reasons(pair, Predicate.OWNS)
        assert sum(weight for _, weight in reasons) == pytest.approx(row[column] - without[column], abs=1e-3)


def test_hashes_are_stable() -> None:
    assert hashed(["top:own", "list"]).tolist() == [2471641520, 1154021400]


def test_shipped_files_are_small_and_whole() -> None:
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 5_000_000
    with np.load(FOLDER / "weights.npz") as arrays:
        assert (np.diff(arrays["numbers"].astype(np.int64)) > 0).all()
        assert np.isfinite(arrays["weights"]).all()
    told = json.loads((FOLDER / "calibration.json").read_text())
    assert all(0 < share < 1 for share in told["rules"].values())
    assert all(row["threshold"] >= 0.5 for row in told["predicates"].values())


@pytest.mark.parametrize("damage", ["missing", "not json", "other relations"])
def test_damaged_files_are_told(tmp_path: Path, damage: str) -> None:
    folder = tmp_path / "model"
    shutil.copytree(FOLDER, folder)
    calibration = folder / "calibration.json"
    if damage == "missing":
        (folder / "weights.npz").unlink()
    elif damage == "not json":
        calibration.write_text("{")
    else:
        told = json.loads(calibration.read_text())
        told["predicates"].pop("owns")
        calibration.write_text(json.dumps(told))
    with pytest.raises(ModelError, match="make train"):
        load_classifier(load_registry(), folder)
