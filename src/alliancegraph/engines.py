"""Documents -> the claims of each: in this process, in several, or on a Ray cluster.

Every engine runs the same pure `extract_batch`, so what comes out depends on the documents
alone: the same graph, byte for byte, from one process or a hundred. A worker loads its
models once and uses one thread. One that dies costs its batch only, which is done again; an
article that a worker dies of each time, or in which extraction meets a defect, is told by
name, and the others stand.
"""

from __future__ import annotations

import importlib
import multiprocessing
import os
import signal
import socket
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import batched, chain
from typing import Any, Protocol

from pydantic import TypeAdapter

from alliancegraph.errors import AllianceGraphError
from alliancegraph.extraction import DEFAULT, Extractor
from alliancegraph.ledger import LlmLine
from alliancegraph.model import Claim, Document

BATCH = 32  # articles: few enough to be done again, enough to be worth sending
_AHEAD = 3  # batches for each worker, under way or waiting for their turn
_PATIENCE = 10  # seconds for the head of a cluster to answer
_DEADLY = "extraction fails (the worker that reads it dies each time; is it short of memory?)"
_ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")

# What a defect of extraction raises at an article that nobody thought of. Not among them: what
# must end a build, such as our own errors about models, a full disk, or a lack of memory.
_DEFECTS = (ArithmeticError, AssertionError, AttributeError, LookupError, RuntimeError, TypeError, ValueError)

type Batch = Sequence[Document]
type Made = tuple[str | None, tuple[str, ...]]  # what a worker makes its extractor of: model, use


class Engine(StrEnum):
    PROCESSES = "processes"
    RAY = "ray"


@dataclass(frozen=True)
class Kept:
    """What extraction gives of one document, as it is kept for the next build."""

    claims: list[Claim]
    llm: LlmLine | None = None


KEPT: TypeAdapter[Kept] = TypeAdapter(Kept)


@dataclass(frozen=True)
class Extracted:
    """What is kept of one document as JSON, or why there is nothing."""

    document: str
    kept: str | None
    reason: str | None = None


def extract_batch(documents: Iterable[Document], extractor: Extractor) -> Iterator[Extracted]:
    """Extract one document after the other; each is given back as soon as it is done."""
    for document in documents:
        try:
            extraction = extractor.extraction(document)
        except _DEFECTS as error:
            reason = " ".join(f"{type(error).__name__}: {error}".split())[:200]
            yield Extracted(document.id, None, f"extraction fails ({reason}); please report it")
        else:
            heard = extraction.hearing
            kept = Kept(extraction.claims, LlmLine.of(heard) if heard else None)
            yield Extracted(document.id, KEPT.dump_json(kept).decode())


def extract_all(
    documents: Iterable[Document],
    *,
    extractor: Callable[[], Extractor] | None = None,
    model: str | None = None,
    use: Sequence[str] = DEFAULT,
    processes: int = 1,
    engine: Engine = Engine.PROCESSES,
    address: str | None = None,
) -> Generator[Extracted]:
    """What *engine* extracts from *documents*, in their order. Close the iterator to end its workers.

    One process takes what *extractor* makes, several each their own of *model* and *use*.
    *processes* are the workers; with *address* the Ray cluster there decides how many. No model
    is loaded where there are no documents.
    """
    documents = iter(documents)
    first = next(documents, None)
    if first is None:
        return
    documents = chain((first,), documents)
    if engine is Engine.RAY:
        with _one_thread_each(), _Cluster((model, tuple(use)), processes, address) as cluster:
            yield from _in_order(documents, cluster)
    elif processes == 1:
        yield from extract_batch(documents, extractor() if extractor else Extractor(model, use))
    else:
        with _one_thread_each(), _Pool((model, tuple(use)), processes) as pool:
            yield from _in_order(documents, pool)


class _WorkerLost(Exception):  # noqa: N818 - met and mended here
    """A worker died over a batch."""


class _Crew[Ticket](Protocol):
    """Workers: batches are started, finished in any order, or done alone by a worker of their own."""

    workers: int

    def start(self, batch: Batch) -> Ticket: ...

    def finish(self, ticket: Ticket) -> list[Extracted]:
        """The result; raise `_WorkerLost` where there is none."""
        ...

    def alone(self, batch: Batch) -> list[Extracted]:
        """As start and finish, but nothing else is lost with the worker."""
        ...


def _in_order[Ticket](documents: Iterable[Document], crew: _Crew[Ticket]) -> Iterator[Extracted]:
    under_way: deque[tuple[Batch, Ticket]] = deque()
    for batch in batched(documents, BATCH):
        under_way.append((batch, crew.start(batch)))
        if len(under_way) == _AHEAD * crew.workers:
            yield from _finished(crew, *under_way.popleft())
    while under_way:
        yield from _finished(crew, *under_way.popleft())


def _finished[Ticket](crew: _Crew[Ticket], batch: Batch, ticket: Ticket) -> list[Extracted]:
    try:
        return crew.finish(ticket)
    except _WorkerLost:
        return _again(crew, batch)


def _again[Ticket](crew: _Crew[Ticket], batch: Batch) -> list[Extracted]:
    """A batch that a worker died over, by halves, until what it dies of stands alone."""
    try:
        return crew.alone(batch)
    except _WorkerLost:
        if len(batch) == 1:
            return [Extracted(batch[0].id, None, _DEADLY)]
        half = len(batch) // 2
        return _again(crew, batch[:half]) + _again(crew, batch[half:])


class _Pool:
    """Processes of this machine."""

    def __init__(self, made: Made, processes: int) -> None:
        self.workers = processes
        self._made = made
        self._pool = _processes(processes)
        self._lone = _processes(1)  # starts when it is first needed

    def start(self, batch: Batch) -> Future[list[Extracted]]:
        try:
            return self._pool.submit(_work, batch, self._made)
        except BrokenProcessPool:
            self._pool = _processes(self.workers)
            return self._pool.submit(_work, batch, self._made)

    def finish(self, ticket: Future[list[Extracted]]) -> list[Extracted]:
        try:
            return ticket.result()
        except BrokenProcessPool:
            raise _WorkerLost from None

    def alone(self, batch: Batch) -> list[Extracted]:
        try:
            return self._lone.submit(_work, batch, self._made).result()
        except BrokenProcessPool:
            self._lone = _processes(1)
            raise _WorkerLost from None

    def __enter__(self) -> _Pool:
        return self

    def __exit__(self, *error: object) -> None:
        for pool in (self._pool, self._lone):
            pool.shutdown(cancel_futures=True)


def _processes(number: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(number, multiprocessing.get_context("spawn"), _begin)


def _begin() -> None:
    """A worker leaves Ctrl-C to its parent, and ends when that is killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


class _Cluster:
    """A Ray cluster: the one at *address*, or one of this machine's own, bound to itself alone."""

    def __init__(self, made: Made, processes: int, address: str | None) -> None:
        self._made = made
        self._ray = _import_ray()
        quiet = {"log_to_driver": False, "logging_level": "error", "include_dashboard": False}
        if address is None:
            own = {"num_cpus": processes, "_node_ip_address": "127.0.0.1", **quiet}
            self._ray.init("local", runtime_env={"env_vars": _ONE_THREAD}, **own)
        else:
            self._join(address)
        self.workers = max(1, int(self._ray.cluster_resources().get("CPU", 1)))
        # Tasks, not actors: they wait for a free core, where actors that hold all of them block the rest.
        self._task = self._ray.remote(num_cpus=1, max_retries=0)(_work)

    def _join(self, address: str) -> None:
        try:
            _knock(address)
            self._ray.init(address, runtime_env={"env_vars": _ONE_THREAD}, log_to_driver=False)
        except (OSError, ValueError) as error:
            reason = " ".join(str(error).split())[:200]
            raise AllianceGraphError(f"{address}: no Ray cluster can be reached there ({reason})") from None

    def start(self, batch: Batch) -> Any:
        return self._task.remote(batch, self._made)

    def finish(self, ticket: Any) -> list[Extracted]:
        lost = self._ray.exceptions
        try:
            done: list[Extracted] = self._ray.get(ticket)
        except (lost.WorkerCrashedError, lost.NodeDiedError, lost.OutOfMemoryError, lost.ObjectLostError):
            raise _WorkerLost from None
        return done

    def alone(self, batch: Batch) -> list[Extracted]:
        return self.finish(self.start(batch))

    def __enter__(self) -> _Cluster:
        return self

    def __exit__(self, *error: object) -> None:
        self._ray.shutdown()


def _knock(address: str) -> None:
    """Raise `OSError` where nobody listens: Ray itself would wait and wait."""
    host, _, port = address.removeprefix("ray://").rpartition(":")
    if host and port.isdigit():
        socket.create_connection((host, int(port)), timeout=_PATIENCE).close()


def _import_ray() -> Any:
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # nothing of a build is told to anybody
    try:
        return importlib.import_module("ray")
    except ImportError:
        raise AllianceGraphError(
            "Ray is not installed; run `pip install 'alliancegraph[ray]'`, or build with --processes"
        ) from None


def _work(batch: Batch, made: Made) -> list[Extracted]:
    """What a worker does."""
    return list(extract_batch(batch, _loaded(made)))


@cache
def _loaded(made: Made) -> Extractor:
    return Extractor(*made)


@contextmanager
def _one_thread_each() -> Iterator[None]:
    """Workers that start meanwhile use one thread: several that take all cores are in each other's way."""
    before = {name: os.environ.get(name) for name in _ONE_THREAD}
    os.environ.update(_ONE_THREAD)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
