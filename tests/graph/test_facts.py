"""Claims -> Facts: each row is what articles say of one relation, and the history that follows."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from told import build, tell

from alliancegraph.graph import AllianceGraph
from alliancegraph.graph.facts import confidence
from alliancegraph.graph.history import effective, stakes_agree
from alliancegraph.model import Fact, Predicate, Status


def steps_of(fact: Fact) -> list[str]:
    return [
        " ".join(
            str(part)
            for part in (
                step.status,
                step.start and f"from {step.start}",
                step.end and f"to {step.end}",
                step.stake is not None and f"{step.stake:g}%",
                f"({len(step.claims)})",
            )
            if part
        )
        for step in fact.history
    ]


HISTORIES = {
    "talks, agreement, shares in steps": (
        """
        1999-03-10 | A owns B | proposed
        1999-03-28 | A owns B | agreed | stake=36.8
        2001       | A owns B | start=1999-05, stake=36.8
        2002-03-02 | A owns B | start=2002-03-01, stake=44.4
        """,
        [
            "proposed (1)",
            "agreed 36.8% (1)",
            "active from 1999-05 36.8% (1)",
            "active from 2002-03-01 44.4% (1)",
        ],
        ("active", 44.4, "1999-05", None),
    ),
    "a year joins the month that it may mean": (
        """
        2001 | A owns B | start=1999-05, stake=36.8
        2002 | A owns B | start=1999
        2003 | A owns B | start=1999-05-29
        """,
        ["active from 1999-05-29 36.8% (3)"],
        ("active", 36.8, "1999-05-29", None),
    ),
    "a year never joins two months that differ": (
        """
        2001 | A owns B | start=1999-03
        2002 | A owns B | start=1999
        2003 | A owns B | start=1999-10
        """,
        ["active from 1999 (1)", "active from 1999-03 (1)", "active from 1999-10 (1)"],
        ("active", None, "1999", None),
    ),
    "a month without stake does not choose between two stakes of a year": (
        """
        2001 | A owns B | start=1999, stake=10
        2002 | A owns B | start=1999, stake=20
        2003 | A owns B | start=1999-03
        """,
        ["active from 1999 10% (1)", "active from 1999 20% (1)", "active from 1999-03 (1)"],
        ("active", 20, "1999", None),
    ),
    "an undated report joins the state of its day": (
        """
        1995 | A owns B | start=1990, stake=10
        2005 | A owns B | start=2000, stake=20
        1996 | A owns B
        2006 | A owns B | stake=20
        """,
        ["active from 1990 10% (2)", "active from 2000 20% (2)"],
        ("active", 20, "1990", None),
    ),
    "an undated report of another stake is a step of its own, seen on its day": (
        """
        2005 | A owns B | start=2000, stake=44.4
        2013-11-05 | A owns B | stake=43.4
        2014 | A owns B | stake=43.4
        """,
        ["active from 2000 44.4% (1)", "active 43.4% (2)"],
        ("active", 43.4, "2000", None),
    ),
    "what an article repeats is background, what differs is its news": (
        """
        2016 | A owns B | stake=34
        2024-12-23 | A owns B | stake=24, doc=x
        2024-12-23 | A owns B | stake=34, doc=x
        """,
        ["active 34% (2)", "active 24% (1)"],
        ("active", 24, None, None),
    ),
    "a report within the year of a change may be older than the change": (
        """
        1990 | A owns B | start=1979, stake=25
        1996-04-12 | A owns B | stake=24.5
        2000 | A owns B | start=1996, stake=33.4
        """,
        ["active from 1979 24.5% (2)", "active from 1996 33.4% (1)"],
        ("active", 33.4, "1979", None),
    ),
    "a stake that was over before the article": (
        """
        1991 | A owns B | stake=21.8, end=1989-09
        1991 | A owns B | stake=12.1, start=1989-09
        """,
        ["active to 1989-09 21.8% (1)", "active from 1989-09 12.1% (1)"],
        ("active", 12.1, "1989-09", None),
    ),
    "an announced end that has passed": (
        "1998-07-28 | A owns B | start=1998-07, end=2002\n2024 | C owns D",
        ["active from 1998-07 to 2002 (1)"],
        ("ended", None, "1998-07", "2002"),
    ),
    "an announced end that lies ahead": (
        "1998-07-28 | A owns B | start=1998-07, end=2002",
        ["active from 1998-07 to 2002 (1)"],
        ("active", None, "1998-07", "2002"),
    ),
    "a rounded stake is no other stake": (
        """
        2013 | A owns B | start=2010, stake=43.4
        2014 | A owns B | start=2010, stake=43
        2015 | A owns B | stake=43
        """,
        ["active from 2010 43.4% (3)"],
        ("active", 43.4, "2010", None),
    ),
    "an end with its beginning was active in between": (
        "2012 | A owns B | ended, start=1998, end=2007, stake=100",
        ["active from 1998 100% (1)", "ended to 2007 100% (1)"],
        ("ended", 100, "1998", "2007"),
    ),
    "talks about more do not undo what is": (
        """
        2000 | A owns B | start=1999, stake=36.8
        2013 | A owns B | proposed, stake=51
        """,
        ["active from 1999 36.8% (1)", "proposed 51% (1)"],
        ("active", 36.8, "1999", None),
    ),
    "a loose mention after a dated end brings nothing back": (
        """
        2000 | A owns B | start=1979
        2010 | A owns B | ended, end=2008
        2015 | A owns B
        """,
        ["active from 1979 (1)", "ended to 2008 (1)", "active (1)"],
        ("ended", None, "1979", "2008"),
    ),
    "bought again": (
        """
        2000 | A owns B | start=1990
        2010 | A owns B | ended, end=1995
        2015 | A owns B | start=2014
        """,
        ["active from 1990 (1)", "ended to 1995 (1)", "active from 2014 (1)"],
        ("active", None, "2014", None),
    ),
    "a rumour denied": (
        """
        2015-05 | A merged_with B | proposed
        2015-06 | B merged_with A | denied
        """,
        ["proposed (1)", "denied (1)"],
        ("denied", None, None, None),
    ),
    "a denial of what is in force": (
        """
        2015-05 | A merged_with B | start=2014
        2015-06 | B merged_with A | denied
        """,
        ["active from 2014 (1)", "denied (1)"],
        ("active", None, "2014", None),
    ),
    "called off": (
        """
        2019-05-27 | A merged_with B | proposed
        2019-06-06 | A merged_with B | cancelled, start=2019-06-06
        """,
        ["proposed (1)", "cancelled from 2019-06-06 (1)"],
        ("cancelled", None, "2019-06-06", None),
    ),
    "a completion without a stake is of the stake agreed": (
        """
        2016-05-12 | A owns B | agreed, stake=34
        2016-10-20 | A owns B | start=2016-10
        """,
        ["agreed 34% (1)", "active from 2016-10 (1)"],
        ("active", 34, "2016-10", None),
    ),
    "talks again, after the end": (
        """
        1990 | A allied_with B | ended, start=1970, end=1985
        1995 | A allied_with B | proposed
        """,
        ["active from 1970 (1)", "ended to 1985 (1)", "proposed (1)"],
        ("proposed", None, None, None),
    ),
}


@pytest.mark.parametrize(("told", "steps", "now"), HISTORIES.values(), ids=HISTORIES)
def test_history(told: str, steps: list[str], now: tuple[object, ...]) -> None:
    fact, *_ = (fact for fact in build(told).facts.values() if {fact.subject, fact.object} == {"a", "b"})
    assert steps_of(fact) == steps
    assert (fact.status, fact.stake, fact.start, fact.end) == now


SUCCESSIONS = {
    "all of it passes to another": (
        "2000 | Ford owns Jaguar\n2009 | Tata owns Jaguar | start=2008-06, stake=100",
        ("ended", "2008-06"),
    ),
    "a part leaves room for the other": (
        "2000 | Ford owns Jaguar\n2009 | Tata owns Jaguar | start=2008-06, stake=80",
        ("active", None),
    ),
    "a stake that no article states may be a part": (
        "2000 | Ford owns Jaguar\n2009 | Tata owns Jaguar | start=2008-06",
        ("active", None),
    ),
    "articles speak of it after the date": (
        "2010 | Ford owns Jaguar\n2009 | Tata owns Jaguar | start=2008-06, stake=100",
        ("active", None),
    ),
    "a parent holds through its subsidiary": (
        "2000 | Ford owns Jaguar\n2001 | Ford owns Tata\n2009 | Tata owns Jaguar | start=2008-06, stake=100",
        ("active", None),
    ),
    "the first of two successors counts": (
        """
        2000 | Ford owns Jaguar
        2009 | Tata owns Jaguar | start=2008-06, stake=100
        2020 | Geely owns Jaguar | start=2019, stake=100
        """,
        ("ended", "2008-06"),
    ),
    "an end that an article tells stands": (
        """
        2000 | Ford owns Jaguar
        2008 | Ford owns Jaguar | ended, end=2008-03
        2009 | Tata owns Jaguar | start=2008-06, stake=100
        """,
        ("ended", "2008-03"),
    ),
    "a brand passes whole, whatever its shares": (
        "2000 | Jaguar:brand brand_of Ford\n2009 | Jaguar:brand brand_of Tata | start=2008-06",
        ("ended", "2008-06"),
    ),
    "a part of a brand's firm leaves room": (
        "2000 | Jaguar:brand brand_of Ford\n2009 | Jaguar:brand brand_of Tata | start=2008-06, stake=80",
        ("active", None),
    ),
    "a brand of two, no date to tell which came later": (
        "2000 | Jaguar:brand brand_of Ford\n2009 | Jaguar:brand brand_of Tata",
        ("active", None),
    ),
    "a brand of a firm and of its parent": (
        """
        2000 | Jaguar:brand brand_of Ford
        2001 | Ford owns Tata
        2009 | Jaguar:brand brand_of Tata | start=2008-06
        """,
        ("active", None),
    ),
    "a seller whose stake is told nowhere": (
        """
        2000 | Ford owns Jaguar
        2009 | Tata owns Jaguar | start=2008-06
        2009 | Ford owns Jaguar | ended, end=2008-06
        """,
        ("ended", "2008-06"),
    ),
    "a brand passes too": (
        "2000 | Jaguar:brand brand_of Ford\n2009 | Tata owns Jaguar:brand | stake=100",
        ("ended", None),
    ),
}


@pytest.mark.parametrize(("told", "now"), SUCCESSIONS.values(), ids=SUCCESSIONS)
def test_whoever_holds_all_ends_what_others_held(told: str, now: tuple[object, ...]) -> None:
    graph = build(told)
    (fact,) = (
        f
        for f in graph.facts.values()
        if "ford" in (f.subject, f.object) and "jaguar" in (f.subject, f.object)
    )
    assert (fact.status, fact.end) == now


RELATIONS = {
    "a brand is a brand, however it is told": (
        "2000 | Renault owns Dacia:brand\n2001 | Dacia:brand brand_of Renault",
        {("Dacia", "brand_of", "Renault")},
    ),
    "a company is owned, however it is told": (
        "2000 | Volkswagen owns Škoda\n2001 | Škoda brand_of Volkswagen",
        {("Volkswagen", "owns", "Škoda")},
    ),
    "shares in a venture are a partnership": (
        "2000 | GM owns NUMMI:joint_venture | stake=50\n2001 | GM partner_in NUMMI:joint_venture",
        {("GM", "partner_in", "NUMMI")},
    ),
    "symmetric relations stand once": (
        "2000 | B allied_with A\n2001 | A allied_with B",
        {("A", "allied_with", "B")},
    ),
    "two relations of one pair both stand": (
        "2000 | A allied_with B\n2001 | A owns B",
        {("A", "allied_with", "B"), ("A", "owns", "B")},
    ),
    "a nameless venture gets a node": (
        "2017-08-04 | Toyota joint_venture_with Mazda | agreed",
        {
            ("Mazda", "partner_in", "Mazda-Toyota joint venture"),
            ("Toyota", "partner_in", "Mazda-Toyota joint venture"),
        },
    ),
    "three of one passage have one nameless venture, also where a pair of them is told": (
        """
        2000-01-01 | A joint_venture_with B | doc=x
        2000-01-01 | B joint_venture_with C | doc=x, at=A joint_venture_with B
        2000-01-01 | A joint_venture_with C | doc=x, at=A joint_venture_with B
        2001-01-01 | C joint_venture_with A
        """,
        {(name, "partner_in", "A-B-C joint venture") for name in "ABC"},
    ),
    "a venture that the partners are known for needs no other node": (
        """
        2012 | Nissan partner_in NMKV:joint_venture
        2012 | Mitsubishi partner_in NMKV:joint_venture
        2013 | Mitsubishi joint_venture_with Nissan
        """,
        {("Nissan", "partner_in", "NMKV"), ("Mitsubishi", "partner_in", "NMKV")},
    ),
    "a passage that names the venture with one partner gives it the other": (
        """
        2012 | Nissan partner_in NMKV:joint_venture | doc=x
        2012 | Mitsubishi joint_venture_with Nissan | doc=x, at=Nissan partner_in NMKV:joint_venture
        """,
        {("Nissan", "partner_in", "NMKV"), ("Mitsubishi", "partner_in", "NMKV")},
    ),
    "a venture of another time is another": (
        """
        1990 | GM partner_in NUMMI:joint_venture | start=1984
        1990 | Toyota partner_in NUMMI:joint_venture | start=1984
        2002 | GM joint_venture_with Toyota | start=2001
        """,
        {
            ("GM", "partner_in", "NUMMI"),
            ("Toyota", "partner_in", "NUMMI"),
            ("GM", "partner_in", "GM-Toyota joint venture"),
            ("Toyota", "partner_in", "GM-Toyota joint venture"),
        },
    ),
    "a venture that the sentence names, among others of the pair": (
        """
        1988 | Ford partner_in Autolatina:joint_venture
        1988 | Volkswagen partner_in Autolatina:joint_venture
        1995 | Ford partner_in AutoEuropa:joint_venture
        1995 | Volkswagen partner_in AutoEuropa:joint_venture
        1999 | Ford supplies AutoEuropa plant | doc=x
        1999 | Ford joint_venture_with Volkswagen | ended, at=AutoEuropa, doc=x
        """,
        {
            ("Ford", "supplies", "AutoEuropa plant"),
            ("Ford", "partner_in", "Autolatina"),
            ("Volkswagen", "partner_in", "Autolatina"),
            ("Ford", "partner_in", "AutoEuropa"),
            ("Volkswagen", "partner_in", "AutoEuropa"),
        },
    ),
    "talks of a venture, while one runs, are of another": (
        """
        1998 | GM partner_in SGM:joint_venture | start=1997
        1998 | SAIC partner_in SGM:joint_venture | start=1997
        2009 | GM joint_venture_with SAIC | proposed
        """,
        {
            ("GM", "partner_in", "SGM"),
            ("SAIC", "partner_in", "SGM"),
            ("GM", "partner_in", "GM-SAIC joint venture"),
            ("SAIC", "partner_in", "GM-SAIC joint venture"),
        },
    ),
}


@pytest.mark.parametrize(("told", "relations"), RELATIONS.values(), ids=RELATIONS)
def test_relations(told: str, relations: set[tuple[str, str, str]]) -> None:
    graph = build(told)
    found = {(graph.name(f.subject), f.predicate.value, graph.name(f.object)) for f in graph.facts.values()}
    assert found == relations


def test_a_claim_about_one_of_several_ventures_is_kept_without_a_fact() -> None:
    graph = build(
        """
        2004 | GM partner_in SGM:joint_venture
        2004 | SAIC partner_in SGM:joint_venture
        2004 | GM partner_in SGMW:joint_venture
        2004 | SAIC partner_in SGMW:joint_venture
        2005 | GM joint_venture_with SAIC
        """
    )
    assert len(graph.facts) == 4
    assert [reason.fact for reason in graph.explain("GM", "SAIC")].count(None) == 1


def test_the_venture_that_the_sentence_names_is_the_one_that_ended() -> None:
    told, _ = RELATIONS["a venture that the sentence names, among others of the pair"]
    ended = {
        graph.name(f.object) for graph in (build(told),) for f in graph.facts.values() if f.status == "ended"
    }
    assert ended == {"AutoEuropa"}


def test_joint_venture_with_is_derived_on_demand() -> None:
    graph = build(
        """
        2012 | Nissan partner_in NMKV:joint_venture | start=2011-06
        2012 | Mitsubishi partner_in NMKV:joint_venture | start=2011
        """
    )
    (partner,) = graph.partners("nissan")
    assert (partner.partner, partner.how, partner.via, partner.start) == (
        "Mitsubishi",
        "joint_venture_with",
        "NMKV",
        "2011-06",
    )
    assert all(fact.predicate is not Predicate.JOINT_VENTURE_WITH for fact in graph.facts.values())


CONFLICTS = {
    "two stakes at one date": (
        "2000 | A owns B | start=1999-05, stake=36.8\n2001 | A owns B | start=1999-05, stake=40",
        [("stake", "1999-05", ["36.8 %", "40 %"])],
    ),
    "two stakes reported on one day": (
        "2000-01-05 | A owns B | stake=10\n2000-01-05 | A owns B | stake=20",
        [("stake", "2000-01-05", ["10 %", "20 %"])],
    ),
    "two beginnings": (
        "2000 | A owns B | start=1998\n2001 | A owns B | start=1999",
        [("start", "1999", ["1998", "1999"])],
    ),
    "active after its end": (
        "2009 | A owns B | ended, end=2008\n2015 | A owns B",
        [("status", "2015", ["ended", "active"])],
    ),
    "shares in steps are no conflict": (
        "2000 | A owns B | start=1999, stake=36.8\n2002 | A owns B | start=2002, stake=44.4",
        [],
    ),
    "a new beginning after an end is no conflict": (
        "2000 | A owns B | ended, start=1990, end=1995\n2002 | A owns B | start=2001",
        [],
    ),
}


@pytest.mark.parametrize(("told", "expected"), CONFLICTS.values(), ids=CONFLICTS)
def test_conflicts_are_listed(told: str, expected: list[object]) -> None:
    found = [(c.field, c.date, [value for value, _ in c.values]) for c in build(told).conflicts()]
    assert found == expected


def test_copies_of_one_text_count_once() -> None:
    told = "\n".join(f"2000 | A owns B | confidence=0.6, doc=d{n}" for n in range(4))
    (apart,) = build(told).facts.values()
    (copies,) = build(told, {f"d{n}": "agency" for n in range(4)}).facts.values()
    (alone,) = build("2000 | A owns B | confidence=0.6").facts.values()
    assert (apart.sources, copies.sources, len(copies.claims)) == (4, 1, 4)
    assert copies.confidence == alone.confidence == 0.6
    assert apart.confidence > copies.confidence


def test_a_denial_stands_against_the_fact_and_weakens_it() -> None:
    (fact,) = build("2000 | A owns B | start=1999\n2001 | A owns B | denied, confidence=0.8").facts.values()
    assert (len(fact.claims), len(fact.claims_against), fact.sources) == (1, 1, 1)
    assert fact.confidence == pytest.approx(0.99 * 0.6)


def test_a_denial_of_talks_does_not_weaken_what_came_of_them() -> None:
    graph = build(
        """
        1999-02 | A owns B | proposed, confidence=0.8
        1999-03 | A owns B | denied, confidence=0.8
        2000 | A owns B | start=1999-05, confidence=0.8
        """
    )
    (fact,) = graph.facts.values()
    assert len(fact.claims_against) == 1
    assert fact.confidence > 0.8


def test_one_denial_weighs_less_against_many_sources() -> None:
    assert confidence([0.8], [0.8]) < confidence([0.8] * 2, [0.8]) < confidence([0.8] * 9, [0.8])


def test_only_denied() -> None:
    (fact,) = build("2001 | A owns B | denied, confidence=0.8").facts.values()
    assert (fact.status, fact.claims, len(fact.claims_against), fact.confidence) == ("denied", (), 1, 0.8)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=6), st.floats(0, 1))
def test_confidence_grows_with_sources_and_stays_below_one(sources: list[float], more: float) -> None:
    assert confidence(sources) <= confidence([*sources, more]) < 1
    assert confidence(sources, [more]) <= confidence(sources)


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        (36.8, 36.8, True),
        (43, 43.4, True),
        (44, 43.4, False),
        (33.3, 33.4, True),
        (33.3, 33.34, True),
        (50, 50.1, False),
        (2.3, 2.2, False),
        (43.4, 43.5, False),
        (24.5, 25, True),
        (50, 51, False),
        (None, 10, True),
    ],
)
def test_stakes_agree(one: float | None, other: float | None, agree: bool) -> None:
    assert stakes_agree(one, other) is agree is stakes_agree(other, one)


_DATES = st.sampled_from(["1998", "1999", "1999-03", "1999-03-28", "1999-05", "2002", "2005-06-01"])
_CLAIMS = st.lists(
    st.tuples(
        st.sampled_from(["-", "1999-04-02", "2003", "2013-11-05"]),
        st.sampled_from(
            [
                "A owns B",
                "B owns A",
                "A joint_venture_with B",
                "B joint_venture_with C",
                "A joint_venture_with C",
                "A partner_in J:joint_venture",
                "B partner_in J:joint_venture",
                "D:brand brand_of A",
                "A owns D:brand",
            ]
        ),
        st.sampled_from([status.value for status in Status]),
        st.one_of(st.none(), _DATES),
        st.one_of(st.none(), _DATES),
        st.one_of(st.none(), st.sampled_from([10, 36.8, 37, 43.4, 44.4])),
    ),
    min_size=1,
    max_size=9,
)


def lines(rows: list[tuple[object, ...]]) -> str:
    text = []
    for number, (day, said, status, start, end, stake) in enumerate(rows):
        parts = [status, f"doc=d{number}"]
        parts += [
            f"{key}={value}" for key, value in (("start", start), ("end", end), ("stake", stake)) if value
        ]
        text.append(f"{day} | {said} | {', '.join(str(part) for part in parts)}")
    return "\n".join(text)


@settings(max_examples=150, deadline=None)
@given(_CLAIMS, st.randoms(use_true_random=False))
def test_the_order_of_claims_is_of_no_matter(rows: list[tuple[object, ...]], random: object) -> None:
    documents, claims = tell(lines(rows))
    one = AllianceGraph.from_claims(documents, claims)
    random.shuffle(claims)  # type: ignore[attr-defined]
    random.shuffle(documents)  # type: ignore[attr-defined]
    other = AllianceGraph.from_claims(documents, claims)
    assert dict(one.facts) == dict(other.facts)
    assert dict(one.entities) == dict(other.entities)
    assert one.groups() == other.groups()


@settings(max_examples=150, deadline=None)
@given(_CLAIMS)
def test_every_claim_stands_in_the_history_of_its_fact(rows: list[tuple[object, ...]]) -> None:
    graph = build(lines(rows))
    for fact in graph.facts.values():
        told = {claim for step in fact.history for claim in step.claims}
        assert told == {*fact.claims, *fact.claims_against}
        assert list(fact.history) == sorted(fact.history, key=effective)


@settings(max_examples=100, deadline=None)
@given(_CLAIMS, _DATES, _DATES)
def test_views_nest_and_agree_with_the_table_of_states(
    rows: list[tuple[object, ...]], one: str, other: str
) -> None:
    graph = build(lines(rows))
    earlier = min(graph.as_of(one), graph.as_of(other), key=lambda view: view.day)
    nested = graph.as_of(one).as_of(other)
    assert dict(nested.facts) == dict(earlier.facts) == dict(graph.as_of(other).as_of(one).facts)
    states = nested.sql("select fact, status, stake from states where from_day <= :as_of and to_day > :as_of")
    assert {row[0]: row[1:] for row in states} == {
        fact.id: (fact.status.value, fact.stake) for fact in nested.facts.values()
    }
