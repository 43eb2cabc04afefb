"""What the tests of mpiexec start: ``python -m tests.processes HOW ...``.

``train FOLDER`` trains all `CASES` and leaves what came out. Every other HOW is a way to fail, or
``well``: then the words that follow are those of ``python -m experiments``. With ``late`` rank 0
doesn't come, and says so on standard output once the others wait for it.
"""

import os
import signal
import sys
import time
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np

import figures
from experiments import command, ranks, two_layer_net
from experiments.examples import Data, Examples
from experiments.training import Diverged
from nn.network import Network

CASES = {  # the size of a batch, and settings
    "equal parts": (12, {}),
    "unequal parts": (7, {}),
    "fewer examples than processes": (1, {}),
    "momentum": (7, {"optimizer": "momentum"}),
    "adam": (7, {"optimizer": "adam", "learning_rate": 0.01}),
}
STEP = 4  # in which it fails


def trained(name: str) -> tuple[dict[str, np.ndarray], list[float]]:
    """The parameters after a few steps of a small net, and the losses on the way."""
    size, changes = CASES[name]
    settings = replace(two_layer_net.SETTINGS, steps=9, batch_size=size, learning_rate=0.5)
    settings = replace(settings, **changes)
    rng = np.random.default_rng(0)
    images = rng.integers(0, 256, (52, 4, 4), dtype=np.uint8)
    examples = Examples(images, np.arange(52) % 10, 255)
    network = Network((Data("tiny", examples, examples).inputs, 6, 10))
    parameters = two_layer_net.initialize(network, rng)
    losses = list(two_layer_net.train(network, parameters, examples, settings, rng))
    return parameters, losses


def train_all(folder: str) -> int:
    """Rank 0 writes what came out, and whether all processes have the same to the last bit.

    In the end, the training diverges in rank 1.
    """
    for name in CASES:
        parameters, losses = trained(name)
        mine = [p.tobytes() for p in parameters.values()], losses
        same = all(other == mine for other in ranks.world().allgather(mine))
        if ranks.first():
            np.savez(Path(folder) / f"{name}.npz", losses=losses, same=same, **parameters)
    if ranks.world().rank == 1:
        fail("overflow")
    try:
        trained(name)
    except Diverged:  # in all, so that all can go on with another training, as the studies do
        (Path(folder) / f"diverged {ranks.world().rank}").touch()
    return 0


def fail(how: str) -> None:
    """Let this process fail in a certain step."""
    works, calls = Network.loss_and_gradients, []

    def broken(*arguments):
        calls.append(1)
        if len(calls) == STEP:
            match how:
                case "kill":
                    os.kill(os.getpid(), signal.SIGKILL)
                case "overflow":
                    raise FloatingPointError("overflow encountered")
                case "mistake":
                    raise ZeroDivisionError("a mistake")
        return works(*arguments)

    Network.loss_and_gradients = broken


def come_late() -> None:
    """Let rank 0 leave the others waiting before they know each other."""
    joins = ranks.world

    def waits():
        time.sleep(0.5)
        print("late", flush=True)
        time.sleep(3600)
        return joins()

    if os.environ["PMI_RANK"] == "0":
        ranks.world = waits


def main() -> int:
    how, *words = sys.argv[1:]
    figures.png = SimpleNamespace(drawn=lambda *_: {})  # to import it takes longer than all else
    if how == "train":
        return train_all(*words)
    if how == "late":
        come_late()
    how, _, who = how.partition("@")
    if who in ("", os.environ["PMI_RANK"]):
        fail(how)
        if how == "no MPI":
            sys.modules["mpi4py"] = None
    return command.main(words)


if __name__ == "__main__":
    sys.exit(ranks.with_one_voice(main))
