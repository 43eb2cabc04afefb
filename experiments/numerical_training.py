"""A net learns digits by difference quotients alone. Chapter: docs/numerical_training.md."""

import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from typing import Any

import numpy as np

from experiments.errors import InputError
from experiments.examples import CLASSES, Data, Examples
from experiments.predictions import accuracy
from experiments.progress import Progress
from experiments.settings import COUNT, POSITIVE, Kind, setting
from experiments.training import Parameters, descend, stable
from experiments.two_layer_net import (
    OPTIMIZERS,
    SIZE,
    TwoLayerSettings,
    drawn,
    in_order,
    initialize,
    scores,
)
from nn.network import Network
from nn.numerical_training import CentralDifferences

EVERY = 5  # steps between two tests
FIRST = 10  # steps whose losses the record keeps, so that they can be repeated
TIMES = 15  # gradients that are timed
CLAIM = 0.67  # the accuracy that the tutorial reports


@dataclass(frozen=True)
class Variant:
    """How the trainings differ that the chapter compares.

    Pixels are divided by the largest, or raw, or matched: divided, but with a rate and a start
    that make the training that of raw pixels, except for the biases.
    """

    learning_rate: float
    pixels: str = "divided"

    def on(self, white: int) -> tuple[float, float]:
        """The rate, and the factor of the first weights, where the largest pixel is so bright."""
        if self.pixels == "matched":
            return self.learning_rate * white, white**0.5
        return self.learning_rate, 1.0


VARIANTS = [
    *(Variant(rate) for rate in (0.001, 0.01, 0.1, 0.5)),
    Variant(0.001, "raw"),
    Variant(0.001, "matched"),
]


@dataclass(frozen=True)
class NumericalSettings(TwoLayerSettings):
    """The settings that all trainings share, as the tutorial has them."""

    batch_size: int = setting(100, SIZE, "examples a step, drawn at random")
    learning_rate: float | None = setting(
        None, POSITIVE, "length of a step, in gradients, in place of all that the chapter compares"
    )
    steps: int | None = setting(1000, COUNT, "steps of each training")
    raw_pixels: bool = setting(False, None, "take pixels as bytes; needs --learning-rate")
    trainings: int = setting(3, COUNT, "trainings with each rate, each from a seed of its own")
    h: float = setting(
        1e-4,
        Kind(float, lambda x: 1e-9 <= x <= 1, "a number from 1e-9 to 1"),
        "step of the difference quotients",
    )

    def steps_for(self, examples: int) -> int:
        """How many steps all trainings together take."""
        return len(self.variants) * self.trainings * self.steps_each(examples)

    def steps_each(self, examples: int) -> int:
        """How many steps one training takes."""
        return super().steps_for(examples)

    def with_options(self, given: dict[str, Any]) -> "NumericalSettings":
        """These settings but for the given ones.

        Raises:
            InputError: raw pixels are wanted, but not for which rate.
        """
        if "raw_pixels" in given and "learning_rate" not in given:
            raise InputError(
                "expected --learning-rate beside --raw-pixels; got --raw-pixels alone; "
                "give both, as in --raw-pixels --learning-rate 0.001"
            )
        return super().with_options(given)

    @property
    def variants(self) -> list[Variant]:
        """The trainings to compare."""
        if self.learning_rate is None:
            return VARIANTS
        return [Variant(self.learning_rate, "raw" if self.raw_pixels else "divided")]


SETTINGS = NumericalSettings()


def run(data: Data, settings: NumericalSettings, progress: Progress) -> dict:
    """Train with each rate and seed; time both ways to the gradient if all rates are compared."""
    results: dict[str, Any] = {"groups": groups(data.train)}
    if settings.learning_rate is None:
        results["gradient"] = compare(data, settings, progress)
        progress.line(
            "took {loop_seconds:.2f} s; computing only what changes, {seconds:.4f} s".format(
                **results["gradient"]
            )
        )
        progress.start()
    results["tested_after"] = tested_after(settings.steps_each(len(data.train)))
    results["trainings"] = []
    for variant in settings.variants:
        for seed in range(settings.seed, settings.seed + settings.trainings):
            outcome = training(data, settings, variant, seed, progress)
            results["trainings"].append({"pixels": variant.pixels, "seed": seed} | outcome)
            progress.line(
                f"rate {outcome['rate']:.6g}, pixels {variant.pixels}, seed {seed}: "
                f"test accuracy {outcome['test_accuracies'][-1]:.4f}"
            )
    return results


def training(
    data: Data, settings: NumericalSettings, variant: Variant, seed: int, progress: Progress
) -> dict:
    """Train one net and test it every few steps, before the first and after the last."""
    rng = np.random.default_rng(seed)
    network = Network((data.inputs, settings.hidden, CLASSES), settings.activation)
    rate, factor = variant.on(data.train.white)
    parameters = start(network, factor, rng)
    learnt, tested = (
        replace(examples, white=1) if variant.pixels == "raw" else examples
        for examples in (data.train, data.test)
    )
    due = tested_after(settings.steps_each(len(learnt)))
    losses: list[float] = []
    right: list[float] = []

    def test() -> None:
        if len(losses) == due[len(right)]:
            with stable(rate):
                right.append(accuracy(scores(network, single(parameters), tested), tested))

    test()
    for loss in train(parameters, learnt, settings, rate, rng):
        losses.append(loss)
        progress.step()
        test()
    return {
        "rate": rate,
        "reached": next((n for n, share in zip(due, right, strict=True) if share >= CLAIM), None),
        "test_accuracies": np.round(right, 6).tolist(),
        "losses": np.round(losses[:FIRST], 5).tolist(),
    }


def tested_after(steps: int) -> list[int]:
    """After which of so many steps a net is tested: before the first, and after the last."""
    return [*range(0, steps, EVERY), steps]


def train(
    parameters: Parameters,
    examples: Examples,
    settings: NumericalSettings,
    rate: float,
    rng: np.random.Generator,
) -> Iterable[float]:
    """Train in place by central differences; after each step, yield the loss before it."""
    method = CentralDifferences(settings.activation, settings.h)
    batches = in_order if settings.keep_order else partial(drawn, rng)

    def loss_and_gradients(parameters: Parameters, X: np.ndarray, t: np.ndarray):
        X = X.astype(np.float64)
        return method.loss(parameters, X, t), method.gradients(parameters, X, t)

    return descend(
        parameters,
        loss_and_gradients,
        examples,
        islice(batches(len(examples), settings.batch_size), settings.steps_each(len(examples))),
        OPTIMIZERS[settings.optimizer](rate),
    )


def compare(data: Data, settings: NumericalSettings, progress: Progress) -> dict:
    """Compute the gradient of one batch both ways, whole, and time them."""
    rng = np.random.default_rng(settings.seed)
    network = Network((data.inputs, settings.hidden, CLASSES), settings.activation)
    parameters = start(network, 1.0, rng)
    X, t = data.train.batch(next(drawn(rng, len(data.train), settings.batch_size)))
    X = X.astype(np.float64)
    method = CentralDifferences(settings.activation, settings.h)
    count = sum(value.size for value in parameters.values())
    progress.line(f"one gradient with the loop: {2 * count} forward passes, which take a while")
    begin = time.perf_counter()
    loop = method.generic_gradients(parameters, X, t)
    loop_seconds = time.perf_counter() - begin
    seconds = []
    for _ in range(TIMES):
        begin = time.perf_counter()
        found = method.gradients(parameters, X, t)
        seconds.append(time.perf_counter() - begin)
    return {
        "parameters": count,
        "passes": 2 * count,
        "loop_seconds": round(loop_seconds, 3),
        "seconds": round(float(np.median(seconds)), 5),
        "ratio": round(loop_seconds / float(np.median(seconds)), 1),
        "largest_difference": max(float(np.abs(found[n] - loop[n]).max()) for n in loop),
        "largest_entry": max(float(np.abs(value).max()) for value in loop.values()),
    }


def groups(examples: Examples) -> dict:
    """How many pixels of an image are not zero, and how many values these have, on average."""
    counts = [np.bincount(image, minlength=256)[1:] for image in examples.pixels]
    return {
        "inputs": examples.pixels.shape[1],
        "not_zero": round(float(np.mean([count.sum() for count in counts])), 1),
        "values": round(float(np.mean([np.count_nonzero(count) for count in counts])), 1),
    }


def start(network: Network, factor: float, rng: np.random.Generator) -> Parameters:
    """So many times the first parameters of `two_layer_net`, in float64."""
    return {
        name: factor * value.astype(np.float64) for name, value in initialize(network, rng).items()
    }


def single(parameters: Parameters) -> Parameters:
    """The parameters in float32, in which they are tested."""
    return {name: value.astype(np.float32) for name, value in parameters.items()}
