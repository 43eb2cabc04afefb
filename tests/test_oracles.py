"""What others have published comes out of `nn`, and would not if a function were another."""

import os
import sys
from pathlib import Path

import mpmath
import numpy as np
import pytest

from experiments import mnist
from figures import agreement, worked_2_2_2
from figures.oracles import cs231n, mazur, micrograd, nielsen, saitoh
from figures.oracles.published import ENOUGH, Compared, Oracle, numbers
from figures.worked_2_2_2 import run
from nn.numerical_differentiation import numerical_gradient
from nn.worked_2_2_2 import sigmoid_net_step
from tests.states import states
from verify.book.cited import number

pytestmark = pytest.mark.usefixtures("shapes_unchecked")  # many thousand steps
PUBLISHED = [
    pytest.param(oracle, id=f"{source.title}: {oracle.what}")
    for source, oracle in agreement.oracles()
]
MNIST_DIR = os.environ.get("MNIST_DIR")


@pytest.mark.parametrize("oracle", PUBLISHED)
def test_a_published_result_comes_out_unless_the_page_says_why_not(oracle):
    wrong = [each for each in oracle.compared() if not each.agrees]

    assert bool(wrong) == bool(oracle.differs), wrong


@pytest.mark.parametrize("at", range(len(mazur.UPDATES)), ids=map(str, mazur.UPDATES))
def test_the_example_keeps_to_its_path_in_exact_arithmetic(at):
    assert [each for each in mazur.trajectory()[at].compared() if not each.agrees] == []


@states(
    "Its path, compared with arithmetic of {{ value DIGITS }} digits that shares no line "
    "with the code:",
    page="agreement",
)
def test_the_exact_path_begins_where_the_exact_derivation_ends():
    with mpmath.workdps(mazur.DIGITS):
        error = mpmath.nstr(worked_2_2_2.exact("E_plus"), mazur.SHOWN)

    assert mazur.DIGITS == 40
    assert mazur.path()[1][0] == error


@pytest.mark.skipif(MNIST_DIR is None, reason="MNIST_DIR names no folder with MNIST's files")
def test_darkness_recognizes_as_many_images_as_in_the_book():
    train, test = mnist.read(Path(MNIST_DIR))
    (X, t), (X_test, t_test) = ((images / 255, labels) for images, labels in (train, test))

    assert str(nielsen.by_darkness(X[:50_000], t[:50_000], X_test, t_test)) == nielsen.DARKNESS


# Each of them can fail


def nudged(each: Compared) -> Compared:
    """The same with a computed number that is off by two in the last digit that counts."""
    counts = min(each.of, each.carried, ENOUGH)
    off = 2 * 10.0 ** -(counts - 1) * (abs(float(each.printed)) or 1.0)
    return Compared(each.printed, float(each.printed) + off, each.carried)


@pytest.mark.parametrize("oracle", PUBLISHED)
def test_no_published_number_agrees_with_one_that_is_off_in_the_last_digit_that_counts(oracle):
    assert [each for each in map(nudged, oracle.compared()) if each.agrees] == []


def spoilt(value):
    """Another result of the same kind."""
    if isinstance(value, tuple):
        return tuple(map(spoilt, value))
    if isinstance(value, dict):
        return {name: spoilt(each) for name, each in value.items()}
    return 2 * value + 1


def spoil(monkeypatch, function):
    """Let a function of `nn` return something else, wherever it is called from."""
    for cached in (run, cs231n.line):
        cached.cache_clear()
    if isinstance(function, type):
        move = function.move

        def moved_too_far(self, theta, *rest):
            move(self, theta, *rest)
            theta += 1

        monkeypatch.setattr(function, "move", moved_too_far)
        return
    owner, _, name = function.__qualname__.rpartition(".")

    def wrong(*args, **kwargs):
        return spoilt(function(*args, **kwargs))

    if owner:
        monkeypatch.setattr(getattr(sys.modules[function.__module__], owner), name, wrong)
        return
    for module in [m for n, m in sys.modules.items() if n.partition(".")[0] in ("figures", "nn")]:
        if vars(module).get(name) is function:
            monkeypatch.setattr(module, name, wrong)


PARTS = [
    pytest.param(oracle, function, id=f"{source.title}: {oracle.what}, {function.__qualname__}")
    for source, oracle in agreement.oracles()
    for function in oracle.functions
    if not oracle.differs and sigmoid_net_step not in oracle.functions  # ten thousand steps
]


@pytest.fixture
def fresh_runs():
    """Whole runs are remembered: after a test that spoils a function they are made again."""
    yield
    for cached in (run, cs231n.line):
        cached.cache_clear()


@pytest.mark.parametrize(("oracle", "function"), PARTS)
def test_every_function_that_a_row_names_has_a_part_in_its_numbers(
    monkeypatch, fresh_runs, oracle, function
):
    spoil(monkeypatch, function)

    with np.errstate(all="ignore"):
        assert not still_agrees(oracle)


def still_agrees(oracle: Oracle) -> bool:
    """Whether a result comes out; what refuses what a function returned does not."""
    try:
        return oracle.agrees
    except ValueError:
        return False


def test_a_step_with_another_rate_leaves_the_path_of_the_example(monkeypatch, fresh_runs):
    run.cache_clear()
    monkeypatch.setattr(
        "figures.worked.sigmoid_net_step",
        lambda w, b, c, i, t, eta: sigmoid_net_step(w, b, c, i, t, 1.0001 * eta),
    )

    assert [oracle.what for oracle in mazur.trajectory() if oracle.agrees] == []


def test_without_its_decay_the_toy_net_ends_elsewhere(monkeypatch):
    monkeypatch.setattr(cs231n, "DECAY", 1.0)

    assert abs(cs231n.final_loss() / float(number("cs231n.final_loss")) - 1) > 0.5


def test_batches_from_another_seed_lead_elsewhere(monkeypatch):
    toy = cs231n.toy()
    monkeypatch.setattr(cs231n, "toy", lambda: (*toy[:3], np.random.RandomState(7)))

    assert not Compared(number("cs231n.final_loss"), cs231n.final_loss(), 99).agrees


# What the page says of them


@states(
    "A printed number agrees if it is the computed one, rounded; then all its digits count.",
    "Otherwise the relative difference says how many do.",
    page="agreement",
)
@pytest.mark.parametrize(
    ("printed", "found", "digits", "of"),
    [
        ("0.73", 0.7349, 2, 2),
        ("0.73", 0.7361, 2, 2),
        ("0.73", 0.75, 1, 2),
        ("-0.20", -0.1966, 2, 2),
        ("0.20", -0.20, 0, 2),
        ("2225", 2225, 4, 4),
        ("2225", 2226, 3, 4),
        ("0", 0.4, 1, 1),
        ("0", 0.6, 0, 1),
        ("1.5e-09", 1.54e-9, 2, 2),
        ("0.5", float("nan"), 0, 1),
    ],
)  # fmt: skip
def test_digits_are_all_of_a_rounded_number_and_else_those_of_the_difference(
    printed, found, digits, of
):
    compared = Compared(printed, found, 99)

    assert (compared.digits, compared.of) == (digits, of)


@states(
    "So a row gets its tick if all those digits agree that can, and at most {{ value ENOUGH "
    "}} are asked for.",
    page="agreement",
)
@pytest.mark.parametrize(
    ("found", "carried", "agrees"),
    [
        (1.23456789012345, 99, True),
        (1.23456789012346, 99, True),
        (1.234567890124, 99, False),
        (1.2346, 4, True),
        (1.2346, 5, False),
    ],
)
def test_a_number_agrees_in_the_digits_that_it_carries(found, carried, agrees):
    assert Compared("1.2345678901234567", found, carried).agrees == agrees
    assert agreement.ENOUGH == 13


@states(
    "Where a row stands for several numbers, as many as the parentheses say, it shows the "
    "one that agrees least.",
    page="agreement",
)
def test_the_number_that_agrees_least_is_the_one_that_is_shown():
    oracle = Oracle("it", (abs,), numbers("1.00 2.0000 3.000"), lambda: [1.0, 2.0, 3.1])

    assert oracle.worst().printed == "3.000"
    row = agreement._row(oracle.what, oracle.names, len(oracle.compared()), oracle.worst())
    assert row == ["it (3)", "`abs`", "3.000", "3.10000", "1\u00a0of\u00a04", "✗"]


@states(
    "A difference quotient is the difference of two nearly equal numbers, and its last digits are "
    "their rounding.",
    page="agreement",
)
def test_a_quotient_carries_fewer_digits_than_it_prints():
    (slope,) = (each for each in saitoh.ORACLES if each.what.startswith("slope of 0.01"))
    numbers_ = float(saitoh.curve(5 + 1e-4)), float(saitoh.curve(5 - 1e-4))

    rounding = np.spacing(numbers_[0]) / (numbers_[0] - numbers_[1])
    assert 10.0 ** -(slope.carried + 2) < rounding < 10.0**-slope.carried
    assert {each.of for each in slope.compared()} == {16}


@states("A result can be printed with more digits than its inputs.", page="agreement")
def test_the_printed_loss_has_more_digits_than_the_printed_weights():
    (loss,) = (each for each in saitoh.ORACLES if each.what == "simple net, loss")

    assert loss.printed == "0.92806853663411326" and loss.carried == saitoh.PRINTED
    assert np.array_equal(saitoh.W, saitoh.W.round(8))


@states(
    "That book also takes a hundred steps with a rate of ten, as an example of one that is too "
    "large.",
    "What it prints is rounding: near the end the step of its difference quotient is too "
    "small to change the number to which it is added.",
    "The functions of this book refuse such a step, and say so.",
    page="agreement",
)
def test_a_hundred_steps_with_a_rate_of_ten_are_refused():
    with pytest.raises(ValueError, match="take a larger h"):
        saitoh.descent(10.0, 100)

    assert 2.58983747e13 + 1e-4 == 2.58983747e13  # what the book prints at the end


@states(
    "and lowers the learning rate after every step: a batch has room for more than the five "
    "examples, so a step counts as an epoch.",
    page="agreement",
)
def test_the_toy_net_has_five_examples_and_batches_of_more():
    parameters, X, t, draws = cs231n.toy()

    assert X.shape == (5, 4) and len(t) == 5 and len(draws.choice(5, 200)) == 200
    assert {name: p.shape for name, p in parameters.items()} == cs231n.TOY.shapes


@states(
    "The errors of the slopes are those of difference quotients.",
    "Only that for $W_2$ is compared: the others are rounding, and change when the examples come "
    "in another order.",
    page="agreement",
)
def test_only_the_error_by_the_second_weights_stays_in_another_order_of_the_examples(monkeypatch):
    before = {name: cs231n.gradient_error(name) for name in cs231n.TOY.shapes}
    parameters, X, t, draws = cs231n.toy()
    monkeypatch.setattr(cs231n, "toy", lambda: (parameters, X[::-1], t[::-1], draws))

    after = {name: cs231n.gradient_error(name) for name in before}
    same = {name for name in before if abs(after[name] / before[name] - 1) < 1e-4}
    assert same == {"W2"}


@states(
    "If the points are drawn with the seed 0, softmax regression ends within a millionth of "
    "the printed loss from all first weights that were tried, drawn as the notes draw them.",
    page="agreement",
)
@pytest.mark.parametrize("seed", range(5))
def test_softmax_regression_on_the_spiral_forgets_its_start(seed):
    losses = {}
    W = 0.01 * np.random.RandomState(seed).randn(2, 3)
    cs231n.train(cs231n.LINEAR, {"W1": W, "b1": np.zeros(3)}, 191, losses.__setitem__)

    assert losses[190] == pytest.approx(0.786302, abs=1e-6)
    assert cs231n.POINTS_SEED == 0


@states("CS231n also trains a net with one hidden layer on three arms of a spiral.",
        page="agreement")  # fmt: skip
def test_the_spiral_has_three_arms_and_its_net_one_hidden_layer():
    X, t = cs231n.spiral()

    assert X.shape == (300, 2) and sorted({*t}) == [0, 1, 2]
    assert len(cs231n.SPIRAL.sizes) == 3


def test_a_slope_by_differences_is_the_one_that_is_printed():
    found = numerical_gradient(micrograd.expression, micrograd.AT, 1e-5)

    assert np.round(found, 4) == pytest.approx([138.8338, 645.5773], abs=1e-9)
