"""How good and how fast extraction is: one command, three tables.

    python benchmarks/extraction.py ablation [GOLD_DIR [ARTICLES]]   what each part contributes
    python benchmarks/extraction.py reliability                      whether confidence keeps its word
    python benchmarks/extraction.py speed                            beside bare `nlp.pipe`, in one run

Without a folder, the third of tests/gold is measured that neither training nor calibration sees.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "training"))

from calibrate import rows  # noqa: E402
from examples import GOLD, RAW, annotated_article, held_out  # noqa: E402
from passages import load_passages  # noqa: E402

from alliancegraph.evaluation import evaluate  # noqa: E402
from alliancegraph.extraction import Extractor  # noqa: E402
from alliancegraph.extraction.parsing import load_pipeline  # noqa: E402
from alliancegraph.model import Document, digest  # noqa: E402
from alliancegraph.reading import read_document  # noqa: E402

PARTS = (("frames",), ("classifier",), ("frames", "classifier"))
FILLER = 3  # articles without alliances for each one with
ROUNDS = 3


def ablation(folder: str | None = None, articles: str | None = None) -> None:
    with tempfile.TemporaryDirectory() as name:
        gold = Path(folder) if folder else _held_out(Path(name))
        texts = Path(articles) if articles else gold if folder else RAW
        for use in PARTS:
            result = evaluate(gold, Extractor(use=use).extract, texts)
            print(f"{' and '.join(use)} ({result.articles} articles)")
            for line in result.lines()[:-1]:
                print(f"  {line}")


def reliability() -> None:
    """Claims by their confidence: how sure they are said to be, and how many are right."""
    extractor = Extractor()
    calibration = extractor.calibration
    told = []
    for name in sorted(path.name.removesuffix(".gold.json") for path in GOLD.glob("*.gold.json")):
        if held_out(name):
            for row in rows(extractor, annotated_article(name)):
                sure = calibration.confidence(row.predicate, row.score, row.weight, row.rules)
                if sure >= calibration.thresholds[row.predicate]:
                    told.append((sure, row.right))
    error = 0.0
    print("said    right   relations")
    for low in range(40, 100, 10):
        inside = [(p, y) for p, y in told if low <= 100 * p < low + 10]
        if inside:
            said, right = (sum(row[i] for row in inside) / len(inside) for i in (0, 1))
            error += abs(said - right) * len(inside) / len(told)
            print(f"{said:.3f}   {right:.3f}   {len(inside):5}  {'#' * round(40 * right)}")
    print(f"expected calibration error {error:.3f} over {len(told)} relations")


def speed() -> None:
    """The project's articles among three times as many without alliances, read by both in turn."""
    documents = _stream()
    extractor, pipeline = Extractor(), load_pipeline()
    words = sum(len(d.text.split()) for d in documents)
    sides: dict[str, Callable[[], object]] = {
        "bare nlp.pipe": lambda: list(pipeline.pipe(d.text for d in documents)),
        "extraction": lambda: [extractor.extract(d) for d in documents],
    }
    for run in sides.values():
        run()  # models load, caches fill
    taken = {name: min(_seconds(run) for _ in range(ROUNDS)) for name, run in sides.items()}
    for name, seconds in taken.items():
        print(f"{name:14} {seconds:6.2f} s CPU  {len(documents) / seconds:6.1f} articles/s")
    print(
        f"extraction takes {taken['extraction'] / taken['bare nlp.pipe']:.2f} of bare nlp.pipe, {words} words"
    )


def _seconds(run: Callable[[], object]) -> float:
    began = time.process_time()
    run()
    return time.process_time() - began


def _stream() -> list[Document]:
    """Articles of the corpus, and articles put together from paragraphs that state no relation."""
    articles = [read_document(path) for path in sorted(RAW.glob("*.md"))[::5]]
    plain = [p.text for p in load_passages(ROOT / "training" / "paragraphs") if not p.facts]
    size = max(1, len(plain) // (FILLER * len(articles)))
    filler = ["\n\n".join(plain[i : i + size]) for i in range(0, len(plain), size)]
    return [*articles, *map(_document, filler)]


def _document(text: str) -> Document:
    return Document(id=digest(text), title="", text=text, body=((0, len(text)),), date="2015-01-01")


def _held_out(folder: Path) -> Path:
    for path in sorted(GOLD.glob("*.gold.json")):
        if held_out(path.name.removesuffix(".gold.json")):
            (folder / path.name).symlink_to(path)
    return folder


def main(arguments: Sequence[str]) -> int:
    commands: dict[str, Callable[..., None]] = {
        "ablation": ablation,
        "reliability": reliability,
        "speed": speed,
    }
    if not arguments or arguments[0] not in commands:
        print(__doc__, file=sys.stderr)
        return 2
    commands[arguments[0]](*arguments[1:])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
