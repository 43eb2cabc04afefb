"""The cost of a step, and the page that reports measurements. Chapter: docs/performance.md."""

import json

import numpy as np
import pytest

from figures import performance
from nn.network import operation_count
from nn.performance import speedup, step_operations
from tests.curves import NEAR
from tests.drawn import seen
from tests.states import states
from verify.book import ROOT, runs

SUBJECTS = sorted(path.stem for path in (ROOT / "benchmarks" / "results").glob("*.json"))


def test_a_step_costs_three_forward_passes_but_for_the_gradient_of_the_inputs():
    N, D, H, K = 512, 784, 50, 10

    assert step_operations(N, D, H, K) == 3 * operation_count((D, H, K), N) - 2 * N * D * H


def test_a_program_gains_no_more_than_the_part_that_got_faster():
    assert speedup(0, 10) == 1
    assert speedup(1, 10) == pytest.approx(10)
    assert 1 < speedup(0.5, 1e12) < 2


@pytest.mark.parametrize("subject", SUBJECTS)
def test_recorded_measurement_is_a_whole_one_with_a_thread_each(subject):
    settings = runs.load(f"benchmarks/{subject}").record["settings"]

    assert settings == {"quick": False, "threads": 1}


def test_measured_programs_agreed_to_the_rounding_of_float32():
    for cell in performance.of("step")["cells"].values():
        assert max(cell["distances"].values()) < 2e-5


def test_all_runs_reached_the_accuracy_of_the_tutorial():
    found = performance.of("training")["runs"]

    for name, run in found.items():
        assert run["test_accuracy"] == pytest.approx(found["nn"]["test_accuracy"], abs=0.01), name


def test_a_promise_that_was_not_kept_is_shown_as_missed():
    assert performance.verdict(0.76, 0.75) == "**missed**"
    assert performance.verdict(0.75, 0.75) == "kept"
    assert performance.verdict(None, 0.75) == "not measured"


def test_of_two_ways_to_use_a_library_the_faster_counts(monkeypatch):
    ratios = {"torch": {"median": 0.5}, "torch_bytes": {"median": 0.6}, "jax": {"median": 0.9}}
    monkeypatch.setattr(performance, "of", lambda subject: {"ratios": ratios})

    assert performance.run_ratio("torch", "torch_bytes") == {"median": 0.6}
    assert performance.run_ratio("source") is None


def test_a_contestant_that_was_missing_leaves_its_bar_unmeasured(monkeypatch):
    step = json.loads((ROOT / "benchmarks/results/step.json").read_text(encoding="utf-8"))
    for cell in step["results"]["cells"].values():
        cell["ratios"].pop("jax", None)
    training = {"ratios": {}, "runs": {"nn": {"megabytes": 150.0}}}
    found = {"step": step["results"], "training": training}
    monkeypatch.setattr(performance, "of", found.__getitem__)

    verdicts = {row[0]: row[-1] for row in performance.bars()[1:]}

    assert verdicts["a step, batch of 100, JAX"] == "not measured"
    assert verdicts["the whole run, PyTorch"] == "not measured"
    assert verdicts["memory of the whole run, MB"] == "kept"


CALLED = {
    "torch": "PyTorch",
    "jax": "JAX",
    "sklearn": "scikit-learn",
    "source": "the tutorial",
    "products": "the products alone",
}


@pytest.fixture(scope="module")
def measured() -> dict:
    return runs.load("benchmarks/step").record["results"]


def ratios(measured, name, hidden):
    """Batches, and what a step of this book takes there in times of another's, with quartiles."""
    cells = [
        (size, measured["cells"][f"{size}x{hidden}"]["ratios"][name])
        for size in measured["batches"]
    ]
    return np.array([(size, r["median"], r["low"], r["high"]) for size, r in cells]).T


@pytest.mark.parametrize("name", CALLED)
@pytest.mark.parametrize("panel", [0, 1, 2])
@states(
    "Time of this book's step in times of the others', for three widths of the hidden layer.",
    page="figures/performance",
)
def test_the_curve_of_a_library_is_how_many_times_its_time_a_step_takes(measured, panel, name):
    axes = seen("performance", "steps").axes[panel]
    hidden = int(axes.title.removesuffix(" hidden units"))
    sizes, medians, *_ = ratios(measured, name, hidden)

    dots = axes.dots(axes.colour(CALLED[name]))
    assert hidden == measured["widths"][panel]
    assert max(axes.curve(CALLED[name]).misses(sizes, medians), dots.misses(sizes, medians)) < NEAR


@pytest.mark.parametrize("name", ["torch", "jax"])
@states("Below 1 this book is faster;", page="figures/performance")
def test_a_ratio_below_1_is_a_faster_step_of_this_book(measured, name):
    axes = seen("performance", "steps").axes[0]
    dots = axes.dots(axes.colour(CALLED[name]))
    seconds = [measured["cells"][f"{size}x50"]["seconds"] for size in measured["batches"]]

    assert [y < 1 for y in dots.y] == [s["nn"]["median"] < s[name]["median"] for s in seconds]


@pytest.mark.parametrize("name", CALLED)
@states("the thin bars are quartiles.", page="figures/performance")
def test_the_thin_bars_reach_from_quartile_to_quartile(measured, name):
    axes = seen("performance", "steps").axes[0]
    sizes, _, *quartiles = ratios(measured, name, 50)
    bars = [line for line in axes.lines_in(axes.colour(CALLED[name])) if len(line.x) == 2]

    found = sorted((bar.x.mean(), min(bar.y), max(bar.y)) for bar in bars)
    assert np.log(np.array(found)) == pytest.approx(
        np.log(np.column_stack([sizes, *quartiles])), abs=0.02
    )


def test_ratios_are_drawn_over_batches():
    axes = seen("performance", "steps").axes

    assert [a.y.label for a in axes] + [axes[-1].x.label] == ["ratio"] * 3 + ["batch"]


@states(
    "Seconds that all formulas up to a chapter take to prove, by the number of displays.",
    page="figures/performance",
)
def test_seconds_and_displays_add_up_over_the_chapters():
    axes = seen("performance", "proofs").only
    found = runs.load("benchmarks/checking").record["results"]
    displays, seconds = (np.cumsum([0, *found[name]]) for name in ("displays", "seconds"))

    assert (axes.x.label, axes.y.label) == ("displays", "seconds")
    assert axes.dots("#0f8f87").misses(displays, seconds) < NEAR
