"""A graph to look at: some sixty companies and their ties, told in plain sentences.

    demo() -> AllianceGraph        strung(500) -> a graph of any size, for measuring

A line is `article date | subject > predicate > object | fields | sentence`; the sentence
names both sides. Names carry a type after a colon where they are no company.
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from typing import Any

from alliancegraph.graph import AllianceGraph
from alliancegraph.model import Claim, Document, Entity, EntityType, Evidence, Predicate, Status, slug

STORY = """
1999-03-28 | Renault > owns > Nissan | agreed stake=36.8 | Renault has agreed to pay 5.4 billion dollars for 36.8 percent of Nissan.
1999-05-29 | Renault > owns > Nissan | stake=36.8 start=1999-05 | Renault became the largest shareholder of Nissan with 36.8 percent.
2002-03-02 | Renault > owns > Nissan | stake=44.4 start=2002-03 | Renault raised its share in Nissan to 44.4 percent.
2023-11-09 | Renault > owns > Nissan | stake=15 start=2023-11 | Renault now holds 15 percent of Nissan with voting rights.
2002-03-30 | Nissan > owns > Renault | stake=15 start=2002-03 | Nissan bought 15 percent of Renault in return.
1999-03-28 | Renault > member_of > Renault-Nissan-Mitsubishi Alliance:alliance | start=1999 | Renault founded what is now the Renault-Nissan-Mitsubishi Alliance.
1999-03-28 | Nissan > member_of > Renault-Nissan-Mitsubishi Alliance:alliance | start=1999 | Nissan is part of the Renault-Nissan-Mitsubishi Alliance.
2016-10-20 | Mitsubishi Motors > member_of > Renault-Nissan-Mitsubishi Alliance:alliance | start=2016-10 | Mitsubishi Motors joined the Renault-Nissan-Mitsubishi Alliance.
2016-10-20 | Nissan > owns > Mitsubishi Motors | stake=34 start=2016-10 | Nissan completed the purchase of 34 percent of Mitsubishi Motors.
2024-11-07 | Nissan > owns > Mitsubishi Motors | stake=24 start=2024-11 | Nissan cut its holding in Mitsubishi Motors to about 24 percent.
1999-09-29 | Renault > owns > Dacia | stake=51 start=1999-09 | Renault bought 51 percent of the Romanian maker Dacia.
2000-09-01 | Renault > owns > Samsung Motors | stake=70.1 start=2000-09 | Renault took 70.1 percent of Samsung Motors.
2012-12-12 | Renault > owns > AvtoVAZ | agreed | Renault and its ally agreed to take control of AvtoVAZ.
2022-05-16 | Renault > owns > AvtoVAZ | ended end=2022-05 stake=67.7 | Renault sold its 67.7 percent of AvtoVAZ for one rouble.
2001-01-02 | Renault > owns > Volvo Trucks parent AB Volvo | stake=20 start=2001-01 | Renault received 20 percent of Volvo Trucks parent AB Volvo.
2012-12-13 | Renault > owns > Volvo Trucks parent AB Volvo | ended end=2012-12 | Renault has sold its last shares of Volvo Trucks parent AB Volvo.
2019-05-27 | Fiat Chrysler > merged_with > Renault | proposed start=2019-05 | Fiat Chrysler proposed a merger of equals with Renault.
2019-06-06 | Fiat Chrysler > merged_with > Renault | cancelled end=2019-06 | Fiat Chrysler withdrew its offer to merge with Renault.
2021-02-01 | the French state:government > owns > Renault | stake=15.01 | The French state holds 15.01 percent of Renault.
2010-04-07 | Daimler > allied_with > Renault | start=2010-04 | Daimler and Renault agreed on a broad cooperation on small cars.
2010-04-07 | Daimler > owns > Renault | stake=3.1 start=2010-04 | Daimler takes 3.1 percent of Renault as part of the pact.
2021-03-11 | Daimler > owns > Renault | ended end=2021-03 | Daimler sold its shares in Renault.
2012-01-09 | Daimler > co_develops > Renault | product=small_cars start=2012 | Daimler and Renault develop the new city car together.
2024-05-31 | Geely > partner_in > Horse Powertrain:joint_venture | stake=50 start=2024-05 | Geely owns half of the engine maker Horse Powertrain.
2024-05-31 | Renault > partner_in > Horse Powertrain:joint_venture | stake=50 start=2024-05 | Renault owns half of the engine maker Horse Powertrain.
2024-12-02 | Aramco > partner_in > Horse Powertrain:joint_venture | stake=10 start=2024-12 | Aramco completed its purchase of 10 percent of Horse Powertrain.
2021-01-18 | Fiat Chrysler > merged_with > PSA | start=2021-01 | Fiat Chrysler and PSA completed their merger.
2021-01-18 | Peugeot:brand > brand_of > Stellantis | start=2021-01 | Peugeot is one of fourteen brands of Stellantis.
2021-01-18 | Fiat:brand > brand_of > Stellantis | start=2021-01 | Stellantis builds cars under the name Fiat.
2021-01-18 | Jeep:brand > brand_of > Stellantis | start=2021-01 | Jeep earns most of the money of Stellantis.
2021-01-18 | Opel:brand > brand_of > Stellantis | start=2021-01 | Opel is the German brand of Stellantis.
2021-01-18 | Exor > owns > Stellantis | stake=14.4 start=2021-01 | Exor is the largest shareholder of Stellantis with 14.4 percent.
2023-10-26 | Stellantis > owns > Leapmotor | stake=20 start=2023-11 | Stellantis pays 1.5 billion euros for about 20 percent of Leapmotor.
2023-10-26 | Stellantis > partner_in > Leapmotor International:joint_venture | stake=51 start=2023-10 | Stellantis holds 51 percent of the venture Leapmotor International.
2023-10-26 | Leapmotor > partner_in > Leapmotor International:joint_venture | stake=49 start=2023-10 | Leapmotor keeps 49 percent of Leapmotor International.
2017-08-01 | PSA > owns > Opel maker Adam Opel | stake=100 start=2017-08 | PSA has bought Opel maker Adam Opel from its American owner.
2017-08-01 | General Motors > owns > Opel maker Adam Opel | ended end=2017-08 | General Motors gave up Opel maker Adam Opel after 88 years.
2012-02-29 | General Motors > owns > PSA | stake=7 start=2012-02 | General Motors takes 7 percent of PSA.
2013-12-13 | General Motors > owns > PSA | ended end=2013-12 | General Motors sold its 7 percent of PSA.
1997-03-25 | General Motors > partner_in > SAIC-GM:joint_venture | stake=50 start=1997-03 | General Motors owns half of the Shanghai venture SAIC-GM.
1997-03-25 | SAIC > partner_in > SAIC-GM:joint_venture | stake=50 start=1997-03 | SAIC owns the other half of SAIC-GM.
2002-11-18 | SAIC > partner_in > SAIC-GM-Wuling:joint_venture | stake=50.1 start=2002-11 | SAIC holds 50.1 percent of SAIC-GM-Wuling.
2002-11-18 | General Motors > partner_in > SAIC-GM-Wuling:joint_venture | stake=44 start=2002-11 | General Motors raised its part of SAIC-GM-Wuling to 44 percent.
2002-11-18 | Wuling > partner_in > SAIC-GM-Wuling:joint_venture | stake=5.9 start=2002-11 | Wuling keeps 5.9 percent of SAIC-GM-Wuling.
1985-03-01 | SAIC > partner_in > SAIC Volkswagen:joint_venture | stake=50 start=1985 | SAIC owns half of SAIC Volkswagen.
1985-03-01 | Volkswagen > partner_in > SAIC Volkswagen:joint_venture | stake=50 start=1985 | Volkswagen was the first to go to Shanghai, with SAIC Volkswagen.
2020-07-24 | Chevrolet:brand > brand_of > General Motors | | Chevrolet is the largest brand of General Motors.
2020-07-24 | Cadillac:brand > brand_of > General Motors | | Cadillac is the luxury brand of General Motors.
2022-04-05 | General Motors > co_develops > Honda | product=affordable_electric_cars start=2022-04 | General Motors and Honda plan affordable electric cars together.
2023-10-25 | General Motors > co_develops > Honda | cancelled end=2023-10 | Honda and General Motors scrapped the plan for affordable electric cars.
2024-12-23 | Honda > merged_with > Nissan | proposed start=2024-12 | Honda and Nissan opened talks on a merger.
2025-02-13 | Honda > merged_with > Nissan | cancelled end=2025-02 | Honda and Nissan called off their merger talks.
2022-06-16 | Honda > partner_in > Sony Honda Mobility:joint_venture | stake=50 start=2022-09 | Honda holds half of Sony Honda Mobility.
2022-06-16 | Sony > partner_in > Sony Honda Mobility:joint_venture | stake=50 start=2022-09 | Sony holds half of Sony Honda Mobility.
1998-10-19 | Hyundai > owns > Kia | stake=51 start=1998-12 | Hyundai won the auction for 51 percent of Kia.
2015-11-04 | Genesis:brand > brand_of > Hyundai | start=2015-11 | Hyundai makes Genesis a brand of its own.
2020-01-16 | Hyundai > owns > Arrival | start=2020-01 | Hyundai invests in the British van maker Arrival.
2024-09-12 | Hyundai > allied_with > General Motors | proposed start=2024-09 | Hyundai and General Motors will explore building cars together.
2017-08-04 | Toyota > owns > Mazda | stake=5.05 start=2017-10 | Toyota takes 5.05 percent of Mazda.
2017-08-04 | Mazda > owns > Toyota | stake=0.25 start=2017-10 | Mazda takes 0.25 percent of Toyota.
2018-03-09 | Toyota > partner_in > Mazda Toyota Manufacturing:joint_venture | stake=50 start=2018-03 | Toyota owns half of Mazda Toyota Manufacturing in Alabama.
2018-03-09 | Mazda > partner_in > Mazda Toyota Manufacturing:joint_venture | stake=50 start=2018-03 | Mazda owns half of Mazda Toyota Manufacturing in Alabama.
2019-09-27 | Toyota > owns > Subaru | stake=20 start=2020-02 | Toyota raises its share of Subaru to 20 percent.
2019-08-28 | Toyota > owns > Suzuki | stake=4.94 start=2019-08 | Toyota will own 4.94 percent of Suzuki.
2016-08-01 | Toyota > owns > Daihatsu | stake=100 start=2016-08 | Toyota now owns all of Daihatsu.
2001-08-31 | Toyota > owns > Hino | stake=50.1 start=2001-08 | Toyota holds 50.1 percent of the truck maker Hino.
2012-06-29 | Toyota > co_develops > BMW | product=sports_car start=2012-06 | Toyota and BMW develop a sports car together.
2013-01-24 | Toyota > supplies > BMW | product=fuel_cells start=2013-01 | Toyota supplies BMW with fuel cells.
2010-05-20 | Toyota > owns > Tesla | stake=2.5 start=2010-07 | Toyota buys shares of Tesla for 50 million dollars.
2017-06-03 | Toyota > owns > Tesla | ended end=2016-12 | Toyota sold its last shares of Tesla by the end of 2016.
2012-04-17 | Toyota GR86:vehicle > based_on > Subaru BRZ:vehicle | start=2012 | The Toyota GR86 is a twin of the Subaru BRZ.
2012-04-17 | Subaru > produces > Subaru BRZ:vehicle | start=2012 | Subaru builds the Subaru BRZ in Gunma.
2012-04-17 | Subaru > builds_for > Toyota | product=GR86 start=2012 | Subaru builds the GR86 for Toyota.
2009-12-09 | Volkswagen > owns > Suzuki | stake=19.9 start=2010-01 | Volkswagen buys 19.9 percent of Suzuki.
2015-09-17 | Volkswagen > owns > Suzuki | ended end=2015-09 | Volkswagen sold its 19.9 percent back to Suzuki.
2012-08-01 | Porsche:brand > brand_of > Volkswagen | start=2012-08 | Porsche is now fully a brand of Volkswagen.
1991-03-28 | Volkswagen > owns > Škoda Auto | stake=31 start=1991-04 | Volkswagen takes 31 percent of Škoda Auto.
2000-05-30 | Volkswagen > owns > Škoda Auto | stake=100 start=2000-05 | Volkswagen buys the rest of Škoda Auto and owns 100 percent.
1986-06-18 | Volkswagen > owns > SEAT | stake=51 start=1986-06 | Volkswagen takes 51 percent of the Spanish maker SEAT.
1964-01-01 | Audi:brand > brand_of > Volkswagen | start=1965 | Audi belongs to Volkswagen.
1998-07-03 | Bentley:brand > brand_of > Volkswagen | start=1998-07 | Bentley went to Volkswagen.
2019-07-12 | Volkswagen > allied_with > Ford | start=2019-01 | Volkswagen and Ford widen their alliance to electric and self-driving cars.
2019-07-12 | Volkswagen > partner_in > Argo AI:joint_venture | start=2020-06 | Volkswagen joins the self-driving firm Argo AI.
2019-07-12 | Ford > partner_in > Argo AI:joint_venture | start=2017-02 | Ford is the first backer of Argo AI.
2022-10-26 | Ford > partner_in > Argo AI:joint_venture | ended end=2022-10 | Ford shuts down Argo AI.
2022-10-26 | Volkswagen > partner_in > Argo AI:joint_venture | ended end=2022-10 | Volkswagen will no longer invest in Argo AI.
2019-07-12 | Volkswagen > licenses_to > Ford | platform=MEB start=2019-07 | Volkswagen licenses its MEB kit to Ford.
2024-11-13 | Volkswagen > partner_in > Rivian and VW Group Technology:joint_venture | stake=50 start=2024-11 | Volkswagen holds half of Rivian and VW Group Technology.
2024-11-13 | Rivian > partner_in > Rivian and VW Group Technology:joint_venture | stake=50 start=2024-11 | Rivian holds half of Rivian and VW Group Technology.
2023-07-26 | Volkswagen > owns > Xpeng | stake=4.99 start=2023-12 | Volkswagen buys 4.99 percent of Xpeng.
2019-04-24 | Ford > owns > Rivian | start=2019-04 | Ford puts 500 million dollars into Rivian.
2018-03-23 | Amazon > owns > Rivian | start=2019-02 | Amazon led the round that made it a shareholder of Rivian.
1979-11-01 | Ford > owns > Mazda | stake=25 start=1979-11 | Ford buys 25 percent of Mazda.
1996-04-12 | Ford > owns > Mazda | stake=33.4 start=1996-04 | Ford lifts its share of Mazda to 33.4 percent and takes control.
2008-11-18 | Ford > owns > Mazda | stake=13.8 start=2008-11 | Ford cuts its share of Mazda to 13.8 percent.
2015-11-13 | Ford > owns > Mazda | ended end=2015-09 | Ford has sold its last shares of Mazda.
1999-01-28 | Ford > owns > Volvo Cars | stake=100 start=1999-03 | Ford buys Volvo Cars for 6.45 billion dollars.
2010-08-02 | Ford > owns > Volvo Cars | ended end=2010-08 | Ford completed the sale of Volvo Cars.
2010-08-02 | Geely > owns > Volvo Cars | stake=100 start=2010-08 | Geely now owns Volvo Cars.
2021-10-29 | Geely > owns > Volvo Cars | stake=82 start=2021-10 | Geely keeps 82 percent of Volvo Cars after the listing.
2017-06-23 | Geely > owns > Proton | stake=49.9 start=2017-09 | Geely takes 49.9 percent of Proton.
2017-06-23 | Geely > owns > Lotus | stake=51 start=2017-09 | Geely takes 51 percent of Lotus.
2018-02-23 | Geely > owns > Daimler | stake=9.69 start=2018-02 | Geely reveals that it holds 9.69 percent of Daimler.
2019-03-28 | Geely > partner_in > Smart Automobile:joint_venture | stake=50 start=2020-01 | Geely owns half of Smart Automobile.
2019-03-28 | Daimler > partner_in > Smart Automobile:joint_venture | stake=50 start=2020-01 | Daimler owns half of Smart Automobile.
2022-12-01 | Volvo Cars > owns > Polestar | stake=48 start=2022-06 | Volvo Cars holds 48 percent of Polestar.
1998-05-07 | Daimler-Benz > merged_with > Chrysler | start=1998-11 | Daimler-Benz and Chrysler agreed on a merger of equals.
2007-05-14 | Cerberus > owns > Chrysler | stake=80.1 start=2007-08 | Cerberus buys 80.1 percent of Chrysler.
2009-06-10 | Fiat Chrysler > owns > Chrysler | stake=20 start=2009-06 | Fiat Chrysler began with 20 percent of Chrysler.
2014-01-02 | Fiat Chrysler > owns > Chrysler | stake=100 start=2014-01 | Fiat Chrysler now owns all of Chrysler.
2009-06-10 | Cerberus > owns > Chrysler | ended end=2009-06 | Cerberus lost Chrysler in the bankruptcy.
1994-01-31 | BMW > owns > Rover | stake=80 start=1994-03 | BMW buys 80 percent of Rover.
2000-05-09 | BMW > owns > Rover | ended end=2000-05 | BMW sold Rover for ten pounds.
1990-04-17 | Honda > owns > Rover | stake=20 start=1990-04 | Honda holds 20 percent of Rover.
1994-02-21 | Honda > owns > Rover | ended end=1994-05 | Honda gives back its 20 percent of Rover.
2008-06-02 | Tata Motors > owns > Jaguar Land Rover | stake=100 start=2008-06 | Tata Motors completed the purchase of Jaguar Land Rover.
2008-06-02 | Ford > owns > Jaguar Land Rover | ended end=2008-06 | Ford sold Jaguar Land Rover.
2012-11-18 | Jaguar Land Rover > partner_in > Chery Jaguar Land Rover:joint_venture | stake=50 start=2012-11 | Jaguar Land Rover owns half of Chery Jaguar Land Rover.
2012-11-18 | Chery > partner_in > Chery Jaguar Land Rover:joint_venture | stake=50 start=2012-11 | Chery owns half of Chery Jaguar Land Rover.
2019-06-05 | BMW > co_develops > Jaguar Land Rover | product=electric_drives start=2019-06 | BMW and Jaguar Land Rover develop electric drives together.
2003-03-27 | BMW > partner_in > BMW Brilliance:joint_venture | stake=50 start=2003-03 | BMW owned half of BMW Brilliance at first.
2022-02-11 | BMW > partner_in > BMW Brilliance:joint_venture | stake=75 start=2022-02 | BMW now holds 75 percent of BMW Brilliance.
2022-02-11 | Brilliance > partner_in > BMW Brilliance:joint_venture | stake=25 start=2022-02 | Brilliance keeps 25 percent of BMW Brilliance.
2008-09-26 | Berkshire Hathaway > owns > BYD | stake=9.9 start=2008-09 | Berkshire Hathaway buys 9.9 percent of BYD.
2010-05-27 | BYD > partner_in > Denza:joint_venture | stake=50 start=2010-05 | BYD owns half of Denza.
2010-05-27 | Daimler > partner_in > Denza:joint_venture | stake=50 start=2010-05 | Daimler owns half of Denza.
2024-09-11 | Daimler > partner_in > Denza:joint_venture | ended end=2024-09 | Daimler has left Denza.
2019-11-07 | Toyota > partner_in > BYD Toyota EV Technology:joint_venture | stake=50 start=2020-04 | Toyota owns half of BYD Toyota EV Technology.
2019-11-07 | BYD > partner_in > BYD Toyota EV Technology:joint_venture | stake=50 start=2020-04 | BYD owns half of BYD Toyota EV Technology.
1999-03-28 | Carlos Ghosn:person > executive_of > Nissan | start=1999-06 | Carlos Ghosn will run Nissan.
2016-05-12 | Mitsubishi Motors > builds_for > Nissan | product=mini_cars start=2013-06 | Mitsubishi Motors builds mini cars for Nissan.
2018-11-21 | Apple > merged_with > Tesla | denied | Tesla denied any talks to merge with Apple.
2024-02-13 | Nissan > owns > Fisker | proposed start=2024-03 | Nissan is in talks to invest in Fisker.
2024-03-25 | Nissan > owns > Fisker | cancelled end=2024-03 | Nissan ended its talks to invest in Fisker.
"""
ALIASES = {
    "Volkswagen": ("VW", "Volkswagen AG", "Volkswagen Group"),
    "General Motors": ("GM", "General Motors Company"),
    "PSA": ("PSA Peugeot Citroën", "Groupe PSA"),
    "Škoda Auto": ("Skoda",),
    "BMW": ("Bayerische Motoren Werke",),
    "Renault": ("Groupe Renault",),
}


def demo() -> AllianceGraph:
    """The graph of `STORY`: one article a line."""
    documents: list[Document] = []
    claims: list[Claim] = []
    for number, line in enumerate(STORY.strip().splitlines()):
        date, sides, fields, sentence = (part.strip() for part in line.split("|"))
        subject, predicate, obj = (part.strip() for part in sides.split(">"))
        document = article(f"article-{number:03}", sentence, date=date)
        documents.append(document)
        claims.append(claim(document, entity(subject), predicate, entity(obj), **_fields(fields)))
    return AllianceGraph.from_claims(documents, claims)


def article(key: str, text: str, **fields: Any) -> Document:
    """An article of one sentence."""
    return Document(
        id=key,
        text=text,
        **{
            "title": text.rstrip("."),
            "source": "The Daily Motor",
            "url": f"https://example.org/{key}",
            **fields,
        },
    )


def entity(name: str, **fields: Any) -> Entity:
    """The entity of a name; its type may follow a colon."""
    plain, _, kind = name.partition(":")
    return Entity(
        id=slug(plain),
        name=plain,
        **{"type": EntityType(kind or "company"), "aliases": ALIASES.get(plain, ()), **fields},
    )


def claim(document: Document, subject: Entity, predicate: str, obj: Entity, **fields: Any) -> Claim:
    """A claim that rests on the whole of *document*."""
    evidence = Evidence(
        document=document.id, text=document.text, start=0, end=len(document.text), found_by="test"
    )
    told = {"status": Status.ACTIVE, "confidence": 0.8, **fields}
    return Claim(subject=subject, predicate=Predicate(predicate), object=obj, evidence=evidence, **told)


def strung(nodes: int, ties: int | None = None) -> AllianceGraph:
    """A graph of *nodes* companies in clusters, with twice as many ties; the same every time."""
    chance = random.Random(nodes)
    companies = [
        entity(f"{chance.choice(_FIRST)}{chance.choice(_SECOND)} {chance.choice(_THIRD)} {number}")
        for number in range(nodes)
    ]
    predicates = ["owns", "allied_with", "supplies", "co_develops", "shares_platform_with"]
    documents = [
        article(f"article-{number:05}", "", title=f"News of day {number}", date=f"{1990 + number % 36}")
        for number in range(max(nodes // 10, 1))
    ]
    return AllianceGraph.from_claims(
        documents, _strung_claims(chance, companies, documents, predicates, ties)
    )


_FIRST = ("Nor", "Vel", "Tor", "Kan", "Mar", "Sol", "Bra", "Fen", "Gal", "Ric", "Ost", "Dan")
_SECOND = ("auto", "motor", "drive", "tech", "wagen", "cars", "line", "works")
_THIRD = ("AG", "SA", "Group", "Motors", "Holding", "Industries", "Ltd", "Corporation")


def _strung_claims(
    chance: random.Random,
    companies: list[Entity],
    documents: list[Document],
    predicates: list[str],
    ties: int | None,
) -> Iterable[Claim]:
    count = len(companies)
    for number in range(2 * count if ties is None else ties):
        one = number % count
        near = (one // 25) * 25 + chance.randrange(25)
        other = near if chance.random() < 0.85 else int(count * chance.random() ** 2)
        if other >= count or other == one:
            other = (one + 1) % count
        document = chance.choice(documents)
        predicate = chance.choice(predicates)
        text = f"{companies[one].name} {predicate} {companies[other].name}, as was told on day {number}."
        evidence = Evidence(
            document=document.id, text=text, start=number, end=number + len(text), found_by="test"
        )
        yield Claim(
            subject=companies[one],
            predicate=Predicate(predicate),
            object=companies[other],
            status=chance.choice([*[Status.ACTIVE] * 6, Status.ENDED, Status.PROPOSED]),
            stake=round(chance.random() * 100, 1) if predicate == "owns" else None,
            start=f"{1990 + chance.randrange(36)}",
            confidence=0.8,
            evidence=evidence,
        )


def _fields(text: str) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for part in text.split():
        key, _, value = part.partition("=")
        if not value:
            fields["status"] = Status(key)
        else:
            fields[key] = float(value) if key == "stake" else value.replace("_", " ")
    return fields
