"""Figures for docs/reading.md: body only, builds of many articles, builds that are killed.

python -m benchmarks.reading pages                 recall and precision beside trafilatura alone
python -m benchmarks.reading incremental 10000     a build of so many articles, and one with one changed
python -m benchmarks.reading kills 100             a build killed so many times, then let finish
"""

from __future__ import annotations

import random
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.reading.killing import build_and_kill, look, write_articles
from tests.reading.page_cases import score
from tests.reading.test_pages import CASES, ours, theirs, total

from alliancegraph import build


def pages() -> None:
    """A row for each page: what is found here, and by trafilatura alone."""
    print(
        "| page | recall | precision | recall, trafilatura | precision, trafilatura |\n|---|---|---|---|---|"
    )
    for case in CASES:
        here, there = score(case, ours(case)), score(case, theirs(case))
        figures = (here.recall, here.precision, there.recall, there.precision)
        print(f"| {case.name} | " + " | ".join(f"{figure:.2f}" for figure in figures) + " |")
    here, there = total(ours), total(theirs)
    figures = (here.recall, here.precision, there.recall, there.precision)
    print(f"| **all {len(CASES)}** | " + " | ".join(f"**{figure:.3f}**" for figure in figures) + " |")


def incremental(number: int) -> None:
    """Seconds and articles read for a first build, a second one, and one with one article changed."""
    with TemporaryDirectory() as folder:
        raw, out = Path(folder) / "raw", Path(folder) / "graph"
        write_articles(raw, number)
        changed = sorted(raw.iterdir())[number // 2]
        for step in ("first", "nothing changed", "one changed"):
            if step == "one changed":
                changed.write_text(changed.read_text("utf-8").replace("Monday", "Tuesday"), "utf-8")
            began = time.monotonic()
            report = build(raw, out)
            print(
                f"{step}: {report.extracted} of {number} read in {time.monotonic() - began:.1f} s", flush=True
            )


def kills(times: int) -> None:
    """Kill a build at random moments; the graph stays the last whole one, and the work grows."""
    rng = random.Random(1985)
    with TemporaryDirectory() as folder:
        raw, out = Path(folder) / "raw", Path(folder) / "graph"
        write_articles(raw, 3)
        build_and_kill(raw, out, after=600)
        before, killed, seen = look(out), 0, set()
        for n in range(times):
            write_articles(raw, 4, first=3 + 4 * n)
            killed += build_and_kill(raw, out, after=rng.uniform(0.1, 5))
            seen.add(look(out).graph)
        build_and_kill(raw, out, after=3600)
        after = look(out)
        print(
            f"{killed} of {times} builds killed; whole each time; {len(seen)} graphs seen; {after.kept} kept"
        )
        print(f"graph before {before.graph[:12]}, after {after.graph[:12]}")


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["pages"]:
            pages()
        case ["incremental", number]:
            incremental(int(number))
        case ["kills", times]:
            kills(int(times))
        case _:
            sys.exit(__doc__)
