"""The cost of a step, and the page that reports measurements. Chapter: docs/performance.md."""

import json

import pytest

from figures import performance
from nn.network import operation_count
from nn.performance import speedup, step_operations
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
