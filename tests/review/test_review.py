"""Decisions: what they do to claims and facts, how they are kept, and what is listed as doubtful."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "graph"))
from told import tell

from alliancegraph import cli
from alliancegraph.errors import InputError
from alliancegraph.graph import AllianceGraph
from alliancegraph.model import claims_by_id
from alliancegraph.review import (
    FILE_NAME,
    Action,
    Decision,
    add_decision,
    apply,
    decide,
    doubts,
    read_decisions,
    undo_decision,
)

NEWS = """
1999 | Renault owns Nissan | start=1999, stake=36.8, doc=one
2000 | Renault owns Nissan | start=1999, stake=36, doc=two
2000 | Geely Auto owns Volvo | confidence=0.6, doc=two
2001 | Geely owns Volvo | start=2010, stake=90, doc=three
2001 | Geely owns Lotus | doc=three
2001 | Volvo owns Mack | doc=four
2002 | Ford owns Rover | confidence=0.5, doc=four
2003 | GM joint_venture_with SAIC | doc=five
"""
WHO = {"by": "Ada", "why": "a test"}


def facts(*decisions: dict[str, object]) -> tuple[set[str], tuple[int, ...]]:
    """The facts after decisions, as texts, and how many claims each decision matched."""
    documents, claims = tell(NEWS)
    applied = apply(
        [Decision.model_validate({**WHO, **d}) for d in decisions], claims_by_id(claims), documents
    )
    graph = AllianceGraph.from_claims(documents, applied.claims)
    told = {
        f"{fact.subject} {fact.predicate} {fact.object}"
        + (f" {fact.stake:g}" if fact.stake is not None else "")
        for fact in graph.facts.values()
    }
    return told, applied.matched


def claim_of(sentence: str, stake: float | None = None) -> str:
    _, claims = tell(NEWS)
    return next(
        key
        for key, claim in claims_by_id(claims).items()
        if claim.evidence.text == sentence and stake in (None, claim.stake)
    )


BEFORE, _ = facts()
RULES = {
    "a fact rejected": (
        {"decision": "reject", "fact": "ford owns rover"},
        {"ford owns rover"},
        set(),
    ),
    "a venture's partner rejected takes the pair with it": (
        {"decision": "reject", "fact": "gm partner_in gm-saic-joint-venture"},
        {"gm partner_in gm-saic-joint-venture", "saic partner_in gm-saic-joint-venture"},
        set(),
    ),
    "a claim rejected": (
        {"decision": "reject", "claims": [claim_of("Renault owns Nissan", 36)]},
        set(),
        set(),
    ),
    "an entity rejected": ({"decision": "reject", "entity": "lotus"}, {"geely owns lotus"}, set()),
    "a claim corrected": (
        {
            "decision": "correct",
            "claims": [claim_of("Geely owns Volvo")],
            "set": {"stake": "50.1", "start": "unknown"},
        },
        {"geely owns volvo 90"},
        {"geely owns volvo 50.1"},
    ),
    "a party corrected": (
        {"decision": "correct", "claims": [claim_of("Ford owns Rover")], "set": {"object": "mack"}},
        {"ford owns rover"},
        {"ford owns mack"},
    ),
    "two merged": (
        {"decision": "merge", "entity": "geely-auto", "into": "geely"},
        {"geely-auto owns volvo"},
        set(),
    ),
    "what two related before they were one is gone": (
        {"decision": "merge", "entity": "mack", "into": "volvo"},
        {"volvo owns mack"},
        set(),
    ),
    "one split by article": (
        {
            "decision": "split",
            "entity": "volvo",
            "into": "ab-volvo",
            "name": "AB Volvo",
            "articles": ["four"],
        },
        {"volvo owns mack"},
        {"ab-volvo owns mack"},
    ),
    "a fact accepted": ({"decision": "accept", "fact": "ford owns rover"}, set(), set()),
    "two kept apart": ({"decision": "distinct", "entity": "geely", "into": "geely-auto"}, set(), set()),
}


@pytest.mark.parametrize(("decision", "gone", "new"), RULES.values(), ids=RULES)
def test_decisions(decision: dict[str, object], gone: set[str], new: set[str]) -> None:
    after, matched = facts(decision)
    assert after == (BEFORE - gone) | new
    assert all(matched)


@pytest.mark.parametrize(
    "decision",
    [
        {"decision": "reject", "fact": "ford owns saab"},
        {"decision": "accept", "claims": ["0000"]},
        {"decision": "accept", "entity": "saab"},
        {"decision": "merge", "entity": "saab", "into": "volvo"},
        {"decision": "merge", "entity": "volvo", "into": "saab"},
        {"decision": "split", "entity": "volvo", "into": "saab", "articles": ["nine"]},
        {"decision": "correct", "claims": ["0000"], "set": {"stake": "1"}},
        {"decision": "distinct", "entity": "volvo", "into": "saab"},
    ],
    ids=str,
)
def test_what_matches_nothing_changes_nothing(decision: dict[str, object]) -> None:
    assert facts(decision) == (BEFORE, (0,))


def test_decisions_follow_each_other_and_claims_keep_their_ids() -> None:
    volvo = claim_of("Geely Auto owns Volvo")
    after, matched = facts(
        {"decision": "merge", "entity": "geely-auto", "into": "geely"},
        {"decision": "correct", "claims": [volvo], "set": {"stake": "7"}},
        {"decision": "reject", "claims": [volvo]},
        {"decision": "reject", "fact": "geely owns lotus"},
    )
    assert matched == (1, 1, 1, 1)
    assert after == BEFORE - {"geely-auto owns volvo", "geely owns lotus"}


def test_an_accepted_fact_is_as_sure_as_facts_can_be() -> None:
    documents, claims = tell(NEWS)
    decision = Decision(decision=Action.ACCEPT, fact="ford owns rover", **WHO)
    applied = apply([decision], claims_by_id(claims), documents)
    graph = AllianceGraph.from_claims(documents, applied.claims)
    assert [f.confidence for f in graph.facts.values() if f.object == "rover"] == [0.99]


def test_doubts_most_valuable_first_and_settled_ones_no_more() -> None:
    documents, claims = tell(NEWS)
    graph = AllianceGraph.from_claims(documents, claims)
    found = doubts(graph)
    assert [doubt.value for doubt in found] == sorted((doubt.value for doubt in found), reverse=True)
    seen = {(doubt.kind, doubt.about) for doubt in found}
    assert seen == {
        ("conflict", "renault owns nissan"),
        ("conflict", "geely-auto owns volvo"),
        ("weak", "geely-auto owns volvo"),
        ("weak", "ford owns rover"),
        ("identity", "geely geely-auto"),
    }
    settled = [
        Decision(decision=Action.ACCEPT, fact=about, **WHO)
        for about in ("renault owns nissan", "geely-auto owns volvo", "ford owns rover")
    ]
    settled.append(Decision(decision=Action.DISTINCT, entity="geely", into="geely-auto", **WHO))
    assert doubts(graph, settled) == ()


def test_the_file_keeps_its_comments(tmp_path: Path) -> None:
    file = tmp_path / FILE_NAME
    assert read_decisions(file) == ()
    first = Decision(decision=Action.REJECT, fact="ford owns rover", by="Ada", why="it: was Škoda # yes")
    second = Decision.model_validate(
        {**WHO, "decision": "correct", "claims": ["12"], "set": {"stake": 36.8, "start": "1999", "end": None}}
    )
    assert (add_decision(file, first), add_decision(file, second)) == (1, 2)
    file.write_text("# mine\n" + file.read_text("utf-8") + "# the end\n", "utf-8")
    assert read_decisions(file) == (first, second)
    assert undo_decision(file, 1) == first
    assert read_decisions(file) == (second,)
    assert file.read_text("utf-8").startswith("# mine\n")
    assert file.read_text("utf-8").endswith("# the end\n")
    undo_decision(file, 1)
    assert read_decisions(file) == ()
    with pytest.raises(InputError, match="there is no decision 1"):
        undo_decision(file, 1)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("decision: reject", "must be a list"),
        ("- [", "is not valid YAML"),
        ("- {decision: reject, fact: a owns b, by: Ada}", "decision 1: why"),
        ("- {decision: reject, fact: a likes b, by: Ada, why: x}", "is no fact"),
        ("- {decision: reject, by: Ada, why: x}", "to reject needs one of"),
        ("- {decision: burn, fact: a owns b, by: Ada, why: x}", "decision 1: decision"),
        ("- {decision: correct, claims: ['1'], set: {stake: 120}, by: Ada, why: x}", "set.stake"),
        ("- {decision: correct, claims: ['1'], set: {start: soon}, by: Ada, why: x}", "set.start"),
        ("- {decision: merge, entity: a, into: a, by: Ada, why: x}", "both 'a'"),
    ],
)
def test_a_wrong_entry_is_named(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / FILE_NAME
    file.write_text(text, "utf-8")
    with pytest.raises(InputError, match=message) as error:
        read_decisions(file)
    assert str(file) in str(error.value)


@pytest.mark.parametrize(
    ("action", "target", "fields"),
    [
        (Action.REJECT, "renault owns NISSAN", {"fact": "renault owns nissan"}),
        (Action.ACCEPT, "Lotus", {"entity": "lotus"}),
        (Action.REJECT, claim_of("Ford owns Rover"), {"claims": (claim_of("Ford owns Rover"),)}),
    ],
)
def test_targets(action: Action, target: str, fields: dict[str, object]) -> None:
    documents, claims = tell(NEWS)
    decision = decide(AllianceGraph.from_claims(documents, claims), action, target, **WHO)
    assert decision.model_dump(exclude_defaults=True) == {**WHO, "decision": action, **fields}


def test_a_relation_without_a_fact_is_an_error() -> None:
    documents, claims = tell(NEWS)
    with pytest.raises(InputError, match="there is no such fact"):
        decide(AllianceGraph.from_claims(documents, claims), Action.REJECT, "Ford owns Nissan", **WHO)


WRONG = {
    "a field that a correction has not": (
        (Action.CORRECT, "Renault owns Nissan", {"values": ["colour=red"]}),
        "set.colour: there is no such field; choose from subject, predicate, object, status, stake, start",
    ),
    "a correction of a company": (
        (Action.CORRECT, "Renault", {"values": ["stake=36.8"]}),
        "Renault: is no fact or claim, and only those can be corrected",
    ),
    "a relation that there is not": (
        (Action.REJECT, "Renault likes Nissan", {}),
        'a fact is named as "A relation B", the relation one of owns, brand_of',
    ),
    "an article that does not tell of the entity": (
        (Action.SPLIT, "Volvo", {"into": "ab-volvo", "name": "AB Volvo", "articles": ("five",)}),
        "five: no article or claim of this name tells of Volvo",
    ),
}


@pytest.mark.parametrize(("asked", "message"), WRONG.values(), ids=WRONG)
def test_what_makes_no_sense_is_refused(asked: tuple[Action, str, dict[str, Any]], message: str) -> None:
    documents, claims = tell(NEWS)
    action, target, more = asked
    with pytest.raises(InputError, match=re.escape(message)):
        decide(AllianceGraph.from_claims(documents, claims), action, target, **WHO, **more)


def test_a_decision_shows_what_it_changes() -> None:
    corrected = {"decision": "correct", "claims": ["12"], "set": {"stake": 36.8, "end": "unknown"}}
    parted = {"decision": "split", "entity": "volvo", "into": "ab-volvo", "articles": ["1993.md"]}
    assert [str(Decision.model_validate({**WHO, **d})) for d in (corrected, parted)] == [
        "correct 12 stake=36.8 end=unknown (Ada: a test)",
        "split volvo / ab-volvo in 1993.md (Ada: a test)",
    ]


def test_a_misspelt_folder_is_not_made(tmp_path: Path) -> None:
    decision = Decision(decision=Action.REJECT, fact="ford owns rover", **WHO)
    with pytest.raises(InputError, match="there is no such folder"):
        add_decision(tmp_path / "rwa" / FILE_NAME, decision)


def test_of_a_cross_holding_only_the_side_that_is_named_is_meant() -> None:
    documents, claims = tell("1999 | Renault owns Nissan | stake=36.8\n2001 | Nissan owns Renault | stake=15")
    graph = AllianceGraph.from_claims(documents, claims)
    decision = decide(graph, Action.REJECT, "Nissan owns Renault", **WHO)
    assert decision.fact == "nissan owns renault"


def run(monkeypatch: pytest.MonkeyPatch, *words: object) -> int:
    monkeypatch.setattr(sys, "argv", ["alliancegraph", *map(str, words)])
    with pytest.raises(SystemExit) as exit_:
        cli.main()
    assert isinstance(exit_.value.code, int)
    return exit_.value.code


def test_decisions_bind_builds_until_they_are_undone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    raw, out = tmp_path / "raw", tmp_path / "graph"
    raw.mkdir()
    (raw / "2010-08-02-volvo.md").write_text("Ford sold Volvo Cars to Geely on Monday.\n", "utf-8")
    where = ("--graph", out, "--raw", raw)
    assert run(monkeypatch, "build", raw, "--out", out) == 0
    before = AllianceGraph.load(out)
    owner = next(row for row in before.ties("Ford") if row.predicate == "owns")
    text = f"{owner.subject} owns {owner.object}"
    assert run(monkeypatch, "review", "reject", text, "--by", "Ada", "--why", "a test", *where) == 0
    assert run(monkeypatch, "build", raw, "--out", out) == 0
    assert owner.fact not in AllianceGraph.load(out).facts
    decision = f"- {{decision: reject, fact: {'saab owns {}'.format('volvo')}, by: Ada, why: x}}\n"
    (raw / FILE_NAME).write_text((raw / FILE_NAME).read_text("utf-8") + decision, "utf-8")
    capsys.readouterr()
    assert run(monkeypatch, "build", raw, "--out", out) == 0
    unmatched = f"{raw / FILE_NAME}: decision 2 matches nothing any more: reject saab owns volvo (Ada: x)"
    assert unmatched in capsys.readouterr().err
    assert '"claims": 0' in (out / "ledger.json").read_text("utf-8")
    for _ in range(2):
        assert run(monkeypatch, "review", "undo", "1", "--raw", raw) == 0
    assert run(monkeypatch, "build", raw, "--out", out) == 0
    assert dict(AllianceGraph.load(out).facts) == dict(before.facts)
    capsys.readouterr()
    assert run(monkeypatch, "review", "--format", "json", *where) == 0
    assert run(monkeypatch, "review", "--kind", "wrong", *where) == 2
    capsys.readouterr()
    assert run(monkeypatch, "review", "decisions", "--raw", raw) == 0
    assert capsys.readouterr().err == f"{raw}: no decisions yet\n"


def test_every_review_command_has_help_and_an_example(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for command in cli.review.commands.registered_commands:
        assert command.callback
        assert run(monkeypatch, "review", command.callback.__name__, "--help") == 0
        assert f"Example: alliancegraph review {command.callback.__name__}" in " ".join(
            capsys.readouterr().out.split()
        )
