"""`add` and `build` on the command line: what goes to stdout and stderr, and the exit status."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from alliancegraph.cli import app
from alliancegraph.cli import articles as commands

from .samples import DATE, SAMPLES


def test_add_prints_what_is_there_now(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(SAMPLES["a.zip"])
    result = CliRunner().invoke(app, ["add", str(tmp_path / "a.zip"), "--raw", str(tmp_path / "raw")])
    path = str(tmp_path / "raw" / f"{DATE}-borgward-buys-lloyd.md")
    assert result.exit_code == 0
    # The zip holds the article twice, as a page and in an export; cleaned, they are the same.
    assert result.stdout.splitlines() == [path, f"{path} (was there)"]


@pytest.mark.parametrize("what", ["nowhere.html", "ftp://example.org/a.html", "http://127.0.0.1:9/a.html"])
def test_add_tells_what_cannot_be_added(tmp_path: Path, what: str) -> None:
    result = CliRunner().invoke(app, ["add", what, "--raw", str(tmp_path / "raw")])
    assert result.exit_code == 1
    assert result.stdout == ""
    assert what.rpartition("/")[2] in result.stderr


def test_progress_tells_rate_and_time_left(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert commands._progress() is None  # stderr of a test is no terminal
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    progress = commands._progress()
    assert progress is not None
    progress(0, 2, "a.txt")
    progress(1, 2, "b.txt")
    told = capsys.readouterr().err
    assert "1/2, " in told
    assert "a second, 0:00:00 left: b.txt\n" in told
