"""The conditions that a line of frames.yaml may name: (reader, cue) -> whether it holds."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from spacy.tokens import Token

from alliancegraph.extraction import syntax
from alliancegraph.extraction.places import tokens_at
from alliancegraph.extraction.reader import Reader
from alliancegraph.model import EntityType


def _stake_object(reader: Reader, cue: Token) -> bool:
    return any(t.lemma_.lower() in reader.language.words["see_through"] for t in syntax.objects(cue))


def _names_object(reader: Reader, cue: Token) -> bool:
    """The object itself is named: "buys Saab", not "buys cells for Saab" nor "a stake in Saab"."""
    return (bool(reader.who(tokens_at(cue, "object"))) and not _stake_object(reader, cue)) or bool(
        reader.who(syntax.prepositional(cue, ("of",)))
    )


def _company_object(reader: Reader, cue: Token) -> bool:
    """What changes hands is a firm; a pronoun counts only where a buyer is told ("sold it to X")."""
    objects = syntax.objects(cue)
    if all(t.pos_ == "PRON" for t in objects) and not syntax.prepositional(cue, ("to", "of")):
        return False
    found = reader.who(tokens_at(cue, "object")) or reader.who(tokens_at(cue, "of"))
    return bool(found) and all(m.entity.type is not EntityType.VEHICLE for m in found)


def _company_of(reader: Reader, cue: Token) -> bool:
    return bool(reader.who(tokens_at(cue, "of")))


def _lemmas(tokens: Sequence[Token]) -> set[str]:
    return {word for t in tokens for one in (t, *t.conjuncts) for word in (one.lemma_.lower(), one.lower_)}


def _car_object(reader: Reader, cue: Token) -> bool:
    return bool(_lemmas(syntax.objects(cue)) & reader.language.words["vehicle_nouns"]) or _vehicles(
        reader, cue
    )


def _with_parts(reader: Reader, cue: Token) -> bool:
    return bool(_lemmas(syntax.prepositional(cue, ("with",))) & reader.language.words["part_nouns"])


def _with_cars(reader: Reader, cue: Token) -> bool:
    given = syntax.prepositional(cue, ("with",))
    return bool(_lemmas(given) & reader.language.words["vehicle_nouns"]) or _with_models(reader, cue)


def _with_models(reader: Reader, cue: Token) -> bool:
    return any(m.entity.type is EntityType.VEHICLE for m in reader.who(syntax.prepositional(cue, ("with",))))


def _no_cars(reader: Reader, cue: Token) -> bool:
    return not _with_cars(reader, cue)


def _passive(reader: Reader, cue: Token) -> bool:
    return syntax.is_passive(cue)


def _stative(reader: Reader, cue: Token) -> bool:
    return not _stake_object(reader, cue)


def _joint(reader: Reader, cue: Token) -> bool:
    joint = reader.language.words["joint"]
    if cue.lemma_ == "develop" and any(len(reader.parsed.mentions(t)) > 1 for t in syntax.subject(cue)):
        return True
    return any(c.lower_ in joint for c in cue.children) or any(
        c.lower_ in joint for o in syntax.objects(cue) for c in o.children
    )


def _together(reader: Reader, cue: Token) -> bool:
    return cue.lemma_ not in ("work", "link") or _joint(reader, cue)


def _beside_name(reader: Reader, cue: Token) -> bool:
    return cue.dep_ in ("compound", "nmod", "appos") and bool(reader.parsed.mentions(cue.head))


def _marques(reader: Reader, cue: Token) -> bool:
    found = reader.who(tokens_at(cue, "of") or tokens_at(cue, "modifier"))
    return any(m.entity.type is EntityType.BRAND for m in found)


def _for_parts(reader: Reader, cue: Token) -> bool:
    parts = reader.language.words["part_nouns"]
    return any(t.lemma_.lower() in parts for t in syntax.prepositional(cue, ("for",)))


def _part_object(reader: Reader, cue: Token) -> bool:
    return bool(_lemmas(syntax.objects(cue)) & reader.language.words["part_nouns"])


def _to_develop(reader: Reader, cue: Token) -> bool:
    """ "a pact with X to develop cars": the purpose hangs on the noun or on its verb."""
    verb = syntax.governor(cue)
    around = [*cue.children, *(verb.children if verb is not None else ())]
    around += [t for o in syntax.prepositional(cue, ("with", "between")) for t in o.children]
    return any(
        c.lemma_ in ("develop", "design", "engineer", "co-develop")
        and c.dep_ in ("acl", "advcl", "xcomp", "relcl")
        for c in around
    ) or any(t.lemma_ in ("develop", "development") for t in syntax.prepositional(cue, ("for", "on")))


def _develops(reader: Reader, cue: Token) -> bool:
    lemma = cue.lemma_.lower()
    if lemma == "work":
        return any(t.pos_ == "NOUN" for t in syntax.prepositional(cue, ("on",)))
    return lemma in ("develop", "design", "engineer", "create") or _joint(reader, cue)


def _platform_object(reader: Reader, cue: Token) -> bool:
    nouns = reader.language.words["platform_nouns"]
    return any(
        t.lemma_.lower() in nouns
        or t.lower_ in nouns
        or any(m.entity.type is EntityType.PLATFORM for m in reader.parsed.mentions(t))
        for o in syntax.objects(cue)
        for t in (o, *o.conjuncts)
    )


def _platform_within(reader: Reader, cue: Token) -> bool:
    """A platform is somewhere in what is shared: "technologies, such as platforms, shared by X and Y"."""
    nouns = reader.language.words["platform_nouns"]
    return any(t.lemma_.lower() in nouns for o in syntax.objects(cue) for t in o.subtree)


def _vehicles(reader: Reader, cue: Token) -> bool:
    return any(m.entity.type is EntityType.VEHICLE for m in reader.who(syntax.objects(cue)))


def _fitted_object(reader: Reader, cue: Token) -> bool:
    return bool(_lemmas(syntax.objects(cue)) & reader.language.words["fitted_nouns"])


def _fitted_subject(reader: Reader, cue: Token) -> bool:
    return bool(_lemmas(syntax.subject(cue)) & reader.language.words["fitted_nouns"])


def _customers(reader: Reader, cue: Token) -> bool:
    return bool(_lemmas(syntax.subject(cue)) & {"customer", "client"})


def _among(reader: Reader, cue: Token) -> bool:
    return cue.dep_ == "pobj" and cue.head.lower_ in ("among", "amongst")


def _production_object(reader: Reader, cue: Token) -> bool:
    return any(t.lemma_.lower() in reader.language.words["production_nouns"] for t in syntax.objects(cue))


def _cars_of_make(reader: Reader, cue: Token) -> bool:
    """ "assembled Mazdas", "builds Mazda cars": cars of a make that is not the builder's own."""
    cars = [
        mention
        for token in syntax.objects(cue)
        if token.tag_ in ("NNS", "NNPS")
        for mention in reader.who([token])
        if mention.entity.type is EntityType.COMPANY
        and (not reader.parsed.mentions(token) or token.text.endswith("s"))
    ]
    builders = reader.who(syntax.subject(cue))
    return bool(cars) and not any(
        reader.makers.of_one_house(builder.entity, make.entity) for builder in builders for make in cars
    )


def _licence(reader: Reader, cue: Token) -> bool:
    return any(c.lemma_.lower() in ("licence", "license") for c in cue.children if c.dep_ in ("dobj", "oprd"))


def _under(reader: Reader, cue: Token) -> bool:
    return cue.dep_ == "pobj" and cue.head.lower_ == "under"


def _contract(reader: Reader, cue: Token) -> bool:
    return any(c.lower_ in ("contract", "oem", "toll") for c in cue.children)


def _on_platform(reader: Reader, cue: Token) -> bool:
    nouns = reader.language.words["platform_nouns"]
    return bool(_lemmas(syntax.prepositional(cue, ("on", "upon", "around"))) & nouns)


def _cars(reader: Reader, cue: Token) -> bool:
    """All of whom the noun is said are models."""
    found = reader.who(syntax.described(cue))
    return bool(found) and all(m.entity.type is EntityType.VEHICLE for m in found)


def _sister(reader: Reader, cue: Token) -> bool:
    return any(c.lower_ in ("sister", "twin", "sibling") for c in cue.children) or "mate" in cue.lower_


def _same(reader: Reader, cue: Token) -> bool:
    return any(c.lower_ == "same" for c in cue.children)


def _not_paired(reader: Reader, cue: Token) -> bool:
    """One original, not two of which each has its own successor ("... respectively")."""
    return len(reader.who(tokens_at(cue, "of"))) == 1


def _of_model(reader: Reader, cue: Token) -> bool:
    """The object is another model's: "uses the platform of the Golf", not "uses Skyactiv engines"."""
    found = reader.who(tokens_at(cue, "object.make"))
    return any(m.entity.type is EntityType.VEHICLE for m in found)


CONDITIONS: dict[str, Callable[[Reader, Token], bool]] = {
    "stake_object": _stake_object,
    "names_object": _names_object,
    "company_object": _company_object,
    "company_of": _company_of,
    "car_object": _car_object,
    "with_parts": _with_parts,
    "with_cars": _with_cars,
    "no_cars": _no_cars,
    "passive": _passive,
    "stative": _stative,
    "joint": _joint,
    "together": _together,
    "develops": _develops,
    "platform_object": _platform_object,
    "platform_within": _platform_within,
    "vehicles": _vehicles,
    "beside_name": _beside_name,
    "marques": _marques,
    "for_parts": _for_parts,
    "part_object": _part_object,
    "to_develop": _to_develop,
    "fitted_object": _fitted_object,
    "fitted_subject": _fitted_subject,
    "customers": _customers,
    "among": _among,
    "production_object": _production_object,
    "cars_of_make": _cars_of_make,
    "licence": _licence,
    "under": _under,
    "contract": _contract,
    "on_platform": _on_platform,
    "cars": _cars,
    "sister": _sister,
    "same": _same,
    "of_model": _of_model,
    "with_models": _with_models,
    "not_paired": _not_paired,
}
