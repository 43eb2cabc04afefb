"""What follows the reader's net on the pages of the worked examples: pictures, tables, verdicts."""

import re
from functools import cache

import numpy as np
import pytest

from derivations import worked_2_2_2 as e
from nn.worked_2_2_2 import (
    sigmoid_net,
    sigmoid_net_error,
    sigmoid_net_error_grad_b,
    sigmoid_net_error_grad_c,
    sigmoid_net_step,
)
from tests.live_shown import number, state
from tests.states import states
from verify.book.claims import Book
from verify.live.numbers import shown
from verify.showing import directives, figures, lives

pytestmark = pytest.mark.usefixtures("shapes_unchecked")  # many thousand updates
PAGES = "worked_2_2_2", "worked_2_3_2"
PICTURES = [
    ("worked_2_2_2", "path_of_w5", 5 + 4),
    ("worked_2_2_2", "paths_of_w1", 3 + 6 + 1 + 2 + 4 + 4),
    ("worked_2_3_2", "path_of_w7", 5 + 4),
    ("worked_2_3_2", "paths_of_w1", 3 + 6 + 1 + 2 + 4 + 4),
]
TABLES = [
    ("worked_2_2_2", "trajectory", 5 * 5),
    ("worked_2_2_2", "comparison", 30 * 2),
    ("worked_2_3_2", "iterations", 5 * 4),
    ("worked_2_3_2", "final_weights", 12 * 3),
    ("worked_2_3_2", "endings", 6 * 5),
]
FOLLOWING = re.compile(r'data-m="(\d+) (\S+) o"[^>]*>([^<]*)<')


@cache
def page(topic):
    book = Book.now()
    text = book.pages[book.docs / f"{topic}.md"]
    return lives.of_page(topic, text), lives.made(topic, text)["step_by_step"]


def picture(topic, name):
    """The places, forms and texts of the numbers of a picture that follow."""
    return FOLLOWING.findall(page(topic)[0].picture(name, figures.draw(topic, name)[0]))


def table(topic, name):
    """The same of a table."""
    rows = directives.as_markdown("table", name, topic, Book.now())
    return FOLLOWING.findall(page(topic)[0].table(name, rows))


def cells(topic, name, **changed):
    """The rows of a table as a reader sees them in a state."""
    live = page(topic)[1]
    values = [float(x) for x in live.values(state(live, **changed))]
    rows = directives.as_markdown("table", name, topic, Book.now())
    followed = page(topic)[0].table(name, rows)
    written = re.sub(
        r'<span data-m="(\d+) (\S+) o">[^<]*</span>',
        lambda found: shown(values[int(found[1])], found[2]),
        followed,
    )
    lines = [line.strip("| ").split(" | ") for line in written.split("\n")[2:]]
    return {first: rest for first, *rest in lines}


def net(**changed):
    """The net of the first example with some numbers changed, and its rate."""
    given = {str(symbol): float(x) for symbol, x in e.given.items()} | changed
    array = lambda name, count: np.array([given[f"{name}_{k + 1}"] for k in range(count)])  # noqa: E731
    return array("w", 8), *(array(name, 2) for name in "bcit"), given["eta"]


def parts(w):
    return w[:4].reshape(2, 2), w[4:].reshape(2, 2)


def trained(kind, updates, **changed):
    """The error and the outputs after some updates, with the functions of `nn`."""
    w, b, c, i, t, eta = net(**changed)
    for _ in range(updates):
        after = sigmoid_net_step(w, b, c, i, t, eta)
        before = *parts(w), b, c, i, t
        delta_h, delta_o = sigmoid_net_error_grad_b(*before), sigmoid_net_error_grad_c(*before)
        if kind == "mixed":
            h = 1 / (1 + np.exp(-(parts(w)[0] @ i + b)))
            delta = (parts(after)[1].T @ delta_o) * h * (1 - h)
            after[:4] = w[:4] - eta * np.outer(delta, i).ravel()
        if kind == "with biases":
            b, c = b - eta * delta_h, c - eta * delta_o
        w = after
    here = *parts(w), b, c, i
    return sigmoid_net_error(*here, t), *sigmoid_net(*here)


def at_start(topic, found):
    """The numbers of these places as the page computes them before anything is changed."""
    values = page(topic)[1].values(page(topic)[1].start)
    return [shown(float(values[int(at)]), form) for at, form, _ in found]


@states(
    "Change a number, and the formulas, the tables and the pictures of paths below change with it.",
    page="figures/worked_2_2_2",
)
@states(
    "Change a number, and the formulas, the tables and the pictures of paths below change with it.",
    page="figures/worked_2_3_2",
)
@pytest.mark.parametrize(("topic", "name", "count"), PICTURES)
def test_each_number_of_a_picture_of_paths_follows_and_starts_as_it_is_drawn(topic, name, count):
    found = picture(topic, name)

    assert len(found) == count
    assert at_start(topic, found) == [text for _, _, text in found]


@pytest.mark.parametrize(("topic", "name", "count"), TABLES)
def test_each_number_of_a_table_follows_and_starts_as_it_is_printed(topic, name, count):
    found = table(topic, name)

    assert len(found) == count
    assert at_start(topic, found) == [text for _, _, text in found]


@pytest.mark.parametrize(("topic", "name", "count"), PICTURES)
def test_the_slopes_along_a_path_multiply_to_the_gradient_at_other_numbers_too(topic, name, count):
    live = page(topic)[1]
    numbers = [float(x) for x in live.values(state(live, w_1=-0.7, i_1=1.5, w_7=2, t_1=0.4))]
    found = [numbers[int(at)] for at, _, _ in picture(topic, name)]
    weight = {"path_of_w5": "w_5", "path_of_w7": "w_7", "paths_of_w1": "w_1"}[name]
    place = [str(one.symbol) for one in live.inputs].index(weight)
    E = live.at(e.E) if topic == "worked_2_2_2" else int(picture(topic, "path_of_w7")[4][0])
    ends = []
    for nudge in (1e-6, -1e-6):
        inputs = state(live, w_1=-0.7, i_1=1.5, w_7=2, t_1=0.4)
        inputs[place] += nudge
        ends.append(float(live.values(inputs)[E]))
    gradient = (ends[0] - ends[1]) / 2e-6

    if count == 9:
        product = np.prod(found[5:])
    else:
        shared, *branches = found[3:5], found[8:12], found[15:19]
        product = np.prod(shared) * sum(map(np.prod, branches))
    assert product == pytest.approx(gradient, rel=1e-6)


@states(
    "The curves are of the book's net and do not follow what is changed above.",
    page="figures/worked_2_2_2",
)
@states(
    "The curves are of the book's net and do not follow what is changed above.",
    page="figures/worked_2_3_2",
)
@pytest.mark.parametrize(
    ("topic", "name"), [("worked_2_2_2", "learning"), ("worked_2_3_2", "moves")]
)
def test_curves_do_not_follow(topic, name):
    drawn = figures.draw(topic, name)[0]

    assert page(topic)[0].picture(name, drawn) == drawn
    assert set(page(topic)[0].pictures) == {one for of, one, _ in PICTURES if of == topic}


OTHER = {"w_5": 2.5, "i_1": -1.0, "eta": 1.25}


@states(
    "Change [the net](#live:step_by_step), and the table starts from there;", page="worked_2_2_2"
)
@pytest.mark.parametrize("changed", [{}, OTHER], ids=["book", "other"])
@pytest.mark.parametrize("updates", [1, 10, 100, 1000])
def test_the_trajectory_iterates_the_step_of_nn_from_where_the_net_stands(updates, changed):
    row = cells("worked_2_2_2", "trajectory", **changed)[f"{updates:,}".replace(",", " ")]
    error, o1, o2 = trained("all at once", updates, **changed)
    expected = [error, o1, o2] + [
        trained(kind, updates, **changed)[0] for kind in ("mixed", "with biases")
    ]

    assert [number(cell) for cell in row] == pytest.approx(expected, abs=6e-10)


@states(
    "Let the hidden weights of [the net](#live:step_by_step) use the new output weights: which "
    "verdicts turn?",
    page="worked_2_2_2",
)
def test_with_the_switch_the_published_numbers_come_from_the_published_program():
    """Which differ with the right step, and which with the switch."""
    rows = {on: cells("worked_2_2_2", "comparison", mixed=on) for on in (0, 1)}
    wrong = {on: {name for name, row in found.items() if row[-1] == "✗"} for on, found in
             rows.items()}  # fmt: skip
    slope = r"$\partial E_{o2}/\partial out_{h1}$"

    assert wrong[0] == {slope, "$E$ after 1 update"} | {
        f"{name} after 10 000 updates" for name in ("$E$", "$out_{o1}$", "$out_{o2}$")
    }
    assert wrong[1] == {slope, r"$\partial E/\partial w_1$", "$E$ after 10 000 updates"} | {
        f"$w_{k}^+$" for k in range(1, 5)
    }
    printed, found, _ = rows[1]["$E$ after 1 update"]
    assert f"{float(found):.9f}" == printed


def test_what_is_quoted_stays_when_the_net_changes():
    before, after = (cells("worked_2_2_2", "comparison", **x) for x in ({}, OTHER))

    assert [row[0] for row in before.values()] == [row[0] for row in after.values()]
    assert sum(row[1] != before[name][1] for name, row in after.items()) == 30


@pytest.mark.parametrize("eta", [0.5, 2.0])
def test_other_runs_of_the_second_example_end_where_nn_does(eta):
    changed = {"i_1": 0.5, "i_2": 1.0, "eta": eta}
    rows = cells("worked_2_3_2", "endings", **changed)
    b, c, t = np.full(3, 0.35), np.full(2, 0.65), np.array([0.01, 0.99])
    i, w = np.array([0.5, 1.0]), np.arange(2, 14) / 20
    rng = np.random.default_rng(1)
    random = np.concatenate([rng.uniform(0, 0.5, 6), rng.uniform(0, 1, 6)])
    for name, one, rate in ((r"$\eta = 5.0$", w, 5.0), ("random start 2", random, eta)):
        for _ in range(5000):
            one = sigmoid_net_step(one, b, c, i, t, rate)
        o = sigmoid_net(one[:6].reshape(3, 2), one[6:].reshape(2, 3), b, c, i)
        expected = [*o, one[0], one[6], one[9]]

        assert [number(cell) for cell in rows[name]] == pytest.approx(expected, abs=6e-7)


@states(
    "with inputs of 0.5 and 1 in [the net](#live:step_by_step), do those of the hidden layer move "
    "farther?",
    page="worked_2_3_2",
)
def test_with_inputs_around_one_the_table_shows_hidden_weights_that_move_farther():
    """The answer is yes: each of the six."""
    name = "final_weights"
    far, near = (cells("worked_2_3_2", name, **x) for x in ({}, {"i_1": 0.5, "i_2": 1.0}))

    for k in range(1, 7):
        assert abs(number(near[f"$w_{{{k}}}$"][-1])) > abs(number(far[f"$w_{{{k}}}$"][-1])) > 0


def test_the_weights_of_the_second_example_are_those_before_and_after_and_their_difference():
    rows = cells("worked_2_3_2", "final_weights", w_1=0.25, i_1=1.0)
    before, after, moved = map(number, rows["$w_{1}$"])

    assert before == 0.25 and abs(moved) > 1e-3
    assert moved == pytest.approx(after - before, abs=2e-9)


@states("a dash stands for digits that rounding decides.", page="worked_2_2_2")
def test_where_rounding_decides_no_number_is_shown():
    rows = cells("worked_2_2_2", "trajectory", eta=60.0, i_1=3.0, t_1=0.5, t_2=0.4)

    assert "–" not in rows["1"]
    assert {*rows["10 000"]} == {"–"}


def test_where_the_error_is_gone_zeros_are_shown_and_no_noise():
    rows = cells("worked_2_2_2", "trajectory", eta=60.0, t_1=0.5, t_2=0.5)

    assert rows["10 000"][:3] == ["0.000000000000", "0.500000000", "0.500000000"]
