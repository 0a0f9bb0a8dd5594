"""A parsed sentence and the name of a place -> the entities that stand there, named or described."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from spacy.tokens import Token

from alliancegraph.extraction import syntax
from alliancegraph.extraction.coreference import Coreference
from alliancegraph.extraction.makers import Makers
from alliancegraph.extraction.mentions import unknown_entity
from alliancegraph.extraction.parsing import Parsed
from alliancegraph.extraction.places import tokens_at
from alliancegraph.model import Entity, EntityType, Mention
from alliancegraph.vocabulary import Language

_DEPTH = 4
_NO_FIRM = {
    "GPE",
    "LOC",
    "DATE",
    "TIME",
    "NORP",
    "FAC",
    "EVENT",
    "LANGUAGE",
    "MONEY",
    "PERSON",
    "LAW",
    "WORK_OF_ART",
}


class Reader:
    """Reads one parsed sentence: who stands at which place of which token."""

    def __init__(
        self,
        parsed: Parsed,
        coreference: Coreference,
        language: Language,
        states: Mapping[str, Entity],
        makers: Makers,
    ) -> None:
        self.parsed = parsed
        self.makers = makers
        self.states = states
        self.language = language
        self._coreference = coreference

    def may_describe(self, token: Token) -> bool:
        """Whether *token* may stand for an entity: a pronoun, or a noun for firms, ventures or alliances."""
        return self._coreference.may_describe(token)

    def who(self, tokens: Sequence[Token], depth: int = _DEPTH) -> list[Mention]:
        """The mentions that *tokens* name or describe, each entity once, in order."""
        found: dict[str, Mention] = {}
        for token in tokens:
            for mention in self._resolve(token, depth):
                found.setdefault(mention.entity.id, mention)
        return list(found.values())

    def _resolve(self, token: Token, depth: int) -> list[Mention]:
        if depth == 0:
            return []
        here = list(self.parsed.mentions(token))
        if here:
            return here + self._conjuncts(token, depth)
        if token.tag_ in ("WDT", "WP", "WP$") and (clause := _relative_clause(token)) is not None:
            return self._resolve(clause.head, depth - 1)
        if token.pos_ in ("VERB", "AUX"):
            return []
        named = (
            [a for a in syntax.appositions(token) if self.parsed.mentions(a)] if token.dep_ != "appos" else []
        )
        if not named:
            named = [a for a in token.children if a.dep_ == "appos" and self.parsed.mentions(a)]
        if named:
            return self.who(named, depth - 1) + self._conjuncts(token, depth)
        if named := [t for t in syntax.called(token) if self.parsed.mentions(t)]:
            return self.who(named, depth - 1)
        lemma = token.lemma_.lower()
        words = self.language.words
        if (
            lemma in words["company_nouns"]
            or lemma in words["brand_nouns"]
            or lemma in words["vehicle_nouns"]
        ):
            within = [c for c in token.children if c.dep_ in ("compound", "nmod") and self.parsed.mentions(c)]
            if within:
                return self.who(within[-1:], depth - 1) + self._conjuncts(token, depth)
        if (
            token.tag_ in ("NNS", "NNPS")
            and lemma not in words["listed_nouns"]
            and (examples := self.who(syntax.examples(token), depth - 1))
        ):
            return examples
        if lemma in words["see_through"]:
            through = self.who(syntax.prepositional(token, ("of", "in")), depth - 1)
            if through:
                return through
        if lemma in words["vehicle_nouns"] and (cars := self._cars(syntax.described(token))):
            return cars
        described = list(self._coreference.resolve(self.parsed, token)) or self._unlisted(token)
        return described + self._conjuncts(token, depth)

    def _cars(self, tokens: Sequence[Token]) -> list[Mention]:
        """ "the MPV is a minivan": the models that the tokens name."""
        named = [m for token in tokens for m in self.parsed.mentions(token)]
        return [m for m in named if m.entity.type is EntityType.VEHICLE]

    def _unlisted(self, token: Token) -> list[Mention]:
        """A proper name at the place of a party that neither registry nor parser knows as one."""
        if token.text in self.states:
            return [self._government(token)]
        if token.tag_ not in ("NNP", "NNPS") or token.ent_type_ in _NO_FIRM or not token.text[0].isupper():
            return []
        first = token
        while (
            first.i > 0
            and (before := first.nbor(-1)).tag_ in ("NNP", "NNPS")
            and before.head in (token, first)
            and before.i not in self.parsed.at
        ):
            first = before
        start, end = self.parsed.ranges[first.i][0], self.parsed.ranges[token.i][1]
        name = self.parsed.text[start - self.parsed.start : end - self.parsed.start]
        if (name.isupper() and len(name) <= 5) or any(c.isdigit() for c in name):
            return []  # an abbreviation or a type designation, not a firm
        if name in self.language.words["not_names"] or name in self.language.words["media"] or len(name) < 3:
            return []
        return [Mention(start=start, end=end, text=name, entity=unknown_entity(name, EntityType.COMPANY))]

    def _government(self, token: Token) -> Mention:
        start, end = self.parsed.ranges[token.i]
        return Mention(start=start, end=end, text=token.text, entity=self.states[token.text])

    def _conjuncts(self, token: Token, depth: int) -> list[Mention]:
        return self.who(
            [c for c in token.children if c.dep_ == "conj" and c.pos_ not in ("VERB", "AUX")], depth - 1
        )

    def by_car(self, *parties: Mention) -> bool:
        """Whether a party is a car's maker: where it stands, the text names the car."""
        return any(
            m.entity.id not in {n.entity.id for group in self.parsed.at.values() for n in group}
            for m in parties
        )

    def at(self, cue: Token, places: Sequence[str]) -> list[Mention]:
        """Who stands at the first of *places* of *cue* that is filled."""
        for place in places:
            if found := self.who(tokens_at(cue, place)):
                return found
        return []


def _relative_clause(token: Token) -> Token | None:
    for ancestor in token.ancestors:
        if ancestor.dep_ == "relcl":
            return ancestor
        if ancestor.dep_ in ("ROOT", "ccomp"):
            return None
    return None
