"""Claims are merged in memory or in a folder, in any order, to the same bytes."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from told import tell

from alliancegraph.errors import StoreError
from alliancegraph.graph import AllianceGraph, desk
from alliancegraph.model import Claim, Document, EntityType, claim_id

FIRMS = ("Ardent", "Borel", "Corvo", "Daw", "Elan", "Frisk", "Gale", "Holm")
VENTURES = ("Adavi", "Belmo", "Cetra")


def world(number: int, seed: int) -> tuple[list[Document], list[Claim]]:
    """So many claims of every kind, several to an article, with other spellings among them."""
    chance = random.Random(seed)
    lines = []
    for n in range(number):
        one, other = chance.sample(FIRMS, 2)
        said = chance.choice(
            (
                f"{one} owns {other}", f"{one}:brand brand_of {other}", f"{one} supplies {other}",
                f"{one} joint_venture_with {other}", f"{one} allied_with {other}",
                f"{one} partner_in {chance.choice(VENTURES)}:joint_venture",
                f"{one} owns {chance.choice(VENTURES)}:joint_venture",
            )
        )  # fmt: skip
        fields = [f"doc=d{n // 4:03}", chance.choice(("active", "active", "agreed", "denied", "ended"))]
        fields += chance.choice(([], ["stake=34"], ["stake=100", "start=2001"], ["start=1999-03"]))
        lines.append(f"{1990 + n // 4 % 30} | {said} | {', '.join(fields)}")
    documents, claims = tell("\n".join(lines))
    spelled = [
        claim.model_copy(update={"subject": claim.subject.model_copy(update={"aliases": (f"{n % 3} AG",)})})
        if n % 5 == 0
        else claim
        for n, claim in enumerate(claims)
    ]
    return documents, [*spelled, *(claim.model_copy(update={"confidence": 0.7}) for claim in claims[::9])]


@pytest.mark.parametrize("seed", range(5))
def test_a_folder_gives_the_bytes_of_memory(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    documents, claims = world(240, seed)
    expected = AllianceGraph.from_claims(documents, claims).save(tmp_path / "memory").read_bytes()
    monkeypatch.setattr(desk, "_CACHE", 40)  # KiB: nearly all rows are on disk while they are sorted
    random.Random(seed).shuffle(claims)
    (tmp_path / "merging").mkdir()
    graph = AllianceGraph.from_claims(documents[::-1], claims, folder=tmp_path / "merging")
    assert len(graph.facts) > 50
    assert graph.save(tmp_path / "disk").read_bytes() == expected


def test_every_claim_is_kept_once_and_as_the_most_confident_one() -> None:
    documents, claims = world(60, 1)
    weak = [claim.model_copy(update={"confidence": 0.2}) for claim in claims]
    graph = AllianceGraph.from_claims(documents, [*weak, *claims, *weak])
    best: dict[str, float] = {}
    for claim in claims:
        best[claim_id(claim)] = max(best.get(claim_id(claim), 0), claim.confidence)
    assert {key: claim.confidence for key, claim in graph.claims_by_id.items()} == best


def test_what_most_claims_call_an_entity_is_its_name() -> None:
    documents, claims = tell("1999 | A owns B\n2000 | A owns B\n2001 | A:brand owns B")
    (entity,) = [e for e in AllianceGraph.from_claims(documents, claims).entities.values() if e.id == "a"]
    assert entity.type is EntityType.COMPANY


def test_a_folder_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    documents, claims = world(8, 1)
    with pytest.raises(StoreError, match=r"nowhere: the graph cannot be made there .*free some space"):
        AllianceGraph.from_claims(documents, claims, folder=tmp_path / "nowhere")
