"""What the worked examples are given, typed once more."""

import numpy as np

GIVEN = {  # typed again, as the sources of the examples give them
    "worked_2_2_2": (
        [0.05, 0.10],
        [0.15, 0.20, 0.25, 0.30, 0.40, 0.45, 0.50, 0.55],
        [0.35] * 2,
        [0.60] * 2,
        [0.01, 0.99],
        0.5,
    ),
    "worked_2_3_2": (
        [5, 10],
        [n / 20 for n in range(2, 14)],
        [0.35] * 3,
        [0.65] * 2,
        [0.01, 0.99],
        0.5,
    ),
}


def net(page):
    """The parameters of an example, typed once more."""
    i, w, b, c, t, _ = GIVEN[page]
    w = np.array(w)
    cut = len(i) * len(b)
    W, V = w[:cut].reshape(len(b), len(i)), w[cut:].reshape(len(c), len(b))
    return dict(W=W, V=V, b=np.array(b), c=np.array(c), i=np.array(i, float), t=np.array(t))


def expected_rows(page):
    """What the table of the givens must show."""
    i, _, b, c, t, eta = GIVEN[page]
    n = net(page)

    def numbers(values):
        return ", ".join(f"{x:.0f}" if x in (5, 10) else f"{x:.2f}" for x in values)

    def row(letter, values, before=0):
        symbols = ", ".join(f"{letter}_{{{before + k + 1}}}" for k in range(len(values)))
        return {"symbols": f"${symbols}$", "numbers": numbers(values)}

    cut = n["W"].size
    expected = {"inputs": row("i", i)}
    for j, weights in enumerate(n["W"]):
        expected[f"weights into hidden neuron {j + 1}"] = row("w", weights, j * len(i))
    for k, weights in enumerate(n["V"]):
        expected[f"weights into output neuron {k + 1}"] = row("w", weights, cut + k * len(b))
    expected |= {
        "biases of the hidden neurons": row("b", b),
        "biases of the output neurons": row("c", c),
        "targets": row("t", t),
        "learning rate": {"symbols": r"$\eta$", "numbers": str(eta)},
    }
    return expected
