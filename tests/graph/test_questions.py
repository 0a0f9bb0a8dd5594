"""Questions to a graph of hand-written claims, and properties that hold for any graph."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from told import build

from alliancegraph.errors import DateError, UnknownEntityError
from alliancegraph.graph import AllianceGraph
from alliancegraph.graph.rows import records

NEWS = """
1999-06 | Renault owns Nissan | start=1999-05, stake=36.8
2013-11-05 | Renault owns Nissan | stake=43.4
2013-11-05 | Nissan owns Renault | start=2002, stake=15
2013-11-05 | Dacia:brand brand_of Renault | start=1999
2013-11-05 | Nissan partner_in NMKV:joint_venture | start=2011-06, stake=50, doc=nmkv
2013-11-05 | Mitsubishi Motors partner_in NMKV:joint_venture | start=2011-06, stake=50, doc=nmkv
2013-11-05 | Nissan produces Nissan Dayz:vehicle | doc=nmkv
2013-11-05 | Mitsubishi eK Wagon:vehicle based_on Kei car platform:platform | doc=nmkv
2013-11-05 | Nissan Dayz:vehicle based_on Kei car platform:platform | doc=nmkv
2010-04-07 | Daimler allied_with Renault | start=2010-04
2010-04-07 | smart:brand brand_of Daimler
2014 | smart fortwo:vehicle shares_platform_with Renault Twingo:vehicle | platform=Edison
2014 | Daimler produces smart fortwo:vehicle
2003 | Ford owns Mazda | start=1979, stake=33.4
2016 | Ford owns Mazda | ended, end=2015
2019-05 | Fiat Chrysler merged_with Renault | proposed
2019-06-06 | Fiat Chrysler merged_with Renault | cancelled
2012 | Škoda:brand brand_of Volkswagen
"""


@pytest.fixture(scope="module")
def graph() -> AllianceGraph:
    return build(NEWS)


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Škoda", "Škoda"),
        ("skoda", "Škoda"),
        ("SKODA", "Škoda"),
        ("mitsubishi-motors", "Mitsubishi Motors"),
        ("Mitsubishi  motors", "Mitsubishi Motors"),
    ],
)
def test_names_are_found_whatever_their_spelling(graph: AllianceGraph, name: str, found: str) -> None:
    assert graph.entity(name).name == found


def test_an_unknown_name_brings_suggestions(graph: AllianceGraph) -> None:
    with pytest.raises(UnknownEntityError, match="did you mean Nissan") as error:
        graph.entity("Nisan")
    assert error.value.suggestions[0] == "Nissan"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Renualt", ("Renault",)),
        ("Merzedes Benz", ("Mercedes-Benz",)),
        ("motors general", ("General Motors",)),
        ("Peugot", ("Peugeot",)),
        ("Hundai", ("Hyundai Motor", "Hyundai Mobis")),
        ("Daewoo", ()),
    ],
)
def test_only_names_that_are_about_as_like_are_suggested(typed: str, meant: tuple[str, ...]) -> None:
    graph = build(
        """
        2000 | Renault owns Nissan
        2000 | Mercedes-Benz:brand brand_of Daimler
        2000 | General Motors owns Opel
        2000 | Hyundai Motor owns Hyundai Mobis
        2000 | Peugeot:brand brand_of PSA
        """
    )
    with pytest.raises(UnknownEntityError) as error:
        graph.entity(typed)
    assert sorted(error.value.suggestions) == sorted(meant)


def test_a_bad_date_is_refused(graph: AllianceGraph) -> None:
    with pytest.raises(DateError, match="there is no month 13"):
        graph.as_of("1999-13")


def test_ties_put_first_what_is_in_force(graph: AllianceGraph) -> None:
    rows = graph.ties("Renault")
    assert [(row.subject, row.predicate, row.object, row.status) for row in rows] == [
        ("Daimler", "allied_with", "Renault", "active"),
        ("Dacia", "brand_of", "Renault", "active"),
        ("Nissan", "owns", "Renault", "active"),
        ("Renault", "owns", "Nissan", "active"),
        ("Fiat Chrysler", "merged_with", "Renault", "cancelled"),
    ]
    assert [row.stake for row in rows] == [None, None, 15, 43.4, None]


def test_partners(graph: AllianceGraph) -> None:
    rows = graph.partners("Nissan")
    assert [(row.partner, row.how, row.via) for row in rows] == [
        ("Mitsubishi Motors", "joint_venture_with", "NMKV")
    ]
    assert [(row.partner, row.how, row.status) for row in graph.partners("Renault")] == [
        ("Daimler", "allied_with", "active"),
        ("Fiat Chrysler", "merged_with", "cancelled"),
    ]


def test_holdings(graph: AllianceGraph) -> None:
    assert {row.held: row.direct for row in graph.holdings("Renault")} == {"Nissan": 43.4, "Dacia": 100}
    totals = {row.held: row.total for row in graph.holdings("Renault", look_through=True)}
    assert totals == {"Dacia": 100, "Nissan": 43.4, "NMKV": 21.7}


def test_of_the_shortest_paths_the_most_trusted_link_by_link() -> None:
    graph = build(
        """
        2000 | A allied_with B | confidence=0.5
        2000 | A allied_with C | confidence=0.9
        2000 | B allied_with D | confidence=0.9
        2000 | C allied_with D | confidence=0.5
        2000 | C allied_with X | confidence=0.9
        2000 | D allied_with E | confidence=0.5
        2000 | D owns E | confidence=0.7
        """
    )
    assert [(s.subject, s.predicate, s.object) for s in graph.path("A", "E")] == [
        ("A", "allied_with", "C"),
        ("C", "allied_with", "D"),
        ("D", "owns", "E"),
    ]


def test_path_with_the_sentences_along_it(graph: AllianceGraph) -> None:
    steps = graph.path("Dacia", "Mitsubishi Motors")
    assert [(step.subject, step.predicate, step.object) for step in steps] == [
        ("Dacia", "brand_of", "Renault"),
        ("Renault", "owns", "Nissan"),
        ("Nissan", "partner_in", "NMKV"),
        ("Mitsubishi Motors", "partner_in", "NMKV"),
    ]
    assert all(step.sentence and step.document for step in steps)
    assert graph.path("Ford", "Mazda") == ()
    assert graph.path("Renault", "Fiat Chrysler") == ()
    assert len(graph.as_of("2000").path("Ford", "Mazda")) == 1
    assert graph.path("Renault", "Renault") == ()


def test_groups_are_found_and_named(graph: AllianceGraph) -> None:
    groups = {group.name: set(group.members) for group in graph.groups()}
    assert {"Renault", "Nissan", "Dacia"} <= groups["Renault"]
    assert groups["Volkswagen"] == {"Volkswagen", "Škoda"}
    assert graph.groups() == build(NEWS).groups()


def test_centrality(graph: AllianceGraph) -> None:
    first, *_ = graph.centrality()
    assert (first.name, first.neighbours) == ("Renault", 3)
    assert all(0 <= row.betweenness <= 1 and 0 <= row.pagerank <= 1 for row in graph.centrality())
    assert build("2000 | A owns B | denied").centrality() == ()
    assert build("2000 | A owns B | denied").groups() == ()


def test_platform_mates_from_models_up_to_companies(graph: AllianceGraph) -> None:
    rows = {
        row.company: (row.platform, row.own_model, row.their_model) for row in graph.platform_mates("Daimler")
    }
    assert rows == {"Renault": ("Edison", "smart fortwo", "Renault Twingo")}
    assert [row.company for row in graph.platform_mates("Renault")] == ["Daimler", "smart"]


def test_platform_mates_by_a_common_base() -> None:
    graph = build(
        """
        2013 | Nissan produces Dayz:vehicle
        2013 | Mitsubishi produces eK Wagon:vehicle
        2013 | Dayz:vehicle based_on Kei car platform:platform
        2013 | eK Wagon:vehicle based_on Kei car platform:platform
        2013 | Honda shares_platform_with Nissan | platform=e
        """
    )
    assert [(row.company, row.platform) for row in graph.platform_mates("Nissan")] == [
        ("Honda", "e"),
        ("Mitsubishi", "Kei car platform"),
    ]


def test_timeline_is_in_order(graph: AllianceGraph) -> None:
    events = [(row.date, row.status, row.stake) for row in graph.timeline("Mazda")]
    assert events == [("1979", "active", 33.4), ("2015", "ended", None)]
    (reported,) = [row for row in graph.timeline("Nissan") if row.reported_only and row.stake == 43.4]
    assert reported.date == "2013-11-05"


def test_explain_and_claims(graph: AllianceGraph) -> None:
    rows = graph.explain("Renault", "Nissan")
    assert [(row.article_date, row.stake, row.supports) for row in rows] == [
        ("1999-06", 36.8, True),
        ("2013-11-05", 43.4, True),
        ("2013-11-05", 15, True),
    ]
    assert [claim.stake for claim in graph.claims("Nissan", "Renault")] == [36.8, 43.4, 15]
    assert len(graph.as_of("2001").explain("Renault", "Nissan")) == 1
    assert {row.object for row in graph.explain("Nissan", "Mitsubishi Motors")} == {"NMKV"}


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("skod", ("brand", "Škoda")),
        ("mitsubishi ek", ("vehicle", "Mitsubishi eK Wagon")),
        ("owns maz", ("sentence", "Article doc-014")),
    ],
)
def test_search(graph: AllianceGraph, text: str, first: tuple[str, str]) -> None:
    hit, *_ = graph.search(text)
    assert (hit.kind, hit.name) == first


@pytest.mark.parametrize(
    ("day", "dates"), [(None, {"1999-06", "2013-11-05"}), ("2005", {"1999-06"}), ("1998", set())]
)
def test_search_as_of_a_day_knows_no_later_article(
    graph: AllianceGraph, day: str | None, dates: set[str]
) -> None:
    found = (graph.as_of(day) if day else graph).search("Renault owns Nissan")
    assert {hit.date for hit in found if hit.kind == "sentence"} == dates


def test_search_takes_any_text(graph: AllianceGraph) -> None:
    assert graph.search('"-* AND (') == graph.search("AND")
    assert graph.search("...") == ()
    assert len(graph.search("renault", limit=1)) == 2


def test_diff_between_dates_and_between_builds(graph: AllianceGraph) -> None:
    changes = graph.as_of("2001").diff(graph.as_of("2003"))
    assert {(c.change, c.subject, c.object, c.after) for c in changes} == {
        ("new", "Nissan", "Renault", "active"),
        # Ford's stake is first reported in 2003, but with its start: nothing new.
    }
    later = build(
        NEWS.replace("2012 | Škoda:brand brand_of Volkswagen", "2020 | Renault owns Nissan | stake=43.4")
    )
    assert {(c.change, c.subject) for c in graph.diff(later)} == {("gone", "Škoda")}
    assert graph.diff(build(NEWS)) == ()
    raised = graph.as_of("2013-11-04").diff(graph.as_of("2013-11-05"))
    assert ("stake", 36.8, 43.4) in {(c.field, c.before, c.after) for c in raised}


def test_networkx_is_keyed_by_fact(graph: AllianceGraph) -> None:
    network = graph.nx
    assert set(network.edges(keys=True)) == {(f.subject, f.object, f.id) for f in graph.facts.values()}
    assert network.nodes["skoda"]["name"] == "Škoda"
    assert network.number_of_edges("renault", "nissan") == 1
    assert graph.nx is network


def test_rich_representations(graph: AllianceGraph) -> None:
    assert repr(graph.as_of("1999")).startswith("<AllianceGraph as of 1999-12-31:")
    assert "<td>Renault</td>" in graph._repr_html_()
    assert "<script>" not in build("2000 | <script> owns B")._repr_html_()


def test_rows_become_flat_records(graph: AllianceGraph) -> None:
    (first, *_) = records(graph.groups())
    assert isinstance(first["members"], str)


def test_control_through_subsidiaries() -> None:
    graph = build(
        """
        2000 | Head owns One | stake=60
        2000 | Head owns Two | stake=80
        2000 | One owns Target | stake=30
        2000 | Two owns Target | stake=25
        """
    )
    assert graph.ultimate_parent("Target").name == "Head"
    told = [(c.company, c.parent, c.controlled) for c in map(graph.control, ("Target", "Head"))]
    assert told == [("Target", "Head", True), ("Head", "Head", False)]
    totals = {row.holder: row.total for row in graph.owners("Target", look_through=True)}
    assert totals == {"Head": 38, "One": 30, "Two": 25}


def test_a_subsidiary_without_a_stated_stake_is_controlled() -> None:
    assert build("2000 | Head owns Unit").ultimate_parent("Unit").name == "Head"
    shared = build("2000 | Head owns Unit\n2000 | Other owns Unit")
    assert shared.ultimate_parent("Unit").name == "Unit"


def test_rings_have_an_answer() -> None:
    whole = build("2000 | A owns B | stake=100\n2000 | B owns A | stake=100")
    assert whole.ultimate_parent("A").name == whole.ultimate_parent("B").name == "A"
    assert [row.total for row in whole.owners("A", look_through=True)] == pytest.approx([100])


def test_too_many_shares_are_shown_and_scaled() -> None:
    graph = build("2000 | A owns C | stake=80\n2000 | B owns C | stake=40")
    table = graph.cap_table("C")
    assert (table.stated, table.unknown, table.excess) == (120, 0, 20)
    totals = [row.total for row in graph.owners("C", look_through=True)]
    assert sum(total or 0 for total in totals) == pytest.approx(100)


@settings(max_examples=150, deadline=None)
@given(
    st.dictionaries(
        st.tuples(st.sampled_from("ABCDE"), st.sampled_from("ABCDE")).filter(lambda pair: pair[0] != pair[1]),
        st.integers(1, 100),
        min_size=1,
        max_size=12,
    )
)
def test_look_through_stakes_never_exceed_100_percent(stakes: dict[tuple[str, str], int]) -> None:
    graph = build("\n".join(f"2000 | {a} owns {b} | stake={stake}" for (a, b), stake in stakes.items()))
    owned = {held for _, held in stakes}
    for company in graph.entities:
        rows = graph.owners(company, look_through=True)
        assert all(0 <= (row.total or 0) <= 100 for row in rows)
        free = sum(row.total or 0 for row in rows if row.holder not in owned)
        assert free <= 100.001
        for row in rows:
            back = {h.held_id: h.total for h in graph.holdings(row.holder_id, look_through=True)}
            assert back[company] == pytest.approx(row.total, abs=1e-3)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(1, 99), min_size=3, max_size=6))
def test_look_through_solves_the_linear_system(stakes: list[int]) -> None:
    """A ring with an outside owner, against the closed formula of the geometric series."""
    names = [f"R{n}" for n in range(len(stakes))]
    ring = zip(names, [*names[1:], names[0]], stakes, strict=True)
    told = [f"2000 | {a} owns {b} | stake={stake}" for a, b, stake in ring]
    graph = build("\n".join([*told, "2000 | Outside owns R1 | stake=1"]))
    around = 1.0
    for stake in stakes:
        around *= stake / 100
    total = {row.held: row.total for row in graph.holdings("Outside", look_through=True)}
    assert total["R1"] == pytest.approx(1 / (1 - around), rel=1e-3)


def test_all_look_through_holdings_in_one_call(graph: AllianceGraph) -> None:
    for view in (graph, graph.as_of("2000")):
        totals = {(holder, held): total for holder, held, total in view.look_through()}
        for held in view.entities:
            rows = view.owners(held, look_through=True)
            assert {r.holder_id: r.total for r in rows if r.total} == {
                holder: total for (holder, of), total in totals.items() if of == held
            }
