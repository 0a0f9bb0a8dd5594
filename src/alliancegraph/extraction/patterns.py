"""Parsed sentence -> Findings, for what no single cue with places can state.

Joint ventures (parents, and the venture if it is named), executives (titles beside names),
compounds ("Ford-owned Volvo"), marques with a possessor ("Daimler's smart"), lists of them ("GM,
whose brands include Buick and Opel") and of owners ("a round led by Intel and Volvo"), cars under
other names ("a rebadged Swift").
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, product

from spacy.tokens import Token

from alliancegraph.extraction import syntax
from alliancegraph.extraction.frames import Finding, fits
from alliancegraph.extraction.parsing import family
from alliancegraph.extraction.reader import Reader
from alliancegraph.model import EntityType, Mention, Predicate, Status
from alliancegraph.vocabulary import Registry

_OWNER_FIRST = {"owned", "controlled", "backed", "held"}
_LISTED = 2  # names from which on they are a list
_GAP = 5  # words between two names of a list, and before the first
_REBADGED = {"rebadged", "badge-engineered", "rebodied", "restyled", "rebranded", "relabelled", "reskinned"}
_ENGINED = {"engined", "powered"}
_OWNED_FIRST = {"maker", "owner", "parent", "builder"}


def find(reader: Reader, registry: Registry) -> Iterator[Finding]:
    """All relations that these patterns see in one sentence."""
    for token in reader.parsed.doc:
        lemma = token.lemma_.lower()
        if _is_venture(reader, token, lemma):
            yield from _joint_venture(reader, token)
        if token.lower_ in _OWNER_FIRST or token.lower_ in _OWNED_FIRST:
            yield from _owned_compound(reader, token)
        if token.i in reader.parsed.at:
            yield from _possessive_marque(reader, token, registry)
        if token.lower_ in _REBADGED:
            yield from _rebadged(reader, token)
        if token.lower_ == "based":
            yield from _based_compound(reader, token)
        if token.lower_ in _ENGINED:
            yield from _engined_compound(reader, token)
        if lemma in reader.language.words["listed_nouns"] and token.tag_ == "NNS":
            yield from _listed(reader, token)
        if lemma in reader.language.words["owner_nouns"] and token.tag_ == "NNS":
            yield from _listed_owners(reader, token)
        if lemma in reader.language.words["funding_nouns"]:
            yield from _funded(reader, token)
    yield from _executives(reader)


# Joint ventures ---------------------------------------------------------------------


def _is_venture(reader: Reader, token: Token, lemma: str) -> bool:
    if lemma not in reader.language.words["venture_nouns"]:
        return False
    return lemma != "venture" or any(
        c.lower_
        in ("joint", "50", "50-50", "50:50", "equal", "three", "way", "three-way", "common", "new", "the")
        for c in token.subtree
    )


def _joint_venture(reader: Reader, noun: Token) -> Iterator[Finding]:
    noun = _whole(noun)
    parents = _parents(reader, noun)
    named = _named_venture(reader, noun, parents)
    rule = "joint_venture:venture"
    if named is not None:
        parents = [p for p in parents if p.entity.id != named.entity.id]
        venture = named.model_copy(
            update={"entity": named.entity.model_copy(update={"type": EntityType.JOINT_VENTURE})}
        )
        for parent in parents:
            yield Finding(Predicate.PARTNER_IN, parent, venture, reader.parsed, noun, rule, stake=True)
    for one, other in combinations(parents, 2):
        if fits(Predicate.JOINT_VENTURE_WITH, one, other):
            yield Finding(Predicate.JOINT_VENTURE_WITH, one, other, reader.parsed, noun, rule)


def _whole(noun: Token) -> Token:
    """ "joint venture company", "joint venture agreement": the noun that has the places."""
    while noun.dep_ in ("compound", "nmod", "amod") and noun.head.pos_ in ("NOUN", "PROPN"):
        noun = noun.head
    return noun


def _parents(reader: Reader, noun: Token) -> list[Mention]:
    """Who founds or owns the venture: "between A and B", "A's venture with B", "A formed it with B"."""
    told = reader.at(noun, ("between", "of", "by"))
    told = [m for m in told if family(m.entity.type) == "organisation"]
    if len(told) >= 2:
        return told
    owners = [m for m in reader.at(noun, ("possessor", "taker")) if _parent_like(m)]
    partners = reader.at(noun, ("with", "verb.with", "involving", "to"))
    if noun.lemma_ == "partner":
        partners += reader.at(noun, ("self", "of"))
    if not owners and partners:
        verb = syntax.governor(noun)
        owners = reader.who(syntax.grammatical_subject(verb)) if verb is not None else []
    for child in noun.children:
        if child.dep_ in ("acl", "relcl"):
            told += reader.who(syntax.prepositional(child, ("by", "with", "between")))
            if child.lemma_ in ("own", "hold", "form", "run", "share", "have", "set"):
                told += [m for t in child.children if t.dep_ == "nsubj" for m in reader.who([t])]
    modifiers = reader.who([c for c in noun.children if c.dep_ in ("compound", "nmod")])
    found: dict[str, Mention] = {}
    for mention in (*told, *owners, *partners, *modifiers):
        if _parent_like(mention):
            found.setdefault(mention.entity.id, mention)
    return list(found.values())


def _parent_like(mention: Mention) -> bool:
    return mention.entity.type in (
        EntityType.COMPANY,
        EntityType.BRAND,
        EntityType.GOVERNMENT,
        EntityType.ALLIANCE,
    )


def _named_venture(reader: Reader, noun: Token, parents: Sequence[Mention]) -> Mention | None:
    """The venture's own name, if the sentence gives it."""
    tokens = [*syntax.described(noun), *(c for c in noun.children if c.dep_ in ("compound", "nmod"))]
    ids = {p.entity.id for p in parents}
    found = [m for t in tokens for m in reader.parsed.mentions(t)]
    for mention in found:
        if mention.entity.type is EntityType.JOINT_VENTURE:
            return mention
    for token in tokens:
        if token.dep_ in ("appos", "oprd") or noun.dep_ in ("appos", "attr"):
            for mention in reader.parsed.mentions(token):
                if mention.entity.type is EntityType.COMPANY and mention.entity.id not in ids:
                    return mention
    return None


# Ownership in compounds ----------------------------------------------------------------


def _owned_compound(reader: Reader, word: Token) -> Iterator[Finding]:
    """ "Ford-owned Volvo", "Mercedes-maker Daimler": one party before the hyphen, one after the word."""
    before, after = _before(reader, word), _after(reader, word)
    owners, owned = (before, after) if word.lower_ in _OWNER_FIRST else (after, before)
    for one, other in product(owners, owned):
        if fits(Predicate.OWNS, one, other):
            yield Finding(Predicate.OWNS, one, other, reader.parsed, word, "owns:compound", Status.ACTIVE)


def _possessive_marque(reader: Reader, token: Token, registry: Registry) -> Iterator[Finding]:
    """ "Daimler's smart", "Alphabet's Waymo": a marque, or a firm that is known to be in its hands."""
    for owner in reader.who(syntax.possessors(token)):
        for owned in reader.parsed.mentions(token):
            if owner.entity.type is EntityType.PERSON or not fits(Predicate.OWNS, owner, owned):
                continue
            if owned.entity.type is EntityType.BRAND or _known_owner(registry, owner, owned):
                yield Finding(
                    Predicate.OWNS, owner, owned, reader.parsed, token, "owns:possessive", Status.ACTIVE
                )


def _known_owner(registry: Registry, owner: Mention, owned: Mention) -> bool:
    entry = registry.get(owned.entity.id)
    return entry is not None and owner.entity.id in {related.text for related in entry.related}


def _listed(reader: Reader, noun: Token) -> Iterator[Finding]:
    """ "GM, whose brands include Buick and Opel", "sells cars under 14 brands: Abarth, Alfa Romeo ..."."""
    after = _list_after(reader, noun)
    listed = after or _list_before(reader, noun)
    if len(listed) < _LISTED:
        return
    named = [
        c for c in noun.children if after and c.dep_ in ("compound", "nmod") and reader.parsed.mentions(c)
    ]
    holders = reader.who(named) or _holders(reader, noun)  # "under the Nissan brands Datsun and Infiniti"
    owners = [m for m in holders if m.entity.type is not EntityType.PERSON]
    yield from _owning(reader, owners, listed, noun, "owns:list")


def _listed_owners(reader: Reader, noun: Token) -> Iterator[Finding]:
    """ "Its shareholders include Renault and Nissan"."""
    owned = _whose(reader, noun)
    if owned and (owners := _list_after(reader, noun)):
        yield from _owning(reader, owners, owned, noun, "owns:owners")


def _funded(reader: Reader, noun: Token) -> Iterator[Finding]:
    """ "Peloton closed a round led by Intel, which also included Volvo", "raised money from"."""
    words = reader.language.words
    owners = reader.who(syntax.prepositional(noun, ("from", "by")))
    for head in (noun, *syntax.prepositional(noun, ("of",))):  # "a round of 50 million led by ..."
        for child in head.children:
            if child.dep_ in ("acl", "relcl"):
                owners += reader.who([*syntax.prepositional(child, ("by", "from")), *syntax.objects(child)])
    owned = _whose(reader, noun)
    verb = syntax.governor(noun)
    if not owned and verb is not None and verb.lemma_.lower() in words["funded_verbs"]:
        owned = reader.who(syntax.subject(verb))
        owners += reader.who(syntax.prepositional(verb, ("from",)))
    yield from _owning(reader, owners, owned, noun, "owns:funding")


def _whose(reader: Reader, noun: Token) -> list[Mention]:
    """Whose investors or money: "Nio's investors", "investors in Nio"."""
    return reader.who(syntax.possessors(noun)) or reader.who(syntax.prepositional(noun, ("of", "in")))


def _owning(
    reader: Reader, owners: Sequence[Mention], owned: Sequence[Mention], cue: Token, rule: str
) -> Iterator[Finding]:
    for one, other in product(owners, owned):
        if one.entity.id != other.entity.id and fits(Predicate.OWNS, one, other):
            yield Finding(Predicate.OWNS, one, other, reader.parsed, cue, rule)


def _list_after(reader: Reader, noun: Token) -> list[Mention]:
    """The names after the noun, if nothing stands between or a word that opens a list."""
    openers = reader.language.words["list_openers"]
    found: list[Mention] = []
    opened, gap = noun.i + 1 in reader.parsed.at, 0
    for token in reader.parsed.doc[noun.i + 1 :]:
        if mentions := reader.parsed.mentions(token):
            if not opened:
                return []
            found += mentions
            gap = 0
        elif found and (token.pos_ in ("VERB", "AUX") or token.lower_ in (";", ":", ".")):
            break
        else:
            opened = opened or token.lower_ in openers
            gap += 1
            if gap > _GAP:
                break
    return found


def _list_before(reader: Reader, noun: Token) -> list[Mention]:
    """ "the Nissan, Infiniti and Datsun brands"."""
    return [
        mention
        for child in noun.children
        if child.dep_ in ("compound", "nmod", "amod") and child.i < noun.i
        for mention in reader.parsed.mentions(child)
    ]


def _holders(reader: Reader, noun: Token) -> list[Mention]:
    """Whose the brands are: a possessor's, "of" somebody, or the subject's of a verb of holding."""
    head = noun
    while True:
        if owners := reader.who(syntax.possessors(head)) or reader.who(syntax.prepositional(head, ("of",))):
            return owners
        above = head.head.head if head.dep_ == "pobj" and head.head.lower_ == "of" else None
        if above is None or above.lemma_.lower() not in reader.language.words["gathering_nouns"]:
            break
        head = above
    verb = syntax.governor(head)
    if verb is None or verb.lemma_.lower() not in reader.language.words["holding_verbs"]:
        return []
    return reader.who(syntax.subject(verb))


# Cars of others --------------------------------------------------------------------------


def _rebadged(reader: Reader, word: Token) -> Iterator[Finding]:
    """ "a rebadged A", "sold rebadged versions of A and B as the C and D respectively"."""
    noun = word.head
    originals = _cars(reader.at(noun, ("of",))) or _cars(list(reader.parsed.mentions(noun)))
    badged = _cars(reader.at(noun, ("self", "as", "verb.as")))
    badged = [car for car in badged if car.entity.id not in {o.entity.id for o in originals}]
    pairs = (
        zip(badged, originals, strict=True)
        if len(badged) == len(originals)
        else product(badged, originals)
        if len(originals) == 1
        else ()
    )
    for one, other in pairs:
        yield Finding(Predicate.BASED_ON, one, other, reader.parsed, word, "based_on:rebadged")


def _based_compound(reader: Reader, word: Token) -> Iterator[Finding]:
    """ "the Swift-based Barina"."""
    for one, other in product(_cars(_after(reader, word)), _cars(_before(reader, word))):
        if one.entity.id != other.entity.id:
            yield Finding(Predicate.BASED_ON, one, other, reader.parsed, word, "based_on:compound")


def _engined_compound(reader: Reader, word: Token) -> Iterator[Finding]:
    """ "the BMW-engined Arnage": the maker of the car buys engines."""
    parts = reader.language.words["fitted_nouns"]
    firms = [firm for m in _after(reader, word) if (firm := reader.makers.firm(m)) is not None]
    for one, other in product(_before(reader, word), firms):
        if fits(Predicate.SUPPLIES, one, other) and one.entity.name.lower() not in parts:
            by_car = reader.by_car(other)
            yield Finding(
                Predicate.SUPPLIES, one, other, reader.parsed, word, "supplies:compound", of_maker=by_car
            )


def _cars(mentions: Sequence[Mention]) -> list[Mention]:
    return [m for m in mentions if m.entity.type is EntityType.VEHICLE]


def _before(reader: Reader, word: Token) -> Sequence[Mention]:
    """Who is named before the hyphen of a compound."""
    if word.i < 2 or word.nbor(-1).text not in ("-", "–"):
        return ()
    return reader.parsed.mentions(word.nbor(-2))


def _after(reader: Reader, word: Token) -> Sequence[Mention]:
    """Who is named next after the compound, before anything else is told."""
    for token in reader.parsed.doc[word.i + 1 : word.i + 5]:
        if found := reader.parsed.mentions(token):
            return found
        if token.is_punct or token.pos_ == "VERB":
            break
    return ()


# Executives -----------------------------------------------------------------------------


def _executives(reader: Reader) -> Iterator[Finding]:
    """Persons with a title and a firm beside them, in the order in which the press writes them."""
    doc = reader.parsed.doc
    people = [(t, m) for t in doc for m in reader.parsed.mentions(t) if m.entity.type is EntityType.PERSON]
    for token, person in people:
        for firm, title, former in _positions(reader, token):
            if fits(Predicate.EXECUTIVE_OF, person, firm):
                status = Status.ENDED if former else _office(title)
                yield Finding(
                    Predicate.EXECUTIVE_OF,
                    person,
                    firm,
                    reader.parsed,
                    title,
                    f"executive_of:{title.lower_}",
                    status,
                )


def _positions(reader: Reader, person: Token) -> Iterator[tuple[Mention, Token, bool]]:
    titles = [t for t in _near(reader, person) if _is_title(reader, t)]
    seen: set[str] = set()
    for title in titles:
        former = _is_former(reader, title, person)
        for firm in _firms(reader, title, person):
            if firm.entity.id not in seen:
                seen.add(firm.entity.id)
                yield firm, title, former


def _office(title: Token) -> Status | None:
    """A title beside a name is held, whatever the sentence says; only a predicate follows its verb."""
    return (
        None
        if title.dep_ in ("attr", "oprd", "pobj", "dobj") and title.head.lower_ != "of"
        else Status.ACTIVE
    )


def _is_former(reader: Reader, title: Token, person: Token) -> bool:
    begin = max(0, min(title.i, person.i) - 3)
    beside = [*title.children, *person.children, *reader.parsed.doc[begin : title.i]]
    return any(token.lower_ in reader.language.words["formerly"] for token in beside)


def _near(reader: Reader, person: Token) -> list[Token]:
    """The tokens that may be the person's title: modifiers, appositions, predicates."""
    found = [
        *(c for c in person.children if c.dep_ in ("compound", "nmod", "amod", "appos")),
        *syntax.appositions(person),
    ]
    for child in list(found):
        found += [c for c in child.children if c.dep_ in ("compound", "conj", "appos", "nmod")]
    if person.dep_ in ("compound", "nmod"):
        found.append(person.head)
    if person.dep_ in ("nsubj", "nsubjpass"):
        verb = person.head
        for child in verb.children:
            if child.dep_ in ("attr", "oprd", "nsubj", "dep", "npadvmod") and child.i != person.i:
                found += [child, *(c for c in child.children if c.dep_ == "conj")]
        found += syntax.prepositional(verb, ("as",))
    if person.dep_ in ("dobj", "nsubjpass"):
        found += syntax.prepositional(person.head, ("as",))
        found += [c for c in person.head.children if c.dep_ in ("oprd", "attr")]
    for child in person.children:
        if child.dep_ == "relcl":
            found += [c for c in child.children if c.dep_ in ("attr", "oprd")]
            found += syntax.prepositional(child, ("as",))
    i = person.i - 1
    doc = reader.parsed.doc
    while (
        i >= 0 and person.i - i <= 3 and doc[i].pos_ in ("NOUN", "PROPN", "ADJ") and i not in reader.parsed.at
    ):
        found.append(doc[i])
        i -= 1
    unique = {t.i: t for t in found}
    return [unique[i] for i in sorted(unique)]


def _is_title(reader: Reader, token: Token) -> bool:
    titles = reader.language.words["main_titles"]
    before = {c.lower_ for c in token.children}
    if token.lower_ in titles or token.lemma_.lower() in titles:
        return True
    if token.lower_ == "executive":
        return "chief" in before
    return token.lower_ == "officer" and bool(before & {"executive", "operating", "financial"})


def _firms(reader: Reader, title: Token, person: Token) -> list[Mention]:
    tokens = [
        *syntax.prepositional(title, ("of", "at", "for")),
        *syntax.possessors(title),
        *(c for c in title.children if c.dep_ in ("compound", "nmod", "amod")),
    ]
    found = reader.who(tokens)
    if not found:
        found = reader.who(
            [*syntax.possessors(person), *(c for c in person.children if c.dep_ in ("compound", "nmod"))]
        )
    if not found and title.dep_ == "conj":
        return _firms(reader, title.head, person) if _is_title(reader, title.head) else []
    if not found:
        for child in title.children:
            if child.dep_ == "conj" and _is_title(reader, child):
                found = reader.who(syntax.prepositional(child, ("of", "at")))
    return [
        m
        for m in found
        if family(m.entity.type) == "organisation" and m.entity.type is not EntityType.GOVERNMENT
    ]
