"""The training loop: batches, steps against the gradient, and what an epoch brought."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import islice

import numpy as np

from experiments.errors import InputError
from experiments.examples import Examples
from experiments.ranks import parts, put_together
from experiments.settings import Settings
from nn.optimizer import GradientDescent, State

Parameters = dict[str, np.ndarray]
LossAndGradients = Callable[[Parameters, np.ndarray, np.ndarray], tuple[float, Parameters]]
CHUNK = 100  # examples at a time where no gradient is needed: they stay in the cache


class Diverged(InputError):
    """The numbers of a training left the range of floating point."""


class Course:
    """What a training has noted: the loss of each step, and what its tests found in between.

    This one lasts as long as the run does; `experiments.checkpoint` keeps one in a file.
    """

    def __init__(self) -> None:
        self.losses: list[float] = []
        self.epochs: list[list[float]] = []

    def take_up(
        self, parameters: Parameters, state: State, batches: Iterator[np.ndarray]
    ) -> Iterator[np.ndarray]:
        """Bring everything to where the training stands, and leave the batches still to come."""
        return batches

    def follow(
        self, losses: Iterator[float], parameters: Parameters, state: State
    ) -> Iterator[float]:
        """Note the loss of each step, and pass it on."""
        for loss in losses:
            self.losses.append(loss)
            yield loss


def train(
    parameters: Parameters,
    loss_and_gradients: LossAndGradients,
    examples: Examples,
    settings: Settings,
    rng: np.random.Generator,
    after_step: Callable[[], None] = lambda: None,
    course: Course | None = None,
) -> Iterator[float]:
    """Train in place; after each epoch, yield the mean loss of its examples.

    Every example counts with the loss that it had when its batch came up, before the step.
    The last batch of an epoch holds what is left.

    Raises:
        Diverged: the numbers left the range of floating point.
    """
    course = course or Course()
    rule = GradientDescent(settings.learning_rate)
    size, total = settings.batch_size, len(examples)
    sizes = [min(size, total - start) for start in range(0, total, size)]
    batches = islice(shuffled(total, settings, rng), settings.epochs * len(sizes))
    for _ in descend(parameters, loss_and_gradients, examples, batches, rule, course):
        after_step()
        if len(course.losses) % len(sizes) == 0:
            yield float(np.dot(course.losses[-len(sizes) :], sizes)) / total


def descend(
    parameters: Parameters,
    loss_and_gradients: LossAndGradients,
    examples: Examples,
    batches: Iterator[np.ndarray],
    rule: GradientDescent,
    course: Course | None = None,
) -> Iterator[float]:
    """Make a step of the rule for every batch, in place, and yield the loss before it.

    With a course, it begins where that stands. Under mpiexec, the processes share every batch.

    Raises:
        Diverged: the numbers left the range of floating point.
    """
    state = rule.start(parameters)
    if course:
        batches = course.take_up(parameters, state, batches)
    whole = put_together(loss_and_gradients)
    losses = _steps(parameters, whole, examples, parts(batches), rule, state)
    return course.follow(losses, parameters, state) if course else losses


def _steps(
    parameters: Parameters,
    loss_and_gradients: LossAndGradients,
    examples: Examples,
    batches: Iterable[np.ndarray],
    rule: GradientDescent,
    state: State,
) -> Iterator[float]:
    for rows in batches:
        X, t = examples.batch(rows)
        try:  # what `stable` does, without what a generator costs in every step
            with np.errstate(over="raise", invalid="raise"):
                loss, gradients = loss_and_gradients(parameters, X, t)
                rule.step(parameters, gradients, state)
        except FloatingPointError as error:
            raise _diverged(error, rule.eta) from error
        except ValueError as error:
            if state.t == 0:  # nothing was learnt yet, so this is a mistake in the code
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
