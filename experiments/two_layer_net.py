"""A net with one hidden layer reads handwritten digits. Chapter: docs/two_layer_net.md."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import count, islice
from typing import Any

import numpy as np

from experiments.errors import InputError
from experiments.examples import CLASSES, Data, Examples
from experiments.predictions import accuracy, pictures, predictions
from experiments.progress import Progress
from experiments.settings import COUNT, Kind, Settings, one_of, setting
from experiments.training import Course, Parameters, descend, in_chunks, stable
from figures.packing import pack
from nn.adam import AdaGrad, Adam, RMSProp
from nn.network import Network
from nn.optimizer import GradientDescent, Momentum, Nesterov
from nn.softmax import softmax

OPTIMIZERS = {
    "sgd": GradientDescent,
    "momentum": Momentum,
    "nesterov": Nesterov,
    "adagrad": AdaGrad,
    "rmsprop": RMSProp,
    "adam": Adam,
}
SIZE = Kind(int, lambda n: 1 <= n <= 100_000, "a whole number from 1 to 100000")
POINTS = 1000  # losses of single steps that the record keeps, at most
LINES = 100  # epochs that the run prints, at most
UNITS = 20  # hidden units whose weights the record keeps
CENTRE = 128  # the byte that stands for a weight of 0
PAIRS, EACH = 3, 6  # confusions of which the record keeps images, and how many


@dataclass(frozen=True)
class TwoLayerSettings(Settings):
    """The net and its training, as the tutorial has them."""

    epochs: int | None = setting(None, COUNT, "passes over the examples, in place of --steps")
    batch_size: int = setting(512, SIZE, "examples a step, drawn at random")
    steps: int | None = setting(10_000, COUNT, "steps of training")
    hidden: int = setting(50, SIZE, "units of the hidden layer")
    activation: str = setting(
        "relu", one_of("relu", "sigmoid", "tanh"), "relu, sigmoid or tanh, behind the hidden layer"
    )
    optimizer: str = setting("sgd", one_of(*OPTIMIZERS), ", ".join(OPTIMIZERS))

    def steps_for(self, examples: int) -> int:
        """How many steps a training with so many examples takes."""
        return self.steps or -(-self.epochs * examples // self.batch_size)

    def with_options(self, given: dict[str, Any]) -> "Settings":
        """These settings but for the given ones; epochs take the place of steps.

        Raises:
            InputError: both are given.
        """
        if {"epochs", "steps"} <= given.keys():
            raise InputError(
                f"expected --steps or --epochs; got --steps {given['steps']} and --epochs "
                f"{given['epochs']}; leave one of them out"
            )
        return super().with_options(given | ({"steps": None} if "epochs" in given else {}))


SETTINGS = TwoLayerSettings()


def run(
    data: Data, settings: TwoLayerSettings, progress: Progress, course: Course | None = None
) -> dict:
    """Train the net, test it after every epoch, and see what it gets wrong."""
    course = course or Course()
    rng = np.random.default_rng(settings.seed)
    network = Network((data.inputs, settings.hidden, CLASSES), settings.activation)
    parameters = initialize(network, rng)
    steps = settings.steps_for(len(data.train))
    epochs_at = partial(epochs_after, size=settings.batch_size, examples=len(data.train))
    between = max(1, -(-epochs_at(steps) // LINES))
    losses, epochs = course.losses, course.epochs
    for _ in train(network, parameters, data.train, settings, rng, course):
        step = len(losses)
        progress.step()
        if epochs_at(step) == epochs_at(step - 1) and step < steps:
            continue
        right = test(network, parameters, data, settings)
        since = epochs[-1][0] if epochs else 0
        epochs.append([step, float(np.mean(losses[since:])), *right])
        if len(epochs) % between == 0 or step == steps:
            progress.line(
                "step {:5d}/{}  loss {:.4f}  training accuracy {:.4f}  test accuracy {:.4f}".format(
                    step, steps, *epochs[-1][1:]
                )
            )
    at, mean, train_accuracies, test_accuracies = zip(*epochs, strict=True)
    every = -(-steps // POINTS)
    P = softmax(scores(network, parameters, data.test))
    return {
        "steps": steps,
        "epochs": epochs_at(steps),
        "test_accuracy": test_accuracies[-1],
        "train_accuracy": train_accuracies[-1],
        "tested_after": at,
        "loss": np.round(mean, 5).tolist(),
        "train_accuracies": np.round(train_accuracies, 6).tolist(),
        "test_accuracies": test_accuracies,
        "losses_every": every,
        "losses": np.round(losses[::every], 4).tolist(),
        **(found := predictions(P, data.test, rng)),
        "pairs": [confused(P, data.test, pair) for pair in found["confused"][:PAIRS]],
        "weights": weights(parameters["W1"][:, :UNITS], data.train.images.shape[1:]),
    }


def test(
    network: Network, parameters: Parameters, data: Data, settings: TwoLayerSettings
) -> list[float]:
    """The accuracy on the training images, and on the test images."""
    with stable(settings.learning_rate):
        return [
            accuracy(scores(network, parameters, examples), examples)
            for examples in (data.train, data.test)
        ]


def initialize(network: Network, rng: np.random.Generator) -> Parameters:
    """Small random weights with mean zero, and no biases."""
    return {
        name: (0.01 * rng.standard_normal(shape)).astype(np.float32)
        if name.startswith("W")
        else np.zeros(shape, np.float32)
        for name, shape in network.shapes.items()
    }


def train(
    network: Network,
    parameters: Parameters,
    examples: Examples,
    settings: TwoLayerSettings,
    rng: np.random.Generator,
    course: Course | None = None,
) -> Iterator[float]:
    """Train in place; after each step, yield the loss that its batch had before."""
    batches = in_order if settings.keep_order else partial(drawn, rng)
    return descend(
        parameters,
        network.loss_and_gradients,
        examples,
        islice(batches(len(examples), settings.batch_size), settings.steps_for(len(examples))),
        OPTIMIZERS[settings.optimizer](settings.learning_rate),
        course,
    )


def drawn(rng: np.random.Generator, examples: int, size: int) -> Iterator[np.ndarray]:
    """Batches for ever, each example drawn from all: one may come twice, another never."""
    while True:
        yield rng.integers(0, examples, size)


def in_order(examples: int, size: int) -> Iterator[np.ndarray]:
    """Batches for ever, as the examples lie in the file; the first follows the last."""
    for start in count(0, size):
        yield np.arange(start, start + size) % examples


def epochs_after(steps: int, size: int, examples: int) -> int:
    """How many times as many examples as there are have been seen."""
    return steps * size // examples


def scores(network: Network, parameters: Parameters, examples: Examples) -> np.ndarray:
    """The scores of every example, in its order."""
    return np.concatenate([network.forward(parameters, X) for X, _ in in_chunks(examples)])


def confused(P: np.ndarray, examples: Examples, pair: dict[str, int]) -> dict:
    """The images of one class that are taken for a certain other, the surest first."""
    taken = (examples.labels == pair["true"]) & (P.argmax(axis=1) == pair["predicted"])
    rows = np.flatnonzero(taken)
    surest = np.argsort(-P[rows, pair["predicted"]], kind="stable")[:EACH]
    return pictures(P, examples, rows[surest])


def weights(W: np.ndarray, shape: tuple[int, ...]) -> dict:
    """What leads to each hidden unit as an image, in parts of the unit's largest weight."""
    largest = np.abs(W).max(axis=0)
    levels = np.round(CENTRE + (CENTRE - 1) * W / np.where(largest > 0, largest, 1))
    return {"centre": CENTRE, "images": pack(levels.astype(np.uint8).T.reshape(-1, *shape))}
