"""Real cases of ownership in the car industry, checked against the figures that were published.

Each case is told by claims as articles of the time made them; each check asks a question as
of a date. Stakes are shares of the capital in percent. The sources are the companies' annual
reports and press releases of the dates given.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from told import build

from alliancegraph.graph import AllianceGraph

Stakes = dict[str, float | None]


@dataclass(frozen=True)
class Owners:
    """Direct owners of a company on a date."""

    date: str
    company: str
    stakes: Stakes

    def check(self, graph: AllianceGraph) -> None:
        found = {row.holder: row.direct for row in graph.as_of(self.date).owners(self.company)}
        assert found == self.stakes


@dataclass(frozen=True)
class Totals:
    """What owners hold along all chains; those with unknown stakes left aside."""

    date: str
    company: str
    stakes: Stakes

    def check(self, graph: AllianceGraph) -> None:
        rows = graph.as_of(self.date).owners(self.company, look_through=True)
        found = {row.holder: row.total for row in rows if row.total is not None}
        assert found == pytest.approx(self.stakes, abs=0.005)


@dataclass(frozen=True)
class Parent:
    """The head of a company's group on a date."""

    date: str
    company: str
    head: str

    def check(self, graph: AllianceGraph) -> None:
        assert graph.as_of(self.date).ultimate_parent(self.company).name == self.head


@dataclass(frozen=True)
class Unknown:
    """How much of a company no article assigns to an owner."""

    date: str
    company: str
    percent: float

    def check(self, graph: AllianceGraph) -> None:
        table = graph.as_of(self.date).cap_table(self.company)
        assert table.unknown == pytest.approx(self.percent)
        assert table.excess == 0


Check = Owners | Totals | Parent | Unknown

CASES: dict[str, tuple[str, list[Check]]] = {
    "Volkswagen and Porsche": (
        """
        2005 | Volkswagen owns Audi | stake=99.14
        2009-12-08 | Volkswagen owns Porsche AG | start=2009-12-07, stake=49.9
        2009-12-08 | Porsche SE owns Porsche AG | start=2009-12-07, stake=50.1
        2012-07-05 | Volkswagen owns Porsche AG | agreed, start=2012-08-01, stake=100
        2012-08-01 | Volkswagen owns Porsche AG | start=2012-08-01, stake=100
        2012-08-01 | Porsche SE owns Porsche AG | ended, end=2012-08-01
        2012-12-31 | Porsche SE owns Volkswagen | stake=32.2
        """,
        [
            Owners("2010", "Porsche AG", {"Porsche SE": 50.1, "Volkswagen": 49.9}),
            Parent("2010", "Porsche AG", "Porsche SE"),
            Parent("2012-07-31", "Porsche AG", "Porsche SE"),
            Owners("2012-08-01", "Porsche AG", {"Volkswagen": 100}),
            Parent("2013", "Porsche AG", "Volkswagen"),
            Parent("2013", "Audi", "Volkswagen"),
            Totals("2013", "Porsche AG", {"Volkswagen": 100, "Porsche SE": 32.2}),
            Unknown("2013", "Volkswagen", 67.8),
        ],
    ),
    "Renault, Nissan, Mitsubishi": (
        """
        1999-03-27 | Renault owns Nissan | agreed, stake=36.8
        1999-06 | Renault owns Nissan | start=1999-05, stake=36.8
        2002-03-01 | Renault owns Nissan | start=2002-03-01, stake=44.4
        2002-06 | Nissan owns Renault | start=2002-05, stake=15
        2013-11-05 | Renault owns Nissan | stake=43.4
        2016-10-20 | Nissan owns Mitsubishi Motors | start=2016-10-20, stake=34
        2017-11 | French state:government owns Renault | stake=15.01
        2018 | Renault owns Dacia:brand | start=1999
        2023-11-08 | Renault owns Nissan | start=2023-11-08, stake=15
        """,
        [
            Owners("1999-04", "Nissan", {}),
            Owners("1999-12", "Nissan", {"Renault": 36.8}),
            Owners("2002-12", "Nissan", {"Renault": 44.4}),
            Owners("2018", "Nissan", {"Renault": 43.4}),
            Owners("2024", "Nissan", {"Renault": 15}),
            Parent("2018", "Nissan", "Nissan"),
            Totals("2018", "Nissan", {"Renault": 43.4, "French state": 6.97}),
            # 0.434 x 0.34, and the state behind it; Renault's own shares in itself drop out.
            Totals("2018", "Mitsubishi Motors", {"Nissan": 34, "Renault": 14.76, "French state": 2.37}),
            Parent("2018", "Dacia", "Renault"),
        ],
    ),
    "Toyota and its group": (
        """
        1998-09 | Toyota owns Daihatsu | start=1998-09, stake=51.2
        2001 | Toyota owns Hino | start=2001, stake=50.1
        2005-10-05 | General Motors owns Fuji Heavy | ended, start=1999, end=2005-10-05, stake=20
        2005-10-05 | Toyota owns Fuji Heavy | start=2005-10, stake=8.7
        2008 | Toyota owns Fuji Heavy | start=2008-07, stake=16.5
        2020-02 | Toyota owns Fuji Heavy | start=2020-02, stake=20
        2006-11 | Toyota owns Isuzu | start=2006-11, stake=5.9
        2018-08 | Toyota owns Isuzu | ended, end=2018-08
        2021-04 | Toyota owns Isuzu | start=2021-04, stake=4.6
        2016-08-01 | Toyota owns Daihatsu | start=2016-08-01, stake=100
        2017-10 | Toyota owns Mazda | start=2017-10, stake=5.05
        2017-10 | Mazda owns Toyota | start=2017-10, stake=0.25
        """,
        [
            Parent("1998-08", "Daihatsu", "Daihatsu"),
            Parent("2010", "Daihatsu", "Toyota"),
            Owners("2010", "Daihatsu", {"Toyota": 51.2}),
            Owners("2017", "Daihatsu", {"Toyota": 100}),
            Parent("2010", "Hino", "Toyota"),
            Owners("2000", "Fuji Heavy", {"General Motors": 20}),
            Owners("2006", "Fuji Heavy", {"Toyota": 8.7}),
            Owners("2010", "Fuji Heavy", {"Toyota": 16.5}),
            Owners("2021", "Fuji Heavy", {"Toyota": 20}),
            Owners("2010", "Isuzu", {"Toyota": 5.9}),
            Owners("2019", "Isuzu", {}),
            Owners("2022", "Isuzu", {"Toyota": 4.6}),
            # The cross-holding takes Mazda's own shares in itself out of its total.
            Totals("2019", "Mazda", {"Toyota": 5.05}),
            Totals("2019", "Daihatsu", {"Toyota": 100, "Mazda": 0.25}),
        ],
    ),
    "Hyundai, Kia, Mobis: a ring": (
        """
        1999 | Hyundai Motor owns Kia | start=1998-12, stake=51
        2018-03-28 | Hyundai Motor owns Kia | stake=33.9
        2018-03-28 | Kia owns Hyundai Mobis | stake=16.9
        2018-03-28 | Hyundai Mobis owns Hyundai Motor | stake=20.8
        2018-03-28 | Chung Mong-koo:person owns Hyundai Mobis | stake=7
        2018-03-28 | Chung Mong-koo:person owns Hyundai Motor | stake=5.2
        """,
        [
            Owners("2000", "Kia", {"Hyundai Motor": 51}),
            Parent("2000", "Kia", "Hyundai Motor"),
            Parent("2018-12", "Kia", "Kia"),
            Owners("2018-12", "Hyundai Motor", {"Hyundai Mobis": 20.8, "Chung Mong-koo": 5.2}),
            # (5.2 % + 7 % of 20.8 %) / (1 - 33.9 % of 16.9 % of 20.8 %) = 6.74 %
            Totals(
                "2018-12", "Hyundai Motor", {"Hyundai Mobis": 20.8, "Chung Mong-koo": 6.7363, "Kia": 3.5152}
            ),
            Totals(
                "2018-12", "Hyundai Mobis", {"Kia": 16.9, "Chung Mong-koo": 7.3859, "Hyundai Motor": 5.7291}
            ),
        ],
    ),
    "Geely and Volvo Cars": (
        """
        1999-03-31 | Ford owns Volvo Cars | start=1999-03-31, stake=100
        1999-03-31 | AB Volvo owns Volvo Cars | ended, end=1999-03-31
        2010-03-28 | Geely Holding owns Volvo Cars | agreed
        2010-08-02 | Geely Holding owns Volvo Cars | start=2010-08-02, stake=100
        2010-08-02 | Ford owns Volvo Cars | ended, end=2010-08-02
        2021-10-29 | Geely Holding owns Volvo Cars | start=2021-10-29, stake=82
        2017-06-23 | Geely Holding owns Proton | agreed, stake=49.9
        2017-09-29 | Geely Holding owns Proton | start=2017-09-29, stake=49.9
        2017-09-29 | DRB-Hicom owns Proton | start=2017-09-29, stake=50.1
        2017-09-29 | Geely Holding owns Lotus | start=2017-09-29, stake=51
        2017-09-29 | Etika Automotive owns Lotus | start=2017-09-29, stake=49
        """,
        [
            Parent("2005", "Volvo Cars", "Ford"),
            Parent("2010-04", "Volvo Cars", "Ford"),
            Parent("2012", "Volvo Cars", "Geely Holding"),
            Owners("2022", "Volvo Cars", {"Geely Holding": 82}),
            Unknown("2022", "Volvo Cars", 18),
            Owners("2018", "Proton", {"DRB-Hicom": 50.1, "Geely Holding": 49.9}),
            Parent("2018", "Proton", "DRB-Hicom"),
            Parent("2018", "Lotus", "Geely Holding"),
            Unknown("2018", "Lotus", 0),
        ],
    ),
    "Stellantis, and before": (
        """
        2010 | General Motors owns Opel | stake=100
        2014-05 | Dongfeng owns PSA | start=2014-04, stake=14.1
        2014-05 | French state:government owns PSA | start=2014-04, stake=14.1
        2014-05 | Peugeot family:person owns PSA | start=2014-04, stake=14.1
        2017-03-06 | PSA owns Opel | agreed, stake=100
        2017-08-01 | PSA owns Opel | start=2017-08-01, stake=100
        2017-08-01 | General Motors owns Opel | ended, end=2017-08-01
        2019-12-18 | PSA merged_with Fiat Chrysler | agreed
        2021-01-16 | PSA merged_with Fiat Chrysler | start=2021-01-16
        2021-01-18 | Stellantis owns Opel | start=2021-01-16, stake=100
        2021-01-18 | PSA owns Opel | ended, end=2021-01-16
        2021-01-18 | Exor owns Stellantis | start=2021-01, stake=14.4
        2021-01-18 | Peugeot family:person owns Stellantis | start=2021-01, stake=7.2
        2021-01-18 | Bpifrance owns Stellantis | start=2021-01, stake=6.2
        2021-01-18 | Dongfeng owns Stellantis | start=2021-01, stake=5.6
        2024-05 | Stellantis partner_in Leapmotor International:joint_venture | start=2024, stake=51
        2024-05 | Leapmotor partner_in Leapmotor International:joint_venture | start=2024, stake=49
        """,
        [
            Owners("2015", "PSA", {"Dongfeng": 14.1, "French state": 14.1, "Peugeot family": 14.1}),
            Parent("2012", "Opel", "General Motors"),
            Parent("2018", "Opel", "PSA"),
            Parent("2022", "Opel", "Stellantis"),
            Unknown("2021", "Stellantis", 66.6),
            Totals(
                "2021",
                "Opel",
                {"Stellantis": 100, "Exor": 14.4, "Peugeot family": 7.2, "Bpifrance": 6.2, "Dongfeng": 5.6},
            ),
            Owners("2024", "Leapmotor International", {"Stellantis": 51, "Leapmotor": 49}),
            Parent("2024", "Leapmotor International", "Stellantis"),
        ],
    ),
    "General Motors, SAIC, Wuling": (
        """
        1998 | General Motors partner_in SAIC-GM:joint_venture | start=1997-06, stake=50
        1998 | SAIC partner_in SAIC-GM:joint_venture | start=1997-06, stake=50
        2003 | SAIC partner_in SAIC-GM-Wuling:joint_venture | start=2002-11, stake=50.1
        2003 | General Motors partner_in SAIC-GM-Wuling:joint_venture | start=2002-11, stake=34
        2003 | Wuling partner_in SAIC-GM-Wuling:joint_venture | start=2002-11, stake=15.9
        2010-02 | General Motors partner_in SAIC-GM:joint_venture | start=2010-02, stake=49
        2010-02 | SAIC partner_in SAIC-GM:joint_venture | start=2010-02, stake=51
        2010-11 | General Motors partner_in SAIC-GM-Wuling:joint_venture | start=2010-11, stake=44
        2010-11 | Wuling partner_in SAIC-GM-Wuling:joint_venture | start=2010-11, stake=5.9
        2012-09 | General Motors partner_in SAIC-GM:joint_venture | start=2012-09, stake=50
        2012-09 | SAIC partner_in SAIC-GM:joint_venture | start=2012-09, stake=50
        """,
        [
            Owners("2005", "SAIC-GM-Wuling", {"SAIC": 50.1, "General Motors": 34, "Wuling": 15.9}),
            Owners("2011", "SAIC-GM-Wuling", {"SAIC": 50.1, "General Motors": 44, "Wuling": 5.9}),
            Unknown("2005", "SAIC-GM-Wuling", 0),
            Unknown("2011", "SAIC-GM-Wuling", 0),
            Parent("2011", "SAIC-GM-Wuling", "SAIC"),
            Parent("2005", "SAIC-GM", "SAIC-GM"),
            Parent("2011", "SAIC-GM", "SAIC"),
            Owners("2013", "SAIC-GM", {"General Motors": 50, "SAIC": 50}),
            Unknown("2013", "SAIC-GM", 0),
        ],
    ),
    "Ford and Mazda through the years": (
        """
        1980 | Ford owns Mazda | start=1979, stake=25
        1996-04-12 | Ford owns Mazda | agreed, stake=33.4
        1996-06 | Ford owns Mazda | start=1996-05, stake=33.4
        2003 | Ford owns Mazda | stake=33
        2008-11-19 | Ford owns Mazda | start=2008-11, stake=13.4
        2010-11-19 | Ford owns Mazda | start=2010-11, stake=3.5
        2015-11-13 | Ford owns Mazda | ended, end=2015-09
        2018 | Ford allied_with Mazda | ended
        """,
        [
            Owners("1978", "Mazda", {}),
            Owners("1990", "Mazda", {"Ford": 25}),
            Owners("1996-04", "Mazda", {"Ford": 25}),
            Owners("2003", "Mazda", {"Ford": 33.4}),
            Parent("2003", "Mazda", "Mazda"),
            Owners("2009", "Mazda", {"Ford": 13.4}),
            Owners("2011", "Mazda", {"Ford": 3.5}),
            Owners("2016", "Mazda", {}),
        ],
    ),
    "Daimler and Chrysler": (
        """
        1998-05-07 | Daimler-Benz merged_with Chrysler Corporation | agreed
        1998-11-12 | Daimler-Benz merged_with Chrysler Corporation | start=1998-11-12
        1999 | DaimlerChrysler owns Chrysler | start=1998-11, stake=100
        2000-10 | DaimlerChrysler owns Mitsubishi Motors | start=2000-10, stake=34
        2005-11 | DaimlerChrysler owns Mitsubishi Motors | ended, end=2005-11
        2007-05-14 | Cerberus owns Chrysler | agreed, stake=80.1
        2007-08-03 | Cerberus owns Chrysler | start=2007-08-03, stake=80.1
        2007-08-03 | DaimlerChrysler owns Chrysler | start=2007-08-03, stake=19.9
        """,
        [
            Parent("2002", "Chrysler", "DaimlerChrysler"),
            Owners("2002", "Mitsubishi Motors", {"DaimlerChrysler": 34}),
            Owners("2006", "Mitsubishi Motors", {}),
            Parent("2007-06", "Chrysler", "DaimlerChrysler"),
            Owners("2008", "Chrysler", {"Cerberus": 80.1, "DaimlerChrysler": 19.9}),
            Parent("2008", "Chrysler", "Cerberus"),
            Unknown("2008", "Chrysler", 0),
        ],
    ),
    "Fiat and Chrysler": (
        """
        2009-06-10 | Fiat owns Chrysler | start=2009-06-10, stake=20
        2011-01-10 | Fiat owns Chrysler | start=2011-01-10, stake=25
        2011-04-12 | Fiat owns Chrysler | start=2011-04-12, stake=30
        2011-05-24 | Fiat owns Chrysler | start=2011-05-24, stake=46
        2011-07-21 | Fiat owns Chrysler | start=2011-07-21, stake=53.5
        2012-01-05 | Fiat owns Chrysler | start=2012-01-05, stake=58.5
        2012-01-05 | UAW VEBA Trust owns Chrysler | start=2012-01-05, stake=41.5
        2014-01-21 | Fiat owns Chrysler | start=2014-01-21, stake=100
        2014-01-21 | UAW VEBA Trust owns Chrysler | ended, end=2014-01-21
        2013 | Exor owns Fiat | stake=30
        """,
        [
            Owners("2009-12", "Chrysler", {"Fiat": 20}),
            Parent("2011-06", "Chrysler", "Chrysler"),
            Parent("2011-08", "Chrysler", "Fiat"),
            Owners("2011-04", "Chrysler", {"Fiat": 30}),
            Owners("2013", "Chrysler", {"Fiat": 58.5, "UAW VEBA Trust": 41.5}),
            Unknown("2013", "Chrysler", 0),
            Totals("2013", "Chrysler", {"Fiat": 58.5, "UAW VEBA Trust": 41.5, "Exor": 17.55}),
            Owners("2014", "Chrysler", {"Fiat": 100}),
        ],
    ),
    "General Motors and Fiat: a cross-holding that was undone": (
        """
        2000-03-13 | General Motors owns Fiat Auto | agreed, stake=20
        2000-07 | General Motors owns Fiat Auto | start=2000-07, stake=20
        2000-07 | Fiat owns Fiat Auto | start=2000-07, stake=80
        2000-07 | Fiat owns General Motors | start=2000-07, stake=5.1
        2005-02-13 | General Motors owns Fiat Auto | ended, end=2005
        2002-12 | Fiat owns General Motors | ended, end=2002-12
        """,
        [
            Owners("2001", "Fiat Auto", {"Fiat": 80, "General Motors": 20}),
            # 80 % + 5.1 % of 20 %
            Totals("2001", "Fiat Auto", {"Fiat": 81.02, "General Motors": 20}),
            Parent("2001", "Fiat Auto", "Fiat"),
            Owners("2003", "General Motors", {}),
            Owners("2006", "Fiat Auto", {"Fiat": 80}),
        ],
    ),
    "Jaguar Land Rover": (
        """
        1990 | Ford owns Jaguar:brand | start=1990
        2000-07 | Ford owns Land Rover:brand | start=2000-07
        2008-03-26 | Tata Motors owns Jaguar:brand | agreed
        2008-06-02 | Tata Motors owns Jaguar:brand | start=2008-06-02
        2008-06-02 | Land Rover:brand brand_of Tata Motors | start=2008-06-02
        2008-06-02 | Ford owns Jaguar:brand | ended, end=2008-06-02
        2008-06-02 | Ford owns Land Rover:brand | ended, end=2008-06-02
        """,
        [
            Parent("2005", "Land Rover", "Ford"),
            Parent("2008-05", "Jaguar", "Ford"),
            Parent("2009", "Jaguar", "Tata Motors"),
            Parent("2009", "Land Rover", "Tata Motors"),
        ],
    ),
    "BMW, Honda and Rover": (
        """
        1990 | Honda owns Rover | start=1990, stake=20
        1990 | British Aerospace owns Rover | start=1988-08, stake=80
        1994-01-31 | BMW owns Rover | agreed, stake=80
        1994-03-18 | BMW owns Rover | start=1994-03-18, stake=80
        1994-03-18 | British Aerospace owns Rover | ended, end=1994-03-18
        1994-12 | Honda owns Rover | ended, end=1994
        1995 | BMW owns Rover | start=1995, stake=100
        2000-05-09 | BMW owns Rover | ended, end=2000-05-09
        """,
        [
            Owners("1993", "Rover", {"British Aerospace": 80, "Honda": 20}),
            Parent("1993", "Rover", "British Aerospace"),
            Parent("1994-06", "Rover", "BMW"),
            Owners("1996", "Rover", {"BMW": 100}),
            Parent("2001", "Rover", "Rover"),
        ],
    ),
}


@pytest.mark.parametrize(
    ("told", "check"),
    [(told, check) for told, checks in CASES.values() for check in checks],
    ids=[
        f"{case}: {type(check).__name__} {check.company} {check.date}"
        for case, (_, checks) in CASES.items()
        for check in checks
    ],
)
def test_published(told: str, check: Check) -> None:
    check.check(build(told))


@pytest.mark.parametrize("told", [told for told, _ in CASES.values()], ids=CASES)
def test_no_company_is_owned_above_100_percent_in_any_year(told: str) -> None:
    graph = build(told)
    for year in range(1978, 2026):
        view = graph.as_of(str(year))
        for entity in view.entities.values():
            table = view.cap_table(entity.id)
            assert table.excess == 0, (table, year)
