"""Files that somebody has broken, or made to break a reader; `python -m tests.hostile` reads bombs.

A reader either gives its documented error, short enough to be shown, or an object that is valid.
"""

from __future__ import annotations

import io
import json
import random
import resource
import struct
import sys
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image
from safetensors.torch import load, save
from torch import Tensor

from hqnn_core import ModelConfig, TrainConfig, load_checkpoint, load_digits
from hqnn_core.drawing.canvas import (
    EmptyDrawingError,
    UnreadableDrawingError,
    canvas_from_png,
    image_from_canvas,
)
from hqnn_core.drawing.drawings import DrawingSet
from hqnn_core.network.checkpoint import CheckpointError, checkpoint_bytes
from hqnn_core.network.labelled_images import LabelledImagesError
from hqnn_core.network.model import build_model
from hqnn_core.network.tensor_files import words_of
from hqnn_core.network.training import Trainer
from hqnn_core.network.training_state import TrainingStateError

MODEL = ModelConfig(engine="statevector", shots=30)
TRAINING = TrainConfig(
    source="offline", n_per_class=20, n_test_per_class=5, epochs=3, batch_size=16
)


@dataclass(frozen=True)
class Reader:
    """How a kind of file is read, what it may raise, and a sound file of the kind."""

    read: Callable[[bytes], Any]
    errors: tuple[type[Exception], ...]
    sound: bytes


@cache
def readers() -> dict[str, Reader]:
    drawn = (EmptyDrawingError, UnreadableDrawingError)
    return {
        "checkpoint": Reader(
            load_checkpoint, (CheckpointError,), checkpoint_bytes(build_model(MODEL))
        ),
        "training state": Reader(resumed, (TrainingStateError,), interrupted().state()),
        "drawing set": Reader(DrawingSet.from_json, (LabelledImagesError,), drawing_set()),
        "png": Reader(lambda content: image_from_canvas(canvas_from_png(content)), drawn, png()),
    }


def interrupted() -> Trainer:
    trainer = Trainer(build_model(MODEL), load_digits((0, 1), 20, "offline"), TRAINING)
    list(islice(trainer.events(), 6))  # the start, an epoch of three batches, and one batch
    return trainer


def resumed(state: bytes) -> Trainer:
    return Trainer.resumed(state, build_model(MODEL), load_digits((0, 1), 20, "offline"), TRAINING)


def drawing_set() -> bytes:
    images = tuple(random.Random(i).randbytes(784) for i in range(10))
    return DrawingSet(images, tuple(range(10))).to_json().encode()


def png() -> bytes:
    picture = np.zeros((200, 200, 4), np.uint8)
    picture[..., 3] = 255
    picture[40:160, 90:110, :3] = 255
    content = io.BytesIO()
    Image.fromarray(picture).save(content, "PNG")
    return content.getvalue()


def mutant(content: bytes, seed: int) -> bytes:
    """The content with a fault of some kind, most of them near its beginning."""
    chance = random.Random(seed)
    broken = bytearray(content)
    first, last = sorted(chance.randrange(min(len(broken), 1500)) for _ in range(2))
    kind = seed % 6
    if kind == 0:
        for _ in range(chance.choice((1, 3, 30))):
            broken[chance.randrange(last + 1)] ^= 1 << chance.randrange(8)
    elif kind == 1:
        for _ in range(1000):
            broken[chance.randrange(len(broken))] ^= 1 << chance.randrange(8)
    elif kind == 2:
        del broken[chance.randrange(len(broken)) :]
    elif kind == 3:
        del broken[first:last]
    elif kind == 4:
        broken[first:first] = chance.choice((b"[", b"9", b"e9", b"null", b"\0", b"\\ud800")) * 50
    else:
        broken[first] = chance.choice(b'0123456789{}[]",:-eEn')
    return bytes(broken)


def remade(
    content: bytes,
    words: dict[str, Any] | None = None,
    tensors: dict[str, Tensor | None] | None = None,
) -> bytes:
    """A safetensors file with some words (text as it is, others as JSON) and tensors changed."""
    said = {k: v if isinstance(v, str) else json.dumps(v) for k, v in (words or {}).items()}
    changed = {**load(content), **(tensors or {})}
    kept = {name: tensor.contiguous() for name, tensor in changed.items() if tensor is not None}
    return save(kept, {**words_of(content), **said})


def with_header(text: bytes) -> bytes:
    return len(text).to_bytes(8, "little") + text


def chunk(name: bytes, content: bytes) -> bytes:
    checksum = struct.pack(">I", zlib.crc32(name + content))
    return struct.pack(">I", len(content)) + name + content + checksum


def png_of_chunks(*chunks: bytes) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


@cache
def bombs() -> dict[str, tuple[str, bytes]]:
    """Small files that would become large ones, by name: which reader they are for, content."""
    small = struct.pack(">IIBBBBB", 100, 100, 8, 6, 0, 0, 0)
    large = struct.pack(">IIBBBBB", 12_000, 7_000, 8, 6, 0, 0, 0)  # below Pillow's own limit
    pixels = chunk(b"IDAT", zlib.compress(bytes(100_000_000), 9))
    text = chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(50_000_000), 9))
    sizes, end = (chunk(b"IHDR", small), chunk(b"IHDR", large)), chunk(b"IEND", b"")
    deep = b"[" * 900_000
    return {
        "two sizes": ("png", png_of_chunks(*sizes, pixels, end)),
        "more pixels than it says": ("png", png_of_chunks(sizes[0], pixels, end)),
        "long text": ("png", png_of_chunks(sizes[0], text, text, text, text, end)),
        "deep header": ("checkpoint", with_header(deep)),
        "long header": ("checkpoint", (2**62).to_bytes(8, "little") + b"{}"),
        "large tensor": (
            "checkpoint",
            with_header(b'{"a":{"dtype":"F64","shape":[9999999,9999],"data_offsets":[0,8]}}')
            + bytes(8),
        ),
        "deep configuration": (
            "checkpoint", remade(readers()["checkpoint"].sound, {"model": deep.decode()[:800_000]}),
        ),
        "deep set": ("drawing set", deep),
        "many drawings": (
            "drawing set",
            b'{"format":"hqnn-drawings-1","drawings":[' + b"{}," * 300_000 + b"{}]}",
        ),
    }  # fmt: skip


def main(folder: Path) -> None:
    """Read all bombs in `folder`; prints what it took and what came of it."""
    torch.set_num_threads(1)
    for reader in readers().values():
        reader.read(reader.sound)  # imports and caches
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    seconds, said = {}, {}
    for file in sorted(folder.iterdir()):
        reader, content = readers()[file.name.split(" - ")[0]], file.read_bytes()
        began = time.process_time()
        try:
            reader.read(content)
        except reader.errors as fault:
            said[file.name] = str(fault)
        seconds[file.name] = time.process_time() - began
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024
    print(json.dumps({"seconds": seconds, "said": said, "megabytes": grown}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
