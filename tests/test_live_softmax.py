"""The figure of docs/softmax.md that computes: what it shows at several states."""

import re

import numpy as np
import pytest
from numpy.testing import assert_allclose

from figures.softmax import slopes
from nn.softmax import softmax, softmax_jacobian
from tests.computed import Shown, number, run
from tests.states import states

STATES = [
    {},
    {"z_1": 2, "z_2": -1.5, "z_3": 0.75, "tau": 2.5, "cell": 4},
    {"z_1": -6, "z_2": 6, "z_3": 6, "tau": 0.5, "cell": 6},
    {"z_1": 6, "z_2": -6, "z_3": -6, "tau": 8, "cell": 2},
]
CELLS = [(i, j) for i in range(3) for j in range(3)]


@pytest.fixture(scope="module")
def live():
    return slopes()


@pytest.fixture(params=STATES, ids=["start", "mixed", "cold", "hot"])
def shown(live, request):
    return Shown(live, **request.param)


def expected(shown):
    """The scores, the temperature, and what `nn` has for the probabilities and slopes."""
    *scores, tau, cell = shown.inputs
    z = np.array(scores)
    return z, tau, softmax(z / tau), softmax_jacobian(z / tau) / tau, CELLS[round(cell)]


def place(shown, name, k):
    """Where a row or a column of the cells has its name."""
    return [text for text in shown.texts if text.words == f"{name}{k + 1}"][-1]


def cell(shown, i, j):
    """The lines in a cell, its bar, and whether it is emphasized: those below a score's name."""
    row, column = place(shown, "q", i), place(shown, "z", j)
    [frame] = [
        box
        for box in shown.boxes
        if box.looks == ("grey",)
        and box.height > 30
        and box.x < column.x < box.x + box.width
        and box.y < row.y < box.y + box.height
    ]
    inside = [
        text.words
        for text in shown.texts
        if frame.x < text.x < frame.x + frame.width and frame.y < text.y < frame.y + frame.height
    ]
    [bar] = [
        box
        for box in shown.boxes
        if box is not frame
        and frame.x < box.x < frame.x + frame.width
        and frame.y < box.y < frame.y + frame.height
    ]
    assert bar.x + bar.width < frame.x + frame.width
    return inside, bar, frame.lit


@states("Three scores, their probabilities at a temperature,", page="figures/softmax")
def test_each_class_has_its_score_and_its_probability_as_number_and_bar(shown):
    z, tau, q, _, _ = expected(shown)
    head = [text.words for text in shown.texts if text.words.startswith("probabilities")]
    assert head == [f"probabilities at τ = {tau:g}"]
    outlines = [box for box in shown.boxes if box.looks == ("grey",) and box.height < 30]
    for k, outline in enumerate(outlines):
        words = [text.words for text in shown.texts if outline.y < text.y < outline.y + 20]
        assert words[::2] == [f"z{k + 1}", f"q{k + 1}"]
        assert_allclose([number(each) for each in words[1::2]], [z[k], q[k]], atol=0.000501)
        [score], [bar] = (
            [box for box in shown.boxes if box.looks == (look,) and box.y == outline.y]
            for look in ("fill-2", "fill-0")
        )
        assert_allclose((bar.x, bar.width), (outline.x, outline.width * q[k]), atol=0.01)
        assert_allclose(score.width, 12 * abs(z[k]), atol=0.01)


def test_a_score_below_zero_stands_on_the_left_of_zero(live):
    bars = [box for box in Shown(live, z_1=-2, z_2=0, z_3=3).boxes if box.looks == ("fill-2",)]

    assert bars[0].x + bars[0].width == bars[1].x == bars[2].x


@pytest.mark.parametrize(("i", "j"), CELLS)
@states("and the slope of each along each score.", page="figures/softmax")
@states("The sign of a slope stands before it;", page="figures/softmax")
def test_each_cell_has_its_slope_with_its_sign(shown, i, j):
    slope = expected(shown)[3][i, j]
    (_, value), _, _ = cell(shown, i, j)
    _, value = value.split(" = ")

    assert value[0] == ("+" if i == j else "−") or value == "0.000"  # which has no sign
    assert_allclose(number(value.replace("+", "")), slope, atol=0.000501)


@pytest.mark.parametrize(("i", "j"), CELLS)
@states("a bar shows its size, and is hollow below zero.", page="figures/softmax")
def test_a_bar_is_as_long_as_its_slope_is_large_and_hollow_if_it_is_negative(shown, i, j):
    slope = expected(shown)[3][i, j]
    _, bar, _ = cell(shown, i, j)

    assert_allclose(bar.width, 250 * abs(slope), atol=0.01)
    assert bar.looks == (("fill-0",) if i == j else ("minus",))


@pytest.mark.parametrize(("i", "j"), CELLS)
def test_the_numbers_of_the_formula_in_a_cell_give_its_slope(shown, i, j):
    _, tau, q, J, _ = expected(shown)
    (formula, over), _, _ = cell(shown, i, j)
    one, other = f"{q[i]:.3f}", f"{q[j]:.3f}"

    assert formula == (f"{one} (1 − {one})" if i == j else f"−{one} × {other}")
    assert over.startswith(f"/ {tau:g} = ")
    product = q[i] * (1 - q[i]) if i == j else -q[i] * q[j]
    assert_allclose(product / tau, J[i, j], atol=1e-15)


def test_the_chosen_cell_alone_is_emphasized(shown):
    *_, chosen = expected(shown)

    assert [at for at in CELLS if cell(shown, *at)[2]] == [chosen]


@pytest.mark.parametrize("order", range(9))
def test_the_chosen_slope_is_written_out_with_its_numbers(live, order):
    shown = Shown(live, z_1=2, z_2=-0.5, z_3=0.75, tau=2.5, cell=order)
    _, tau, q, J, (i, j) = expected(shown)
    one, other, r, c = f"{q[i]:.3f}", f"{q[j]:.3f}", i + 1, j + 1
    same = f"q_{r} (1 - q_{r})/\\tau$ = {one} × (1 − {one})"
    formula = same if i == j else f"-q_{r} q_{c}/\\tau$ = −{one} × {other}"
    slope = f"{J[i, j]:.3f}".replace("-", "−")

    assert shown.says.startswith(
        f"Raise $z_{c}$ a little, and $q_{r}$ {'rises' if i == j else 'falls'}: "
        rf"$\partial q_{r}/\partial z_{c} = {formula} / {tau:g} = {slope}. "
    )
    choice = live.inputs[-1].choices[order]
    assert choice == f"∂q{'₁₂₃'[i]}/∂z{'₁₂₃'[j]}"


def test_what_one_class_gains_the_others_lose(shown):
    *_, J, (_, j) = expected(shown)
    others = [k for k in range(3) if k != j]
    gain, *losses = map(number, re.findall(r"\d\.\d{3}", shown.says.split("What")[1]))
    names = " and ".join(f"$q_{k + 1}$" for k in others)

    assert f"What $q_{j + 1}$ gains, {J[j, j]:.3f}, {names} lose: " in shown.says
    assert_allclose(losses, [-J[k, j] for k in others], atol=0.000501)
    assert_allclose(gain, sum(losses), atol=0.001501)


def test_one_more_for_all_scores_moves_no_probability_and_no_slope(shown):
    after = shown.pressed("add 1 to all")
    more = max(shown.inputs[:3]) + 1 <= shown.live.inputs[0].high  # none leaves its range

    assert after.inputs[:3] == [score + more for score in shown.inputs[:3]]
    assert after.inputs[3:] == shown.inputs[3:]
    assert after.says == shown.says
    for at in CELLS:
        assert cell(after, *at) == cell(shown, *at)
    bars = [[box for box in one.boxes if "fill-0" in box.looks] for one in (shown, after)]
    assert bars[0] == bars[1]


@states(
    "So does a colder softmax answer more strongly to its scores, or less, since it is nearly "
    "sure already?",
    "The scores are 0, 1 and 2, and $q_2$ is to answer as strongly as it can when its own score is "
    "raised.",
    "Something between 0.5 and 0.75.",
    r"Hot, the slope is small because of the division by $\tau$; cold, because nothing is left of "
    "$q_2$, which is not the largest.",
    "The slope is $q_2 (1 - q_2) / \\tau$.",
    "What becomes of each factor when $\\tau$ is huge, and when it is tiny?",
    page="softmax",
)
def test_a_class_that_is_not_the_largest_answers_most_at_a_middling_temperature(live):
    taus = np.arange(0.1, 8, 0.01)
    z = np.array(live.start[:3])
    answers = [softmax_jacobian(z / tau)[1, 1] / tau for tau in taus]
    best = int(np.argmax(answers))
    cold, hot = softmax(z / taus[0]), softmax(z / taus[-1])

    assert z.tolist() == [0, 1, 2] and 0.5 < taus[best] < 0.75
    assert_allclose(answers, [softmax(z / t)[1] * (1 - softmax(z / t)[1]) / t for t in taus])
    assert (np.diff(answers[:best]) > 0).all() and (np.diff(answers[best:]) < 0).all()
    assert cold.max() > 0.99 and cold[1] < 0.001 and answers[0] < answers[best] / 100
    assert hot[1] * (1 - hot[1]) > 0.2 and answers[-1] < 0.03


def test_the_tables_have_the_same_numbers_with_more_digits(shown):
    z, _, q, J, _ = expected(shown)
    classes, of_slopes = shown.tables

    assert [row[0] for row in classes[1:]] == ["1", "2", "3"]
    assert_allclose(
        [[number(cell) for cell in row[1:]] for row in classes[1:]],
        np.column_stack([z, q, softmax(z)]),
        atol=0.000000501,
    )
    assert [row[0] for row in of_slopes[1:]] == [
        f"$\\partial q_{i + 1}/\\partial z_{j + 1}$" for i, j in CELLS
    ]
    assert_allclose(
        [[number(cell) for cell in row[1:]] for row in of_slopes[1:]],
        np.column_stack([J.ravel(), softmax_jacobian(z).ravel()]),
        atol=0.000000501,
    )


def test_the_test_that_is_taken_along_passes(shown):
    run(shown.taken("a test for pytest"))


def test_the_test_that_is_taken_along_fails_where_a_slope_is_another(live):
    program = Shown(live).taken("a test for pytest")

    with pytest.raises(AssertionError):
        run(program.replace("/ TAU\n", "/ TAU + 1e-6\n"))


def test_the_script_that_is_taken_along_holds_the_same_numbers(shown):
    z, tau, q, J, _ = expected(shown)
    program = shown.taken("a script for PyTorch")
    compile(program, "taken", "exec")
    lists = [eval(each) for each in re.findall(r"tensor\((\[\[.*?\]\]|\[.*?\])", program)]

    assert f", {tau:g}\n" in program
    for found, true in zip(lists, (z, q, J), strict=True):
        assert_allclose(found, true, rtol=1e-12, atol=1e-15)
