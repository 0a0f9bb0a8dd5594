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
_PAST_PARTICIPLES_OF_STATES = {"own", "control", "hold"}


def status_of(cue: Token, language: Language) -> Status:
    """The status of what *cue* states, as its sentence tells it."""
    way = list(syntax.chain(cue))
    for hedge in language.hedges:
        if any(_holds(hedge.place, hedge.words, token, i, way, language) for i, token in enumerate(way)):
            return hedge.status
    return Status.ENDED if _past_state(cue) else Status.ACTIVE


def _holds(
    place: str, words: frozenset[str], token: Token, i: int, way: Sequence[Token], language: Language
) -> bool:
    match place:
        case "governor":
            return (i > 0 or token.pos_ == "NOUN") and i > 0 and _governs(token, words, way[i - 1])
        case "modifier":
            return any(
                child.lower_ in words and child.dep_ in ("amod", "advmod", "compound", "nmod", "npadvmod")
                for child in token.children
            )
        case "negation":
            return any(
                (child.dep_ == "neg" or (child.dep_ == "det" and child.lower_ == "no"))
                and child.lower_ in words
                for child in token.children
            )
        case "auxiliary":
            return any(
                child.dep_ in ("aux", "auxpass") and child.lower_ in words and _modal(child, token, language)
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


def _modal(auxiliary: Token, verb: Token, language: Language) -> bool:
    if auxiliary.lower_ != "to":
        return True
    return verb.dep_ not in ("xcomp", "advcl") and verb.tag_ == "VB"


def _past_state(cue: Token) -> bool:
    """ "Ford owned a third of Mazda": a state told in the past, outside reported speech."""
    if cue.lemma_ not in _STATIVE or cue.tag_ not in ("VBD",):
        return False
    return not any(a.lemma_ in ("say", "report", "announce", "add", "tell") for a in cue.ancestors)
