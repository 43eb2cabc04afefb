"""The figure of docs/initialization.md that computes."""

from functools import cache

import numpy as np
import pytest

from figures import initialization as chapter
from nn.activation import relu, relu_prime, tanh, tanh_prime
from nn.initialization import he_std, lecun_std, xavier_std
from nn.linear import linear, linear_grad_X
from tests import live_states
from tests.live_states import inputs, number, picture, program, said, table
from tests.states import states
from verify.live.numbers import shown

LIVE = chapter.spread_by_layer()
LAYERS = np.arange(11)
FUNCTIONS = {"tanh": (tanh, tanh_prime), "ReLU": (relu, relu_prime)}
TOPS = {"tanh": 62, "ReLU": 260}
DOUBLINGS = (-3.5, -1.5, 0, 0.5, 2, 3.5)
SIZES = {"0.01": 0.01, "1": 1.0, "Xavier": xavier_std(100, 100), "He": he_std(100)}


@cache
def spreads(activation, s):
    """Of the activations of ten layers, and of a gradient that comes back through them."""
    (activate, slope), rng = FUNCTIONS[activation], np.random.default_rng(seed=0)
    A, Z = [rng.standard_normal((1000, 100))], []
    weights = [s * rng.standard_normal((100, 100)) for _ in range(10)]
    for W in weights:
        Z.append(linear(A[-1], W, np.zeros(100)))
        A.append(activate(Z[-1]))
    G = [np.random.default_rng(seed=1).standard_normal((1000, 100))]
    for W, scores in zip(weights[::-1], Z[::-1], strict=True):
        G.append(linear_grad_X(W, G[-1] * slope(scores)))
    return [np.array([(each**2).mean() ** 0.5 for each in of]) for of in (A, G[::-1])]


def size(doublings):
    return 2.0**doublings * lecun_std(100)


def height(activation, spread):
    """Eight units for a power of ten, from 10^-12 at the bottom to 10^10."""
    return np.minimum(TOPS[activation] + 8 * (10 - np.log10(spread)), TOPS[activation] + 176)


@pytest.mark.parametrize("doublings", np.arange(-3.5, 3.75, 0.5))
@states(
    "The spread of the activations through ten layers, and of a gradient on its way back.",
    page="figures/initialization",
)
def test_the_table_has_the_spreads_of_the_layers_of_nn(doublings):
    rows = table(LIVE, doublings=doublings)
    found = np.array([[number(cell) for cell in rows[str(layer)]] for layer in LAYERS])
    expected = [x for name in FUNCTIONS for x in spreads(name, size(doublings))]

    assert rows["layer"] == [
        "activations, tanh", "gradient, tanh", "activations, ReLU", "gradient, ReLU",
    ]  # fmt: skip
    np.testing.assert_allclose(found, np.transpose(expected), rtol=0.051)


@pytest.mark.parametrize("doublings", DOUBLINGS)
def test_the_digits_that_are_not_shown_are_right_too(doublings):
    """With ReLU all of them, since a factor passes; with tanh the five that are kept."""
    values = [float(x) for x in LIVE.values(inputs(LIVE, doublings=doublings))]

    for name, rtol in (("tanh", 1e-4), ("ReLU", 1e-12)):
        for expected in spreads(name, size(doublings)):
            for x in expected:
                assert min(abs(value / x - 1) for value in values) < rtol


@pytest.mark.parametrize("doublings", DOUBLINGS)
@pytest.mark.parametrize("activation", FUNCTIONS)
@states("Above tanh, below ReLU,", page="figures/initialization")
def test_dots_and_dashes_are_the_spreads_of_their_panel(activation, doublings):
    parts, top = picture(LIVE, doublings=doublings), TOPS[activation]
    forward, back = (height(activation, x) for x in spreads(activation, size(doublings)))
    dots = [(float(p.get("cx")), float(p.get("cy"))) for p in parts if p.tag == "circle"]
    here = [dot for dot in dots if top - 1 <= dot[1] <= top + 177]
    dashes = [p for p in parts if p.get("class") == "line-1" and float(p.get("y1")) > 50]
    ends = [
        (float(p.get("y1")), float(p.get("y2")))
        for p in dashes
        if top <= float(p.get("y1")) <= top + 176
    ]

    np.testing.assert_allclose(here, np.transpose([62 + 32.2 * LAYERS, forward]), atol=0.02)
    np.testing.assert_allclose(ends, np.transpose([back[:-1], back[1:]]), atol=0.02)


@pytest.mark.parametrize("activation", FUNCTIONS)
@states("Grey: the activations for four sizes of the weights.", page="figures/initialization")
def test_the_grey_lines_are_the_spreads_of_the_sizes_at_their_ends(activation):
    lines = [p.get("points") for p in picture(LIVE) if p.get("class") == "grey"]
    drawn = np.array([[pair.split(",") for pair in line.split()] for line in lines], float)
    names = [p.text for p in picture(LIVE) if p.get("class") == "quiet small"]
    expected = [height(activation, spreads(activation, s)[0]) for s in SIZES.values()]

    here = drawn[:4] if activation == "tanh" else drawn[4:]
    np.testing.assert_allclose(here[:, :, 1], expected, atol=0.06)
    assert sorted(names) == sorted([*SIZES, *SIZES])


@states(
    "with a logarithmic scale: a straight line is a constant factor for each layer.",
    page="figures/initialization",
)
@pytest.mark.parametrize("doublings", DOUBLINGS)
def test_the_dotted_line_is_what_the_chapter_predicts_for_relu(doublings):
    """It is straight, and each layer is the factor that the sentence names."""
    (line,) = [
        p for p in picture(LIVE, doublings=doublings)
        if p.get("class") == "line-3" and float(p.get("y1")) > 50
    ]  # fmt: skip
    factor = size(doublings) / he_std(100)
    y1, y2 = float(line.get("y1")), float(line.get("y2"))

    assert y1 == pytest.approx(260 + 80)
    assert y2 == pytest.approx(height("ReLU", factor**10), abs=0.02)
    assert f"multiplies by {shown(factor, 'p3')}, " in said(LIVE, doublings=doublings)


@pytest.mark.parametrize(
    ("doublings", "verdict"), [(-3.5, "fades"), (0, "fades"), (0.5, "stays"), (1, "explodes")]
)
def test_the_sentence_says_what_becomes_of_the_signal(doublings, verdict):
    words = said(LIVE, doublings=doublings)

    assert words.endswith(f", so the signal {verdict}.")
    assert f"With $s$ = {shown(size(doublings), 'p3')} the activations" in words


@pytest.mark.parametrize(("button", "std"), [("Xavier", xavier_std(100, 100)), ("He", he_std(100))])
def test_a_button_has_the_size_of_its_name(button, std):
    (found,) = [each for each in LIVE.buttons if each.label == button]
    ((to, at),) = found.changes

    assert to == 0
    assert size(float(LIVE.values(LIVE.start)[at])) == pytest.approx(std, rel=1e-14)


@states(
    "Larger, by a factor of about {{ value sent_back_through_tanh(4):.0f}}: where tanh is not "
    "flat, large weights pass on a multiple.",
    "Weights four times as large as LeCun's, $k = 2$ in",
    "drive tanh towards its flat ends.",
    "A layer multiplies the mean square of the gradient by that of the slopes and by",
    page="initialization",
)
def test_large_weights_send_a_larger_gradient_back_through_tanh():
    back = spreads("tanh", 4 * lecun_std(100))[1][0]

    assert size(2) == 4 * lecun_std(100)
    assert f"{chapter.sent_back_through_tanh(4):.0f}" == f"{back:.0f}" == "75"
    assert number(table(LIVE, doublings=2)["0"][1]) == 75


@pytest.mark.parametrize("doublings", [-2, 0, 0.5, 3])
def test_the_test_that_is_taken_along_passes(doublings):
    live_states.run(LIVE, doublings=doublings)


def test_the_script_for_pytorch_holds_the_size():
    script = program(LIVE, "PyTorch", doublings=1)

    assert "torch.tensor(0.2 * rng" in script
    compile(script, "script", "exec")
