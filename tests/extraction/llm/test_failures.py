"""Whatever goes wrong with a model costs its article's claims of the model, and nothing else."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from alliancegraph.extraction.llm import LlmOptions
from alliancegraph.extraction.llm.address import KEY
from alliancegraph.extraction.llm.budget import Limits
from alliancegraph.extraction.llm.endpoint import LONGEST_ANSWER
from alliancegraph.extraction.llm.prompt import load_prompt
from alliancegraph.pipeline import BuildReport, build

from .stub import Answering, Said, Stub, content, error, relations, serving

NEWS = {
    "a.md": ("Fiat", "Chrysler"),
    "b.md": ("Renault", "Nissan"),
    "c.md": ("Ford", "Mazda"),
}
USE = ("frames", "llm")


def text_of(one: str, other: str) -> str:
    return (
        f"{one} owns 25 percent of {other}. Rain fell. "
        f"The pact of {one} with {other} was left unmentioned by {one} and {other}.\n"
    )


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    folder = tmp_path / "raw"
    folder.mkdir()
    for name, (one, other) in NEWS.items():
        (folder / name).write_text(f"---\ndate: 2001-05-0{len(one) % 9 + 1}\n---\n{text_of(one, other)}")
    return folder


@pytest.fixture
def honest() -> Iterator[Stub]:
    with serving(says_alliance) as stub:
        yield stub


def names(passage: str) -> tuple[str, str]:
    return next(pair for pair in NEWS.values() if pair[0] in passage)


def says_alliance(passage: str) -> Said:
    """That the two are allied, which no frame reads out of these words; and something made up."""
    one, other = names(passage)
    alliance = {
        "quote": f"The pact of {one} with {other}",
        "subject": one,
        "predicate": "allied_with",
        "object": other,
        "status": "active",
    }
    return relations(alliance, {**alliance, "quote": "They love each other."})


def failing(said: Said, at: str = "Ford") -> Answering:
    return lambda passage: said if at in passage else says_alliance(passage)


def run(raw: Path, out: Path, url: str, limits: Limits | None = None, timeout: float = 20.0) -> BuildReport:
    return build(raw, out, use=USE, llm=LlmOptions("stub", url, limits or Limits(), timeout))


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}


def claims(folder: Path) -> set[tuple[str, str, str, str]]:
    rows = [json.loads(line) for line in (folder / "claims.jsonl").read_text("utf-8").splitlines()]
    finder = [row["evidence"]["found_by"].split(":")[0] for row in rows]
    return {
        (row["subject"]["name"], row["predicate"], row["object"]["name"], by)
        for row, by in zip(rows, finder, strict=True)
    }


def alliances(folder: Path) -> set[str]:
    return {
        subject for subject, predicate, _, by in claims(folder) if (predicate, by) == ("allied_with", "llm")
    }


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("alliancegraph.extraction.llm.reader._PAUSES", (0.0,))
    monkeypatch.setattr("alliancegraph.extraction.llm.reader._LONGEST_PAUSE", 0.0)


def test_what_a_model_adds_is_a_claim_with_its_sentence(raw: Path, tmp_path: Path, honest: Stub) -> None:
    report = run(raw, tmp_path / "graph", honest.url)
    assert alliances(tmp_path / "graph") == {"Fiat", "Renault", "Ford"}
    assert ("Ford", "owns", "Mazda", "frames") in claims(tmp_path / "graph")
    (line,) = [line.llm for line in report.lines if line.path == "c.md"]
    assert line is not None
    assert (line.told, line.kept) == (2, 1)
    assert line.dropped == {"the quote is not in the sentences sent": 1}


def test_only_sentences_that_pass_the_gate_are_sent(raw: Path, tmp_path: Path, honest: Stub) -> None:
    run(raw, tmp_path / "graph", honest.url)
    assert len(honest.asked) == 3
    assert not any("Rain fell" in passage for passage in honest.asked)
    assert all("owns 25 percent" in passage for passage in honest.asked)


def test_a_rebuild_asks_nothing_and_gives_the_same_bytes(raw: Path, tmp_path: Path, honest: Stub) -> None:
    run(raw, tmp_path / "graph", honest.url)
    first = files(tmp_path / "graph")
    honest.answer = lambda _: error(500)
    run(raw, tmp_path / "graph", "http://127.0.0.1:9/v1")
    assert files(tmp_path / "graph") == first
    assert len(honest.asked) == 3


def test_answers_outlive_a_build_with_other_extractors(raw: Path, tmp_path: Path, honest: Stub) -> None:
    run(raw, tmp_path / "graph", honest.url)
    first = files(tmp_path / "graph")
    build(raw, tmp_path / "graph", use=("frames",))
    report = run(raw, tmp_path / "graph", honest.url)
    assert files(tmp_path / "graph") == first
    assert (len(honest.asked), report.spent and report.spent.calls) == (3, 0)


def test_another_model_is_asked_anew(raw: Path, tmp_path: Path, honest: Stub) -> None:
    run(raw, tmp_path / "graph", honest.url)
    build(raw, tmp_path / "graph", use=USE, llm=LlmOptions("another", honest.url))
    assert len(honest.asked) == 6


@pytest.mark.parametrize(
    ("said", "reason", "calls"),
    [
        (Said(hang=True), "no answer in time", 1),
        (error(429), "rate limit reached (HTTP 429)", 2),
        (error(429, retry_after="7"), "rate limit reached (HTTP 429)", 2),
        (error(503), "HTTP 503", 2),
        (error(500), "HTTP 500", 1),
        (error(401, "your key is sk-secret"), "not accepted (HTTP 401)", 1),
        (error(404), "no such model at this address (HTTP 404)", 1),
        (Said(close=True), "the connection failed", 1),
        (Said("", 302, {"Location": "http://127.0.0.1:9/elsewhere"}), "failed", 1),
        (content('{"relations": [{"quote": "The p'), "not in the asked form", 1),
        (content("Certainly! Here are the relations."), "not in the asked form", 1),
        (content("[]"), "not in the asked form", 1),
        (content("", refusal="I cannot help with that."), "the model refused", 1),
        (Said("<html>It works!</html>"), "", 1),
        (Said({}), "", 1),
    ],
)
def test_a_failure_costs_its_article_only_and_is_made_good(
    raw: Path, tmp_path: Path, honest: Stub, said: Said, reason: str, calls: int
) -> None:
    honest.answer = failing(said)
    out = tmp_path / "graph"
    report = run(raw, out, honest.url, timeout=2.0 if said.hang else 20.0)
    (line,) = report.unheard
    assert line.path == "c.md"
    assert reason in ((line.llm and line.llm.failure) or "nothing")
    assert alliances(out) == {"Fiat", "Renault"}
    assert ("Ford", "owns", "Mazda", "frames") in claims(out)
    assert sum("Ford" in passage for passage in honest.asked) == calls
    ledger = json.loads((out / "ledger.json").read_text("utf-8"))
    assert [row["path"] for row in ledger["documents"] if row["llm"]["failure"]] == ["c.md"]
    honest.answer = says_alliance
    before = len(honest.asked)
    assert run(raw, out, honest.url).unheard == ()
    assert len(honest.asked) == before + 1
    run(raw, tmp_path / "fresh", honest.url)
    assert files(out) == files(tmp_path / "fresh")


def test_an_endpoint_that_dies_in_the_middle(raw: Path, tmp_path: Path) -> None:
    with serving(says_alliance) as stub:
        (raw / "only.md").write_text((raw / "a.md").read_text())
        run(raw / "only.md", tmp_path / "graph", stub.url)
    report = run(raw, tmp_path / "graph", stub.url)
    assert alliances(tmp_path / "graph") == {"Fiat"}
    assert {line.path for line in report.unheard} == {"b.md", "c.md"}
    with serving(says_alliance) as stub:
        assert run(raw, tmp_path / "graph", stub.url).unheard == ()
    assert alliances(tmp_path / "graph") == {"Fiat", "Renault", "Ford"}


def test_an_endpoint_that_is_gone_is_left_alone_after_three_articles(raw: Path, tmp_path: Path) -> None:
    for n in range(4):
        (raw / f"{n}.md").write_text(text_of("Ford", "Mazda") + f"It was day {n}.\n")
    with serving(lambda _: error(500)) as stub:
        report = run(raw, tmp_path / "graph", stub.url)
    assert len(stub.asked) == 3
    assert len(report.unheard) == 7
    assert sum("not asked" in ((line.llm and line.llm.failure) or "") for line in report.unheard) == 4


# What the first two calls may take at most, and not a third: each takes 1,050 in truth.
ROOM = load_prompt().size + LONGEST_ANSWER + 1800


@pytest.mark.parametrize(
    "limits",
    [Limits(calls=2), Limits(tokens=ROOM), Limits(money=ROOM / 1e6, price_sent=1.0, price_received=1.0)],
)
def test_a_budget_is_kept_and_the_next_build_goes_on(
    raw: Path, tmp_path: Path, honest: Stub, limits: Limits
) -> None:
    report = run(raw, tmp_path / "graph", honest.url, Limits(calls=0))
    assert honest.asked == []
    assert len(report.unheard) == 3
    for _ in range(2):
        before = len(honest.asked)
        report = run(raw, tmp_path / "graph", honest.url, limits)
        assert report.spent is not None
        assert report.spent.calls == len(honest.asked) - before
        assert report.spent.calls <= 2
        assert report.spent.sent + report.spent.received <= ROOM
        assert all("budget" in ((line.llm and line.llm.failure) or "") for line in report.unheard)
    assert report.unheard == ()
    assert len(honest.asked) == 3


def test_the_key_goes_to_the_server_and_nowhere_else(
    raw: Path,
    tmp_path: Path,
    honest: Stub,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level("DEBUG")
    monkeypatch.setenv(KEY, "sk-alliance-secret")
    monkeypatch.setenv("OPENAI_API_KEY", "sk-for-another-server")
    honest.answer = failing(error(401, "the key sk-alliance-secret is not known"))
    report = run(raw, tmp_path / "graph", honest.url)
    assert {headers["authorization"] for _, headers in honest.requests} == {"Bearer sk-alliance-secret"}
    assert len(report.unheard) == 1
    told = capfd.readouterr()
    for text in (caplog.text, told.out, told.err, str(report)):
        assert "sk-" not in text
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert not any(b"sk-alliance" in path.read_bytes() or b"sk-for" in path.read_bytes() for path in written)


def test_no_key_is_taken_from_elsewhere(
    raw: Path, tmp_path: Path, honest: Stub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(KEY, raising=False)
    monkeypatch.setenv("OPENAI_API_KEY", "sk-for-another-server")
    run(raw, tmp_path / "graph", honest.url)
    assert not any("sk-for" in f"{sent}{headers}" for sent, headers in honest.requests)


def test_a_port_that_nobody_listens_at(raw: Path, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        report = run(raw, tmp_path / "graph", f"http://127.0.0.1:{taken.getsockname()[1]}/v1")
    assert len(report.unheard) == 3
    assert ("Ford", "owns", "Mazda", "frames") in claims(tmp_path / "graph")
