"""Passages, pages -> the weights that find names: model/names.crf, and the words they need: model/names.json.

    python training/tagger.py

Every name of a passage is in brackets. Half of those that the vocabulary knows are hidden from the
learner, so that it learns how unknown ones are written. The same input gives the same bytes.
"""

from __future__ import annotations

import json
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Sequence

import pycrfsuite
from examples import document_of, pages_to_learn
from passages import Passage, load_passages

from alliancegraph.extraction.extractor import Extractor
from alliancegraph.extraction.learned import FOLDER
from alliancegraph.extraction.mentions import find_mentions
from alliancegraph.extraction.sentences import sentences
from alliancegraph.extraction.tagger import TOKEN, WEIGHTS, WORDS, Features, Words, group_of, tags, tokens

HIDDEN = 0.5  # share of the known names that the learner does not see as such
SMALL = 3  # times that a word has to be written small
COMMON = 5  # names that a capitalised word has to stand in, to be told from others
ROUNDS = 60
PENALTIES = {"c1": 0.6, "c2": 0.01, "feature.minfreq": 3, "max_iterations": ROUNDS}


def main() -> int:
    extractor = Extractor(use=("frames",))
    passages = [*load_passages(), *pages_to_learn()]
    words = words_of(passages)
    features = Features(extractor.registry, extractor.language, words)
    draw = random.Random(0)
    trainer = pycrfsuite.Trainer(verbose=False)
    for passage in passages:
        document = document_of(passage)
        named = [name for name in passage.names if not name.described]
        entities = sorted({name.entity for name in named})
        hidden = {entity for entity in entities if draw.random() < HIDDEN}
        unseen = [(name.start, name.end) for name in named if name.entity in hidden]
        known = [
            (m.start, m.end, group_of(m.entity.type))
            for m in find_mentions(document, extractor.registry, extractor.language)
            if not any(start < m.end and m.start < end for start, end in unseen)
        ]
        wanted = [(name.start, name.end, group_of(name.type)) for name in named]
        for start, end in sentences(passage.text, 0, len(passage.text)):
            read = tokens(passage.text, start, end)
            trainer.append(features.of(read, tags(read, known)), tags(read, wanted))
    trainer.set_params(PENALTIES)
    trainer.train(str(FOLDER / WEIGHTS))
    told = {"small": sorted(words.small), "common": sorted(words.common)}
    (FOLDER / WORDS).write_text(json.dumps(told, ensure_ascii=False) + "\n", "utf-8")
    return 0


def words_of(passages: Sequence[Passage]) -> Words:
    small = Counter(word for p in passages for word in TOKEN.findall(p.text) if word[0].islower())
    stands_in: dict[str, set[str]] = defaultdict(set)
    for passage in passages:
        for name in passage.names:
            if not name.described:
                for word in TOKEN.findall(name.text):
                    stands_in[word].add(name.entity)
    return Words(
        frozenset(word for word, times in small.items() if times >= SMALL),
        frozenset(w for w, names in stands_in.items() if w[0].isupper() and len(names) >= COMMON),
    )


if __name__ == "__main__":
    sys.exit(main())
