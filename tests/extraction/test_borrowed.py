"""What articles say of a car and mean of its maker, and how cars of one firm appear under another's name."""

import pytest

from alliancegraph.extraction.extractor import Extractor
from alliancegraph.model import Document

from ..conftest import Extract

CASES: list[tuple[str, str]] = [
    # parts of another make
    ("The Lotus Elise was powered by a 1.8-litre Toyota engine.", "Toyota supplies Lotus"),
    ("A Ford engine was chosen for the Koenigsegg Agera.", "Ford supplies Koenigsegg"),
    ("The Volvo EX30 has battery cells supplied by CATL.", "CATL supplies Volvo Cars"),
    ("The batteries of the Nissan Leaf are made by LG Chem.", "LG Chem supplies Nissan"),
    ("Batteries for the Nissan Leaf come from LG Chem.", "LG Chem supplies Nissan"),
    ("The Toyota-engined Lotus Evora went on sale in 2009.", "Toyota supplies Lotus"),
    ("Valeo counts BMW and Renault among its customers.", "Valeo supplies Renault"),
    ("Mobileye won an order from Volkswagen for driver assistance chips.", "Mobileye supplies Volkswagen"),
    # cars built for others
    (
        "Production of the Porsche Boxster was contracted out to Valmet Automotive.",
        "Valmet Automotive builds_for Porsche",
    ),
    ("Karmann built convertibles on behalf of Volkswagen.", "Karmann builds_for Volkswagen"),
    ("Valmet Automotive is a contract manufacturer for Porsche.", "Valmet Automotive builds_for Porsche"),
    # licences
    ("The Fiat 124 was built under licence by AvtoVAZ.", "Fiat licenses_to AvtoVAZ"),
    ("SEAT built Fiat models under licence.", "Fiat licenses_to SEAT"),
    # cars under other names
    ("The Holden Barina was a rebadged Suzuki Swift.", "Holden Barina based_on Suzuki Swift"),
    ("Holden sold a rebadged Suzuki Swift as the Holden Barina.", "Holden Barina based_on Suzuki Swift"),
    ("The Suzuki Swift-based Holden Barina arrived in 1985.", "Holden Barina based_on Suzuki Swift"),
    ("The Mazda MPV is a minivan derived from the Mazda 929.", "Mazda MPV based_on Mazda 929"),
    (
        "The Toyota Corolla served as the basis for the Chevrolet Prizm.",
        "Chevrolet Prizm based_on Toyota Corolla",
    ),
    # relatives
    (
        "The Peugeot 107 is closely related to the Toyota Aygo.",
        "Peugeot 107 shares_platform_with Toyota Aygo",
    ),
    (
        "The Porsche Cayenne is built on the same platform as the Volkswagen Touareg.",
        "Porsche Cayenne shares_platform_with Volkswagen Touareg",
    ),
    # developed together
    ("The Toyota Supra was developed in cooperation with BMW.", "BMW co_develops Toyota"),
]


def told(extract: Extract, text: str) -> set[str]:
    claims = [c for c in extract(text) if c.predicate != "produces"]
    pairs = [
        (c.predicate, *(sorted if c.predicate.symmetric else list)([c.subject.name, c.object.name]))
        for c in claims
    ]
    return {f"{one} {predicate} {other}" for predicate, one, other in pairs}


@pytest.mark.parametrize(("text", "fact"), CASES, ids=[text[:40] for text, _ in CASES])
def test_everyday_words_for_what_is_borrowed(extract: Extract, text: str, fact: str) -> None:
    assert fact in told(extract, text)


def test_frames_pair_each_rebadged_car_with_its_own_original() -> None:
    text = (
        "Holden sold rebadged versions of the Toyota Corolla and Toyota Camry as the Holden Nova and "
        "Holden Apollo respectively."
    )
    document = Document(id="d", title="", text=text, body=((0, len(text)),))
    claims = Extractor(use=("frames",)).extract(document)
    assert {(c.subject.name, c.object.name) for c in claims if c.predicate == "based_on"} == {
        ("Holden Nova", "Toyota Corolla"),
        ("Holden Apollo", "Toyota Camry"),
    }


@pytest.mark.parametrize(
    "text",
    [
        "The Toyota Corolla has a new Toyota engine.",
        "The Mazda MX-5 uses Skyactiv engines.",
        "Nissan assembled Nissans in Sunderland.",
        "The Toyota Corolla and the Honda Civic are rivals.",
        "Ford opened an engine plant for 300 million dollars.",
    ],
)
def test_what_is_a_makers_own_relates_nobody(extract: Extract, text: str) -> None:
    assert told(extract, text) == set()
