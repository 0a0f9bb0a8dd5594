"""A built graph -> facts drawn at random, with their evidence, for a reader to judge (docs/judged_facts.md).

python scripts/draw_facts.py GRAPH --seed 200 > facts.json       # what a judge reads, three claims a fact
python scripts/draw_facts.py GRAPH --seed 200 --table > rows.md  # the rows of the page, verdicts left open

GRAPH is the folder that `alliancegraph build` wrote. The same graph and seed give the same facts.
"""

from __future__ import annotations

import argparse
import json
import random
from pathlib import Path
from typing import Any

from alliancegraph import AllianceGraph
from alliancegraph.model import Fact

CLAIMS = 3  # of one fact that are shown


def drawn(graph: AllianceGraph, number: int, seed: int) -> list[Fact]:
    """*number* of the graph's facts, or all of them where it has no more."""
    facts = sorted(graph.facts.values(), key=lambda fact: fact.id)
    return random.Random(seed).sample(facts, min(number, len(facts)))


def told(graph: AllianceGraph, fact: Fact) -> dict[str, Any]:
    """The fact in words, with the claims that it rests on."""
    claims = [graph.claims_by_id[key] for key in (*fact.claims, *fact.claims_against)[:CLAIMS]]
    return {
        "fact": f"{graph.entities[fact.subject].name} {fact.predicate} {graph.entities[fact.object].name}",
        "said": _said(fact),
        "confidence": fact.confidence,
        "evidence": [
            {
                "article": Path(graph.documents[claim.evidence.document].path or "").stem,
                "text": " ".join(claim.evidence.text.split()),
                "said": _said(claim),
                "found_by": claim.evidence.found_by,
            }
            for claim in claims
        ],
    }


def _said(told: Any) -> str:
    """Status, stake and dates of a fact or claim."""
    parts = [told.status.value]
    if told.stake is not None:
        parts.append(f"{told.stake:g} %")
    parts += [
        f"{word} {value}" for word, value in (("from", told.start), ("to", told.end)) if value is not None
    ]
    return ", ".join(parts)


def _row(number: int, fact: dict[str, Any]) -> str:
    articles = ", ".join(dict.fromkeys(claim["article"] for claim in fact["evidence"]))
    return f"| {number} | {fact['fact']} | {fact['said']} | {articles} |  |  |"


def main() -> None:
    parser = argparse.ArgumentParser(description="Draw facts of a built graph to be judged.")
    parser.add_argument("graph", help="folder that alliancegraph build wrote")
    parser.add_argument("--number", type=int, default=100)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--table", action="store_true", help="rows of the page instead of JSON")
    options = parser.parse_args()
    graph = AllianceGraph.load(options.graph)
    facts = [told(graph, fact) for fact in drawn(graph, options.number, options.seed)]
    if options.table:
        print("\n".join(_row(number, fact) for number, fact in enumerate(facts, 1)))
    else:
        print(json.dumps(facts, indent=1, ensure_ascii=False))


if __name__ == "__main__":
    main()
