"""What longer training brings, on images that are held out. Chapter: docs/two_layer_net.md.

Softmax regression and the two-layer net train far beyond where their chapters stop; after each
epoch the training and the validation set say how good they are. No test image is read.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from experiments import softmax_regression, two_layer_net
from experiments.bands import band, seeds
from experiments.examples import CLASSES, Data, Examples
from experiments.predictions import accuracy
from experiments.progress import Progress
from experiments.settings import COUNT, Settings, setting
from experiments.training import LossAndGradients, Parameters, stable, train
from nn.loss import softmax_cross_entropy
from nn.network import Network

HIDDEN = 50
RATES = {"softmax_regression": (0.05, 0.5), "two_layer_net": (0.5,)}
MEASURED = (
    "loss",
    "validation_loss",
    "accuracy",
    "validation_accuracy",
)  # of the sets to learn from and to validate


@dataclass(frozen=True)
class LongerSettings(Settings):
    """How long, and how often."""

    epochs: int = setting(60, COUNT, "passes over the training examples")
    trainings: int = setting(5, COUNT, "trainings of each kind, each from a seed of its own")

    def steps_for(self, examples: int) -> int:
        """How many epochs all trainings together take."""
        return sum(map(len, RATES.values())) * self.trainings * self.epochs


SETTINGS = LongerSettings()


@dataclass(frozen=True)
class Model:
    """What a training needs of a classifier."""

    start: Callable[[np.random.Generator], Parameters]
    loss_and_gradients: LossAndGradients
    scores: Callable[[Parameters, Examples], np.ndarray]


def models(inputs: int) -> dict[str, Model]:
    """The two classifiers, as their own programs start and train them."""
    network = Network((inputs, HIDDEN, CLASSES))
    return {
        "softmax_regression": Model(
            lambda rng: softmax_regression.initialize(inputs, rng),
            softmax_regression.loss_and_gradients,
            softmax_regression.scores,
        ),
        "two_layer_net": Model(
            lambda rng: two_layer_net.initialize(network, rng),
            network.loss_and_gradients,
            lambda parameters, examples: two_layer_net.scores(network, parameters, examples),
        ),
    }


def run(data: Data, settings: LongerSettings, progress: Progress) -> dict:
    """Train each classifier with each of its rates, from every seed."""
    results: dict[str, Any] = {}
    for name, model in models(data.inputs).items():
        results[name] = []
        for rate in RATES[name]:
            found = [
                long_run(model, *data.held_out, replace(settings, learning_rate=rate, seed=seed),
                         progress)
                for seed in seeds(settings.seed, settings.trainings)
            ]  # fmt: skip
            row = {"learning_rate": rate} | together(found)
            results[name].append(row)
            progress.line(
                f"{name}, rate {rate}: validation accuracy {row['validation_accuracy'][1][-1]:.4f}"
            )
    return results


def together(found: list[np.ndarray]) -> dict:
    """The bands of what was measured, and after which epoch each training had its least loss."""
    measured = np.array(found).transpose(2, 0, 1)  # what, training, epoch
    validation_loss = measured[MEASURED.index("validation_loss")]
    return {
        **{name: band(curves) for name, curves in zip(MEASURED, measured, strict=True)},
        "least_loss_after": (validation_loss.argmin(axis=1) + 1).tolist(),
    }


def long_run(
    model: Model, learnt: Examples, held_out: Examples, settings: Settings, progress: Progress
) -> list[list[float]]:
    """Train once; after each epoch, the loss and the accuracy on both sets."""
    rng = np.random.default_rng(settings.seed)
    parameters = model.start(rng)
    epochs = []
    for _ in train(parameters, model.loss_and_gradients, learnt, settings, rng):
        with stable(settings.learning_rate):
            Z = [model.scores(parameters, examples) for examples in (learnt, held_out)]
            losses = [
                float(softmax_cross_entropy(z, examples.labels))
                for z, examples in zip(Z, (learnt, held_out), strict=True)
            ]
        shares = [accuracy(z, e) for z, e in zip(Z, (learnt, held_out), strict=True)]
        epochs.append(losses + shares)
        progress.step()
    return epochs
