"""What colours and dashes mean: the same thing looks the same in every figure of the book.

Every two colours of the palette are ten apart (CIEDE2000) for every kind of eye, and three to one
from both papers. Colour is never all: two lines of one plot differ by dashes, by markers or by
width as well, or each has its name at its end. What has a name in a table here is drawn by it,
``axes.plot(x, y, **ACTIVATIONS["tanh"])``; other lines of a plot take the first of `LINES`.
"""

from typing import Any

from verify.showing.figures import COLORS

Look = dict[str, Any]  # keywords of `Axes.plot`

TEXT = "black"  # the page makes it the colour of its text
FORWARD, BACKWARD = TEXT, "C1"  # values on their way through a network, and gradients back
ABOVE, BELOW = COLORS[:2]  # zero, in pictures and heat maps
MISTAKE = "C1"
AUXILIARY = "C7"  # grey: contours, axes of symmetry, what is there for comparison

SOLID, DASHED, DOTTED = "-", (0, (4, 2)), (0, (1, 1.5))
DOT_DASHED, LONG_DASHED = (0, (5, 1.5, 1, 1.5)), (0, (10, 2))
TWO_DOTS = (0, (5, 1.5, 1, 1.5, 1, 1.5))
DASHES = (SOLID, DASHED, DOT_DASHED, DOTTED, LONG_DASHED, TWO_DOTS)
LINES: tuple[Look, ...] = tuple(
    {"color": f"C{number}", "linestyle": dashes} for number, dashes in enumerate(DASHES)
)
MARKERS = ("o", "s", "D", "^", "v")
DOTS: tuple[Look, ...] = tuple(  # for measured points, and where dashes would be lost in noise
    {"color": f"C{number}", "marker": marker} for number, marker in enumerate(MARKERS)
)
REFERENCE: Look = {"color": AUXILIARY, "linewidth": 1, "linestyle": DOTTED}  # a bound, a claim


def _in_turn(*names: str) -> dict[str, Look]:
    return dict(zip(names, LINES, strict=False))


ACTIVATIONS = _in_turn("ReLU", "sigmoid", "tanh", "step") | {
    "identity": {"color": AUXILIARY, "linestyle": LONG_DASHED}
}
OPTIMIZERS = _in_turn("gradient descent", "momentum", "Nesterov", "AdaGrad", "RMSProp", "Adam")
PROGRAMS = _in_turn(
    "the products alone",
    "PyTorch",
    "JAX",
    "scikit-learn",
    "the program of [2]",
    "PyTorch, compiled",
) | {"this book": {"color": TEXT, "linestyle": SOLID, "linewidth": 3}}
DATA = _in_turn("training", "test")
LOSSES = _in_turn("log-sum-exp", "constant $10^{-7}$ added", "floor of $10^{-10}$")
QUOTIENTS = _in_turn("forward", "central", "complex step")
SIZES_OF_WEIGHTS = dict(zip(("0.01", "1", "Xavier", "He"), DOTS, strict=False))
INPUTS = _in_turn(
    "0 to 255", "0 to 1", "0 to 1, each pixel", "standardized", "whitened, PCA", "whitened, ZCA"
)
UPDATES = _in_turn("all at once", "mixed", "with biases")
MATRICES = {"Y": "C4", "X": "C0", "W": "C2", "b": "C3"}  # their gradients are orange
