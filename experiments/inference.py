"""A net reads digits one by one and in batches, untrained and trained. Chapter: docs/inference.md.

What is done to the pixels before, and what that does to learning, is studied as well.
"""

from collections import Counter
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np

from experiments.bands import band, means, median, seeds
from experiments.conditioning import POINTS as CONDITIONING_POINTS
from experiments.conditioning import conditioning
from experiments.examples import CLASSES, Data, Examples
from experiments.predictions import accuracy
from experiments.preprocessing import Statistics, Transform, prepared, statistics, transforms
from experiments.progress import Progress
from experiments.settings import COUNT, POSITIVE, Settings, setting
from experiments.throughput import SIZES, forward_all, throughput
from experiments.training import Diverged, Parameters, descend, in_chunks, stable, train
from experiments.two_layer_net import drawn
from figures.packing import pack
from nn.activation import sigmoid_prime
from nn.linear import linear
from nn.network import Network
from nn.optimizer import GradientDescent

HIDDEN = (50, 100)
TRIED = 1000  # training images that the untrained nets read, as many as the tutorial's
RATES = (0.01, 0.1, 0.5, 1.0)  # learning rates of the study
POINTS = 100  # of each curve that the record keeps
LAST = 50  # steps at the end over which the loss of the batches is averaged
SHOWN = (3, 2, 1, 18)  # test images that are shown as they are prepared
CENTRE = 128  # the byte that stands for 0 in these


@dataclass(frozen=True)
class InferenceSettings(Settings):
    """The training of the net, and how much of everything else is done."""

    learning_rate: float = setting(1.0, POSITIVE, "length of a step, in gradients")
    untrained: int = setting(1000, COUNT, "nets that are only drawn, and read images")
    rounds: int = setting(15, COUNT, "times that each size of batch is timed")
    steps: int = setting(1000, COUNT, "steps of each training with prepared inputs")
    trainings: int = setting(5, COUNT, "of these for each kind of inputs, each from its own seed")
    epsilon: float = setting(0.01, POSITIVE, "what whitening adds to the variances")

    def steps_for(self, examples: int) -> int:
        """How many steps the run takes: all trainings, the untrained nets and the timings."""
        trainings = 6 * len(RATES) * self.steps * self.trainings
        return super().steps_for(examples) + trainings + self.untrained + self.rounds


SETTINGS = InferenceSettings()


def run(data: Data, settings: InferenceSettings, progress: Progress) -> dict:
    """Let nets guess, train one, time it, and train others with prepared inputs."""
    known = statistics(data.train)
    kinds = transforms(known, settings.epsilon, data.train.white)
    network = Network((data.inputs, *HIDDEN, CLASSES), "sigmoid")
    guesses = untrained(network, data.train, settings, progress)
    progress.line("untrained nets: accuracy {mean:.4f}, spread {spread:.4f}".format(**guesses))
    parameters, learning = trained(network, data, settings, progress)
    X = data.test.batch(np.arange(len(data.test)))[0]
    same = agreement(network, parameters, X)
    timed = throughput(network, parameters, X, settings.rounds, progress.step)
    for call in timed["calls"]:
        progress.line(
            f"batches of {call['batch_size']:5d}: "
            f"{call['batch_size'] / call['seconds'][1]:9,.0f} images a second"
        )
    return {
        "untrained": guesses,
        **learning,
        "agreement": same,
        "throughput": timed,
        "pixels": pixels(known, kinds, data.test),
        "sizes": sizes(network, data.test, kinds, settings),
        "conditioning_steps": CONDITIONING_POINTS.tolist(),
        "conditioning": conditioning(data.train, known, settings.epsilon),
        "prepared": study(network, data, settings, progress),
    }


def untrained(
    network: Network, examples: Examples, settings: InferenceSettings, progress: Progress
) -> dict:
    """Draw nets as the tutorial does, each with a seed of its own, and let them name images."""
    X, t = examples.batch(np.arange(min(TRIED, len(examples))))
    accuracies, named = [], Counter()
    for seed in range(settings.seed, settings.seed + settings.untrained):
        predicted = network.predict(small(network, np.random.default_rng(seed)), X)
        accuracies.append(float((predicted == t).mean()))
        named[len(np.unique(predicted))] += 1
        progress.step()
    return {
        "examples": len(t),
        "mean": float(np.mean(accuracies)),
        "spread": float(np.std(accuracies)),
        "shares": (np.bincount(t, minlength=CLASSES) / len(t)).tolist(),
        "accuracies": sorted([value, count] for value, count in Counter(accuracies).items()),
        "classes_named": sorted([classes, count] for classes, count in named.items()),
    }


def small(network: Network, rng: np.random.Generator) -> Parameters:
    """Weights of standard deviation 0.01 and no biases, as the tutorial draws them."""
    return {
        name: np.float32(0.01) * rng.standard_normal(shape, np.float32)
        if name.startswith("W")
        else np.zeros(shape, np.float32)
        for name, shape in network.shapes.items()
    }


def trained(
    network: Network, data: Data, settings: InferenceSettings, progress: Progress
) -> tuple[Parameters, dict]:
    """Train the net, and test it after every epoch."""
    rng = np.random.default_rng(settings.seed)
    parameters = network.initialize(rng, np.float32)
    losses, right = [], []
    loss_and_gradients = network.loss_and_gradients
    training = train(parameters, loss_and_gradients, data.train, settings, rng, progress.step)
    for epoch, loss in enumerate(training, start=1):
        losses.append(round(loss, 5))
        right.append(test(network, parameters, data.test, settings.learning_rate))
        progress.line(
            f"epoch {epoch:3d}/{settings.epochs}  loss {loss:.4f}  test accuracy {right[-1]:.4f}"
        )
    return parameters, {
        "loss": losses,
        "test_accuracies": right,
        "test_accuracy": right[-1],
        "train_accuracy": test(network, parameters, data.train, settings.learning_rate),
    }


def test(network: Network, parameters: Parameters, examples: Examples, rate: float) -> float:
    """The share of examples that the net reads right."""
    with stable(rate):
        Z = [network.forward(parameters, X) for X, _ in in_chunks(examples)]
    return accuracy(np.concatenate(Z), examples)


def agreement(network: Network, parameters: Parameters, X: np.ndarray) -> list[dict]:
    """How far the scores in batches are from those of the images one by one."""
    alone = np.concatenate(forward_all(network, parameters, X, range(len(X))))
    found = []
    for size in (size for size in SIZES if size <= len(X)):
        Z = np.concatenate(forward_all(network, parameters, X, range(0, len(X), size)))
        found.append(
            {
                "batch_size": size,
                "largest_difference": float(np.abs(Z - alone).max()),
                "other_predictions": int((Z.argmax(axis=1) != alone.argmax(axis=1)).sum()),
            }
        )
    return found


def pixels(known: Statistics, kinds: dict[str, Transform], examples: Examples) -> dict:
    """What the training set tells of the pixels, and some test images as each kind has them."""
    rows = np.array([n for n in SHOWN if n < len(examples)])
    X = examples.batch(rows)[0]
    varies = known.sigma > 0
    return {
        "constant": int((~varies).sum()),
        "least_sigma": float(known.sigma[varies].min()),
        "largest_standardized": float(
            max(np.abs(X).max() for X, _ in in_chunks(prepared(examples, kinds["standardized"])))
        ),
        "largest_variance": float(known.lambda_[-1]),
        "unseen": int(
            (examples.pixels[:, ~varies] != (known.u[~varies] * examples.white)).any(axis=1).sum()
        ),
        "shown": {
            "true": examples.labels[rows].tolist(),
            "white": examples.white,
            "images": pack(examples.images[rows]),
            "centre": CENTRE,
            **{
                name: pack(levels(kinds[name](X)).reshape(-1, *examples.images.shape[1:]))
                for name in ("standardized", "PCA", "ZCA")
            },
        },
    }


def sizes(
    network: Network, examples: Examples, kinds: dict[str, Transform], settings: InferenceSettings
) -> dict[str, dict]:
    """How large the inputs are, and what the first layer makes of them before it is trained."""
    parameters = network.initialize(np.random.default_rng(settings.seed), np.float32)
    rows = np.arange(min(TRIED, len(examples)))
    found = {}
    for name, transform in kinds.items():
        X = prepared(examples, transform).batch(rows)[0]
        Z = linear(X, parameters["W1"], parameters["b1"])
        found[name] = {
            "root_mean_square": float(np.sqrt((X**2).mean())),
            "scores": float(np.sqrt((Z**2).mean())),
            "slope": float(sigmoid_prime(Z).mean()),
        }
    return found


def levels(X: np.ndarray) -> np.ndarray:
    """Numbers as bytes around 128, in parts of the largest of each image."""
    largest = np.abs(X).max(axis=1, keepdims=True)
    return np.round(CENTRE + (CENTRE - 1) * X / np.where(largest > 0, largest, 1)).astype(np.uint8)


def study(
    network: Network, data: Data, settings: InferenceSettings, progress: Progress
) -> list[dict]:
    """Train the same nets with the same batches for every kind of inputs and every rate.

    They are compared on a validation set, of which what prepares the inputs knows nothing.
    """
    learnt, held_out = data.held_out
    kinds = transforms(statistics(learnt), settings.epsilon, learnt.white)
    found = []
    for rate in RATES:
        for name, transform in kinds.items():
            sets = prepared(learnt, transform), prepared(held_out, transform)
            trained = [
                short_run(
                    network, *sets, replace(settings, learning_rate=rate, seed=seed), progress
                )
                for seed in seeds(settings.seed, settings.trainings)
            ]
            found.append({"inputs": name, "learning_rate": rate} | together(trained, settings))
            read = found[-1]["validation_accuracy"]
            progress.line(f"{name}, rate {rate}: validation accuracy {read:.4f}")
    return found


def together(trained: list[tuple[list[float], float | None]], settings: InferenceSettings) -> dict:
    """How the trainings agree that differ in nothing but their seed."""
    every = -(-settings.steps // POINTS)
    shares = [share for _, share in trained]
    low, middle, high = band([list(means(losses, every)) for losses, _ in trained], digits=3)
    return {
        "validation_accuracy": median(shares),
        "validation_accuracies": shares,
        "last_loss": round(float(np.median([np.mean(losses[-LAST:]) for losses, _ in trained])), 5),
        "losses_every": every,
        "losses": middle,
        "least_losses": low,
        "largest_losses": high,
    }


def short_run(
    network: Network,
    learnt: Examples,
    held_out: Examples,
    settings: InferenceSettings,
    progress: Progress,
) -> tuple[list[float], float | None]:
    """Train one net: its losses, and its accuracy, which it has not where the training diverges."""
    rng = np.random.default_rng(settings.seed)
    parameters = network.initialize(rng, np.float32)
    batches = islice(drawn(rng, len(learnt), settings.batch_size), settings.steps)
    rule = GradientDescent(settings.learning_rate)
    losses: list[float] = []
    try:
        for loss in descend(parameters, network.loss_and_gradients, learnt, batches, rule):
            losses.append(loss)
            progress.step()
        return losses, test(network, parameters, held_out, settings.learning_rate)
    except Diverged:
        return losses, None
