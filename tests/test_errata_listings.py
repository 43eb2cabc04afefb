"""The listings of *Mistakes in the sources*, run as they are printed. Chapter: docs/errata.md."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from nn.activation import relu, relu_prime, sigmoid
from nn.loss import (
    cross_entropy,
    mean_squared_error,
    softmax_cross_entropy,
    softmax_cross_entropy_grad_Z,
)
from nn.numerical_differentiation import numerical_gradient
from nn.softmax import softmax
from tests.states import states
from tests.wrong_lines import exercise, listing, mended, run
from verify.prose.pages import text_of


def function_of(code, head):
    """A listing that is the body of a function."""
    name = head.partition("(")[0]
    lines = "".join(f"    {line}\n" for line in code.splitlines())
    return run(f"def {head}:\n{lines}")[name]


@pytest.fixture
def layer(rng):
    """What the net of the sources has under the names of its listings."""
    return {
        "W1": rng.normal(size=(3, 4)),
        "b1": rng.normal(size=4),
        "W2": rng.normal(size=(4, 2)),
        "b2": rng.normal(size=2),
        "_relu": relu,
        "_softmax": softmax,
    }


def test_the_printed_predict_gives_nothing_and_with_its_line_the_probabilities(layer, rng):
    code, x = listing("errata", 1), rng.normal(size=(5, 3))

    there = run(code + "    return p\n", **layer)["predict"](None, x)

    assert run(code, **layer)["predict"](None, x) is None
    assert_allclose(there.sum(axis=1), 1)


def test_the_printed_loop_prints_a_loss_that_is_not_that_of_the_printed_weights(capsys):
    given = {"out_h": np.ones((2, 1)), "b2": 0.65, "label": np.array([[0.01], [0.99]])}
    given |= {"w2": np.ones((2, 2)), "dw2": np.full((2, 2), 0.001), "sigmoid": sigmoid}

    left = run(listing("errata", 6), **given)

    loss, weights = capsys.readouterr().out.split("\n", 1)
    after = np.sum((sigmoid(left["w2"] @ given["out_h"] + 0.65) - given["label"]) ** 2)
    assert float(loss) == left["loss"] != after
    assert weights.startswith("[[")


@states(
    "Both stop with an error: `np.zeros` takes a shape, and the targets are called `y_batch`.",
    page="errata",
)
@pytest.mark.parametrize(("line", "error"), [(0, TypeError), (1, NameError)])
def test_an_alternative_that_is_taken_stops(line, error):
    class Net:
        numerical_gradient = gradient = staticmethod(lambda x, t: x)

    x = np.array([0.5, -0.5])
    code = listing("errata", 7).splitlines()[line].removeprefix("# ")

    with pytest.raises(error):
        run(code, x=x, x_batch=x, y_batch=x, network=Net())


def test_the_printed_mean_squared_error_is_half_a_sum(rng):
    Y, C = rng.normal(size=(2, 6, 3))
    code = listing("errata", 11)
    right = mended(code, "0.5 * np.sum((y - t) ** 2)", "np.mean((y - t) ** 2)")

    assert_allclose(run(code)["mean_squared_error"](Y, C), 6 * 3 / 2 * mean_squared_error(Y, C))
    assert_allclose(run(right)["mean_squared_error"](Y, C), mean_squared_error(Y, C))


def test_the_printed_loss_and_softmax_are_right_for_a_batch_or_for_an_example_only(rng):
    loss = run(listing("errata", 12), delta=0)["cross_entropy_error"]
    second = exercise("errata", 12).split("```python\n")[2].split("```")[0]
    P, T = softmax(rng.normal(size=(5, 10))), np.eye(10)[:5]
    a = rng.normal(size=(5, 10))

    assert_allclose(loss(P, T), cross_entropy(P, T))
    assert_allclose(loss(P[0], T[0]), cross_entropy(P[:1], T[:1]) / 10)
    assert_allclose(run(second, a=a[0])["y"], softmax(a[0]))
    assert_allclose(run(second, a=a)["y"].sum(), 1)


def test_the_printed_function_compares_the_listed_column_with_every_target():
    loss = run(listing("errata", 11))["mean_squared_error"]
    given = run(listing("errata", 13))

    assert loss(given["y"], given["t"]) == 6
    assert loss(given["y"][:, 0], given["t"]) == 0


def test_the_printed_condition_prints_six_lines(capsys):
    code = listing("errata", 14)

    run(code, train_acc=0.5, test_acc=0.5)
    printed = len(capsys.readouterr().out.splitlines())
    run(
        mended(code, "train_size / batch_size", "train_size // batch_size"), train_acc=0, test_acc=0
    )

    assert printed == 6
    assert len(capsys.readouterr().out.splitlines()) == 86


def test_the_printed_names_are_exchanged_and_the_result_is_right(layer, rng):
    x, t = rng.normal(size=(5, 3)), rng.integers(0, 2, 5)
    W1, b1, W2 = (layer[name] for name in ("W1", "b1", "W2"))
    dy = softmax_cross_entropy_grad_Z(relu(x @ W1 + b1) @ W2, t)

    left = run(
        listing("errata", 16),
        **{"x": x, "W1": W1, "b1": b1, "W2": W2, "dy": dy, "grads": {}},
        relu=relu,
        relu_grad=relu_prime,
    )

    by_z1 = numerical_gradient(lambda z: softmax_cross_entropy(z @ W2, t), left["z1"], 1e-4)
    by_W1 = numerical_gradient(lambda W: softmax_cross_entropy(relu(x @ W + b1) @ W2, t), W1, 1e-4)
    assert_allclose(left["da1"], by_z1, atol=1e-7)
    assert_allclose(left["grads"]["W1"], by_W1, atol=1e-7)


def test_the_printed_step_follows_half_the_gradient_of_the_printed_loss(rng):
    w2, out_h, label = rng.normal(size=(2, 3)), rng.random((3, 1)), np.array([[0.01], [0.99]])
    code = listing("errata", 26)

    def printed(w2):
        return run(
            code,
            out_o=sigmoid(w2 @ out_h),
            out_h=out_h,
            label=label,
            sigmoid_backward=lambda out: out * (1 - out),
        )

    slopes = numerical_gradient(lambda w: float(printed(w)["loss"]), w2, 1e-4)

    assert_allclose(slopes, 2 * printed(w2)["dw2"], rtol=1e-6)


def test_lines_3_and_4_of_the_summary_are_the_wrong_way_round_and_no_other():
    text = exercise("errata", 3)

    assert "(3)  The gradient shows the direction in which the loss falls most." in text
    assert "(4)  Move the weights a little along the gradient." in text
    assert "Lines (3) and (4)." in text


def test_the_first_example_is_floored_as_it_is_printed():
    code = text_of("errata").split("```python\n")[1].split("```")[0]
    outputs = np.array([[0.0, 30.0]])
    given = {"probs": softmax(outputs), "y_true": np.array([[1.0, 0.0]]), "num_samples": 1}

    left = run(code, **given)

    assert left["loss"] == pytest.approx(-np.log(1e-10))
    assert_allclose(left["dL_dz"], [[-1, 1]], atol=1e-9)
