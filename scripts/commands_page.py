"""The command line -> docs/reference/commands.md: every command with its arguments, options and example.

python scripts/commands_page.py           # write the page
python scripts/commands_page.py --check   # exit with 1 if the page is not what the program says
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from typer.core import TyperArgument, TyperCommand, TyperGroup
from typer.main import get_command

from alliancegraph.cli import app

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "commands.md"

HEAD = """\
# Commands

Written from the program by `scripts/commands_page.py`; do not edit.

Data goes to stdout, words and progress to stderr; `-` is a path. Exit status: 0 done, 1 something could
not be read or failed a check, 2 wrong usage.
"""


def page() -> str:
    """The whole page."""
    return "\n".join([HEAD, *_lines(get_command(app), "alliancegraph")])


def _lines(command: TyperCommand, path: str) -> Iterator[str]:
    context = command.make_context(path, [], resilient_parsing=True)
    yield f"## `{path}`\n"
    yield f"{command.help}\n"
    yield f"    {command.get_usage(context).removeprefix('Usage: ')}\n"
    told = ((one, one.get_help_record(context)) for one in command.get_params(context))
    rows = [(_name(one, record[0]), record[1]) for one, record in told if record]
    if rows:
        yield "| | |"
        yield "|---|---|"
        yield from (f"| `{_cell(name)}` | {_cell(told)} |" for name, told in rows)
        yield ""
    if command.epilog:
        what, _, example = command.epilog.partition(": ")
        yield f"{what}: `{example}`\n"
    if isinstance(command, TyperGroup):
        for name in sorted(command.commands):
            yield from _lines(command.commands[name], f"{path} {name}")


def _name(one: object, told: str) -> str:
    """How an option or argument is written; of an argument the type is left out."""
    return one.metavar or told if isinstance(one, TyperArgument) else told


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def main() -> None:
    if "--check" not in sys.argv[1:]:
        PAGE.write_text(page(), encoding="utf-8")
    elif PAGE.read_text(encoding="utf-8") != page():
        raise SystemExit(f"{PAGE} is not what the program says; run `make reference`")


if __name__ == "__main__":
    main()
