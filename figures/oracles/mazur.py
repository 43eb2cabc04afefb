"""Mazur's example of 2015: what it prints, and its path in arithmetic of 40 digits."""

from functools import lru_cache

import mpmath
import numpy as np

from derivations import worked_2_2_2 as example
from figures.oracles.published import Oracle, Source
from figures.worked import start
from figures.worked_2_2_2 import run
from nn.worked_2_2_2 import (
    sigmoid_net,
    sigmoid_net_error,
    sigmoid_net_error_grad_V,
    sigmoid_net_error_grad_W,
    sigmoid_net_step,
)
from verify.book.cited import number

SOURCE = Source(
    "Mazur (2015)",
    "https://mattmazur.com/2015/03/17/a-step-by-step-backpropagation-example/",
)
UPDATES = (1, 2, 10, 100, 1000, 5000, 10_000)
DIGITS = 40
SHOWN = 18  # of them
EARLIER = "an earlier program made it, which moved the output weights first"


def printed(*names: str) -> tuple[str, ...]:
    """Numbers that the text prints."""
    return tuple(number(f"mazur2015.{name}") for name in names)


@lru_cache
def path() -> dict[int, tuple[str, ...]]:
    """The error, both outputs and the eight weights after some updates, written out once more.

    Nothing of `nn` has a part in it.
    """
    found = {}
    with mpmath.workdps(DIGITS):
        w = [mpmath.mpf(text) for text in ".15 .20 .25 .30 .40 .45 .50 .55".split()]
        i, t = [[mpmath.mpf(x) for x in texts.split()] for texts in (".05 .10", ".01 .99")]
        b, c, eta = mpmath.mpf(".35"), mpmath.mpf(".60"), mpmath.mpf(".5")
        for updates in range(UPDATES[-1] + 1):
            h = [_squash(w[2 * j] * i[0] + w[2 * j + 1] * i[1] + b) for j in (0, 1)]
            o = [_squash(w[4 + 2 * k] * h[0] + w[5 + 2 * k] * h[1] + c) for k in (0, 1)]
            if updates in UPDATES:
                error = ((t[0] - o[0]) ** 2 + (t[1] - o[1]) ** 2) / 2
                found[updates] = tuple(mpmath.nstr(x, SHOWN) for x in (error, *o, *w))
            d = [(o[k] - t[k]) * o[k] * (1 - o[k]) for k in (0, 1)]
            e = [(d[0] * w[4 + j] + d[1] * w[6 + j]) * h[j] * (1 - h[j]) for j in (0, 1)]
            w = [
                *(w[n] - eta * e[n // 2] * i[n % 2] for n in range(4)),
                *(w[4 + n] - eta * d[n // 2] * h[n % 2] for n in range(4)),
            ]
    return found


def _named(updates: int) -> str:
    """What stands in a row."""
    return f"after {updates:,} update{'s' if updates > 1 else ''}".replace(",", " ")


def _squash(x: mpmath.mpf) -> mpmath.mpf:
    return 1 / (1 + mpmath.exp(-x))


def _given() -> dict[str, np.ndarray]:
    return start(example).parameters


def _after(updates: int) -> np.ndarray:
    net = run("all at once")[updates]
    return np.concatenate([[net.error], net.outputs, net.w])


def _outputs() -> np.ndarray:
    return sigmoid_net(**{name: a for name, a in _given().items() if name != "t"})


STEP = (sigmoid_net_step, sigmoid_net_error)
ORACLES = (
    Oracle("outputs", (sigmoid_net,), printed("out_o1", "out_o2"), _outputs),
    Oracle("error", (sigmoid_net_error,), printed("E")[0], lambda: sigmoid_net_error(**_given())),
    Oracle(
        "slope with respect to $w_5$",
        (sigmoid_net_error_grad_V,),
        printed("E_w5")[0],
        lambda: sigmoid_net_error_grad_V(**_given())[0, 0],
    ),
    Oracle(
        "slope with respect to $w_1$",
        (sigmoid_net_error_grad_W,),
        printed("E_w1")[0],
        lambda: sigmoid_net_error_grad_W(**_given())[0, 0],
    ),
    Oracle(
        "weights after 1 update",
        (sigmoid_net_step,),
        printed(*(f"w{k}_plus" for k in range(1, 9))),
        lambda: run("all at once")[1].w,
    ),
    Oracle(
        "error after 1 update",
        STEP,
        printed("E_plus")[0],
        lambda: run("all at once")[1].error,
        differs=EARLIER,
    ),
    Oracle(
        "error after 10 000 updates",
        STEP,
        printed("E_end")[0],
        lambda: run("all at once")[10_000].error,
        differs="it is the error after 9999",
    ),
    Oracle(
        "outputs after 10 000 updates",
        (sigmoid_net_step, sigmoid_net),
        printed("out_o1_end", "out_o2_end"),
        lambda: run("all at once")[10_000].outputs,
        differs=EARLIER,
    ),
)


def trajectory() -> tuple[Oracle, ...]:
    """Error, outputs and weights along the path, against 40 digits."""
    functions = (sigmoid_net_step, sigmoid_net, sigmoid_net_error)
    return tuple(
        Oracle(_named(updates), functions, exact, lambda n=updates: _after(n))
        for updates, exact in path().items()
    )
