"""`review walk` as a person uses it: what is typed, and what stands in review.yaml after it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

sys.path.insert(0, str(Path(__file__).parents[1] / "graph"))
from told import build

from alliancegraph import cli
from alliancegraph.review import FILE_NAME, read_decisions

NEWS = """
1999 | Renault owns Nissan | start=1999, stake=36.8, doc=one
2000 | Renault owns Nissan | start=1999, stake=36, doc=two
2001 | Geely Auto owns Volvo | doc=three
2001 | Geely owns Lotus | doc=three
"""

FIRST = "renault owns nissan"
WALKS = {
    "accept, then quit": ("a\n\nthe filing\nq\n", [f"accept {FIRST} (Ada: the filing)"]),
    "a whole word, in capitals": ("REJECT\n\na rumour\nq\n", [f"reject {FIRST} (Ada: a rumour)"]),
    "skip by an empty line": ("\nq\n", []),
    "a letter that means nothing asks again": ("x\na\n\nyes\nq\n", [f"accept {FIRST} (Ada: yes)"]),
    "a correction that is none asks again": (
        "c\n\nstake=much\nwhy\nc\n\nstake=36.8 product=small vans\npage 3\nq\n",
        ["correct {latest} stake=36.8 product=small vans (Ada: page 3)"],
    ),
    "one side of a conflict": ("r\n{one}, {two}\nrounded\nq\n", ["reject {one}, {two} (Ada: rounded)"]),
    "the pair that may be one: merged": (
        "s\nm\ngeely\none firm\n",
        ["merge geely-auto / geely (Ada: one firm)"],
    ),
    "the pair that may be one: which one is asked again": (
        "s\nm\nvolvo\nm\n\none firm\n",
        ["merge geely / geely-auto (Ada: one firm)"],
    ),
    "the pair that may be one: two": ("s\nd\ntwo firms\n", ["distinct geely / geely-auto (Ada: two firms)"]),
}


@pytest.mark.parametrize(("typed", "decided"), WALKS.values(), ids=WALKS)
def test_walk(tmp_path: Path, typed: str, decided: list[str]) -> None:
    graph = build(NEWS)
    graph.save(tmp_path)
    words = ["review", "walk", "--by", "Ada", "--graph", str(tmp_path), "--raw", str(tmp_path)]
    (fact,) = (fact for fact in graph.facts.values() if fact.object == "nissan")
    ids = dict(zip(("one", "two"), fact.claims, strict=True), latest=", ".join(fact.history[-1].claims))
    done = CliRunner().invoke(cli.app, words, input=typed.format(**ids))
    assert done.exit_code == 0, done.output
    found = [str(decision) for decision in read_decisions(tmp_path / FILE_NAME)]
    assert found == [text.format(**ids) for text in decided]


def test_the_sentences_of_both_sides_are_shown(tmp_path: Path) -> None:
    build(NEWS.replace("2000 | Renault owns", "2000 | RENAULT owns")).save(tmp_path)
    words = ["review", "walk", "--by", "Ada", "--graph", str(tmp_path), "--raw", str(tmp_path)]
    done = CliRunner().invoke(cli.app, words, input="q\n")
    assert "RENAULT owns Nissan / Renault owns Nissan" in done.stderr
