"""The second witness of the gradients: what is compared, what is refused, what a page shows."""

import re
from argparse import Namespace
from collections.abc import Iterator
from importlib import import_module
from inspect import getdoc, getmembers, isfunction
from types import SimpleNamespace
from xml.etree.ElementTree import tostring

import numpy as np
import pytest

from benchmarks import witness
from benchmarks.autodiff.kinks import kinks
from benchmarks.autodiff.questions import APPROXIMATE, Question, ask, gradients, names
from benchmarks.missing import Skipped
from experiments.errors import InputError
from tests.states import states
from verify.book import ROOT, runs, sources
from verify.book.claims import Book
from verify.check import Evidence, Finding
from verify.showing import ledger
from verify.showing.witness import COMMAND, Witness, witnesses

MODULES = [import_module(f"nn.{path.stem}") for path in sorted((ROOT / "nn").glob("[a-z]*.py"))]
ALL = {name for module in MODULES for name in names(module)}
SMALL = witness.SIZES[1]


def library(answer, *forwards: str) -> SimpleNamespace:
    """A library that gives this answer to every question."""
    return SimpleNamespace(
        answer=answer, VERSION="1.0", HOW={"vjp": "other.vjp"}, FORWARDS=dict.fromkeys(forwards)
    )


def product(question: Question) -> np.ndarray:
    """The vector-Jacobian product of W X by one of both."""
    W, X = question.arguments
    return (question.vector @ X.T, W.T @ question.vector)[question.by]


def refusal(name: str, other: SimpleNamespace) -> str:
    with pytest.raises(InputError) as caught:
        witness.witness(name, "other", other, points=1)
    return str(caught.value)


# What is compared


@states(
    "What they find is compared with every gradient of this book in float64",
    page="performance",
)
def test_every_gradient_of_nn_has_a_witness_on_record():
    missing = ALL - witnesses().keys()

    assert missing == set(), (
        "add the module to MODULES of benchmarks/autodiff/questions.py and the forward passes to "
        f"in_jax.py and in_torch.py of benchmarks/autodiff, then {COMMAND}"
    )


def test_a_function_that_differentiates_by_its_docstring_is_called_like_a_gradient():
    others = {
        name
        for module in MODULES
        for name, function in getmembers(module, isfunction)
        if re.match(r"Differentiate|Pull|Push|Build the whole Jacobian", getdoc(function) or "")
        if function.__module__ == module.__name__ and not name.startswith("_")
    }

    assert {"softmax_jacobian", "linear_grad_W", "relu_prime"} <= others <= ALL


def test_methods_and_pairs_are_found_and_private_functions_are_not():
    module = SimpleNamespace(__name__="nn.made")
    for name in ("f", "f_grad_W", "f_and_grad_W", "_f_vjp", "gradient_descent", "gradient"):
        setattr(module, name, SimpleNamespace(__module__="nn.made", __call__=None))
        vars(module)[name] = type(name, (), {"__module__": "nn.made", "__call__": print})()

    assert {*names(module)} == {"f_grad_W", "f_and_grad_W", "gradient"}


def test_points_are_random_and_the_same_for_each_library():
    one, other, moved = (
        next(ask("softmax_vjp", SMALL, np.random.default_rng(seed)))[0] for seed in (0, 0, 1)
    )

    assert np.array_equal(one, other) and not np.allclose(one, moved)


@states(
    "They are the rounding of float64, except in the two chapters on finite differences",
    page="performance",
)
def test_only_differences_may_be_off_by_more_than_rounding():
    """Their error is the square of the step 1e-4, times a third derivative."""
    assert {name for name in gradients() if witness.bound(name) > 1e-12} == APPROXIMATE


@states(
    "differentiate by themselves, and know nothing of this book",
    page="performance",
)
def test_a_witness_knows_nothing_of_the_book():
    files = sources.closure("benchmarks.autodiff.in_jax", "benchmarks.autodiff.in_torch")

    assert {file.stem for file in files} == {"__init__", "in_jax", "in_torch", "question"}


def test_a_change_of_a_forward_pass_makes_the_record_stale():
    files = {file.stem for file in sources.closure("benchmarks.witness")}

    assert {"in_jax", "in_torch", "kinks", "softmax"} <= files


@states(
    "At a kink there is no derivative, and each program chooses a number.",
    page="performance",
)
def test_a_kink_has_the_value_that_was_recorded():
    found = {name: each["nn"] for name, each in kinks({}).items()}

    recorded = runs.load("benchmarks/witness").value("kinks")
    assert found == {name: each["nn"] for name, each in recorded.items()}


# What is refused


def test_a_right_gradient_has_an_error_of_rounding():
    found = witness.witness("matmul_grad_W", "other", library(product, "matmul"), points=2)

    assert found["how"] == "other.vjp" and found["points"] == 8 and found["error"] < 1e-15


def test_a_wrong_sign_is_refused_with_function_library_size_and_error():
    wrong = library(lambda question: -product(question), "matmul")

    assert refusal("matmul_grad_X", wrong) == (
        "expected nn.matmul.matmul_grad_X to be what other.vjp 1.0 finds, to 1e-12; got a relative "
        "error of 2.0e+00 at N=1, D=3, K=2, point 1; one of the two is wrong"
    )


def test_a_library_that_finds_nan_is_refused():
    nan = library(lambda question: np.nan * product(question), "matmul")

    assert "got a relative error of nan" in refusal("matmul_grad_X", nan)


def test_other_shapes_are_refused_before_numpy_broadcasts_them():
    row = library(lambda question: product(question)[:1], "matmul")

    assert "got the shapes (3, 1) and (1, 1)" in refusal("matmul_grad_X", row)


def test_a_gradient_that_is_zero_at_all_points_is_no_evidence(monkeypatch):
    zero = np.zeros((2, 3)), Question("matmul", (np.zeros((2, 2)), np.zeros((2, 3))), 0, "vjp")
    monkeypatch.setattr(witness, "ask", lambda *_: [zero])

    assert refusal("matmul_grad_X", library(lambda _: zero[0], "matmul")) == (
        "expected a slope of nn.matmul.matmul_grad_X at some point; got 0 at all of them"
    )


def test_a_gradient_without_a_forward_pass_is_refused_with_what_to_write():
    assert refusal("matmul_grad_X", library(product)) == (
        "expected a forward pass for nn.matmul.matmul_grad_X; got no 'matmul' in FORWARDS of "
        "benchmarks/autodiff/in_other.py; write one"
    )


def test_a_gradient_that_raises_is_refused_in_one_line(monkeypatch):
    def broken(*_) -> Iterator:
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr(witness, "ask", broken)

    assert "got ZeroDivisionError at N=1, D=3, K=2, point 1" in refusal("matmul_grad_X", library(0))


def test_without_a_library_there_is_no_witness(monkeypatch):
    monkeypatch.setattr(witness, "available", lambda: ({}, {"jax": "no jax", "torch": "no torch"}))

    with pytest.raises(Skipped, match="no jax; no torch"):
        witness.measure(Namespace(quick=True))


@pytest.mark.filterwarnings("ignore")  # what the libraries of others warn of
@pytest.mark.parametrize("name", ["jax", "torch"])
def test_every_gradient_is_what_the_library_finds(name, monkeypatch):
    libraries, skipped = witness.available()
    if name in skipped:
        pytest.skip(skipped[name])
    monkeypatch.setattr(witness, "SIZES", [SMALL])

    errors = {
        each: witness.witness(each, name, libraries[name], points=3)["error"]
        for each in gradients()
    }
    assert {each for each, error in errors.items() if not error <= witness.bound(each)} == set()


# What a page shows


def test_a_badge_says_how_and_how_near():
    assert Witness("jax.vjp", 2.2e-16, True).badge == "✓ jax.vjp 2e-16"


def test_a_badge_of_older_code_is_no_tick():
    assert Witness("jax.vjp", 2.2e-16, False).badge.startswith("✗ jax.vjp: the code has changed")


@pytest.mark.parametrize(("current", "css"), [(True, "eq-ok"), (False, "eq-no")])
def test_the_ledger_shows_the_witnesses_of_a_gradient(current, css, monkeypatch):
    seen = {"linear_grad_b": (Witness("jax.vjp", 2.2e-16, current),)}
    monkeypatch.setattr(ledger, "witnesses", lambda: seen)
    monkeypatch.setattr(ledger, "check", lambda _: Evidence((Finding("symbolic", True, "equal"),)))

    whole = lambda part: tostring(part, encoding="unicode")  # noqa: E731
    html = ledger.page(Book(), whole, lambda part: "", "linear", "reference/evidence/linear.md")
    row = html.partition('<li id="evidence:linear_grad_b">')[2].partition("</li>")[0]

    assert f'<b class="{css}">{seen["linear_grad_b"][0].badge}</b>' in row


def test_witnesses_are_those_of_the_record():
    jax, torch = witnesses()["softmax_vjp"]

    assert (jax.how, torch.how, jax.current) == ("jax.vjp", "torch.autograd.grad", True)
