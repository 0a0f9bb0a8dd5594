"""Hits -> Mentions: who is meant by each name, given the article's date and the rest of its text.

A name may belong to several entities ("Volvo" cars or trucks), to one at a time ("Daimler"
before and after 1998), or to an ordinary word ("smart", "mini"). Every candidate gets a
score: the sum of what small named features find in the text, each with its weight in
WEIGHTS. The best candidate is meant if its score is above zero; else the name stands for
nobody that the registry knows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from alliancegraph.extraction import linking_form as form
from alliancegraph.extraction import linking_meaning as meaning
from alliancegraph.extraction.names import Hit
from alliancegraph.extraction.surroundings import ORGANISATION, Article, Case, survey
from alliancegraph.model import Document, Mention
from alliancegraph.vocabulary import Entry, Language, Registry

WEIGHTS: Mapping[str, float] = {
    "strong name": 3.0,
    "weak name": -0.75,
    "name not in use": -3.5,
    "name yet to come": -3.5,
    "named in full": 2.5,
    "spelt out so": 2.0,
    "relative named": 1.5,
    "relative beside": 1.0,
    "its manager beside": 1.1,
    "about cars": 1.0,
    "car words beside": 0.6,
    "deal words beside": 0.5,
    "another model beside": 1.25,
    "fits the subject": 2.0,
    "another subject": -1.25,
    "words of another field": -1.6,
    "nothing of cars": -2.0,
    "called something else": -3.5,
    "followed by a word of another field": -2.5,
    "its town beside": 1.5,
    "another's town beside": -2.0,
    "a thing alone": -0.75,
    "used like a thing": -0.5,
    "determiner": 1.0,
    "goes on as a thing": 1.0,
    "a code": 0.6,
    "opens the sentence": -0.75,
    "goes on as a subject": 1.0,
    "goes on as something else": -1.0,
    "an ordinary word": -4.0,
    "a name in lower case": 1.0,
    "out of its years": -1.5,
    "another of the name lives": -0.35,
    "called so": 0.75,
    "marque of another reading": -0.5,
    "shared within the industry": 1.0,
    "called a firm": 1.5,
    "a newspaper": -3.0,
    "within a sentence": 0.3,
    "traded": 0.6,
    "paid for": 2.5,
    "after a title": 4.0,
    "a stranger": -3.5,
    "of somebody": -7.0,
    "another of the surname": -5.0,
    "of a place": -6.0,
    "of a date": -6.0,
    "inside another name": -3.0,
    "goes on as a name": -2.5,
    "a place by itself": -3.0,
    "spelt out otherwise": -4.0,
    "state as an owner": -9.0,
    "a state buys": 2.0,
    "usually meant": 0.25,
    "more names": 0.01,
}
FEATURES: Mapping[str, Callable[[Case], float]] = {
    "strong name": meaning.strong,
    "weak name": meaning.weak,
    "name not in use": meaning.not_in_use,
    "name yet to come": meaning.yet_to_come,
    "named in full": meaning.named_in_full,
    "spelt out so": meaning.spelt_out_so,
    "relative named": meaning.relative_named,
    "relative beside": meaning.relative_beside,
    "its manager beside": meaning.its_manager_beside,
    "about cars": meaning.about_cars,
    "car words beside": meaning.car_words,
    "deal words beside": meaning.deal_words,
    "another model beside": meaning.another_model_beside,
    "fits the subject": meaning.fits,
    "another subject": meaning.another_subject,
    "words of another field": meaning.elsewhere,
    "nothing of cars": meaning.nothing_of_cars,
    "called something else": meaning.called_something_else,
    "followed by a word of another field": meaning.elsewhere_follows,
    "its town beside": meaning.town_beside,
    "another's town beside": meaning.anothers_town_beside,
    "a thing alone": meaning.thing_alone,
    "used like a thing": form.like_a_thing,
    "determiner": form.determiner,
    "goes on as a thing": form.thing_goes_on,
    "a code": form.a_code,
    "opens the sentence": form.opens,
    "goes on as a subject": form.goes_on_as_subject,
    "goes on as something else": form.goes_on_otherwise,
    "an ordinary word": form.ordinary_word,
    "a name in lower case": form.lower_case_name,
    "out of its years": meaning.out_of_its_years,
    "another of the name lives": meaning.another_lives,
    "called so": meaning.called_so,
    "marque of another reading": meaning.marque_of_another,
    "shared within the industry": meaning.shared,
    "called a firm": form.called_a_firm,
    "a newspaper": form.a_newspaper,
    "within a sentence": form.within_a_sentence,
    "traded": form.traded,
    "paid for": form.paid_for,
    "after a title": form.after_a_title,
    "a stranger": meaning.stranger,
    "of somebody": form.of_somebody,
    "another of the surname": form.another_of_the_surname,
    "of a place": form.of_place,
    "of a date": form.of_date,
    "inside another name": form.inside_another,
    "goes on as a name": form.goes_on_as_a_name,
    "a place by itself": meaning.place_itself,
    "spelt out otherwise": meaning.spelt_out,
    "state as an owner": meaning.state,
    "a state buys": meaning.state_buys,
    "usually meant": meaning.usually_meant,
    "more names": meaning.more_names,
}

_NEXT = re.compile(r",?[ \n]+(?:&[ ])?([A-Z][\w.]*\.?|a\.s\.|plc\b)")
_MOTOR = ("Motor", "Motors", "Automobile", "Automobiles", "Automotive", "Auto")


def link(document: Document, hits: Sequence[Hit], registry: Registry, language: Language) -> list[Mention]:
    """Resolve each hit to one entity, or to none; in the order of the text."""
    article = survey(document, hits, language, registry)
    mentions = []
    for hit in hits:
        cases = judged(hit, article)
        score, case = cases[0]
        if score > 0:
            end = _with_legal_form(document.text, hit, case.entry, language)
            mentions.append(
                Mention(
                    start=hit.start, end=end, text=document.text[hit.start : end], entity=case.entry.entity
                )
            )
    return mentions


def judged(hit: Hit, article: Article) -> list[tuple[float, Case]]:
    """The readings of *hit* with their scores, best first."""
    cases = [Case(article, hit, entry, name) for entry, name in hit.candidates]
    scored = [(sum(found.values()), case) for case in cases for found in (features(case),)]
    return sorted(scored, key=lambda pair: (-pair[0], pair[1].entry.entity.id))


def features(case: Case) -> dict[str, float]:
    """What speaks for and against a reading: weight times strength, by the name of the feature."""
    found = {name: WEIGHTS[name] * float(feature(case)) for name, feature in FEATURES.items()}
    return {name: value for name, value in found.items() if value}


def _with_legal_form(text: str, hit: Hit, entry: Entry, language: Language) -> int:
    """Take "Motor Corp", "AG" and the like into the span; "Inc." ends a name, and not "Inc. Auto"."""
    end = hit.end
    if entry.entity.type not in ORGANISATION:
        return end
    words = entry.model is None
    while match := _NEXT.match(text, end):
        word = match[1]
        if word in language.words["legal_forms"] or word in ("Plc", "Ag", "Spa", "Nv", "Sa"):
            end, words = match.end(), words and not word.endswith(".")
        elif word.rstrip(".") in language.words["legal_forms"]:
            return match.end() - (len(word) - len(word.rstrip(".")))
        elif words and word.capitalize() in _MOTOR:
            end = match.end()
        else:
            break
    return end
