"""A reader's world in small: an encoder file of two layers, and a language of two questions."""

from __future__ import annotations

import random
import struct
from pathlib import Path

import numpy as np

from index.encoder.base import LINEAR, BaseEncoder, open_base
from training.examples import Example

HIDDEN, WIDE, LAYERS, POSITIONS = 32, 64, 2, 512
LETTERS = "色数は赤青白黒一二三四五六。、？ abc"
PIECES = ("<s>", "<pad>", "</s>", "<unk>", "▁", *LETTERS.replace(" ", ""))


def encoder_file(path: Path, seed: int = 0) -> BaseEncoder:
    """An ``E5S1`` file of random weights at ``path``, opened."""
    blob = "".join(PIECES).encode()
    ends = np.cumsum([0, *(len(p.encode()) for p in PIECES)]).astype("<u4")
    sizes = (HIDDEN, LAYERS, 2, WIDE, len(PIECES), POSITIONS, 2)
    head = b"E5S1" + struct.pack("<I7ifi", 1, *sizes, 1e-12, 32)
    head += struct.pack("<5iQ", len(PIECES), 0, 2, 1, 3, len(blob))
    head += ends.tobytes() + np.linspace(0, -3, len(PIECES)).astype("<f4").tobytes() + blob
    head += struct.pack("<iI", 0, 0)
    tensors = _tensors(np.random.default_rng(seed))
    at = len(head) + 4 + sum(2 + len(name) + 21 for name in tensors)
    directory, body = struct.pack("<i", len(tensors)), b""
    for name, (elements, data) in tensors.items():
        entry = struct.pack("<BIQQ", 0, elements, at + len(body), len(data))
        directory += struct.pack("<H", len(name)) + name.encode() + entry
        body += data
    path.write_bytes(head + directory + body)
    return open_base(path, "tiny")


def _tensors(random_: np.random.Generator) -> dict[str, tuple[int, bytes]]:
    """Elements and bytes by name: word embeddings in 4 bits, all else in float32."""
    found = {"emb.word": (len(PIECES) * HIDDEN, _packed(random_, len(PIECES) * HIDDEN))}
    shapes = {"emb.pos": POSITIONS * HIDDEN, "emb.type": 2 * HIDDEN}
    ones = ["emb.ln"]
    for layer in range(LAYERS):
        for name in LINEAR:
            rows, columns = {"fi": (WIDE, HIDDEN), "fo": (HIDDEN, WIDE)}.get(name, (HIDDEN, HIDDEN))
            shapes[f"l{layer}.{name}.w"] = rows * columns
            shapes[f"l{layer}.{name}.b"] = rows
        ones += [f"l{layer}.aln", f"l{layer}.oln"]
    for name, elements in shapes.items():
        values = random_.normal(0, 0.2, elements)
        found[name] = (elements, values.astype("<f4").tobytes())
    for name in ones:
        found[f"{name}.w"] = (HIDDEN, np.ones(HIDDEN, "<f4").tobytes())
        found[f"{name}.b"] = (HIDDEN, np.zeros(HIDDEN, "<f4").tobytes())
    return found


def _packed(random_: np.random.Generator, elements: int) -> bytes:
    scale = np.float16(0.1).tobytes()
    blocks = random_.integers(0, 256, (elements // 32, 16)).astype("u1")
    return b"".join(scale + block.tobytes() for block in blocks)


def toy_examples(count: int, seed: int = 0) -> list[Example]:
    """Questions for a colour or a number; every fourth text says neither."""
    chance = random.Random(seed)
    found = []
    for n in range(count):
        kind, value = chance.choice(
            [("色", chance.choice("赤青白黒")), ("数", chance.choice("一二三"))]
        )
        rest = "".join(chance.choice("abc、") for _ in range(chance.randint(2, 8)))
        text = f"{rest}。{kind}は{value}。"
        if n % 4 == 3:
            found.append(Example(f"{kind}は？", "", f"{rest}。", -1, -1, "retrieved"))
        else:
            at = text.index(value)
            found.append(Example(f"{kind}は？", "", text, at, at + 1, "answer"))
    return found
