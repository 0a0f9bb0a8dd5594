"""What can go wrong with a build, done to it on purpose: each time the last graph must still be whole.

python -m benchmarks.reliability 200       so many kills, then a full disk, output that cannot be
                                           written, two builds at once, and damaged files

Ends with status 1 if anything was not as it should be.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.reading.killing import (
    FILES,
    build_with_little_room,
    kill_at_random_moments,
    look,
    write_articles,
)

from alliancegraph import build
from alliancegraph.errors import AllianceGraphError
from alliancegraph.graph import AllianceGraph

ROOM = (20_000, 60_000, 100_000, 150_000, 200_000, 300_000, 400_000, 500_000)  # bytes a file may have


def kills(folder: Path, times: int) -> str:
    """Kill builds at random moments."""
    seen = kill_at_random_moments(folder / "raw", folder / "graph", times)
    assert seen["killed"] >= times // 2
    return f"{seen['killed']} of {times} builds still ran; whole each time, {seen['graphs']} graphs"


def full_disk(folder: Path) -> str:
    """Build where no file may have more than so many bytes."""
    raw, out = _built(folder)
    before = look(out).graph
    write_articles(raw, 40, first=3)
    failed = 0
    for room in ROOM:
        done = build_with_little_room(raw, out, room)
        failed += done.returncode != 0
        assert not done.returncode or _one_line(done.stderr), done.stderr
        assert (look(out).graph == before) == bool(done.returncode)
    assert failed
    return f"{failed} of {len(ROOM)} builds ran out of room and said so; the last graph stood"


def read_only(folder: Path) -> str:
    """Build into a folder that cannot be written to."""
    raw, out = _built(folder)
    before = look(out).graph
    write_articles(raw, 4, first=3)
    done = _cannot_write(
        out, [sys.executable, "-m", "alliancegraph.cli", "build", str(raw), "--out", str(out)]
    )
    assert done.returncode == 1, done
    assert _one_line(done.stderr), done.stderr
    assert look(out).graph == before
    return f"told in one line: {done.stderr.strip()}"


def two_at_once(folder: Path) -> str:
    """Start two builds into one folder at the same time, ten times."""
    raw, out = _built(folder)
    told = 0
    for n in range(10):
        write_articles(raw, 3, first=3 + 3 * n)
        command = [sys.executable, "-m", "alliancegraph.cli", "build", str(raw), "--out", str(out)]
        pair = [subprocess.Popen(command, stdout=-3, stderr=-1, text=True) for _ in range(2)]
        errors = [process.communicate()[1] for process in pair]
        for process, error in zip(pair, errors, strict=True):
            assert not process.returncode or ("another build" in error and _one_line(error)), error
            told += bool(process.returncode)
        assert not all(process.returncode for process in pair)
        look(out)
    return f"{told} of 10 pairs met, and the second one was told to wait; the graph whole each time"


def damaged(folder: Path) -> str:
    """Overwrite the middle of each file of the output; say so or do without, and make it anew."""
    raw, out = _built(folder)
    whole = {name: (out / name).read_bytes() for name in FILES}
    rng = random.Random(1985)
    for name in sorted(FILES):
        content = bytearray(whole[name])
        at = rng.randrange(len(content) // 2)
        content[at : at + 4096] = rng.randbytes(4096)
        (out / name).write_bytes(content)
        if name == "alliances.sqlite":
            _load_tells(out)
        build(raw, out)
        assert {name: (out / name).read_bytes() for name in FILES} == whole
    return f"{len(whole)} damaged files made anew, the same bytes"


def _load_tells(out: Path) -> None:
    """A damaged store is read, or refused with a message; never anything else."""
    try:
        graph = AllianceGraph.load(out)
        list(graph.facts.values())
    except AllianceGraphError as error:
        print(f"  a damaged store is refused: {error}")


def _built(folder: Path) -> tuple[Path, Path]:
    raw, out = folder / "raw", folder / "graph"
    write_articles(raw, 3)
    build(raw, out)
    return raw, out


def _one_line(said: str) -> bool:
    return said.startswith("alliancegraph: ") and said.count("\n") == 1


def _cannot_write(out: Path, command: list[str]) -> subprocess.CompletedProcess[str]:
    """Run *command* where *out* is read only: for root, who may write anywhere, by a mount of its own."""
    if os.getuid() == 0:
        mount = 'mount --bind "$0" "$0" && mount -o remount,ro,bind "$0" && exec "$@"'
        command = ["unshare", "--mount", "sh", "-c", mount, str(out), *command]
        return subprocess.run(command, capture_output=True, text=True, check=False)
    with _mode(out, 0o555), _mode(out / ".work", 0o555):
        return subprocess.run(command, capture_output=True, text=True, check=False)


@contextmanager
def _mode(folder: Path, mode: int) -> Iterator[None]:
    before = folder.stat().st_mode
    folder.chmod(mode)
    try:
        yield
    finally:
        folder.chmod(before)


def main(times: int) -> None:
    steps: dict[str, Callable[[Path], str]] = {
        f"{times} kills": lambda folder: kills(folder, times),
        "full disk": full_disk,
        "read-only output": read_only,
        "two builds at once": two_at_once,
        "damaged output": damaged,
    }
    for name, step in steps.items():
        with TemporaryDirectory() as folder:
            print(f"{name}: {step(Path(folder))}", flush=True)


if __name__ == "__main__":
    match sys.argv[1:]:
        case [times]:
            main(int(times))
        case _:
            sys.exit(__doc__)
