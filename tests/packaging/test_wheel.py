"""The wheel, installed into an empty environment away from the checkout, does the main jobs.

What it depends on is not fetched again: the new environment sees the packages of this one, and
nothing of the checkout.
"""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest

import alliancegraph

ROOT = Path(__file__).parents[2]
BUNDLED = (
    "cli/__main__.py",
    "export/page/look.json",
    "export/page/modules/app.js",
    "export/page/template.html",
    "export/page/vendor/LICENSE-APACHE-2.0",
    "export/page/vendor/LICENSE-MIT",
    "export/page/vendor/vis-network.min.js",
    "extraction/model/calibration.json",
    "py.typed",
    "vocabulary/language/frames.yaml",
    "vocabulary/registry/companies.csv",
)


def run(*command: str | Path, cwd: Path) -> str:
    """What *command* prints, run without a trace of the checkout in its environment."""
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    done = subprocess.run(
        list(map(str, command)), cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{command}:\n{done.stdout}{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "wheel")
    run(*pip, "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", folder, ROOT, cwd=folder)
    (built,) = folder.iterdir()
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `bin` folder of a new environment that holds the wheel."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder)
    python = folder / "bin" / "python"
    site = Path(
        run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=folder).strip()
    )
    with_pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", python, "install")
    run(*with_pip, "--quiet", "--no-deps", "--no-index", wheel, cwd=folder)
    # Last on the path, and without its .pth files: an editable checkout stays out.
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return folder / "bin"


def test_everything_is_inside(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as packed:
        names = set(packed.namelist())
    sources = {
        path.relative_to(ROOT / "src").as_posix()
        for path in (ROOT / "src" / "alliancegraph").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert sources - names == set()
    assert {f"alliancegraph/{name}" for name in BUNDLED} - names == set()
    assert {name.rsplit("/", 1)[-1] for name in names} >= {"LICENSE", "THIRD_PARTY_NOTICES.md"}
    assert {name.split("/")[0] for name in names if ".dist-info" not in name} == {"alliancegraph"}


def test_the_program_works_away_from_the_checkout(installed: Path, tmp_path: Path) -> None:
    where = run(
        installed / "python", "-c", "import alliancegraph; print(alliancegraph.__file__)", cwd=tmp_path
    )
    assert Path(where.strip()).is_relative_to(installed.parent), "the checkout was imported"
    program = installed / "alliancegraph"
    assert run(program, "--version", cwd=tmp_path).split()[-1] == alliancegraph.__version__

    raw = tmp_path / "articles"
    raw.mkdir()
    article = raw / "1999-03-27-alliance.txt"
    article.write_text(
        "Renault acquired a 36.8 percent stake in Nissan on 27 March 1999.\n", encoding="utf-8"
    )
    assert '"predicate":"owns"' in run(program, "extract", article, "--format", "jsonl", cwd=tmp_path)
    run(program, "build", raw, "--out", tmp_path / "graph", cwd=tmp_path)
    assert "Renault" in run(program, "owners", "Nissan", "--graph", tmp_path / "graph", cwd=tmp_path)
    page = (tmp_path / "graph" / "index.html").read_text(encoding="utf-8")
    assert '"joint_venture_with"' in page, "the look of relations is missing"
    assert len(page) > 300_000, "the library is missing"


def test_the_version_is_in_one_place() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert "version" not in project
    assert f"\nversion: {alliancegraph.__version__}\n" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"## {alliancegraph.__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_what_is_bundled_has_a_notice() -> None:
    package = ROOT / "src" / "alliancegraph"
    ours = ("calibration.json", "names.json")
    model = [path for path in (package / "extraction" / "model").iterdir() if path.name not in ours]
    foreign = [
        *(package / "export" / "page" / "vendor").glob("*.js"),
        *(path for path in model if path.suffix in (".onnx", ".json")),
    ]
    notices = (ROOT / "THIRD_PARTY_NOTICES.md").read_text(encoding="utf-8")
    assert foreign
    assert [path.name for path in foreign if f"{path.relative_to(package.parent)}`" not in notices] == []
