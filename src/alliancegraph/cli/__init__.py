"""The command line: parse, call one public function, print.

    articles    add, build, extract, evaluate       questions   show, ties, owners, path, ...
    review      what to look at, what was decided   export      formats of other tools
    doctor      whether the installation is sound

Data goes to stdout, words and progress to stderr. Exit status: 0 done; 1 something could
not be read or failed a check; 2 wrong usage. What takes long to import is imported where
it is used, so that `--help` answers at once.
"""

from __future__ import annotations

from typing import Annotated

import typer

from alliancegraph import __version__
from alliancegraph.cli import articles, doctor, export, questions, review
from alliancegraph.cli.common import app, say
from alliancegraph.errors import AllianceGraphError, UsageError

__all__ = ["app", "articles", "doctor", "export", "main", "questions", "review"]


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"alliancegraph {__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """News about the car industry in, a knowledge graph of who is allied with whom out."""


def main() -> None:
    """Run the command line; an error of our own is one line on stderr and status 1."""
    try:
        app()
    except UsageError as error:
        say(f"alliancegraph: {error}")
        raise SystemExit(2) from None
    except AllianceGraphError as error:
        say("alliancegraph: " + " ".join(str(error).split()))
        raise SystemExit(1) from None
    except OSError as error:
        say(f"alliancegraph: {error.filename or 'output'}: {error.strerror}")
        raise SystemExit(1) from None
