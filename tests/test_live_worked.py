"""What follows the reader's net on the pages of the worked examples: pictures, tables, verdicts."""

import re
from functools import cache

import numpy as np
import pytest
from numpy.testing import assert_allclose

from derivations import worked_2_2_2 as e
from figures.worked_2_2_2 import ALONG, STEPS
from figures.worked_2_3_2 import ALONG as MOVES_ALONG
from nn.activation import sigmoid
from nn.worked_2_2_2 import (
    sigmoid_net,
    sigmoid_net_error,
    sigmoid_net_error_grad_b,
    sigmoid_net_error_grad_c,
    sigmoid_net_step,
)
from tests.curves import NEAR
from tests.drawn import Drawing
from tests.live_shown import number, state
from tests.states import states
from tests.svg import Line, read
from verify.book import ROOT
from verify.book.claims import Book
from verify.live import engine
from verify.live.markup import script
from verify.live.numbers import shown
from verify.showing import directives, figures, lives

WALK = """
const [code, inputs] = JSON.parse(require("fs").readFileSync(0, "utf8"))
eval(code)
"""
WALKED = """
const [, lines] = livePage.walked(globalThis.lives[0].runs, inputs)
console.log(JSON.stringify(lines))
"""
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 400">'
CURVES = [("worked_2_2_2", "learning"), ("worked_2_3_2", "moves"), ("worked_2_3_2", "valley")]
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
    return every(kind, [updates], **changed)[0]


def every(kind, at, **changed):
    """The same after each of several numbers of updates."""
    w, b, c, i, t, eta = net(**changed)
    found = []
    for done in range(at[-1] + 1):
        if done in at:
            here = *parts(w), b, c, i
            found.append((sigmoid_net_error(*here, t), *sigmoid_net(*here)))
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
    return found


def at_start(topic, found):
    """The numbers of these places as the page computes them before anything is changed."""
    values = page(topic)[1].values(page(topic)[1].start)
    return [shown(float(values[int(at)]), form) for at, form, _ in found]


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


OTHER = {"w_5": 2.5, "i_1": -1.0, "eta": 1.25}


@cache
def walked(topic, **changed):
    """The points of the curves of a page, by the scripts of the page, in powers of ten."""
    live = page(topic)[1]
    source = (ROOT / "docs/assets/live_page.js").read_text(encoding="utf-8")
    asked = script(live, "step_by_step"), state(live, **changed)
    return [
        np.array(line, float) for line in engine.answered(WALK + source + WALKED, asked, "walk")
    ]


@cache
def curves(topic, name):
    """What the paths of a picture that follow hold: their scale, and how they are drawn."""
    paths = re.findall(r'<path data-curve="([^"]*)" d="([^"]*)"', figures.draw(topic, name)[0])
    return [(d, np.array(scale.split(), float)) for scale, d in paths]


def redrawn(topic, name, **changed):
    """The same picture with the curves of another net, read from it as a reader does."""
    svg, before = figures.draw(topic, name)[0], 12 if name == "valley" else 0
    for (d, (x0, kx, y0, ky)), line in zip(
        curves(topic, name), walked(topic, **changed)[before:], strict=name != "moves"
    ):
        there = line[np.isfinite(line).all(axis=1)] * [kx, ky] + [x0, y0]
        points = (f"{x:.2f} {y:.2f}" for x, y in there)
        svg = svg.replace(f' d="{d}"', f' d="M{"L".join(points) or "0 0"}"', 1)
    return Drawing(*read(svg))


def moved(changed):
    """How far each weight of the second example has moved after 0, 1, 2 ... 1000 updates."""
    given = {"i_1": 5.0, "i_2": 10.0, "eta": 0.5} | changed
    b, c, t = np.full(3, 0.35), np.full(2, 0.65), np.array([0.01, 0.99])
    path = [np.array([changed.get(f"w_{k}", k / 20 + 0.05) for k in range(1, 13)])]
    i = np.array([given["i_1"], given["i_2"]])
    for _ in range(1000):
        path.append(sigmoid_net_step(path[-1], b, c, i, t, given["eta"]))
    return np.array(path) - path[0]


NEARER = {"i_1": 0.5, "i_2": 1.0, "w_7": 0.9, "eta": 1.25}


@states(
    "That is so for the book's net; the curves follow what is changed above, within their frame.",
    page="figures/worked_2_2_2",
)
@pytest.mark.parametrize("changed", [{}, {"w_5": 2.5, "i_1": -1.0, "eta": 1.25}, {"t_1": 0.4}])
def test_the_errors_of_each_way_to_update_are_drawn_as_nn_has_them(changed):
    lines = walked("worked_2_2_2", **changed)
    axes = redrawn("worked_2_2_2", "learning", **changed).only

    for kind, line, (_, scale) in zip(
        STEPS, lines, curves("worked_2_2_2", "learning"), strict=True
    ):
        errors = [max(found[0], 1e-9) for found in every(kind, ALONG, **changed)]
        assert_allclose(line[:, 0], np.log10(ALONG), atol=1e-12)
        assert np.abs(scale[3] * (line[:, 1] - np.log10(errors))).max() < 0.005  # points
        inside = np.array(errors) > 1e-6
        at, seen = np.array(ALONG)[inside], np.array(errors)[inside]
        assert axes.curve(kind).misses(at, seen) < NEAR


@states(
    "That is so for the book's net; the curves follow what is changed above, within their frames.",
    page="figures/worked_2_3_2",
)
@pytest.mark.parametrize("changed", [{}, NEARER])
def test_the_way_of_each_weight_is_drawn_as_nn_has_it(changed):
    lines = walked("worked_2_3_2", **changed)
    panels = redrawn("worked_2_3_2", "moves", **changed).axes
    expected = moved(changed)[MOVES_ALONG]

    assert len(curves("worked_2_3_2", "moves")) == 12
    for k, (_, scale) in enumerate(curves("worked_2_3_2", "moves")):
        assert_allclose(lines[k][:, 0], np.log10(MOVES_ALONG), atol=1e-12)
        assert np.abs(scale[3] * (lines[k][:, 1] - expected[:, k])).max() < 0.005  # points
        name = f"w_{k + 1}" if k < 9 else f"w_{{{k + 1}}}"
        assert panels[k > 5].curve(name).misses(np.array(MOVES_ALONG), expected[:, k]) < NEAR


@states(
    "That is so for the book's net; the lines follow what is changed above, within their frame.",
    page="figures/worked_2_3_2",
)
@pytest.mark.parametrize("changed", [{}, NEARER | {"t_1": 0.2}])
def test_the_lines_of_the_valley_are_where_the_error_is_so_large(changed):
    given = {"i_1": 5.0, "i_2": 10.0, "eta": 0.5, "t_1": 0.01} | changed
    W, i = np.arange(2, 8).reshape(3, 2) / 20, np.array([given["i_1"], given["i_2"]])
    h = sigmoid(W @ i + 0.35)
    floor, *rest = walked("worked_2_3_2", **changed)[12:]
    slopes, runs = rest[:5], rest[5:]

    def output(w):
        return sigmoid(w @ h[:2] + 0.50 * h[2] + 0.65)

    for level, line in zip((0, 0.01, 0.1, 0.2, 0.3, 0.4), (floor, *slopes), strict=True):
        if given["t_1"] + np.sqrt(2 * level) >= 1:
            assert not np.isfinite(line[:, 1]).any()
            continue
        assert line[:, 0].tolist() == [-5, 2]
        assert_allclose((output(line) - given["t_1"]) ** 2 / 2, level, atol=1e-12)
    for start, run in zip(((0.4, 0.45), (1.5, -1.5), (-1.5, 1.5)), runs, strict=True):
        w = np.array(start)
        for _ in range(5000):
            o = output(w)
            w = w - given["eta"] * (o - given["t_1"]) * o * (1 - o) * h[:2]
        assert_allclose(run, [start, w], rtol=1e-9)
    axes = redrawn("worked_2_3_2", "valley", **changed).only
    (dashed,) = axes.lines_in("#00988c", dashed=True)
    assert_allclose(output(np.transpose([dashed.x, dashed.y])), given["t_1"], atol=2e-3)


@pytest.mark.parametrize(("topic", "name"), CURVES)
def test_a_curve_of_the_book_is_drawn_where_the_page_would_draw_it(topic, name):
    before = 12 if name == "valley" else 0
    for (d, (x0, kx, y0, ky)), line in zip(
        curves(topic, name), walked(topic)[before:], strict=name != "moves"
    ):
        (drawn,) = [line.points for line in read(f'{SVG}<g><path d="{d}"/></g></svg>')[0].all(Line)]
        there = line * [kx, ky] + [x0, y0]
        up = np.interp(drawn[:, 0], there[:, 0], there[:, 1])
        if there[0, 0] < there[-1, 0]:
            assert np.abs(up - drawn[:, 1]).max() < 0.2


@states(
    "Change [the net](#live:step_by_step), and curves and table start from there;",
    page="worked_2_2_2",
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


@states(
    "a dash in it, or a gap in a curve, stands for digits that rounding decides.",
    page="worked_2_2_2",
)
def test_where_rounding_decides_no_number_is_shown_and_no_curve():
    wild = {"eta": 60.0, "i_1": 3.0, "t_1": 0.5, "t_2": 0.4}
    rows = cells("worked_2_2_2", "trajectory", **wild)

    assert "–" not in rows["1"]
    assert {*rows["10 000"]} == {"–"}
    for line in walked("worked_2_2_2", **wild):
        assert np.isfinite(line[0, 1]) and np.isnan(line[-1, 1])


def test_where_the_error_is_gone_zeros_are_shown_and_no_noise():
    rows = cells("worked_2_2_2", "trajectory", eta=60.0, t_1=0.5, t_2=0.5)

    assert rows["10 000"][:3] == ["0.000000000000", "0.500000000", "0.500000000"]
