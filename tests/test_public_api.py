"""What `import alliancegraph` offers."""

from __future__ import annotations

import alliancegraph
from alliancegraph import AllianceGraph, build, extract


def test_public_names() -> None:
    assert alliancegraph.__all__ == ["AllianceGraph", "build", "extract"]
    assert all(callable(name) for name in (AllianceGraph.load, build, extract))


def test_public_names_survive_the_import_of_every_module() -> None:
    import alliancegraph.cli
    import alliancegraph.extraction.extractor
    import alliancegraph.pipeline

    assert alliancegraph.build is build
    assert alliancegraph.extract is extract


def test_extract_reads_a_passage() -> None:
    (claim,) = extract("Renault has raised its stake in Nissan to 44.4 percent.", date="2002-03-02")
    assert (claim.subject.name, claim.object.name, claim.stake) == ("Renault", "Nissan", 44.4)
