"""The command reference says what the program says."""

from __future__ import annotations

import subprocess
import sys

import pytest

from .blocks import ROOT

SCRIPT = ROOT / "scripts" / "commands_page.py"
PAGE = ROOT / "docs" / "reference" / "commands.md"


def test_the_command_reference_is_up_to_date() -> None:
    done = subprocess.run(
        [sys.executable, str(SCRIPT), "--check"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("command", ["build", "extract", "ties", "owners", "review walk", "export", "diff"])
def test_it_has_every_command_with_an_example(command: str) -> None:
    page = PAGE.read_text(encoding="utf-8")
    (section,) = [part for part in page.split("\n## ") if part.startswith(f"`alliancegraph {command}`\n")]
    assert f"Example: `alliancegraph {command}" in section
