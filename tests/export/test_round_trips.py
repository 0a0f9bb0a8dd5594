"""Any graph, written and read back by the library of its users: the same entities and facts."""

from __future__ import annotations

import csv
import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import networkx as nx
import pandas
import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st

from alliancegraph.export import export, flat
from alliancegraph.graph import AllianceGraph
from alliancegraph.model import Claim, Document, Entity, EntityType, Evidence, Predicate, Status

Names = dict[str, str]
Facts = dict[str, tuple[Any, ...]]
"""(subject, predicate, object, status, stake, start) by id; what is not known is None."""

# Any characters but control ones, which formats leave out (test_formats.py), in a name that is one.
TEXT = st.text(st.characters(exclude_categories=["C"]), max_size=12).map("Škoda {}".format)
DATES = st.sampled_from([None, "1999", "2011-06", "2014-04-30"])
PARTIES = st.builds(
    Entity,
    id=st.sampled_from(["psa", "byd", "x-1", "škoda"]),
    name=TEXT,
    type=st.sampled_from(EntityType),
    aliases=st.tuples(TEXT),
)
CLAIMS = st.builds(
    Claim,
    subject=PARTIES,
    predicate=st.sampled_from(Predicate),
    object=PARTIES.map(lambda party: party.model_copy(update={"id": "of-" + party.id})),
    status=st.sampled_from(Status),
    stake=st.sampled_from([None, 0, 14.1, 33.4, 50, 100]),
    start=DATES,
    product=st.none() | TEXT,
    evidence=st.builds(
        Evidence, document=st.just("d"), text=TEXT, start=st.integers(0, 9), end=st.just(10), found_by=TEXT
    ),
)
GRAPHS = st.lists(CLAIMS, max_size=8).map(
    lambda claims: AllianceGraph.from_claims([Document(id="d", title="", text="", date="2015")], claims)
)


def by_sqlite(graph: AllianceGraph, folder: Path) -> tuple[Names, Facts]:
    graph.save(folder)
    read = AllianceGraph.load(folder)
    assert dict(read.entities) == dict(graph.entities)
    assert dict(read.facts) == dict(graph.facts)
    assert dict(read.claims_by_id) == dict(graph.claims_by_id)
    return told(read)


def by_networkx(read: Callable[[Path], nx.MultiDiGraph[str]], format_: str, id_: str, label: str) -> Any:
    def reader(graph: AllianceGraph, folder: Path) -> tuple[Names, Facts]:
        network = read(export(graph, format_, folder / "g"))
        return {key: data[label] for key, data in network.nodes(data=True)}, {
            (data[id_] if id_ else key): (one, data["predicate"], other, *map(data.get, FIELDS))
            for one, other, key, data in network.edges(keys=True, data=True)
        }

    return reader


def by_csv(graph: AllianceGraph, folder: Path) -> tuple[Names, Facts]:
    def rows(name: str) -> list[dict[str, str]]:
        with (target / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    target = export(graph, "csv", folder / "csv")
    facts = {
        row["id"]: (
            *(row["subject"], row["predicate"], row["object"], row["status"]),
            float(row["stake"]) if row["stake"] else None,
            row["start"] or None,
        )
        for row in rows("facts")
    }
    return {row["id"]: row["name"] for row in rows("entities")}, facts


def by_pandas(graph: AllianceGraph, folder: Path) -> tuple[Names, Facts]:
    target = export(graph, "parquet", folder / "parquet")
    entities = pandas.read_parquet(target / "entities.parquet")
    facts = pandas.read_parquet(target / "facts.parquet").astype(object)
    facts = facts.where(facts.notna(), None)
    columns = ["subject", "predicate", "object", *FIELDS]
    found = zip(facts["id"], facts[columns].itertuples(index=False, name=None), strict=True)
    return dict(zip(entities["id"], entities["name"], strict=True)), dict(found)


def by_rdflib(graph: AllianceGraph, folder: Path) -> tuple[Names, Facts]:
    read = rdflib.Graph().parse(export(graph, "turtle", folder / "g.ttl"), format="turtle")
    schema = rdflib.Namespace("urn:alliancegraph:schema:")

    def last(node: Any) -> str:
        return str(unquote(str(node).rpartition(":")[2]))

    names = {last(one): str(name) for one, name in read.subject_objects(rdflib.RDFS.label)}
    facts = {}
    for fact in read.subjects(rdflib.RDF.type, schema.Fact):
        values = {key: read.value(fact, schema[key]) for key in (*PARTS, *FIELDS)}
        stake = None if values["stake"] is None else float(values["stake"])
        start = None if values["start"] is None else str(values["start"])
        facts[last(fact)] = (*(last(values[part]) for part in PARTS), str(values["status"]), stake, start)
    return names, facts


PARTS = ("subject", "predicate", "object")
FIELDS = ("status", "stake", "start")
READERS = {
    "sqlite": by_sqlite,
    "json": by_networkx(
        lambda path: nx.node_link_graph(json.loads(path.read_text("utf-8")), edges="edges"),
        "json",
        "",
        "name",
    ),
    "graphml": by_networkx(lambda path: nx.read_graphml(path, force_multigraph=True), "graphml", "", "label"),
    "csv": by_csv,
    "parquet": by_pandas,
    "turtle": by_rdflib,
}


def told(graph: AllianceGraph) -> tuple[Names, Facts]:
    return {str(node["id"]): str(node["name"]) for node in flat.nodes(graph)}, {
        str(edge["id"]): tuple(edge[key] for key in (*PARTS, *FIELDS)) for edge in flat.edges(graph)
    }


@pytest.mark.parametrize("read", READERS.values(), ids=READERS)
@settings(max_examples=10, deadline=None)
@given(graph=GRAPHS)
def test_what_is_written_is_read_back(
    read: Callable[[AllianceGraph, Path], tuple[Names, Facts]], graph: AllianceGraph
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        assert read(graph, Path(folder)) == told(graph)
