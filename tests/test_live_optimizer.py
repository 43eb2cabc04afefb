"""The valley of docs/optimizer.md that computes: its paths, its errors, and what it says."""

import math
import re
from functools import cache

import numpy as np
import pytest
from numpy.testing import assert_allclose

from figures.live_valley import STEPS
from figures.optimizer import PLAIN, SUITED, paths
from nn.optimizer import (
    GradientDescent,
    Momentum,
    Nesterov,
    best_memory,
    best_rate,
    critical_mu,
    momentum_factor,
    momentum_largest_rate,
    nesterov_factor,
    nesterov_largest_rate,
)
from tests.rules import visited
from tests.states import states
from verify.live.markup import filled

HEAVY = (1, 0.02, 0.9, 20.0, -7.0, 2.0)  # the start: momentum with a careful rate
STATES = [
    HEAVY,
    (0, 0.08, 0.5, 20.0, -7.0, 2.0),
    (0, 0.12, 0.5, 20.0, 3.0, -1.0),  # above the largest stable rate
    (1, 0.134, 0.41, 20.0, 5.0, 3.0),
    (1, 0.21, 0.9, 20.0, -7.0, 2.0),
    (2, 0.04, 0.9, 30.0, -7.0, 2.0),
    (2, 0.1, 0.9, 20.0, 1.0, 4.0),
    (2, 0.4, 0.98, 40.0, 8.0, 4.0),  # the farthest that a path can go
]
LIMITS = momentum_largest_rate, nesterov_largest_rate
in_each_state = pytest.mark.parametrize("state", STATES)


@cache
def figure():
    return paths()


def rule(state):
    number, eta, mu, *_ = state
    return (GradientDescent(eta), Momentum(eta, mu), Nesterov(eta, mu))[number]


def path(state, made=None):
    _, _, _, curvature, *start = state
    return visited(made or rule(state), STEPS, start, ((1.0, 0.0), (0.0, curvature)))


def at_their_best(curvature):
    """Gradient descent and momentum, each with the settings that suit the valley."""
    pair = best_rate(1.0, curvature), best_memory(1.0, curvature)
    return GradientDescent(2 / (1 + curvature)), Momentum(*pair)


def factors(state):
    """What a step leaves along and across, by `nn`."""
    number, eta, mu, curvature, *_ = state
    known = (
        lambda near: abs(1 - eta * near),
        lambda near: momentum_factor(eta, mu, near),
        lambda near: nesterov_factor(eta, mu, near),
    )
    return known[number](1.0), known[number](curvature)


def limit(state):
    number, _, mu, curvature, *_ = state
    known = (
        2 / curvature,
        momentum_largest_rate(mu, curvature),
        nesterov_largest_rate(mu, curvature),
    )
    return known[number]


def said(state):
    """What the figure says, without the sentences that are hidden."""
    shown = filled(figure(), figure().says, state)
    shown = re.sub(
        r'<span data-when="\d+" data-off="">(?:<span[^>]*>[^<]*</span>|[^<])*</span>', "", shown
    )
    return re.sub(r"<[^>]*>", "", shown).replace("\N{MINUS SIGN}", "-")


def table(state):
    shown = filled(figure(), figure().tables[0], state).replace("\N{MINUS SIGN}", "-")
    rows = re.findall(r'<th scope="row">(.*?)</th>(.*?)</tr>', shown)
    numbers = {name: re.findall(r">([^<>]+)</(?:span|td)>", cells) for name, cells in rows}
    return {name: [float(x) for x in cells] for name, cells in numbers.items()}


def lines(state):
    """The points of each line, in the order in which they are drawn."""
    shown = filled(figure(), figure().pictures[0], state)
    return [
        np.array(re.findall(r"[ML](\S+) ([^ML]+)", found), dtype=float)
        for found in re.findall(r'<path[^>]* d="([^"]*)"', shown)
    ]


def places(points):
    """Where points of the valley are in the picture."""
    return np.clip([220, 114] + np.array([26, -26]) * points, -2000, 2000)


@states(
    "Thirty steps of a rule, and of two at their best; grey: equal heights.",
    page="figures/optimizer",
)
@states(
    "They begin at the large dot, and the circle is the lowest point.", page="figures/optimizer"
)
@in_each_state
def test_the_figure_draws_thirty_steps_of_three_rules_as_nn_makes_them(state):
    suited, plain, mine, *_ = lines(state)
    best = at_their_best(state[3])

    for drawn, made in ((mine, rule(state)), (plain, best[0]), (suited, best[1])):
        assert len(drawn) == 31
        assert_allclose(drawn, places(path(state, made)), atol=0.26)


@in_each_state
def test_the_lines_below_are_the_distances_on_a_logarithmic_axis(state):
    *_, suited, mine = lines(state)

    for drawn, made in ((mine, rule(state)), (suited, at_their_best(state[3])[1])):
        distance = np.hypot(*path(state, made).T)
        assert_allclose(drawn[:, 0], 42 + 13 * np.arange(31))
        assert_allclose(drawn[:, 1], 302 + 20 * (2 - np.log10(distance)), atol=0.26)


@in_each_state
def test_two_lines_fall_as_the_larger_factor_and_as_gradient_descent_at_its_best(state):
    """The second is no more than straight: there both factors have the same size."""
    shown = filled(figure(), figure().pictures[0], state)
    moving = [tag for tag in re.findall(r"<line[^>]*>", shown) if "data-b" in tag]
    distance = np.hypot(*path(state, at_their_best(state[3])[0]).T)

    for tag, left in zip(
        moving, (distance[0] * max(factors(state)) ** STEPS, distance[-1]), strict=True
    ):
        y = [float(re.search(rf' y{k}="([^"]*)"', tag)[1]) for k in (1, 2)]
        assert_allclose(y, 302 + 20 * (2 - np.log10([distance[0], left])), atol=6e-3)


@states("grey: equal heights.", page="figures/optimizer")
def test_the_rings_are_ellipses_of_equal_height_and_the_handle_is_the_start():
    state = STATES[5]
    shown = filled(figure(), figure().pictures[0], state)
    rings = re.findall(r'<ellipse[^>]* rx="([^"]*)"[^>]* ry="([^"]*)"', shown)
    (grip,) = re.findall(r'class="grip"[^>]* cx="([^"]*)" cy="([^"]*)"', shown)

    assert rings
    for rx, ry in rings:
        assert float(rx) ** 2 == pytest.approx(30 * float(ry) ** 2, rel=1e-3)
    assert_allclose(np.array(grip, dtype=float), places(np.array(state[4:])), atol=6e-3)


@in_each_state
def test_the_table_has_the_factors_the_largest_rates_and_the_ends(state):
    number, eta, mu, *_ = state
    found = table(state)

    assert_allclose(found["a step leaves"], factors(state), rtol=1e-3)
    along = limit((number, eta, mu, 1.0))
    assert_allclose(found["largest stable rate"], [along, limit(state)], rtol=1e-3)
    assert_allclose(found["after 30 steps"], path(state)[-1], rtol=1e-3, atol=1e-9)


@in_each_state
def test_the_sentence_has_the_factors_and_says_whether_the_path_arrives(state):
    words, (along, across) = said(state), factors(state)
    numbers = re.findall(r"\d[\d.]*(?:e[-+]\d+)?(?=[ ,;.:])", words)
    larger, distance = max(along, across), np.hypot(*path(state)[-1])
    ends = [np.hypot(*path(state, made)[-1]) for made in at_their_best(state[3])]

    assert_allclose([float(x) for x in numbers[:2]], [along, across], rtol=5e-3)
    assert_allclose([float(x.rstrip(".")) for x in numbers[-3:]], [distance, *ends], rtol=5e-3)
    if larger < 1:
        steps = math.ceil(math.log(1e-6) / math.log(larger))
        millionth = f"a millionth takes about {steps} steps, and more where the two roots are"
        assert millionth in words and "grows without end" not in words
    else:
        assert float(numbers[2]) == pytest.approx(limit(state), rel=5e-3)
        assert state[1] > limit(state) and "an error across grows without end" in words


def test_at_the_largest_stable_rate_an_error_across_does_not_fade():
    words = said((0, 0.1, 0.9, 20.0, -7.0, 2.0))

    assert "The rate is 0.100, the largest stable one: an error across does not fade." in words
    assert "grows without end" not in words and "millionth" not in words


@pytest.mark.parametrize(
    ("button", "made"),
    [("gradient descent at its best", PLAIN), ("momentum at its best", SUITED)],
)
def test_a_button_takes_the_best_settings_with_five_decimals(button, made):
    live = figure()
    (found,) = [one for one in live.buttons if one.label == button]
    values, state = live.values(HEAVY), list(HEAVY)
    for to, source in found.changes:
        state[to] = float(values[source])

    assert state[1] == pytest.approx(made.eta, abs=5e-6)
    assert state[0] == isinstance(made, Momentum)
    assert not isinstance(made, Momentum) or state[2] == pytest.approx(made.mu, abs=5e-6)


@pytest.mark.parametrize("state", [HEAVY, *STATES[1:7]])
def test_the_test_that_a_reader_takes_along_passes(state):
    program = {}

    exec(taken("pytest", state), program)

    program["test_where_30_steps_lead"]()


def test_the_test_that_a_reader_takes_along_fails_for_another_rate():
    program = {}

    exec(taken("pytest", HEAVY).replace("Momentum(0.02", "Momentum(0.021"), program)

    with pytest.raises(AssertionError, match="Not equal"):
        program["test_where_30_steps_lead"]()


@pytest.mark.parametrize("state", [HEAVY, *STATES[1:6], (2, 0.02, 0.0, 20.0, -7.0, 2.0)])
def test_pytorch_arrives_at_the_same_point(state):
    pytest.importorskip("torch")

    exec(taken("PyTorch", state), {})


def taken(name, state):
    """What a reader takes along, with the numbers as the page fills them in."""
    (template,) = [text for about, text in figure().takes if name in about]
    values = figure().values(state)
    return re.sub("«(\\d+)»", lambda at: f"{float(values[int(at[1])]):.17g}", template)


# What the chapter says of the figure, and questions that it answers


@states(
    "the path with which the figure above begins, whose rate and memory do not suit each other, "
    "comes down more slowly than gradient descent at its best.",
    page="optimizer",
)
def test_the_first_path_is_worse_than_gradient_descent_at_its_best():
    assert tuple(figure().start) == HEAVY

    heavy, plain = (np.hypot(*path(HEAVY, made)[-1]) for made in (None, PLAIN))
    assert heavy > 3 * plain


def test_at_the_rate_of_the_figure_the_larger_critical_memory_leaves_least():
    critical = [critical_mu(0.02, curvature) for curvature in (1.0, 20.0)]
    every = {mu: max(factors((1, 0.02, mu, 20.0))) for mu in np.linspace(0, 0.98, 99)}

    assert critical[0] == max(critical) == pytest.approx(0.737, abs=5e-4)
    assert critical[0] == pytest.approx(min(every, key=every.get), abs=6e-3)
    assert factors((1, 0.02, critical[0], 20.0)) == pytest.approx([0.859] * 2, abs=5e-4)


def test_at_too_large_a_rate_gradient_descent_arrives_from_the_axis_only():
    on, off = (path((0, 0.11, 0.9, 20.0, -7.0, across))[-1] for across in (0.0, 0.1))

    assert on[1] == 0 and abs(on[0]) < 0.3
    assert abs(off[1]) > 20


# What stands beside the lines


def test_the_legend_names_each_line_by_its_look():
    shown = filled(figure(), figure().pictures[0], HEAVY)
    legend = {
        name: re.sub(r' [xy]\d="[^"]*"', "", look)
        for look, name in re.findall(r"<line([^>]*)/><text[^>]*>([^<]+)</text>", shown)[:4]
    }
    looks = re.findall(r"<path([^>]*) data-c", shown)

    assert "marker-mid" in legend["the chosen rule"] and "currentColor" in legend["the chosen rule"]
    assert 'class="line-0"' in legend["gradient descent, best rate"]
    assert 'class="line-1"' in legend["momentum, best pair"]
    assert "2 3" in legend["what the larger factor says"]
    assert [re.findall("line-[01]", look) for look in looks[:3]] == [["line-1"], ["line-0"], []]


def test_each_power_of_ten_stands_at_its_height_and_each_step_under_its_point():
    shown = filled(figure(), figure().pictures[0], HEAVY)
    sides = re.findall(r'<text x="38" y="(\d+)" class="end">([^<]+)<', shown)
    below = re.findall(r'<text x="(\d+)" y="478" class="middle">(\d+)<', shown)

    heights = {name: 2 - (float(y) - 4 - 302) / 20 for y, name in sides}
    assert heights == {"100": 2, "1": 0, "0.001": -3, "10⁻⁶": -6}
    assert {int(name): (float(x) - 42) / 13 for x, name in below} == {0: 0, 10: 10, 20: 20, 30: 30}
