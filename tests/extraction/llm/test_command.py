"""The options on the command line: build and evaluate with a model, and wrong use."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from alliancegraph import cli
from alliancegraph.errors import UsageError

from .stub import Said, error, relations, serving

ARTICLE = "Ford owns 33.4 percent of Mazda. The pact of Ford with Mazda was not mentioned by Ford and Mazda."
PACT = {
    "quote": "The pact of Ford with Mazda",
    "subject": "Ford",
    "predicate": "allied_with",
    "object": "Mazda",
    "status": "active",
}
GOLD = {
    "entities": [{"id": "ford", "names": ["Ford"]}, {"id": "mazda", "names": ["Mazda"]}],
    "relations": [
        {"p": "owns", "s": "ford", "o": "mazda", "status": "active", "stake": 33.4},
        {"p": "allied_with", "s": "ford", "o": "mazda", "status": "active"},
    ],
}


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    folder = tmp_path / "gold"
    folder.mkdir()
    (folder / "mazda.txt").write_text(ARTICLE)
    (folder / "mazda.gold.json").write_text(json.dumps(GOLD))
    return folder


def honest(passage: str) -> Said:
    return relations(PACT, {**PACT, "object": "Toyota"})


def test_build_tells_what_was_kept_dropped_and_spent(gold: Path, tmp_path: Path) -> None:
    with serving(honest) as stub:
        options = ["--extractor", "frames,llm", "--model", "stub", "--base-url", stub.url]
        price = ["--budget", "calls=5", "--price", "1,2"]
        done = CliRunner().invoke(
            cli.app, ["build", str(gold / "mazda.txt"), "--out", str(tmp_path / "graph"), *options, *price]
        )
    assert done.exit_code == 0, done.output
    assert "model: 1 of 2 kept, 1 dropped: a name is not in the article" in done.output
    assert "it took 1 calls, 1000 tokens sent, 50 received, 0.0011 in money" in done.output


def test_build_says_which_articles_miss_the_model(gold: Path, tmp_path: Path) -> None:
    with serving(lambda _: error(500)) as stub:
        options = ["--extractor", "frames,llm", "--model", "stub", "--base-url", stub.url]
        done = CliRunner().invoke(
            cli.app, ["build", str(gold / "mazda.txt"), "--out", str(tmp_path / "graph"), *options]
        )
    assert done.exit_code == 1
    assert "mazda.txt: no claims of the language model: the call failed (HTTP 500)" in done.output


def test_evaluate_stands_side_by_side_and_learns(gold: Path, tmp_path: Path) -> None:
    with serving(honest) as stub:
        options = ["--extractor", "frames,llm", "--model", "stub", "--base-url", stub.url]
        kept = ["--answers", str(tmp_path / "answers"), "--calibrate", str(tmp_path / "m.json")]
        done = CliRunner().invoke(cli.app, ["evaluate", str(gold), *options, *kept])
    assert done.exit_code == 0, done.output
    (core,) = [line for line in done.output.splitlines() if line.startswith("core")]
    assert core.endswith("P 1.000 R 1.000 F1 1.000")
    assert core.count("F1") == 2
    assert "the model told 2 relations, 1 kept" in done.output
    assert len(stub.asked) == 1
    assert json.loads((tmp_path / "m.json").read_text()).keys() == {
        "agreed",
        "alone",
        "silent",
        "status_of_model",
    }


@pytest.mark.parametrize("extractor", ["llm", "frames,llm"])
def test_extract_asks_the_model_too(gold: Path, extractor: str) -> None:
    with serving(honest) as stub:
        options = ["--extractor", extractor, "--model", "stub", "--base-url", stub.url, "--format", "jsonl"]
        done = CliRunner().invoke(cli.app, ["extract", str(gold / "mazda.txt"), *options])
    assert done.exit_code == 0, done.output
    claims = [json.loads(line) for line in done.stdout.splitlines()]
    assert ("owns" in {c["predicate"] for c in claims}) is (extractor != "llm")
    assert any("llm:allied_with" in c["evidence"]["found_by"] for c in claims)


def test_extract_says_that_the_model_is_missing_and_shows_the_rest(gold: Path) -> None:
    with serving(lambda _: error(500)) as stub:
        options = [
            "--extractor",
            "frames,llm",
            "--model",
            "stub",
            "--base-url",
            stub.url,
            "--format",
            "jsonl",
        ]
        done = CliRunner().invoke(cli.app, ["extract", str(gold / "mazda.txt"), *options])
    assert done.exit_code == 1
    found_by = [json.loads(line)["evidence"]["found_by"] for line in done.stdout.splitlines()]
    assert found_by
    assert not any("llm" in names for names in found_by)
    assert "mazda.txt: no claims of the language model: the call failed (HTTP 500)" in done.stderr


@pytest.mark.parametrize("command", ["extract", "evaluate"])
def test_a_model_for_nobody_is_refused_everywhere(gold: Path, command: str) -> None:
    done = CliRunner().invoke(cli.app, [command, str(gold), "--model", "m"])
    assert isinstance(done.exception, UsageError)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--extractor", "llm"], "--model NAME"),
        (["--extractor", "llm", "--model", "m"], "--base-url"),
        (["--model", "en_core_web_sm"], "--spacy-model"),
        (["--extractor", "oracle"], "oracle"),
        (["--extractor", "llm", "--model", "m", "--base-url", "http://h/v1", "--budget", "a=1"], "a=1"),
        (["--extractor", "llm", "--model", "m", "--base-url", "http://h/v1", "--budget", "money=1"], "price"),
    ],
)
def test_wrong_use_is_told(gold: Path, tmp_path: Path, options: list[str], words: str) -> None:
    done = CliRunner().invoke(cli.app, ["build", str(gold), "--out", str(tmp_path / "graph"), *options])
    assert isinstance(done.exception, UsageError)
    assert words in str(done.exception)
    assert not (tmp_path / "graph").exists()
