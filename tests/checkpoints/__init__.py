"""Checkpoints: what their tests share. Package: experiments."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np

from experiments import checkpoint, softmax_regression, two_layer_net
from experiments.progress import Progress

QUICK = replace(two_layer_net.SETTINGS, steps=30, batch_size=7, hidden=6, learning_rate=0.1)
SLOW = replace(softmax_regression.SETTINGS, epochs=3, batch_size=7)  # 8 steps an epoch


class Stopped(Exception):
    pass


class WithCtrlC(KeyboardInterrupt):
    pass


class StoppedAfter(Progress):
    """Goes out like a light after so many steps."""

    def __init__(self, steps: int, how: type[BaseException] = Stopped):
        super().__init__(0)
        self.left, self.how = steps, how

    def step(self, count: int = 1) -> None:
        self.left -= count
        if self.left < 0:
            raise self.how


def content(path: Path) -> tuple[dict[str, bytes], dict]:
    """The arrays of a checkpoint, bit for bit, and what it says about them."""
    with np.load(path, allow_pickle=False) as found:
        arrays = {name: found[name] for name in found.files}
    about = json.loads(arrays.pop("about").tobytes())
    del about["seconds"], about["sha256"]
    return {name: array.tobytes() for name, array in arrays.items()}, about


def changed(path: Path, about: dict | None = None, sealed: bool = True, **entries: object) -> None:
    """Rewrite a checkpoint with other arrays, or with another text about them.

    Its checksum is made anew, as only who knows how can, or left as it was.
    """
    with np.load(path, allow_pickle=False) as found:
        arrays = {name: found[name] for name in found.files}
    text = json.loads(arrays.pop("about").tobytes()) | (about or {})
    arrays = {n: a for n, a in (arrays | entries).items() if a is not None}
    if sealed:
        del text["sha256"]
        kept = {n: a for n, a in arrays.items() if a.dtype != object}
        text["sha256"] = checkpoint._sha256(text, kept)
    arrays["about"] = np.frombuffer(json.dumps(text).encode(), np.uint8)
    np.savez(path.with_suffix(".npz"), **arrays)
    path.with_suffix(".npz").replace(path)
