"""The figure of docs/loss.md that computes: curves, slopes and steps at several states."""

import re

import numpy as np
import pytest
from numpy.testing import assert_allclose

from figures.loss import four_losses
from nn.loss import softmax_cross_entropy, softmax_cross_entropy_grad_Z
from nn.softmax import softmax, softmax_jacobian
from tests.computed import Shown, number, run
from tests.states import states

RIGHT = np.array([0])
NAMES = ["cross-entropy", "squared error", "10⁻⁷ added", "floor of 10⁻¹⁰"]
STATES = [
    {},
    {"z_1": -25, "steps": 50, "eta": 2.5},
    {"z_1": -4.5, "steps": 50, "eta": 3},
    {"z_1": 2, "steps": 0, "eta": 0.5},
    {"z_1": -0.5, "steps": 0},
]
LEFT, RIGHT_END = 36, 452  # of the scores -26 and 6
LOSSES, SLOPES = (250, 138 / 28), (282, 100)  # where zero is, and how high one is


@pytest.fixture(scope="module")
def live():
    return four_losses()


@pytest.fixture(params=STATES, ids=["start", "floored", "near", "right", "nearly"])
def shown(live, request):
    return Shown(live, **request.param)


def losses(score):
    """The four losses, from `nn` and from what a page says of the others."""
    z = np.array([score, 0.0, 0.0])
    p = softmax(z)[0]
    exact = softmax_cross_entropy(z[np.newaxis], RIGHT)
    return np.array(
        [exact, (p - 1) ** 2 / 2, -np.log(p + 1e-7), exact if p > 1e-10 else np.log(1e10)]
    )


def slopes(score):
    """Their slopes along the score of the right class."""
    z = np.array([score, 0.0, 0.0])
    p, moves = softmax(z)[0], softmax_jacobian(z)[0, 0]
    exact = softmax_cross_entropy_grad_Z(z[np.newaxis], RIGHT)[0, 0]
    return np.array([exact, (p - 1) * moves, -moves / (p + 1e-7), exact if p > 1e-10 else 0])


def ends(shown):
    """The score after the steps along each loss."""
    score, steps, eta, *_ = shown.inputs
    found = np.full(4, float(score))
    for _ in range(round(steps)):
        found = np.array([at - eta * slopes(at)[k] for k, at in enumerate(found)])
    return found


def probability(score):
    return softmax(np.array([score, 0.0, 0.0]))[0]


def across(score):
    return LEFT + (RIGHT_END - LEFT) * (np.asarray(score) + 26) / 32


def legend(shown, k):
    """The words in the line of a loss."""
    [name] = [text for text in shown.texts if text.words == NAMES[k]]
    return [text.words for text in shown.texts if text.y == name.y]


@pytest.mark.parametrize("k", [0, 1, 2])
@pytest.mark.parametrize(("panel", "values", "scale"), [(0, losses, LOSSES), (1, slopes, SLOPES)])
@states(
    "Four losses and their slopes against the score of the right class of three.",
    page="figures/loss",
)
def test_a_curve_is_its_loss_or_its_slope(live, k, panel, values, scale):
    curve = Shown(live).lines(f"line-{k}")[panel]
    scores = -26 + 32 * (curve[:, 0] - LEFT) / (RIGHT_END - LEFT)
    expected = scale[0] - scale[1] * np.array([values(at)[k] for at in scores])

    assert (scores[0], scores[-1]) == (-26, 6)
    assert_allclose(curve[:, 1], expected, atol=0.03)


@pytest.mark.parametrize(("panel", "values", "scale"), [(0, losses, LOSSES), (1, slopes, SLOPES)])
@states(
    "The loss with a floor is drawn up to where the floor ends, and goes on as the cross-entropy.",
    page="figures/loss",
)
def test_the_floor_is_drawn_up_to_where_it_ends(live, panel, values, scale):
    line = Shown(live).straight("line-3")[1:][panel]
    before, beyond = (-26 + 32 * (line[2] + d - LEFT) / 416 for d in (-0.1, 0.1))

    assert line[0] == LEFT and line[1] == line[3]
    assert_allclose(line[1], scale[0] - scale[1] * values(-26)[3], atol=0.01)
    assert_allclose(values(before)[3], values(-26)[3])
    assert_allclose(slopes(beyond)[3], slopes(beyond)[0])
    assert slopes(before)[3] == 0


@pytest.mark.parametrize("k", range(4))
@states("the dots where the steps against each slope have led.", page="figures/loss")
def test_dots_stand_on_the_curves_where_the_steps_have_led(shown, k):
    end = ends(shown)[k]
    dots = [dot for dot in shown.dots() if dot[2] == (f"fill-{k}",)]

    assert_allclose([x for x, _, _ in dots], across([end, end]), atol=0.011)
    heights = LOSSES[0] - LOSSES[1] * losses(end)[k], SLOPES[0] - SLOPES[1] * slopes(end)[k]
    assert_allclose([y for _, y, _ in dots], heights, atol=0.011)


@states("The scores of the other two are 0.", page="figures/loss")
@states("A line marks the score at first,", page="figures/loss")
def test_a_line_marks_the_score_at_first_in_both_panels(shown):
    found = shown.straight("grey")

    assert shown.inputs[3:] == [0, 0]
    assert_allclose([line[0] for line in found], across([shown.inputs[0]] * 2), atol=0.011)
    assert [line[0] - line[2] for line in found] == [0, 0]


@pytest.mark.parametrize("k", range(4))
def test_the_legend_has_the_score_the_probability_and_the_answer_of_each_loss(shown, k):
    end = ends(shown)[k]
    name, score, p, answer = legend(shown, k)

    assert name == NAMES[k]
    assert_allclose(number(score), end, atol=0.00501)
    assert_allclose(number(p), probability(end), rtol=0.00501)
    assert answer == ("right" if end > 0 else "wrong")


@pytest.mark.parametrize("k", range(4))
def test_the_look_beside_a_name_is_that_of_its_curve(live, k):
    shown = Shown(live)
    [name] = [text for text in shown.texts if text.words == NAMES[k]]
    sample = shown.straight(f"line-{k}")[0]

    assert 0 < name.y - sample[1] < 10 and sample[2] < name.x


def test_the_sentence_has_the_slopes_at_first_and_the_four_answers(shown):
    score, steps, *_ = shown.inputs
    numbers = re.findall(r"−?\d+(?:\.\d+)?(?:e[+−]\d+)?", shown.says)
    p, first, squared = map(number, numbers[:3])
    answers = re.findall(r"\b(right|wrong) (?=along|with)", shown.says)

    assert_allclose((p, first, squared), (probability(score), *slopes(score)[:2]), rtol=0.00501)
    assert f"After {steps:g} steps" in shown.says
    assert answers == ["right" if end > 0 else "wrong" for end in ends(shown)]


def test_the_tables_have_the_same_numbers_with_more_digits(shown):
    score, end = shown.inputs[0], ends(shown)
    first = [losses(score), slopes(score)]
    last = [end, [probability(at) for at in end]]

    heads = [["at first", "loss", "slope"], ["after the steps", "score", "probability"]]
    for (head, *rows), expected_head, expected in zip(
        shown.tables, heads, (first, last), strict=True
    ):
        assert head == expected_head and [row[0] for row in rows] == NAMES
        found = np.array([[number(cell) for cell in row[1:]] for row in rows])
        assert_allclose(found, np.transpose(expected), rtol=0.0000501, atol=0.000000501)


@states(
    "The cross-entropy, the squared error of the last section, and the losses with a constant and "
    "with a floor: along which of them does the right class recover from a score of −20, and along "
    "which from −25?",
    page="loss",
)
def test_the_cross_entropy_alone_brings_the_right_class_back_from_far_away(live):
    answers = {
        score: [legend(Shown(live, z_1=score), k)[-1] for k in range(4)] for score in (-20, -25)
    }

    assert answers == {
        -20: ["right", "wrong", "wrong", "right"],
        -25: ["right", "wrong", "wrong", "wrong"],
    }


def test_the_test_that_is_taken_along_passes(shown):
    run(shown.taken("a test for pytest"))


@pytest.mark.parametrize(("right", "wrong"), [("ETA * slope", "0.9 * slope"), ("1e-7", "2e-7")])
def test_the_test_that_is_taken_along_fails_with_another_rate_or_constant(live, right, wrong):
    program = Shown(live).taken("a test for pytest")
    assert right in program

    with pytest.raises(AssertionError):
        run(program.replace(right, wrong))


def test_the_script_that_is_taken_along_holds_the_same_numbers(shown):
    score, steps, eta, *_ = shown.inputs
    program = shown.taken("a script for PyTorch")
    compile(program, "taken", "exec")
    z, found = (eval(each) for each in re.findall(r"torch\.tensor\((\[.*?\]),", program))

    assert z == [score, 0, 0]
    assert f"range({round(steps)}" in program and f"z[0] -= {eta:g} * slope" in program
    assert_allclose(found, ends(shown), rtol=1e-9, atol=1e-9)
