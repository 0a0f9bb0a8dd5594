"""Text -> the language it is written in, as far as that matters here: English or another."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from alliancegraph.reading.page_text import words

ENGLISH = "en"
_SHORTEST = 100  # characters: a headline of names belongs to no language
_SURE = 0.9
_READ = 4000  # characters: more of an article says nothing new about its language
_WORD = re.compile(r"[^\W\d_]+")
_ENGLISH_WORDS = words(
    "a an and are as at be been but by for from had has have he his in is it its more not of on"
    " or said she that the their they this to was were which who will with would"
)


def language_of(text: str) -> str | None:
    """The ISO 639-1 code of *text*'s language; None where it is too short or mixed to tell.

    English is told by its little words; only what has few of them is asked of the model,
    which knows 97 languages and is part of its package.
    """
    text = text[:_READ]
    spoken = [word.lower() for word in _WORD.findall(text)]
    if len(text) < _SHORTEST or not spoken:
        return None
    if sum(word in _ENGLISH_WORDS for word in spoken) >= 0.2 * len(spoken):
        return ENGLISH
    language, sure = _identifier().classify(text)
    return str(language) if sure >= _SURE else None


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
