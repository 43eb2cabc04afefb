"""The cost of a step, and the page that reports measurements. Chapter: docs/performance.md."""

import json

import pytest

from figures import performance
from nn.network import operation_count
from nn.performance import speedup, step_operations
from tests.states import states
from verify.book import ROOT, runs

SUBJECTS = sorted(path.stem for path in (ROOT / "benchmarks" / "results").glob("*.json"))


@states(
    "But nobody asks for the gradient of the inputs, so the first layer, by far the "
    "larger, has only one"
)
def test_a_step_costs_three_forward_passes_but_for_the_gradient_of_the_inputs():
    N, D, H, K = 512, 784, 50, 10

    assert step_operations(N, D, H, K) == 3 * operation_count((D, H, K), N) - 2 * N * D * H


@states("Less than a factor of two, because the other half stays.")
def test_a_program_gains_no_more_than_the_part_that_got_faster():
    assert speedup(0, 10) == 1
    assert speedup(1, 10) == pytest.approx(10)
    assert 1 < speedup(0.5, 1e12) < 2


@states("Every library may use the same number of threads")
@pytest.mark.parametrize("subject", SUBJECTS)
def test_recorded_measurement_is_a_whole_one_with_a_thread_each(subject):
    settings = runs.load(f"benchmarks/{subject}").record["settings"]

    assert settings == {"quick": False, "threads": 1}


@states("After three steps their losses and parameters have to agree to the rounding of float32")
def test_measured_programs_agreed_to_the_rounding_of_float32():
    for cell in performance.of("step")["cells"].values():
        assert max(cell["distances"].values()) < 2e-5


def test_all_runs_reached_the_accuracy_of_the_tutorial():
    found = performance.of("training")["runs"]

    for name, run in found.items():
        assert run["test_accuracy"] == pytest.approx(found["nn"]["test_accuracy"], abs=0.01), name


@states("the table is made from what was recorded, whatever it says")
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


# What the chapter says in words


def ratios(name):
    """This book's time of a step in times of another's, by the cell of the record."""
    cells = performance.of("step")["cells"]
    return {at: cell["ratios"][name]["median"] for at, cell in cells.items()}


@states("**A single example and a wide layer is the worst case.**")
@pytest.mark.parametrize("library", ["torch", "jax"])
def test_the_worst_recorded_case_is_a_single_example_and_a_wide_layer(library):
    found = ratios(library)

    assert max(found, key=found.get) == "1x2048"


@states("From a batch of {{ value 512 }} on, this book could gain little beside its products.")
def test_recorded_steps_of_large_batches_are_nearly_all_products():
    large = [ratio for at, ratio in ratios("products").items() if int(at.split("x")[0]) >= 512]

    assert max(large) < 1.35


@states("It could gain *faster* products")
def test_recorded_faster_products_could_gain_more_than_all_the_rest():
    assert ratios("jax")["512x512"] > ratios("products")["512x512"]


@states("The tutorial's program, which checks nothing, takes")
def test_the_tutorials_program_is_recorded_as_faster_with_one_example_and_slower_with_many():
    found = ratios("source")

    assert found["1x50"] > 1 > 0.5 > found["512x50"]


def test_the_figure_has_a_tick_above_all_but_the_last_doubling_of_its_curves():
    ticks = max(max(axes.get_yticks()) for axes in performance.steps().axes)

    assert max(max(ratios(name).values()) for name in ("torch", "jax")) < 2 * ticks


@states(
    "in [every sixteenth epoch](two_layer_net.md#an-epoch-that-is-sixteen), six times, "
    "and its transcription once more at the end"
)
def test_the_tutorials_program_tests_itself_six_times_in_the_run():
    assert len(range(0, performance.of("training")["steps"], 1875)) == 6


@states("The steepest piece is the chapter")
def test_the_slowest_chapter_is_called_by_its_heading():
    assert performance.slowest_title() == "Training without derivatives"


@states("They do not always choose the same")
def test_at_kinks_the_recorded_libraries_do_not_always_choose_the_same():
    found = performance.of("witness")["kinks"].values()

    assert len({len({each[who] for who in ("nn", "jax", "torch")}) > 1 for each in found}) == 2
