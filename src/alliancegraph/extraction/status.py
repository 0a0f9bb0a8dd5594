"""A cue in its sentence -> Status: proposed, agreed, active, ended, cancelled or denied.

Computed on the way from the cue up to the root of its clause, never from words elsewhere in
the sentence. The words are data: vocabulary/language/hedges.yaml.
"""

from __future__ import annotations

from collections.abc import Sequence

from spacy.tokens import Token

from alliancegraph.extraction import syntax
from alliancegraph.model import Status
from alliancegraph.vocabulary import Language

_STATIVE = {"own", "control", "hold", "have", "belong", "co-own"}
_PLANS = (Status.PROPOSED, Status.AGREED)
_HOLDING = {"have", "hold", "own"}
_SAYING = {"say", "report", "announce", "add", "tell"}


def status_of(cue: Token, language: Language) -> Status:
    """The status of what *cue* states, as its sentence tells it."""
    way = [cue] if _presupposed(cue, language) else list(syntax.chain(cue))
    for hedge in language.hedges:
        if any(_holds(hedge.place, hedge.words, token, i, way) for i, token in enumerate(way)):
            given_up = hedge.status in _PLANS and any(_unfulfilled(token, language) for token in way)
            return Status.CANCELLED if given_up else hedge.status
    if any(_under_way(token, language) for token in way[:2]):
        return Status.AGREED
    return Status.ENDED if _past_state(cue) else Status.ACTIVE


def _presupposed(cue: Token, language: Language) -> bool:
    """ "its unit X will build": what the noun says stands, whatever its clause goes on to say."""
    if cue.lemma_.lower() not in language.words["relational_nouns"]:
        return False
    return cue.dep_ not in ("attr", "oprd") and not (cue.dep_ == "pobj" and cue.head.lower_ == "as")


def _holds(place: str, words: frozenset[str], token: Token, i: int, way: Sequence[Token]) -> bool:
    match place:
        case "governor":
            return (i > 0 or token.pos_ == "NOUN") and i > 0 and _governs(token, words, way[i - 1])
        case "modifier":
            return any(
                child.lower_ in words and child.dep_ in ("amod", "advmod", "compound", "nmod", "npadvmod")
                for child in token.children
            )
        case "negation":
            return not (i > 0 and _definite(way[0])) and any(
                (child.dep_ == "neg" or (child.dep_ == "det" and child.lower_ == "no"))
                and child.lower_ in words
                for child in token.children
            )
        case "auxiliary":
            return any(
                child.dep_ in ("aux", "auxpass") and child.lower_ in words and _modal(child, token)
                for child in token.children
            )
    return False


def _governs(token: Token, words: frozenset[str], below: Token) -> bool:
    """Whether *token* is a cue of the hedge and takes what is below it as its content."""
    if below.dep_ in ("nsubj", "advcl", "prep") and below.dep_ == "advcl":
        return False
    lemma = token.lemma_.lower()
    if lemma in words:
        return True
    return any(
        child.dep_ in ("prt", "advmod", "prep") and f"{lemma} {child.lower_}" in words
        for child in token.children
    )


def _definite(cue: Token) -> bool:
    """ "does not affect the alliance": a noun with an article is there, and the verb alone is denied."""
    return cue.pos_ == "NOUN" and any(
        child.dep_ in ("det", "poss") and child.lower_ in ("the", "its", "their", "his", "this")
        for child in cue.children
    )


def _modal(auxiliary: Token, verb: Token) -> bool:
    if auxiliary.lower_ != "to":
        return True
    if verb.head.lemma_ == "be" and verb.dep_ == "xcomp":  # "is to buy"
        return True
    return verb.dep_ not in ("xcomp", "advcl") and verb.tag_ == "VB"


def _unfulfilled(token: Token, language: Language) -> bool:
    """ "would have bought", "had planned to buy", "was to have built": a plan told as what did not come."""
    auxiliaries = {child.lower_ for child in token.children if child.dep_ in ("aux", "auxpass")}
    if "have" in auxiliaries:
        return bool(auxiliaries & {"would", "could", "should", "might", "to"})
    return "had" in auxiliaries and token.lemma_.lower() in language.words["plan_verbs"]


def _under_way(token: Token, language: Language) -> bool:
    """ "is buying", "are forming": the event is on its way."""
    return (
        token.tag_ == "VBG"
        and token.lemma_ in language.words["event_verbs"]
        and any(
            child.dep_ == "aux" and child.lower_ in ("is", "are", "'s", "'re") for child in token.children
        )
    )


def _past_state(cue: Token) -> bool:
    """ "Ford owned a third of Mazda", "had a stake", "was a unit of Ford", "used to own": told in the past,
    outside reported speech."""
    if any(ancestor.lemma_ in _SAYING for ancestor in cue.ancestors):
        return False
    if cue.dep_ == "attr":
        return cue.head.lower_ in ("was", "were") and not any(
            c.dep_ in ("acl", "relcl") for c in cue.children
        )
    if cue.dep_ == "xcomp" and cue.head.lower_ == "used" and cue.head.tag_ == "VBD":
        return not any(child.dep_ in ("auxpass", "dobj") for child in cue.head.children)
    verb = cue.head if cue.dep_ == "dobj" and cue.head.lemma_ in _HOLDING else cue
    if verb.lemma_ not in _STATIVE:
        return False
    return verb.tag_ == "VBD" or any(child.dep_ == "aux" and child.lower_ == "had" for child in verb.children)
