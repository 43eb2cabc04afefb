"""What the settings of the two-layer net do, one at a time. Chapter: docs/two_layer_net.md."""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from experiments.examples import CLASSES, Data, Examples
from experiments.predictions import accuracy
from experiments.progress import Progress
from experiments.settings import COUNT, setting
from experiments.training import Diverged, Parameters, in_chunks, stable
from experiments.two_layer_net import TwoLayerSettings, initialize, scores, train
from nn.linear import linear
from nn.network import Network

STUDIES: dict[str, list[dict[str, Any]]] = {
    "batch_size": [{"batch_size": size} for size in (8, 32, 128, 512, 2048)],
    "learning_rate": [
        {"learning_rate": rate} for rate in (0.005, 0.02, 0.05, 0.2, 0.5, 1.0, 1.5, 2.0, 5.0, 100.0)
    ],
    "hidden": [{"hidden": units} for units in (1, 2, 5, 10, 20, 50, 100, 200)],
    "activation": [
        {"activation": name, "learning_rate": rate}
        for name in ("relu", "sigmoid", "tanh")
        for rate in (0.05, 0.5)
    ],
    "optimizer": [
        {"optimizer": name, "learning_rate": rate}
        for name, rates in {
            "sgd": (0.05, 0.2, 0.5, 1.0),
            "momentum": (0.005, 0.02, 0.05, 0.2),
            "adagrad": (0.005, 0.02, 0.05, 0.2),
            "adam": (0.0005, 0.001, 0.005, 0.02),
        }.items()
        for rate in rates
    ],
}
POINTS = 100  # of each curve that the record keeps
LAST = 100  # steps at the end over which the losses of the batches are compared


@dataclass(frozen=True)
class StudySettings(TwoLayerSettings):
    """The settings that all runs share, but for the one that is studied."""

    steps: int | None = setting(1000, COUNT, "steps of each training")

    def steps_for(self, examples: int) -> int:
        """How many steps all trainings together take."""
        return sum(map(len, STUDIES.values())) * super().steps_for(examples)


SETTINGS = StudySettings()


def run(data: Data, settings: StudySettings, progress: Progress) -> dict:
    """Train a net for every value of every study."""
    results = {}
    for study, variants in STUDIES.items():
        results[study] = []
        for change in variants:
            outcome = short_run(data, settings, change, progress)
            results[study].append(change | outcome)
            said = ", ".join(f"{name} {value}" for name, value in change.items())
            progress.line(f"{said}: test accuracy {outcome['test_accuracy']}")
    return results


def short_run(
    data: Data, settings: StudySettings, change: dict[str, Any], progress: Progress
) -> dict:
    """Train one net; where the training diverges, there is no accuracy and the curve ends."""
    own = TwoLayerSettings(**asdict(settings) | change)
    rng = np.random.default_rng(own.seed)
    network = Network((data.inputs, own.hidden, CLASSES), own.activation)
    parameters = initialize(network, rng)
    losses, right, dead = [], None, None
    try:
        for loss in train(network, parameters, data.train, own, rng):
            losses.append(loss)
            progress.step()
        with stable(own.learning_rate):
            right = accuracy(scores(network, parameters, data.test), data.test)
            dead = silent_units(parameters, data.test)
    except Diverged:
        pass
    every = -(-own.steps_for(len(data.train)) // POINTS)
    return {
        "test_accuracy": right,
        "silent_units": dead,
        "steps": len(losses),
        "last_loss": round(float(np.mean(losses[-LAST:])), 5),
        "last_spread": round(float(np.std(losses[-LAST:])), 5),
        "losses_every": every,
        "losses": np.round(losses[::every], 3).tolist(),
    }


def silent_units(parameters: Parameters, examples: Examples) -> int:
    """How many hidden units have a positive score for no example: as ReLUs they are dead."""
    heard = np.zeros(parameters["b1"].shape, bool)
    for X, _ in in_chunks(examples):
        heard |= (linear(X, parameters["W1"], parameters["b1"]) > 0).any(axis=0)
    return int((~heard).sum())
