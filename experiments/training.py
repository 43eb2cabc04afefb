"""The training loop: batches, steps against the gradient, and what an epoch brought."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np

from experiments.errors import InputError
from experiments.examples import Examples
from experiments.settings import Settings

Parameters = dict[str, np.ndarray]
LossAndGradients = Callable[[Parameters, np.ndarray, np.ndarray], tuple[float, Parameters]]
CHUNK = 100  # examples at a time where no gradient is needed: they stay in the cache


def train(
    parameters: Parameters,
    loss_and_gradients: LossAndGradients,
    examples: Examples,
    settings: Settings,
    rng: np.random.Generator,
    after_step: Callable[[], None] = lambda: None,
) -> Iterator[float]:
    """Train in place; after each epoch, yield the mean loss of its examples.

    Every example counts with the loss that it had when its batch came up, before the step.
    The last batch of an epoch holds what is left.

    Raises:
        InputError: the numbers left the range of floating point.
    """
    order = np.arange(len(examples))
    for epoch in range(settings.epochs):
        if not settings.keep_order:
            rng.shuffle(order)
        total = 0.0
        for start in range(0, len(order), settings.batch_size):
            X, t = examples.batch(order[start : start + settings.batch_size])
            with stable(settings, trained=epoch > 0 or start > 0):
                loss, gradients = loss_and_gradients(parameters, X, t)
                for name, gradient in gradients.items():
                    parameters[name] -= settings.learning_rate * gradient
            total += float(loss) * len(t)
            after_step()
        yield total / len(examples)


@contextmanager
def stable(settings: Settings, trained: bool = True) -> Iterator[None]:
    """Say that a training diverged where its numbers leave the range of floating point.

    Before the first step nothing can have diverged: a ValueError is then a mistake in the code.

    Raises:
        InputError: a number overflowed, or a function of `nn` refused what it was given.
    """
    try:
        with np.errstate(over="raise", invalid="raise"):
            yield
    except (FloatingPointError, ValueError) as error:
        if not trained and isinstance(error, ValueError):
            raise
        raise InputError(
            f"the training diverged ({error}); "
            f"choose a --learning-rate below {settings.learning_rate}"
        ) from error


def steps(examples: Examples, settings: Settings) -> int:
    """How many steps a training takes."""
    return settings.epochs * -(-len(examples) // settings.batch_size)


def in_chunks(examples: Examples) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """All examples in their order, as batches that are fast to compute with."""
    order = np.arange(len(examples))
    for start in range(0, len(order), CHUNK):
        yield examples.batch(order[start : start + CHUNK])
