"""A cue and the name of a place -> the tokens that stand there.

The places are told in vocabulary/language/frames.yaml. A place of a place is written with a dot:
`object.in` is what a preposition of the object leads to, `by.make` whose make the thing after "by" is.
"""

from __future__ import annotations

from collections.abc import Callable

from spacy.tokens import Token

from alliancegraph.extraction import syntax


def tokens_at(cue: Token, place: str) -> list[Token]:
    """The tokens at *place* of *cue*."""
    inner, _, outer = place.rpartition(".")
    if inner == "verb":
        verb = syntax.governor(cue)
        return tokens_at(verb, outer) if verb is not None else []
    if inner:
        return [token for through in tokens_at(cue, inner) for token in tokens_at(through, outer)]
    if (look := _PLACES.get(place)) is not None:
        return look(cue)
    return syntax.prepositional(cue, (place,))


_PLACES: dict[str, Callable[[Token], list[Token]]] = {
    "subject": syntax.subject,
    "object": syntax.objects,
    "possessor": syntax.possessors,
    "modifier": syntax.modifiers,
    "self": syntax.described,
    "taker": syntax.taker,
    "called": syntax.called,
    "make": syntax.makers,
    "examples": syntax.examples,
}
