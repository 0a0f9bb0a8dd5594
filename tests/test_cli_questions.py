"""The question commands: what they print where, and how they exit."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent / "graph"))
from told import build

from alliancegraph import __version__, cli

NEWS = """
1999-06 | Renault owns Nissan | start=1999-05, stake=36.8
2013-11-05 | Renault owns Nissan | stake=43.4
2013-11-05 | Nissan partner_in NMKV:joint_venture | start=2011-06, stake=50, doc=nmkv
2013-11-05 | Mitsubishi Motors partner_in NMKV:joint_venture | start=2011-06, stake=50, doc=nmkv
2010-04-07 | Daimler allied_with Renault | start=2010-04
2014 | Daimler shares_platform_with Renault | platform=Edison
2012 | Škoda:brand brand_of Volkswagen
"""


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("graph")
    build(NEWS).save(folder)
    return folder


class Run:
    """One call of the command line in this process."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self.monkeypatch, self.capsys = monkeypatch, capsys

    def __call__(self, *words: object) -> tuple[int, str, str]:
        self.monkeypatch.setattr(sys, "argv", ["alliancegraph", *map(str, words)])
        with pytest.raises(SystemExit) as exit_:
            cli.main()
        code = exit_.value.code
        assert isinstance(code, int)
        return code, *self.capsys.readouterr()


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    return Run(monkeypatch, capsys)


QUESTIONS = {
    "show": (("show", "nissan"), "owners", "Renault 43.4 %"),
    "ties": (("ties", "Nissan"), "predicate", "owns"),
    "partners": (("partners", "Nissan"), "partner", "Mitsubishi Motors"),
    "owners": (("owners", "Nissan"), "holder", "Renault"),
    "owners, looking through": (("owners", "NMKV", "--look-through"), "total", "50"),
    "cap table": (("cap-table", "Nissan"), "holder", "unknown"),
    "parent": (("parent", "NMKV"), "parent", "NMKV"),
    "holdings": (("holdings", "Renault"), "held", "Nissan"),
    "path": (("path", "Renault", "Mitsubishi motors"), "predicate", "owns"),
    "explain": (("explain", "Renault", "Nissan"), "sentence", "Renault owns Nissan"),
    "timeline": (("timeline", "NMKV"), "date", "2011-06"),
    "platforms": (("platforms", "Renault"), "platform", "Edison"),
    "groups": (("groups",), "name", "Renault"),
    "central": (("central",), "name", "Renault"),
    "search": (("search", "skoda"), "name", "Škoda"),
    "diff": (("diff", "2000", "2014"), "change", "new"),
}


@pytest.mark.parametrize(("words", "field", "value"), QUESTIONS.values(), ids=QUESTIONS)
def test_every_question_in_every_format(
    run: Run, graph: Path, words: tuple[str, ...], field: str, value: str
) -> None:
    status, out, _ = run(*words, "--graph", graph, "--format", "json")
    rows = json.loads(out)
    assert status == 0
    assert value in {f"{row[field]:g}" if isinstance(row[field], float) else row[field] for row in rows}
    status, out, _ = run(*words, "--graph", graph, "--format", "csv")
    read = list(csv.DictReader(io.StringIO(out)))
    assert status == 0
    assert [row.keys() for row in read] == [row.keys() for row in rows]
    status, out, _ = run(*words, "--graph", graph)
    assert status == 0
    assert value in out


def test_a_table_for_people_leaves_out_columns_that_say_nothing(run: Run, graph: Path) -> None:
    _, out, _ = run("owners", "Nissan", "--graph", graph)
    assert "direct" in out
    assert "total" not in out


def test_as_of(run: Run, graph: Path) -> None:
    _, out, _ = run("owners", "Nissan", "--graph", graph, "--as-of", "2000", "--format", "json")
    assert [row["direct"] for row in json.loads(out)] == [36.8]


def test_nothing_found_is_no_error(run: Run, graph: Path) -> None:
    assert run("path", "Skoda", "Nissan", "--graph", graph) == (0, "", "nothing found\n")
    status, out, _ = run("path", "Skoda", "Nissan", "--graph", graph, "--format", "json")
    assert (status, json.loads(out)) == (0, [])


def test_diff_of_two_builds(run: Run, graph: Path, tmp_path: Path) -> None:
    build(NEWS + "2015 | Ford owns Mazda").save(tmp_path)
    _, out, _ = run("diff", graph, tmp_path, "--format", "json")
    assert [(row["change"], row["subject"]) for row in json.loads(out)] == [("new", "Ford")]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("ties", "Nisan"), "alliancegraph: no entity is called 'Nisan'; did you mean Nissan?\n"),
        (("ties", "škodda"), "alliancegraph: no entity is called 'škodda'; did you mean Škoda?\n"),
        (("ties", "xyzzy"), "alliancegraph: no entity is called 'xyzzy'\n"),
        (
            ("diff", "2008", "nowhere"),
            "alliancegraph: nowhere: is neither the folder of a graph nor a date (YYYY, YYYY-MM or YYYY-MM-",
        ),
        (("export", "--format", "csv", "--out", "-"), "alliancegraph: csv is a folder of files"),
    ],
)
def test_errors_of_our_own_are_one_line_and_status_1(
    run: Run, graph: Path, words: tuple[str, ...], message: str
) -> None:
    status, out, err = run(*words, "--graph", graph)
    assert (status, out) == (1, "")
    assert err.startswith(message)
    assert err.count("\n") == 1


def test_a_missing_graph_says_what_to_do(run: Run, tmp_path: Path) -> None:
    status, out, err = run("ties", "Nissan", "--graph", tmp_path)
    assert (status, out) == (1, "")
    assert "run `alliancegraph build`" in err


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("ties",), "Missing argument 'NAME'"),
        (("ties", "Nissan", "--format", "xls"), "'xls' is not one of 'table', 'json', 'csv'"),
        (("ties", "Nissan", "--as-of", "soon"), "'soon' is no date: write YYYY, YYYY-MM or YYYY-MM-DD"),
        (("ties", "Nissan", "--as-of", "2013-02-30"), "'2013-02-30' is no date"),
        (("tise", "Nissan"), "No such command 'tise'. Did you mean 'ties'?"),
        (("export",), "Missing option '--format'"),
        (("export", "--format", "xls"), "there is no format 'xls'; choose from graphml"),
    ],
)
def test_wrong_usage_is_status_2(run: Run, words: tuple[str, ...], message: str) -> None:
    status, out, err = run(*words)
    assert (status, out) == (2, "")
    assert message in err


def test_version(run: Run) -> None:
    assert run("--version") == (0, f"alliancegraph {__version__}\n", "")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_shells_complete_commands(shell: str, tmp_path: Path) -> None:
    """What a shell asks while a person types "alliancegraph ti" and then the tabulator."""
    asked = {
        "_ALLIANCEGRAPH_COMPLETE": f"complete_{shell}",
        "COMP_WORDS": "alliancegraph ti",
        "COMP_CWORD": "1",
        "_TYPER_COMPLETE_ARGS": "alliancegraph ti",
        "_TYPER_COMPLETE_FISH_ACTION": "get-args",
    }
    code = "import sys; sys.argv = ['alliancegraph']; from alliancegraph.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code], env=os.environ | asked, capture_output=True, text=True, check=True
    )
    assert "ties" in done.stdout
    assert "timeline" in done.stdout
    assert "owners" not in done.stdout


@pytest.mark.parametrize(("variables", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False)])
@pytest.mark.parametrize("words", [("ties", "Nissan"), ("explain", "Renault", "Nissan"), ("extract",)])
def test_no_color(
    graph: Path, tmp_path: Path, words: tuple[str, ...], variables: dict[str, str], coloured: bool
) -> None:
    """On a terminal, answers are plain where NO_COLOR is set."""
    article = tmp_path / "article.txt"
    article.write_text("Renault owns Nissan.\n", encoding="utf-8")
    what = (str(article),) if words == ("extract",) else ("--graph", str(graph))
    command = [sys.executable, "-m", "alliancegraph.cli", *words, *what]
    ours, theirs = pty.openpty()
    env = {key: value for key, value in os.environ.items() if key not in ("NO_COLOR", "FORCE_COLOR")}
    subprocess.run(
        command, stdout=theirs, env=env | {"TERM": "xterm-256color", "COLUMNS": "120"} | variables, check=True
    )
    os.close(theirs)
    out = b""
    with contextlib.suppress(OSError):  # how the end of a terminal shows itself
        while read := os.read(ours, 65536):
            out += read
    os.close(ours)
    assert b"Renault" in out
    assert (b"\x1b[" in out) is coloured


def test_export(run: Run, graph: Path, tmp_path: Path) -> None:
    target = tmp_path / "made" / "g.json"
    status, out, err = run("export", "--format", "json", "--out", target, "--graph", graph)
    assert (status, out, err) == (0, "", f"written to {target}\n")
    assert "Škoda" in target.read_text(encoding="utf-8")
    assert [path.name for path in target.parent.iterdir()] == ["g.json"]


def test_export_to_stdout(graph: Path) -> None:
    command = [sys.executable, "-m", "alliancegraph.cli", "export", "--format", "turtle", "--out", "-"]
    done = subprocess.run([*command, "--graph", str(graph)], check=True, capture_output=True)
    assert "Škoda".encode() in done.stdout
    assert done.stderr == b""


def test_text_of_articles_cannot_steer_the_terminal(run: Run, tmp_path: Path) -> None:
    build("2015 | \x1b[31mFord[bold] owns Mazda").save(tmp_path)
    _, out, _ = run("ties", "Mazda", "--graph", tmp_path)
    assert "\x1b" not in out
    assert "Ford[bold]" in out


def test_every_command_has_help_and_an_example(run: Run) -> None:
    status, out, _ = run("--help")
    assert status == 0
    for command in cli.app.registered_commands:
        assert command.callback
        name = command.name or command.callback.__name__.replace("_", "-")
        assert name in out
        status, text, _ = run(name, "--help")
        assert status == 0
        assert (command.callback.__doc__ or "").split(".")[0].split()[0] in text
        assert f"Example: alliancegraph {name}" in text or f"alliancegraph {name}" in text


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys; sys.argv = ['alliancegraph', '--help']\n"
        "from alliancegraph import cli\n"
        "try: cli.main()\n"
        "except SystemExit: pass\n"
        "heavy = ('spacy', 'scipy', 'numpy', 'networkx', 'pandas', 'pydantic')\n"
        "print([name for name in heavy if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.splitlines()[-1] == "[]"
