"""Figures for docs/reading.md: body only, builds of many articles, damaged input.

python -m benchmarks.reading pages                 recall and precision beside trafilatura alone
python -m benchmarks.reading incremental 10000     a build of so many articles, then with none and one changed
python -m benchmarks.reading fuzz 5000 7           so many damaged inputs, of this seed, over all forms

Builds that are killed: `python -m benchmarks.reliability`.
"""

from __future__ import annotations

import random
import sys
import time
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.reading.page_cases import score
from tests.reading.samples import SAMPLES
from tests.reading.test_fuzz import HARM, damaged
from tests.reading.test_pages import CASES, ours, theirs, total

from alliancegraph import build
from alliancegraph.reading import Unread, read_documents
from benchmarks.stream import news


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
        raw.mkdir()
        for n, document in enumerate(news(number)):
            (raw / f"{document.date}-{n:06}.txt").write_text(document.text, "utf-8")
        changed = sorted(raw.iterdir())[number // 2]
        for step in ("first", "nothing changed", "one changed"):
            if step == "one changed":
                changed.write_text(changed.read_text("utf-8") + "\n\nFord owns Jaguar.\n", "utf-8")
            began, cpu = time.perf_counter(), time.process_time()
            report = build(raw, out)
            took, cpu = time.perf_counter() - began, time.process_time() - cpu
            told = f"{report.extracted} of {number} read in {took:.1f} s, {cpu:.1f} s of CPU"
            print(f"{step}: {told}; {report.facts} facts", flush=True)


def fuzz(number: int, seed: int) -> None:
    """Damage samples of all forms; what ends in neither articles nor lines of the ledger ends this."""
    rng = random.Random(seed)
    outcomes: Counter[str] = Counter()
    with TemporaryDirectory() as folder:
        for n in range(number):
            name = list(SAMPLES)[n % len(SAMPLES)]
            edits = [
                (rng.random(), rng.randrange(41), rng.choice([rng.randbytes(rng.randrange(9)), *HARM]))
                for _ in range(rng.randint(1, 6))
            ]
            path = Path(folder) / name
            path.write_bytes(damaged(SAMPLES[name], edits))
            found = list(read_documents(path, root=Path(folder)))
            outcomes.update("line of the ledger" if isinstance(one, Unread) else "article" for one in found)
    print(f"{number} inputs: " + ", ".join(f"{count} {what}" for what, count in outcomes.items()))


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["pages"]:
            pages()
        case ["incremental", number]:
            incremental(int(number))
        case ["fuzz", number, seed]:
            fuzz(int(number), int(seed))
        case _:
            sys.exit(__doc__)
