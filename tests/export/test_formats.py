"""Every format, read back by the library that its users have: same counts, same values."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

sys.path.insert(0, str(Path(__file__).parent))
import read_ftm
from read_ftm import Item

from alliancegraph.errors import AllianceGraphError
from alliancegraph.export import FORMATS, export, flat
from alliancegraph.export.gexf import spells
from alliancegraph.graph import AllianceGraph
from alliancegraph.model import Claim, Document, Entity, EntityType, Evidence, Predicate, Status

TEXT = "Citroën, Škoda & <比亚迪> \"quoted\" \\ 'single'\nline; DROP\x00\x0b."


def claim(one: Entity, predicate: Predicate, other: Entity, day: str = "2013-11-05", **said: Any) -> Claim:
    evidence = Evidence(document=f"d-{day}", text=TEXT, start=0, end=len(TEXT), found_by="rule: test")
    return Claim(subject=one, predicate=predicate, object=other, evidence=evidence, **said)


def entity(key: str, name: str, kind: EntityType = EntityType.COMPANY, **more: Any) -> Entity:
    return Entity(id=key, name=name, type=kind, **more)


PSA = entity("psa", "PSA Peugeot Citroën", aliases=("PSA", "Peugeot SA"), country="FR")
CITROEN = entity("citroen", "Citroën", EntityType.BRAND, wikidata="Q6746")
SKODA = entity("skoda", "Škoda", EntityType.COMPANY)
BYD = entity("byd", "比亚迪", EntityType.COMPANY)
VENTURE = entity("jv", 'The "Venture" \\ <one> & \x0bonly', EntityType.JOINT_VENTURE)
PLATFORM = entity("emp", "EMP2", EntityType.PLATFORM)
MODEL = entity("c4", "Citroën C4", EntityType.VEHICLE)
CHIEF = entity("chief", "Carlos Tavares", EntityType.PERSON)
STATE = entity("state", "French state", EntityType.GOVERNMENT)
ALLIANCE = entity("allies", "Allies", EntityType.ALLIANCE)


@pytest.fixture(scope="module")
def graph() -> AllianceGraph:
    claims = [
        claim(CITROEN, Predicate.BRAND_OF, PSA),
        claim(PSA, Predicate.PARTNER_IN, VENTURE, stake=50, start="2011-06"),
        claim(BYD, Predicate.PARTNER_IN, VENTURE, stake=49.5, start="2011"),
        claim(STATE, Predicate.OWNS, PSA, stake=14.1, start="2014-04"),
        claim(BYD, Predicate.SUPPLIES, SKODA, product='batteries; "Blade"\x01'),
        claim(PSA, Predicate.SUPPLIES, SKODA, status=Status.ENDED, start="1998", end="2005-03-31"),
        claim(PSA, Predicate.SUPPLIES, SKODA, start="2010-02-01", day="2014"),
        claim(PSA, Predicate.ALLIED_WITH, SKODA, status=Status.DENIED),
        claim(BYD, Predicate.MERGED_WITH, SKODA, status=Status.PROPOSED, day="2014"),
        claim(MODEL, Predicate.BASED_ON, PLATFORM),
        claim(PSA, Predicate.PRODUCES, MODEL),
        claim(CHIEF, Predicate.EXECUTIVE_OF, PSA, start="2014"),
        claim(PSA, Predicate.MEMBER_OF, ALLIANCE),
    ]
    documents = [
        Document(id=f"d-{day}", title="Ein <Titel>", text=TEXT, date=day, url='https://example.org/a b?"')
        for day in ("2013-11-05", "2014")
    ]
    return AllianceGraph.from_claims(documents, claims)


def without_nothing(record: flat.Flat, *apart: str) -> flat.Flat:
    return {key: value for key, value in record.items() if value is not None and key not in apart}


# The page has tests of its own, in a browser.
FILES = [name for name in FORMATS if name != "html"]


@pytest.mark.parametrize("name", FILES)
def test_the_same_graph_gives_the_same_bytes(graph: AllianceGraph, tmp_path: Path, name: str) -> None:
    if name == "parquet":
        pytest.importorskip("pyarrow")
    written = []
    for run in ("one", "two"):
        target = export(graph, name, tmp_path / run / FORMATS[name].file)
        files = [target] if target.is_file() else sorted(target.iterdir())
        written.append([(file.name, file.read_bytes()) for file in files])
    assert written[0] == written[1]
    assert all(content for _, content in written[0])


@pytest.mark.parametrize("name", [name for name in FILES if name != "parquet"])
def test_an_empty_graph_is_written_too(tmp_path: Path, name: str) -> None:
    assert export(AllianceGraph.from_claims([], []), name, tmp_path / "empty").exists()


def test_unknown_format_and_unwritable_place(graph: AllianceGraph, tmp_path: Path) -> None:
    with pytest.raises(AllianceGraphError, match="no format 'xls'; choose from graphml"):
        export(graph, "xls", tmp_path / "x")
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(AllianceGraphError, match="cannot be written"):
        export(graph, "json", tmp_path / "file" / "x.json")


def test_graphml_by_networkx(graph: AllianceGraph, tmp_path: Path) -> None:
    read = nx.read_graphml(export(graph, "graphml", tmp_path / "g.graphml"), force_multigraph=True)
    assert dict(read.nodes(data=True)) == {
        str(node["id"]): {"label": node["name"], **without_nothing(node, "id")} for node in flat.nodes(graph)
    }
    assert {(s, o, key): data for s, o, key, data in read.edges(keys=True, data=True)} == {
        (edge["subject"], edge["object"], edge["id"]): {
            "label": edge["predicate"],
            **without_nothing(edge, "id", "subject", "object"),
        }
        for edge in flat.edges(graph)
    }


def test_gexf_by_networkx(graph: AllianceGraph, tmp_path: Path) -> None:
    read = nx.read_gexf(export(graph, "gexf", tmp_path / "g.gexf"), version="1.3")
    assert {key: data["name"] for key, data in read.nodes(data=True)} == {
        node["id"]: node["name"] for node in flat.nodes(graph)
    }
    found = {data["id"]: data for _, _, data in read.edges(data=True)}
    assert found.keys() == set(graph.facts)
    for edge in flat.edges(graph):
        kept = without_nothing(edge, "id", "subject", "object", "start", "end")
        assert {key: found[edge["id"]][key] for key in kept} == kept
    (venture,) = [d for s, o, d in read.edges(data=True) if (s, o) == ("byd", "jv")]
    assert (venture["start"], venture.get("end")) == ("2011-01-01", None)
    (supply,) = [d for s, o, d in read.edges(data=True) if (s, o) == ("psa", "skoda") and "spells" in d]
    # networkx turns an open end into the text "None"; in the file it is absent.
    assert supply["spells"] == [("1998-01-01", "2005-03-30"), ("2010-02-01", "None")]


def test_spells_are_full_days_in_order(graph: AllianceGraph) -> None:
    for fact in graph.facts.values():
        for began, ended in spells(fact):
            assert began is None or ended is None or began <= ended


def test_node_link_by_networkx(graph: AllianceGraph, tmp_path: Path) -> None:
    data = json.loads(export(graph, "json", tmp_path / "g.json").read_text(encoding="utf-8"))
    read = nx.node_link_graph(data, edges="edges")
    assert nx.utils.graphs_equal(read, graph.nx)


def test_csv_by_the_standard_library(graph: AllianceGraph, tmp_path: Path) -> None:
    folder = export(graph, "csv", tmp_path / "csv")
    for name, records in (
        ("entities", flat.nodes(graph)),
        ("facts", flat.edges(graph)),
        ("claims", flat.claims(graph)),
        ("documents", flat.documents(graph)),
    ):
        with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            read = list(csv.DictReader(file))
        assert read == [{k: "" if v is None else str(v) for k, v in record.items()} for record in records]


def test_csv_by_pandas(graph: AllianceGraph, tmp_path: Path) -> None:
    pandas = pytest.importorskip("pandas")
    frame = pandas.read_csv(export(graph, "csv", tmp_path / "csv") / "facts.csv")
    assert list(frame["id"]) == list(graph.facts)
    assert sorted(frame["stake"].dropna()) == [14.1, 49.5, 50]


def test_parquet_by_pandas_and_duckdb(graph: AllianceGraph, tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    pandas = pytest.importorskip("pandas")
    duckdb = pytest.importorskip("duckdb")
    folder = export(graph, "parquet", tmp_path / "parquet")
    names = pandas.read_parquet(folder / "entities.parquet")["name"]
    assert list(names) == [node["name"] for node in flat.nodes(graph)]
    query = f"select sum(stake), count(*) from '{folder / 'facts.parquet'}'"
    assert duckdb.sql(query).fetchall() == [(pytest.approx(113.6), len(graph.facts))]


def test_parquet_is_an_extra(graph: AllianceGraph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    with pytest.raises(AllianceGraphError, match=r"pip install 'alliancegraph\[parquet\]'"):
        export(graph, "parquet", tmp_path / "parquet")


def test_turtle_by_rdflib(graph: AllianceGraph, tmp_path: Path) -> None:
    rdflib = pytest.importorskip("rdflib")
    read = rdflib.Graph().parse(export(graph, "turtle", tmp_path / "g.ttl"), format="turtle")
    schema, entities = "urn:alliancegraph:schema:", "urn:alliancegraph:entity:"
    uri = rdflib.URIRef
    assert len(list(read.subjects(rdflib.RDF.type, uri(schema + "Fact")))) == len(graph.facts)
    assert len(list(read.subjects(rdflib.RDF.type, uri(schema + "Claim")))) == len(graph.claims_by_id)
    for node in flat.nodes(graph):
        assert str(read.value(uri(entities + str(node["id"])), rdflib.RDFS.label)) == node["name"]
    assert (uri(entities + "citroen"), uri(schema + "brand_of"), uri(entities + "psa")) in read
    assert (uri(entities + "psa"), uri(schema + "allied_with"), uri(entities + "skoda")) not in read
    same = read.value(uri(entities + "citroen"), rdflib.OWL.sameAs)
    assert same == uri("http://www.wikidata.org/entity/Q6746")
    stakes = sorted(
        float(stake)
        for fact in graph.facts
        for stake in read.objects(uri("urn:alliancegraph:fact:" + fact), uri(schema + "stake"))
    )
    assert stakes == [14.1, 49.5, 50]
    quotes = {str(text) for text in read.objects(None, rdflib.PROV.value)}
    assert quotes == {flat.clean(TEXT)}


def test_cypher_by_an_embedded_database(graph: AllianceGraph, tmp_path: Path) -> None:
    kuzu = pytest.importorskip("kuzu")
    text = export(graph, "cypher", tmp_path / "g.json").read_text(encoding="utf-8")
    connection = kuzu.Connection(kuzu.Database(str(tmp_path / "db")))
    connection.execute(
        "CREATE NODE TABLE Entity(id STRING PRIMARY KEY, name STRING, type STRING, aliases STRING, "
        "wikidata STRING, country STRING)"
    )
    for predicate in {fact.predicate for fact in graph.facts.values()}:
        connection.execute(
            f"CREATE REL TABLE {predicate.upper()}(FROM Entity TO Entity, id STRING, status STRING, "
            "stake DOUBLE, start STRING, `end` STRING, product STRING, platform STRING, confidence DOUBLE, "
            "sources INT64, claims INT64, claims_against INT64)"
        )
    for _ in range(2):  # merging twice changes nothing
        for item in json.loads(text)["statements"]:
            connection.execute(item["statement"], item["parameters"])
    names = connection.execute("MATCH (e:Entity) RETURN e.name ORDER BY e.id").get_all()
    assert [name for (name,) in names] == [node["name"] for node in flat.nodes(graph)]
    (count,) = connection.execute("MATCH ()-[f]->() RETURN count(f)").get_next()
    assert count == len(graph.facts)
    stakes = connection.execute("MATCH (e)-[f:PARTNER_IN]->() RETURN e.id, f.stake ORDER BY e.id").get_all()
    assert stakes == [["byd", 49.5], ["psa", 50.0]]


def test_cypher_keeps_values_out_of_the_statements(graph: AllianceGraph, tmp_path: Path) -> None:
    items = json.loads(export(graph, "cypher", tmp_path / "g.json").read_text(encoding="utf-8"))["statements"]
    assert sum(len(item["parameters"]["rows"]) for item in items) == len(flat.nodes(graph)) + len(graph.facts)
    assert not any("Venture" in item["statement"] or "psa" in item["statement"] for item in items)


def read_by_the_library(lines: list[str]) -> dict[str, Item]:
    from followthemoney import model

    proxies = [model.get_proxy(json.loads(line), cleaned=False) for line in lines]
    for proxy in proxies:
        proxy.schema.validate(proxy.to_dict())
    return {str(p.id): Item(str(p.id), p.schema.name, p.to_dict()["properties"]) for p in proxies}


# followthemoney needs a compiler and the headers of ICU, and forbids networkx 3.7: where it is
# installed, it reads too; its published model is checked everywhere.
FTM_READERS = {"the published model": read_ftm.read}
if find_spec("followthemoney"):
    FTM_READERS["followthemoney"] = read_by_the_library


@pytest.mark.parametrize("read", FTM_READERS.values(), ids=FTM_READERS)
def test_ftm(graph: AllianceGraph, tmp_path: Path, read: Callable[[list[str]], dict[str, Item]]) -> None:
    items = read(export(graph, "ftm", tmp_path / "g.ftm.json").read_text(encoding="utf-8").splitlines())
    told = [f for f in graph.facts.values() if f.status not in (Status.DENIED, Status.PROPOSED)]
    assert items.keys() == {str(node["id"]) for node in flat.nodes(graph)} | {fact.id for fact in told}
    for entity in graph.entities.values():
        found = items[entity.id].properties
        assert found["name"] == [flat.clean(entity.name)]
        assert sorted(found.get("alias", [])) == sorted(map(flat.clean, entity.aliases))
        assert found.get("wikidataId", []) == ([entity.wikidata] if entity.wikidata else [])
        assert found.get("country", []) == ([entity.country.lower()] if entity.country else [])
    for fact in told:
        found = items[fact.id].properties
        assert (found.get("startDate"), found.get("endDate")) == (
            fact.start and [fact.start],
            fact.end and [fact.end],
        )
        assert found["status"] == [fact.status]
    owned = {
        (item.properties["owner"][0], item.properties["asset"][0]): item.properties.get("percentage")
        for item in items.values()
        if item.schema == "Ownership"
    }
    assert owned == {
        ("state", "psa"): ["14.1"],
        ("psa", "jv"): ["50"],
        ("byd", "jv"): ["49.5"],
        ("psa", "citroen"): None,
    }
    assert {item.schema for item in items.values()} >= {
        "Directorship",
        "Membership",
        "UnknownLink",
        "Vehicle",
    }


COMPANY = {"id": "a", "schema": "Company", "properties": {"name": ["A"]}}
PERSON = {"id": "p", "schema": "Person", "properties": {"name": ["P"]}}


def owning(**properties: list[str]) -> dict[str, Any]:
    sides = {"owner": ["p"], "asset": ["a"]}
    return {"id": "o", "schema": "Ownership", "properties": {**sides, **properties}}


NO_FTM = {
    "an unknown schema": ({**COMPANY, "schema": "Carmaker"}, "no schema Carmaker"),
    "a schema that is only extended": ({**COMPANY, "schema": "Thing"}, "no schema Thing"),
    "a property of another schema": (
        {**COMPANY, "properties": {"name": ["A"], "percentage": ["1"]}},
        "Company has no property percentage",
    ),
    "no name": ({**COMPANY, "properties": {"alias": ["A"]}}, "name is missing"),
    "a country that is none": (
        {**COMPANY, "properties": {"name": ["A"], "country": ["fx9"]}},
        "country cannot be",
    ),
    "a Wikidata id that is none": (
        {**COMPANY, "properties": {"name": ["A"], "wikidataId": ["P31"]}},
        "wikidataId cannot be 'P31'",
    ),
    "an owner that is not there": (owning(owner=["q"]), "owner cannot be 'q'"),
    "an asset that cannot be owned": (owning(asset=["p"]), "asset cannot be 'p'"),
    "a date of another form": (owning(startDate=["May 1999"]), "startDate cannot be 'May 1999'"),
    "an empty value": (owning(role=[" "]), "role cannot be ' '"),
    "a value too long": (owning(role=["x" * 2000]), "role cannot be"),
    "two items of one id": ({**PERSON, "properties": {"name": ["Q"]}}, "two items of one id"),
}


@pytest.mark.parametrize(("wrong", "message"), NO_FTM.values(), ids=NO_FTM)
def test_what_followthemoney_does_not_allow_is_found(wrong: dict[str, Any], message: str) -> None:
    sound = [item for item in (COMPANY, PERSON) if item["id"] != wrong["id"] or item is PERSON]
    with pytest.raises(ValueError, match=message):
        read_ftm.read(map(json.dumps, [*sound, wrong]))


def test_every_type_of_fact_is_sound_for_followthemoney(tmp_path: Path) -> None:
    """Whatever the types of its parties, a fact becomes a link that the model allows."""
    parties = [entity(kind.value, f"One {kind}", kind) for kind in EntityType]
    others = [entity(f"other-{kind}", f"Other {kind}", kind) for kind in EntityType]
    claims = [claim(one, p, other) for p in Predicate for one in parties for other in others]
    documents = [Document(id="d-2013-11-05", title="", text=TEXT, date="2013-11-05")]
    graph = AllianceGraph.from_claims(documents, claims)
    lines = export(graph, "ftm", tmp_path / "g.ftm.json").read_text("utf-8").splitlines()
    assert len(read_ftm.read(lines)) == len(flat.nodes(graph)) + len(graph.facts)
