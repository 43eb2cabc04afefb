"""The training loop: batches, steps against the gradient, and what an epoch brought."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

import numpy as np

from experiments.errors import InputError
from experiments.examples import Examples
from experiments.settings import Settings
from nn.optimizer import GradientDescent

Parameters = dict[str, np.ndarray]
LossAndGradients = Callable[[Parameters, np.ndarray, np.ndarray], tuple[float, Parameters]]
CHUNK = 100  # examples at a time where no gradient is needed: they stay in the cache


class Diverged(InputError):
    """The numbers of a training left the range of floating point."""


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
        Diverged: the numbers left the range of floating point.
    """
    rule = GradientDescent(settings.learning_rate)
    batches = shuffled(len(examples), settings, rng)
    losses = descend(parameters, loss_and_gradients, examples, batches, rule)
    for _ in range(settings.epochs):
        total = 0.0
        for start in range(0, len(examples), settings.batch_size):
            total += next(losses) * min(settings.batch_size, len(examples) - start)
            after_step()
        yield total / len(examples)


def descend(
    parameters: Parameters,
    loss_and_gradients: LossAndGradients,
    examples: Examples,
    batches: Iterable[np.ndarray],
    rule: GradientDescent,
) -> Iterator[float]:
    """Make a step of the rule for every batch, in place, and yield the loss before it.

    Raises:
        Diverged: the numbers left the range of floating point.
    """
    state = rule.start(parameters)
    for count, rows in enumerate(batches):
        X, t = examples.batch(rows)
        try:  # what `stable` does, without what a generator costs in every step
            with np.errstate(over="raise", invalid="raise"):
                loss, gradients = loss_and_gradients(parameters, X, t)
                rule.step(parameters, gradients, state)
        except FloatingPointError as error:
            raise _diverged(error, rule.eta) from error
        except ValueError as error:
            if count == 0:  # nothing was learnt yet, so this is a mistake in the code
                raise
            raise _diverged(error, rule.eta) from error
        yield float(loss)


def shuffled(count: int, settings: Settings, rng: np.random.Generator) -> Iterator[np.ndarray]:
    """Batches for ever: every example once, then every example once more, in another order."""
    order = np.arange(count)
    while True:
        if not settings.keep_order:
            rng.shuffle(order)
        for start in range(0, count, settings.batch_size):
            yield order[start : start + settings.batch_size]


@contextmanager
def stable(learning_rate: float) -> Iterator[None]:
    """Say that a training diverged where its numbers leave the range of floating point.

    Raises:
        Diverged: a number overflowed, or a function of `nn` refused what it was given.
    """
    try:
        with np.errstate(over="raise", invalid="raise"):
            yield
    except (FloatingPointError, ValueError) as error:
        raise _diverged(error, learning_rate) from error


def _diverged(error: Exception, learning_rate: float) -> Diverged:
    return Diverged(
        f"the training diverged ({error}); choose a --learning-rate below {learning_rate}"
    )


def in_chunks(examples: Examples) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """All examples in their order, as batches that are fast to compute with."""
    order = np.arange(len(examples))
    for start in range(0, len(order), CHUNK):
        yield examples.batch(order[start : start + CHUNK])
