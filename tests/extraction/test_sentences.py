"""Sentences and the claims that a careful reader takes from them, one table.

A line reads: subject predicate object, status, and what else is told. Passages with no line
must give no claim.
"""

from __future__ import annotations

import pytest

from alliancegraph.model import Claim, Status

from ..conftest import Extract

CASES: list[tuple[str, set[str]]] = [
    # ownership
    ("Tata Motors owns Jaguar Land Rover.", {"Tata Motors owns Jaguar Land Rover: active"}),
    ("Ford acquired Volvo Cars in 1999.", {"Ford owns Volvo Cars: active, start 1999"}),
    (
        "Renault has raised its stake in Nissan from 36.8 percent to 43.4 percent.",
        {"Renault owns Nissan: active, stake 36.8", "Renault owns Nissan: active, stake 43.4"},
    ),
    (
        "Geely Automobile bought 34 percent of Renault Korea in 2022.",
        {"Geely owns Renault Korea: active, stake 34, start 2022"},
    ),
    ("Opel, a subsidiary of General Motors, builds cars in Germany.", {"General Motors owns Opel: active"}),
    ("Audi is a unit of Volkswagen.", {"Volkswagen owns Audi: active"}),
    (
        "In 2008 Ford sold Jaguar Land Rover to Tata Motors.",
        {
            "Ford owns Jaguar Land Rover: ended, end 2008",
            "Tata Motors owns Jaguar Land Rover: active, start 2008",
        },
    ),
    ("Geely plans to buy Scania.", {"Geely Holding owns Scania: agreed"}),
    ("Ford is in talks to buy Daewoo Motor.", {"Ford owns Daewoo Motor: proposed"}),
    ("The Volkswagen-owned truck maker Scania said sales rose.", {"Volkswagen owns Scania: active"}),
    # marques
    (
        "The company sells its cars under the Infiniti and Datsun brands, Nissan said.",
        {"Infiniti brand_of Nissan: active", "Datsun brand_of Nissan: active"},
    ),
    (
        "Nissan sells cars under the Infiniti and Datsun brands.",
        {"Infiniti brand_of Nissan: active", "Datsun brand_of Nissan: active"},
    ),
    (
        "PSA owns Peugeot, Citroën, and DS.",
        {"Peugeot brand_of PSA: active", "Citroën brand_of PSA: active", "DS brand_of PSA: active"},
    ),
    # joint ventures
    (
        "Toyota and Mazda plan a joint venture in Alabama.",
        {"Mazda joint_venture_with Toyota: agreed"},
    ),
    (
        "NMKV is a joint venture between Nissan and Mitsubishi Motors.",
        {
            "Nissan partner_in NMKV: active",
            "Mitsubishi Motors partner_in NMKV: active",
            "Mitsubishi Motors joint_venture_with Nissan: active",
        },
    ),
    # partnerships
    ("Ford formed an alliance with Volkswagen in 2019.", {"Ford allied_with Volkswagen: active, start 2019"}),
    ("BMW and Renault have agreed to cooperate.", {"BMW allied_with Renault: agreed"}),
    ("Peugeot merged with Fiat Chrysler in 2021.", {"Fiat Chrysler merged_with Peugeot: active, start 2021"}),
    ("Toyota and BMW jointly developed a sports car.", {"BMW co_develops Toyota: active"}),
    # supply
    ("CATL supplies batteries to Tesla.", {"CATL supplies Tesla: active"}),
    (
        "Magna Steyr builds the Jaguar I-Pace for Jaguar Land Rover.",
        {"Magna Steyr builds_for Jaguar Land Rover: active"},
    ),
    ("Ford will license its platform to Mahindra.", {"Ford licenses_to Mahindra & Mahindra: agreed"}),
    # vehicles
    (
        "The Toyota 86 shares its platform with the Subaru BRZ.",
        {"Subaru BRZ shares_platform_with Toyota 86: active"},
    ),
    (
        "The Citan is based on the Renault Kangoo, Mercedes-Benz said.",
        {"Mercedes-Benz Citan based_on Renault Kangoo: active"},
    ),
    # people
    ("Carlos Ghosn, chief executive of Nissan, spoke.", {"Carlos Ghosn executive_of Nissan: active"}),
    ("Former Fiat chief executive Sergio Marchionne died.", {"Sergio Marchionne executive_of Fiat: ended"}),
    # near misses
    ("Toyota sold more cars than Honda in March.", set()),
    ("Ford competes with General Motors and Toyota.", set()),
    ("Analysts compared Renault with Peugeot.", set()),
    ("Sales of Volkswagen rose 12 percent in China.", set()),
]


def told(claim: Claim) -> str:
    one, other = claim.subject.name, claim.object.name
    if claim.predicate.symmetric and other < one:
        one, other = other, one
    words = [f"{one} {claim.predicate} {other}: {claim.status}"]
    if claim.stake is not None:
        words.append(f"stake {claim.stake:g}")
    words += [f"{name} {value}" for name in ("start", "end") if (value := getattr(claim, name))]
    return ", ".join(words)


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[text[:40] for text, _ in CASES])
def test_claims_of_a_sentence(extract: Extract, text: str, expected: set[str]) -> None:
    claims = [claim for claim in extract(text) if claim.predicate != "produces"]
    assert {told(claim) for claim in claims} == expected


def test_evidence_reopens_the_quote(extract: Extract) -> None:
    text = "Sales rose.\n\nFord owns Jaguar. “It’s ours,” Ford said."
    (claim,) = extract(text)
    assert text[claim.evidence.start : claim.evidence.end] == claim.evidence.text == "Ford owns Jaguar."


def test_relative_dates_count_from_the_article(extract: Extract) -> None:
    (claim,) = extract("Ford acquired Volvo Cars last year.", date="2000-03-01")
    assert claim.start == "1999"


def test_descriptions_stand_for_the_firm_that_they_fit(extract: Extract) -> None:
    claims = extract("Renault and Nissan spoke on Monday. The French firm owns 15 percent of AvtoVAZ.")
    assert [told(c) for c in claims] == ["Renault owns AvtoVAZ: active, stake 15"]


@pytest.mark.parametrize(
    "text",
    [
        "In its best years Ford had a stake in Volvo Cars.",
        "General Motors held half of Saab Automobile for ten years.",
        "For years Renault used to own Mack Trucks.",
    ],
)
def test_what_was_once_held_is_over(extract: Extract, text: str) -> None:
    assert {claim.status for claim in extract(text) if claim.predicate == "owns"} == {Status.ENDED}


def test_what_is_used_for_a_purchase_is_no_end(extract: Extract) -> None:
    text = "Geely Holding used the money to buy Volvo Cars."
    assert {claim.status for claim in extract(text)} == {Status.ACTIVE}
