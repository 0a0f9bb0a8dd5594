"""One name, one bearer: titles, surnames, short forms of firms, and arms named after a country."""

import pytest

from alliancegraph.extraction.mentions import find_mentions, unknown_entity
from alliancegraph.extraction.settling import by_job, proper, settled
from alliancegraph.model import Document, EntityType, Mention
from alliancegraph.vocabulary import load_language, load_registry

REGISTRY, LANGUAGE = load_registry(), load_language()
COMPANY, PERSON, VEHICLE = EntityType.COMPANY, EntityType.PERSON, EntityType.VEHICLE


def mention(name: str, kind: EntityType, start: int = 0) -> Mention:
    return Mention(start=start, end=start + len(name), text=name, entity=unknown_entity(name, kind))


def named(text: str) -> dict[str, EntityType]:
    document = Document(id="d", title="", text=text, body=((0, len(text)),), date="2012-05-01")
    return {m.text: m.entity.type for m in find_mentions(document, REGISTRY, LANGUAGE)}


@pytest.mark.parametrize(
    ("told", "name", "kind"),
    [
        ("COO Ann Brell", "Ann Brell", PERSON),
        ("Finance Minister Jo Brell", "Jo Brell", PERSON),
        ("Harwell Pressings", "Harwell Pressings", COMPANY),
        ("Brellstadt City Government", "Brellstadt City Government", EntityType.GOVERNMENT),
    ],
)
def test_a_title_is_no_part_of_a_name(told: str, name: str, kind: EntityType) -> None:
    kept = proper(mention(told, COMPANY), REGISTRY, LANGUAGE)
    assert kept is not None
    assert (kept.text, kept.entity.type, kept.end) == (name, kind, len(told))


@pytest.mark.parametrize("told", ["IPO", "Deputy General Manager", "Brellstadt Herald"])
def test_what_is_no_firm_goes(told: str) -> None:
    assert proper(mention(told, COMPANY), REGISTRY, LANGUAGE) is None


def test_a_surname_is_the_person_and_a_first_word_the_firm() -> None:
    known = [mention("Brellmar Holdings", COMPANY)]
    found = [mention("Ann Tarvo", PERSON, 30), mention("Tarvo", COMPANY, 60), mention("Brellmar", PERSON, 80)]
    names = [m.entity.name for m in settled(found, known, REGISTRY, LANGUAGE)]
    assert names == ["Ann Tarvo", "Ann Tarvo", "Brellmar Holdings"]


def test_a_surname_that_a_firm_bears_too_is_left() -> None:
    found = [
        mention("Bill Tarvo", PERSON),
        mention("Tarvo Motors", COMPANY, 30),
        mention("Tarvo", COMPANY, 60),
    ]
    assert settled(found, [], REGISTRY, LANGUAGE)[2].entity.name == "Tarvo Motors"


@pytest.mark.parametrize(
    "text",
    [
        "Renault said chief executive Ann Brell-Okoro would stay.",
        "The plan pleased Ann Brell-Okoro, export manager of Renault.",
    ],
)
def test_who_is_named_with_a_job_is_a_person(text: str) -> None:
    assert [m.text for m in by_job(text, 0, len(text), REGISTRY, LANGUAGE)] == ["Ann Brell-Okoro"]


def test_a_firm_with_a_job_is_no_person() -> None:
    text = "It was sold by Harwell Motors, head of the list, and the chairman Ford Motor had."
    assert list(by_job(text, 0, len(text), REGISTRY, LANGUAGE)) == []


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("It was built by Renault (Australia) in Sydney.", "Renault (Australia)", COMPANY),
        ("The engine came from Ford of Canada that year.", "Ford of Canada", COMPANY),
        (
            "In August Blackstone paid for parts distributor Alliance Automotive.",
            "Alliance Automotive",
            COMPANY,
        ),
        ("Then came the ill-fated Fiat Vellero in 1962.", "Fiat Vellero", VEHICLE),
        ("Fiat Vellero pickup sales rose.", "Fiat Vellero", VEHICLE),
        ("The plant of Honda Brello Assemblers Ltd was shut.", "Honda Brello Assemblers Ltd", COMPANY),
    ],
)
def test_the_whole_name_is_found(text: str, name: str, kind: EntityType) -> None:
    assert named(text).get(name) == kind


@pytest.mark.parametrize("text", ["Volvo of Sweden will build buses.", "Toyota (Japan) leads Ford (US)."])
def test_where_a_firm_is_from_is_no_part_of_its_name(text: str) -> None:
    assert not any(" of " in name or "(" in name for name in named(text))
