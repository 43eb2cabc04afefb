"""Small trainings that are kept in a file."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from experiments import command, two_layer_net
from experiments.checkpoint import Checkpoint
from experiments.examples import Data, Examples
from figures import png
from tests.checkpoints import QUICK, Stopped, StoppedAfter


@pytest.fixture
def tiny(rng) -> Data:
    """Fifty-two examples of 4 x 4 pixels: the last batch of an epoch is short."""

    def examples(count: int) -> Examples:
        images = rng.integers(0, 256, (count, 4, 4), dtype=np.uint8)
        return Examples(images, np.arange(count) % 10, 255)

    return Data("tiny", examples(52), examples(20))


@pytest.fixture
def kept(tmp_path, tiny) -> Callable[..., Checkpoint]:
    """A checkpoint of a training with the small data."""

    def kept(experiment, settings, resume=False, name="kept", every=4) -> Checkpoint:
        found = Checkpoint(tmp_path / name, every)
        found.belong_to(experiment.__name__.rpartition(".")[2], settings, tiny)
        if resume:
            found.load()
        return found

    return kept


@pytest.fixture
def ask(tmp_path, capsys, monkeypatch) -> Callable[..., tuple[int, str, dict]]:
    """Run the command on the small digits; give its status, what it said, and what it made."""
    monkeypatch.setattr(png, "drawn", lambda *_: {})  # they take longer than the training

    def ask(*options: object) -> tuple[int, str, dict]:
        output = tmp_path / "output"
        status = command.main(["two_layer_net", *map(str, options), "--output", str(output)])
        said = capsys.readouterr()
        made = json.loads((output / "result.json").read_text("utf-8")) if status == 0 else {}
        return status, said.err if status else said.out, made

    return ask


@pytest.fixture
def some(kept, tiny) -> Path:
    """A checkpoint in the middle of a training."""
    broken = kept(two_layer_net, QUICK)
    with pytest.raises(Stopped):
        two_layer_net.run(tiny, QUICK, StoppedAfter(13), broken)
    return broken.path
