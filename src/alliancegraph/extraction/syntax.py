"""Tokens of a dependency tree -> the tokens at a named place around a cue.

Places are those of vocabulary/language/frames.yaml: `subject` and `object` are logical
(the subject of a passive verb is its object), and are found across the gaps that grammar
leaves: "A plans to buy B", "B, bought by A", "A, which bought B", "A's plan to buy B".
"""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

_VERBAL = ("VERB", "AUX")
_OBJECT_CONTROL = {
    "allow",
    "ask",
    "help",
    "urge",
    "let",
    "make",
    "force",
    "enable",
    "invite",
    "require",
    "permit",
    "order",
    "press",
}
_UP = 6  # how many steps a missing subject is looked for


def is_passive(verb: Token) -> bool:
    if any(child.dep_ in ("nsubjpass", "auxpass") for child in verb.children):
        return True
    if verb.dep_ in ("acl", "advcl") and verb.tag_ == "VBN" and not _has(verb, "nsubj"):
        return not _has(verb, "dobj") or _has(verb, "agent")
    if (
        verb.dep_ == "conj"
        and verb.tag_ == "VBN"
        and verb.head.pos_ in _VERBAL
        and not _has(verb, "nsubj", "dobj")
    ):
        return is_passive(verb.head)
    return verb.dep_ == "amod" and verb.tag_ == "VBN"


def subject(verb: Token, steps: int = _UP) -> list[Token]:
    """The logical subject: who does it."""
    if is_passive(verb):
        return prepositional(verb, ("by",))
    return grammatical_subject(verb, steps)


def grammatical_subject(verb: Token, steps: int = _UP) -> list[Token]:
    own = [child for child in verb.children if child.dep_ in ("nsubj", "nsubjpass", "csubj")]
    if own:
        return own
    if steps == 0 or verb.head is verb:
        return []
    head = verb.head
    match verb.dep_:
        case "relcl" if is_infinitive(verb):  # "talks to buy"
            return possessors(head) or taker(head, steps - 1)
        case "relcl":
            return [head]
        case "conj" | "xcomp" | "advcl" | "ccomp" | "dep" | "parataxis" | "prep":
            if verb.dep_ == "xcomp" and head.lemma_ in _OBJECT_CONTROL:
                return [child for child in head.children if child.dep_ in ("dobj", "nsubjpass")]
            if head.pos_ in _VERBAL:
                return grammatical_subject(head, steps - 1)
            return taker(head, steps - 1)
        case "acl":
            if verb.tag_ in ("VBG", "VBN") and head.pos_ != "VERB":
                return [head]
            return possessors(head) or taker(head, steps - 1)
        case "pcomp":
            return _above_preposition(head, steps - 1)
        case "acomp" | "oprd":
            return grammatical_subject(head, steps - 1)
    return []


def is_infinitive(verb: Token) -> bool:
    return verb.tag_ == "VB" and any(c.dep_ == "aux" and c.lower_ == "to" for c in verb.children)


def _above_preposition(preposition: Token, steps: int) -> list[Token]:
    head = preposition.head
    if head.pos_ in _VERBAL:
        return grammatical_subject(head, steps)
    if head.pos_ == "ADJ":
        return grammatical_subject(head.head, steps) if head.head.pos_ in _VERBAL else []
    return possessors(head) or taker(head, steps)


def objects(verb: Token) -> list[Token]:
    """The logical object: to whom or to what it is done."""
    if is_passive(verb):
        if verb.dep_ in ("acl", "amod"):
            return [verb.head]
        if verb.dep_ == "relcl" and not _has(verb, "nsubjpass"):
            return [verb.head]
        return grammatical_subject(verb)
    found = [child for child in verb.children if child.dep_ in ("dobj", "attr", "dative", "oprd")]
    if not found and verb.dep_ == "relcl" and _has(verb, "nsubj"):
        relative = [child for child in verb.children if child.dep_ == "nsubj" and child.tag_ in ("WDT", "WP")]
        if not relative:
            return [verb.head]
    return found


def prepositional(token: Token, prepositions: tuple[str, ...]) -> list[Token]:
    """The objects of the prepositions that hang on *token* (also those of a passive's agent)."""
    found = []
    for child in token.children:
        if child.dep_ in ("prep", "agent", "dative", "advmod", "prt") and child.lower_ in prepositions:
            found += [grandchild for grandchild in child.children if grandchild.dep_ in ("pobj", "pcomp")]
    return found


def possessors(noun: Token) -> list[Token]:
    return [child for child in noun.children if child.dep_ == "poss"]


def modifiers(noun: Token) -> list[Token]:
    return [child for child in noun.children if child.dep_ in ("compound", "nmod", "amod", "npadvmod")]


def makers(noun: Token) -> list[Token]:
    """Whose make a thing is: "a Toyota engine", "a Nissan-built gearbox", "cells (supplied) by CATL"."""
    found = [
        token
        for token in noun.doc[noun.left_edge.i : noun.i]
        if token.dep_ in ("compound", "nmod", "amod", "poss", "npadvmod", "nummod")
    ]
    if any(character.isdigit() for character in noun.text):  # "a Peugeot V6" may be one name
        found.append(noun)
    for child in noun.children:
        if child.dep_ == "acl":
            found += prepositional(child, ("by", "from"))
    return found + prepositional(noun, ("from", "of", "by"))


def examples(noun: Token) -> list[Token]:
    """ "suppliers such as Bosch", "makers including Ford": the names that stand for the plural."""
    found = prepositional(noun, ("including", "like"))
    if any(child.lower_ == "such" for child in noun.children):
        found += prepositional(noun, ("as",))
    return found


def appositions(noun: Token) -> list[Token]:
    """What stands beside *noun* as another word for the same thing, on either side."""
    found = [child for child in noun.children if child.dep_ == "appos"]
    if noun.dep_ == "appos":
        found.append(noun.head)
    if noun.dep_ == "conj" and noun.head.dep_ == "appos":
        found.append(noun.head.head)
    return found


def called(noun: Token) -> list[Token]:
    """ "a sub-brand called Genesis": the name that follows."""
    found = []
    for child in noun.children:
        if child.dep_ in ("acl", "relcl") and child.lemma_ in (
            "call",
            "name",
            "dub",
            "know",
            "title",
            "brand",
            "christen",
        ):
            found += [c for c in child.children if c.dep_ in ("oprd", "dobj", "attr", "ccomp")]
            found += prepositional(child, ("as",))
    return found


def described(noun: Token) -> list[Token]:
    """What the noun is said of: "X, a unit", "X is a unit", "the unit X", "X as a unit"."""
    found = [*appositions(noun), *called(noun)]
    if noun.dep_ == "nsubj" and noun.head.lemma_ in ("be", "become", "remain"):
        found += [child for child in noun.head.children if child.dep_ == "attr"]
    if noun.dep_ in ("attr", "oprd"):
        found += objects(noun.head) if noun.dep_ == "oprd" and not is_passive(noun.head) else []
        found += grammatical_subject(noun.head)
    if noun.dep_ == "acomp":
        found += grammatical_subject(noun.head)
    if noun.dep_ == "conj" and noun.head.dep_ == "attr":
        found += grammatical_subject(noun.head.head)
    if noun.dep_ in ("compound", "nmod"):
        found.append(noun.head)
    if noun.dep_ == "pobj" and noun.head.lower_ in ("as", "like") and noun.head.head.pos_ in _VERBAL:
        verb = noun.head.head
        found += objects(verb) or grammatical_subject(verb)
    return [token for token in found if token.i != noun.i]


def governor(noun: Token, steps: int = _UP) -> Token | None:
    """The verb that takes *noun*, through prepositions and nouns on the way."""
    token = noun
    for _ in range(steps):
        head = token.head
        if head is token:
            return None
        if token.dep_ in ("nsubj", "appos", "relcl", "poss"):
            return None
        if head.pos_ in _VERBAL:
            return head
        token = head
    return None


def taker(noun: Token, steps: int = _UP) -> list[Token]:
    """Who takes the noun: the subject of its verb, or the possessor of a noun on the way."""
    token = noun
    for _ in range(steps):
        head = token.head
        if head is token or token.dep_ in ("nsubj", "relcl", "poss"):
            return []
        if token.dep_ == "appos" and head.tag_ not in ("NN", "NNS"):
            return []
        if head.pos_ in _VERBAL:
            if token.dep_ == "nsubjpass":
                return prepositional(head, ("by",))
            if token.dep_ == "attr" and head.lemma_ == "be":
                return []
            return subject(head, steps - 1)
        if head.pos_ == "NOUN" and (owners := possessors(head)):
            return owners
        token = head
    return []


def chain(token: Token) -> Iterator[Token]:
    """*token* and what governs it up to the root, as far as modality is inherited.

    A relative clause, an apposition or a possessive states its fact by itself: "denied that
    it would sell part of its stake" does not deny the stake.
    """
    yield token
    for _ in range(12):
        if token.dep_ in ("relcl", "appos", "poss", "ROOT", "nsubj", "csubj", "parataxis") and not (
            token.dep_ == "relcl" and is_infinitive(token)
        ):
            return
        if token.dep_ == "acl" and token.tag_ == "VBN":
            return
        if token.dep_ == "advcl" and token.head.pos_ in _VERBAL and token.tag_ not in ("VBG", "VB"):
            return
        if (
            token.dep_ == "conj"
            and token.pos_ in _VERBAL
            and (_has(token, "nsubj", "nsubjpass") or token.tag_ == "VBD")
        ):
            token = token.head
            while token.dep_ == "conj":
                token = token.head
            if token.dep_ not in ("xcomp", "ccomp", "acl", "pcomp"):
                return
            token = token.head
            yield token
            continue
        token = token.head
        yield token


def _has(token: Token, *labels: str) -> bool:
    return any(child.dep_ in labels for child in token.children)
