"""`alliancegraph doctor`: what is sound, and what is wrong with the rest."""

from __future__ import annotations

import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest
from typer.testing import CliRunner

from alliancegraph import cli, doctor
from alliancegraph.export import page
from alliancegraph.graph import AllianceGraph


def test_a_sound_installation(tmp_path: Path) -> None:
    done = CliRunner().invoke(cli.app, ["doctor", "--graph", str(tmp_path)])
    assert done.exit_code == 0, done.output
    parts = [line.split()[:2] for line in done.stdout.splitlines()]
    assert [part for _, part in parts] == [
        *("python", "packages", "sqlite", "registry", "model", "extraction", "page", "graph")
    ]
    assert {state for state, _ in parts} == {"ok"}
    assert f"none in {tmp_path} yet" in done.stdout


def test_what_is_wrong_is_named_and_the_rest_is_checked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed = metadata.version
    others = {"pyvis": None, "networkx": "1.0"}

    def version(name: str) -> str:
        found = others.get(name, installed(name))
        if found is None:
            raise metadata.PackageNotFoundError(name)
        return found

    monkeypatch.setattr(doctor.metadata, "version", version)
    monkeypatch.setattr(page, "html", lambda _: Path(tmp_path, "template.html").read_text("utf-8"))
    AllianceGraph.from_claims([], []).save(tmp_path)
    file = tmp_path / "alliances.sqlite"
    file.write_bytes(file.read_bytes()[:5000])
    done = CliRunner().invoke(cli.app, ["doctor", "--graph", str(tmp_path)])
    assert done.exit_code == 1
    wrong = {line.split()[1]: line for line in done.stdout.splitlines() if line.startswith("WRONG")}
    assert wrong.keys() == {"packages", "page", "graph"}
    assert "networkx is 1.0, wanted >=3.4; pyvis is missing; install alliancegraph again" in wrong["packages"]
    assert "template.html" in wrong["page"]
    assert f"{tmp_path}" in wrong["graph"]


def test_a_missing_package_stops_no_other_check() -> None:
    code = (
        "import sys\n"
        "sys.modules['spacy'] = None\n"
        "from pathlib import Path\n"
        "from alliancegraph.doctor import examine\n"
        "print(*(finding.part for finding in examine(Path('none')) if not finding.sound))"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.split() == ["model", "extraction"]
