"""What the settings of the two-layer net do, one at a time. Chapter: docs/two_layer_net.md.

All settings are compared on a validation set. The best of them makes one more net, from all
training images, and that alone reads the test images, once.
"""

from dataclasses import asdict, dataclass, fields, replace
from typing import Any

import numpy as np

from experiments.bands import band, means, median, seeds
from experiments.examples import CLASSES, Data, Examples
from experiments.predictions import accuracy
from experiments.progress import Progress
from experiments.settings import COUNT, setting
from experiments.training import Diverged, Parameters, in_chunks, stable
from experiments.two_layer_net import TwoLayerSettings, initialize, scores, train
from nn.linear import linear
from nn.network import Network

RATES = (0.0005, 0.002, 0.005, 0.02, 0.05, 0.2, 0.5, 2.0)  # the same for every rule
STUDIES: dict[str, list[dict[str, Any]]] = {
    "batch_size": [{"batch_size": size} for size in (8, 32, 128, 512, 2048)],
    "learning_rate": [
        {"learning_rate": rate}
        for rate in (0.005, 0.02, 0.05, 0.2, 0.5, 0.8, 1.0, 1.2, 1.5, 2.0, 5.0, 100.0)
    ],
    "hidden": [{"hidden": units} for units in (1, 2, 5, 10, 20, 50, 100, 200)],
    "activation": [
        {"activation": name, "learning_rate": rate}
        for name in ("relu", "sigmoid", "tanh")
        for rate in (0.05, 0.2, 0.5, 2.0, 5.0, 20.0)
    ],
    "optimizer": [
        {"optimizer": name, "learning_rate": rate}
        for name in ("sgd", "momentum", "adagrad", "adam")
        for rate in RATES
    ],
}
DRAWN = ("batch_size",)  # the studies of which the record keeps the curves
POINTS = 50  # of each curve that the record keeps, each the mean of the steps since the last one
LAST = 100  # steps at the end over which the losses of the batches are compared


@dataclass(frozen=True)
class StudySettings(TwoLayerSettings):
    """The settings that all runs share, but for the one that is studied."""

    steps: int | None = setting(1000, COUNT, "steps of each training")
    trainings: int = setting(5, COUNT, "trainings with each setting, each from a seed of its own")

    def steps_for(self, examples: int) -> int:
        """How many steps all trainings together take."""
        once = len({self.changed(change) for changes in STUDIES.values() for change in changes})
        return (once * self.trainings + 1) * super().steps_for(examples)

    def changed(self, change: dict[str, Any]) -> TwoLayerSettings:
        """The settings of one training."""
        shared = {each.name: getattr(self, each.name) for each in fields(TwoLayerSettings)}
        return TwoLayerSettings(**shared | change)


SETTINGS = StudySettings()


@dataclass
class Outcome:
    """What one training has come to; where it diverged, there is no accuracy."""

    losses: list[float]
    accuracy: float | None = None
    silent: int | None = None  # hidden units


def run(data: Data, settings: StudySettings, progress: Progress) -> dict:
    """Train nets for every value of every study; test one, with the best of all settings."""
    results: dict[str, Any] = {}
    known: dict[TwoLayerSettings, dict] = {}  # what two studies have in common is trained once
    for study, changes in STUDIES.items():
        results[study] = []
        for change in changes:
            own = settings.changed(change)
            if own not in known:
                known[own] = short_runs(*data.held_out, own, settings.trainings, progress)
                said = ", ".join(f"{name} {value}" for name, value in change.items())
                read = known[own]["validation_accuracy"]
                progress.line(f"{said}: validation accuracy {read:.4f}")
            results[study].append(change | (known[own] if study in DRAWN else kept(known[own])))
    results["chosen"] = chosen(data, settings, results, progress)
    progress.line("chosen: test accuracy {test_accuracy:.4f}".format(**results["chosen"]))
    return results


def kept(outcome: dict) -> dict:
    """What came of some trainings but for their curves."""
    return {key: value for key, value in outcome.items() if not key.startswith("losses")}


def chosen(data: Data, settings: StudySettings, results: dict, progress: Progress) -> dict:
    """Train a net from all training images with the best setting of all, and test it once."""
    rows = [
        (settings.changed(change), row["validation_accuracy"])
        for study, changes in STUDIES.items()
        for change, row in zip(changes, results[study], strict=True)
    ]
    best, validation_accuracy = max(rows, key=lambda row: row[1])
    return {
        "settings": asdict(best),
        "validation_accuracy": validation_accuracy,
        "test_accuracy": short_run(data.train, data.test, best, progress).accuracy,
    }


def short_runs(
    learnt: Examples, held_out: Examples, own: TwoLayerSettings, count: int, progress: Progress
) -> dict:
    """Train one net from each of so many seeds, and see how they agree."""
    found = [
        short_run(learnt, held_out, replace(own, seed=seed), progress)
        for seed in seeds(own.seed, count)
    ]
    every = -(-own.steps_for(len(learnt)) // POINTS)
    shares = [one.accuracy for one in found]
    return {
        "validation_accuracy": median(shares),
        "validation_accuracies": shares,
        "silent_units": [one.silent for one in found],
        "steps": [len(one.losses) for one in found],
        "last_losses": [round(float(np.mean(one.losses[-LAST:])), 5) for one in found],
        "last_spreads": [round(float(np.std(one.losses[-LAST:])), 5) for one in found],
        "losses_every": every,
        "losses": band([list(means(one.losses, every)) for one in found], digits=3),
    }


def short_run(
    learnt: Examples, held_out: Examples, settings: TwoLayerSettings, progress: Progress
) -> Outcome:
    """Train one net with some examples, and let it read others."""
    rng = np.random.default_rng(settings.seed)
    network = Network((learnt.pixels.shape[1], settings.hidden, CLASSES), settings.activation)
    parameters = initialize(network, rng)
    outcome = Outcome([])
    try:
        for loss in train(network, parameters, learnt, settings, rng):
            outcome.losses.append(loss)
            progress.step()
        with stable(settings.learning_rate):
            outcome.accuracy = accuracy(scores(network, parameters, held_out), held_out)
            outcome.silent = silent_units(parameters, held_out)
    except Diverged:
        pass
    return outcome


def silent_units(parameters: Parameters, examples: Examples) -> int:
    """How many hidden units have a positive score for no example: as ReLUs they are dead."""
    heard = np.zeros(parameters["b1"].shape, bool)
    for X, _ in in_chunks(examples):
        heard |= (linear(X, parameters["W1"], parameters["b1"]) > 0).any(axis=0)
    return int((~heard).sum())
