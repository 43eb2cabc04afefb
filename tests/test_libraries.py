"""The values of `nn` beside those of libraries: what is compared, and what is refused."""

from functools import wraps
from types import SimpleNamespace

import numpy as np
import pytest

from benchmarks import libraries, witness
from benchmarks.autodiff.question import Question
from benchmarks.beside import in_onnx, optimizers, values
from benchmarks.missing import Skipped, require_package
from benchmarks.options import parser
from experiments.errors import InputError
from figures import agreement
from nn import adam, optimizer, softmax
from nn.adam import Adam
from tests.states import states
from verify.book import runs

pytestmark = pytest.mark.usefixtures("shapes_unchecked")  # every row is a call of its own


# SciPy and ONNX, where they are installed


@pytest.fixture(scope="module")
def scipy():
    pytest.importorskip("scipy", reason="SciPy is not installed; the extra `oracles` has it")
    from benchmarks.beside import in_scipy

    return in_scipy


@pytest.fixture(scope="module")
def cases():
    pytest.importorskip("onnx", reason="ONNX is not installed; the extra `oracles` has it")
    return in_onnx.cases()


def test_functions_of_scipy_give_the_values_of_the_book(scipy):
    found = values.values(scipy, "scipy", points=3)

    assert {"sigmoid", "softmax", "log_sum_exp", "cross_entropy"} <= {*found}
    assert max(each["error"] for each in found.values()) < values.BOUND


def test_every_function_of_scipy_has_one_of_the_book_on_record(scipy):
    recorded = runs.load("benchmarks/libraries").value("values")

    assert {*values.functions(scipy)} == {n for n, e in recorded.items() if "scipy" in e["errors"]}


def test_all_cases_of_onnx_come_out_that_the_book_can_express(cases):
    found, recorded = in_onnx.nodes(), runs.load("benchmarks/libraries").value("nodes")

    def counted(of):
        return {name: (each["cases"], each["computed"], each["left"]) for name, each in of.items()}

    assert counted(found) == counted(recorded)


@states(
    "ONNX's Adam corrects nothing in its first step; other rates make up for that.",
    page="agreement",
)
def test_an_adam_that_corrects_its_first_step_is_not_that_of_onnx(cases, monkeypatch):
    (case,) = (case for case in cases if case.name == "test_adam")
    assert in_onnx.off(case) < in_onnx.BOUND
    monkeypatch.setitem(
        in_onnx.COMPUTED,
        "Adam",
        in_onnx._rule(
            lambda a, R, T: (Adam(R, a["alpha"], a["beta"], a["epsilon"]), T), remembers=2
        ),
    )

    assert in_onnx.off(case) > in_onnx.BOUND


def test_a_case_that_does_not_come_out_is_refused_with_its_name(cases, monkeypatch):
    monkeypatch.setattr(in_onnx, "cases", lambda: [c for c in cases if c.operator == "Tanh"])
    monkeypatch.setitem(in_onnx.COMPUTED, "Tanh", in_onnx._entries(lambda x: 1.001 * np.tanh(x)))

    with pytest.raises(InputError, match=r"ONNX's test_tanh\w* to 1e-06; got a relative diff"):
        in_onnx.nodes()


# The comparison, with libraries that are made up


def library(answer, *forwards):
    return SimpleNamespace(answer=answer, VERSION="1.0", FORWARDS=dict.fromkeys(forwards))


def right(question: Question):
    z = question.arguments[0]
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def test_a_library_that_says_the_same_has_an_error_of_rounding():
    found = values.values(library(right, "softmax"), "other", points=2)

    assert found["softmax"]["error"] < 1e-15
    assert (found["softmax"]["chapter"], found["softmax"]["points"]) == ("softmax", 8)


@pytest.mark.parametrize(
    "spoilt",
    [
        lambda question: right(question)[..., ::-1],
        lambda question: right(question) * (1 + 1e-11),
        lambda question: right(question)[..., :1],
        lambda question: np.nan * right(question),
    ],
    ids=["another order", "another last digit", "another shape", "no number"],
)
def test_a_library_that_says_something_else_is_refused(spoilt):
    with pytest.raises(InputError, match=r"expected nn.softmax.softmax to be what other 1.0 find"):
        values.values(library(spoilt, "softmax"), "other", points=1)


def test_a_function_that_gives_something_else_is_refused(monkeypatch):
    function = softmax.softmax

    @wraps(function)
    def spoilt(z):
        return function(z) * (1 + 1e-11)

    monkeypatch.setattr(softmax, "softmax", spoilt)

    with pytest.raises(InputError, match=r"nn.softmax.softmax .* got a relative difference of 1"):
        values.values(library(right, "softmax"), "other", points=1)


@pytest.mark.parametrize("name", agreement.RULES)
def test_each_rule_ends_where_that_of_pytorch_has_ended(name):
    recorded = runs.load("benchmarks/libraries").value(f"paths.{name}")
    (problem,) = optimizers.problems(name, 1)

    path = optimizers.own(name, *problem)
    assert values.difference(path[-1], np.array(recorded["end"])) < values.BOUND
    assert recorded["settings"] == optimizers.SETTINGS


@pytest.mark.parametrize("name", agreement.RULES)
def test_each_argument_of_a_rule_changes_where_it_ends(name):
    recorded = runs.load("benchmarks/libraries").value(f"paths.{name}.end")
    ((w, g, setting),) = optimizers.problems(name, 1)

    for argument in setting:
        other = setting | {argument: 0.99 * setting[argument]}
        path = optimizers.own(name, w, g, other)
        assert values.difference(path[-1], np.array(recorded)) > values.BOUND, argument


def test_the_rules_that_are_compared_are_those_of_the_chapters():
    assert {*runs.load("benchmarks/libraries").value("paths")} == {*agreement.RULES}
    assert all(
        any(hasattr(module, name) and hasattr(module, rule) for module in (adam, optimizer))
        for name, rule in agreement.RULES.items()
    )


def test_what_is_not_installed_is_left_out_with_its_reason(monkeypatch):
    def missing(name):
        if name != "scipy":
            raise Skipped(f"no {name} here")

    pytest.importorskip("scipy", reason="SciPy is not installed; the extra `oracles` has it")
    for module in (libraries, witness):
        monkeypatch.setattr(module, "require_package", missing)
    monkeypatch.setattr(libraries, "SEEDS", 1)

    found = libraries.measure(parser().parse_args(["libraries", "--quick"]))

    assert {*found["libraries"]} == {"scipy"}
    assert {"torch", "jax", "onnx", "darkness"} <= {*found["skipped"]}
    assert "paths" not in found and "nodes" not in found
    assert any("without onnx: no onnx here" in line for line in libraries.lines(found))


def test_without_any_library_the_subject_is_skipped(monkeypatch):
    def missing(name):
        raise Skipped(f"no {name} here")

    for module in (libraries, witness):
        monkeypatch.setattr(module, "require_package", missing)

    with pytest.raises(Skipped, match="no jax here; no torch here; no scipy here"):
        libraries.measure(parser().parse_args(["libraries"]))


def test_a_package_that_is_missing_says_how_it_is_installed():
    with pytest.raises(Skipped, match="make bench installs it"):
        require_package("no_such_package")
