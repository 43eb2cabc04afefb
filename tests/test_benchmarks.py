"""The benchmarks: their programs compute the same, and their arithmetic is right."""

import argparse
import json
import re
import subprocess
import sys
from functools import partial

import numpy as np
import pytest
from numpy.testing import assert_allclose

from benchmarks import measure, missing, record, step
from benchmarks.agreement import TOLERANCE, distance, require_agreement
from benchmarks.competitors import MAKERS, Book, contestants, definitions, initial
from benchmarks.epoch import as_bytes, as_numbers
from benchmarks.floors import FLOORS, Products
from benchmarks.missing import Skipped
from benchmarks.options import SUBJECTS, parser
from benchmarks.processes import medians, ratios
from benchmarks.timing import Timing, in_turns, quartiles, ratio, summary
from benchmarks.training import require_equal_accuracy
from experiments.errors import InputError
from experiments.examples import Examples
from nn.softmax_regression import (
    softmax_regression_loss_grad_b,
    softmax_regression_loss_grad_W,
)
from tests.states import states
from verify.book import ROOT, runs

PROGRAMS = ROOT / "benchmarks" / "programs"
ASKED = argparse.Namespace(threads=1, quick=True, programs=None, data=None, record=False)
D, H, RATE = 30, 7, 0.1


@pytest.fixture
def batch(rng) -> tuple[np.ndarray, np.ndarray]:
    return rng.random((12, D), np.float32), rng.integers(0, 10, 12)


# -- the contestants


@states(
    "All begin with the same parameters and get the same batches.",
    page="performance",
)
@pytest.mark.filterwarnings("ignore")  # what the libraries of others warn of
@pytest.mark.parametrize("name", sorted(set(MAKERS) - {"nn", *FLOORS}))
def test_contestant_computes_the_step_of_this_book(name, batch):
    try:
        start = initial(D, H)
        found = {n: MAKERS[n](ASKED, {k: v.copy() for k, v in start.items()}, RATE)
                 for n in ("nn", name)}  # fmt: skip
    except Skipped as why:
        pytest.skip(str(why))

    assert require_agreement(found, *batch)[name] < TOLERANCE


@states(
    "its functions and its steps, in float64 and with the loss computed once more after each step",
    page="performance",
)
def test_the_loss_of_the_tutorials_program_is_the_one_after_the_step(batch):
    found, _ = contestants(ASKED, initial(D, H), RATE, ["nn", "source"])
    X, t = batch

    later = found["source"].step(*found["source"].take(X, t))
    found["nn"].step(X, t)
    assert later == pytest.approx(found["nn"].step(X, t), rel=1e-5)
    assert found["source"].parameters["W1"].dtype == np.float64


def test_a_contestant_that_computes_something_else_is_refused(batch):
    class Slower(Book):
        def __init__(self, asked, start, rate):
            super().__init__(asked, start, rate * 1.001)

    start = initial(D, H)
    found = {name: make(ASKED, {k: v.copy() for k, v in start.items()}, RATE)
             for name, make in (("nn", Book), ("other", Slower))}  # fmt: skip

    with pytest.raises(InputError, match="expected other and nn to agree after 3 steps"):
        require_agreement(found, *batch)


def test_a_contestant_with_nan_is_refused(batch):
    class Broken(Book):
        def step(self, X, t):
            return np.float32(np.nan)

    found = {name: make(ASKED, initial(D, H), RATE) for name, make in
             (("nn", Book), ("other", Broken))}  # fmt: skip

    with pytest.raises(InputError, match="expected other and nn to agree"):
        require_agreement(found, *batch)


def test_contestants_start_from_their_own_copies(batch):
    start = initial(D, H)
    found, _ = contestants(ASKED, start, RATE)
    before = {name: value.copy() for name, value in start.items()}
    found["nn"].step(*batch)

    for name, value in start.items():
        assert np.array_equal(value, before[name])


@states(
    "So the products alone, computed by the same library into arrays that are there already",
    page="performance",
)
def test_floor_is_the_five_products_of_a_step(batch, monkeypatch):
    made = []
    matmul = np.matmul
    monkeypatch.setattr(np, "matmul", lambda *a, out: made.append(out.shape) or matmul(*a, out=out))
    Products(ASKED, initial(D, H), RATE).step(*batch)

    assert made == [(12, H), (12, 10), (H, 10), (12, H), (D, H)]


def test_an_epoch_from_bytes_and_one_from_numbers_end_alike(rng):
    images = rng.integers(0, 256, (20, 5, 6), np.uint8)
    examples = Examples(images, rng.integers(0, 10, 20), 255)
    batches = [np.arange(8), np.arange(8, 16), np.arange(16, 20)]
    one, other = (Book(ASKED, initial(D, H), RATE) for _ in range(2))

    as_bytes(one, examples, batches)()
    as_numbers(other, *examples.batch(np.arange(20)), batches)()

    for name, value in one.parameters.items():
        assert_allclose(value, other.parameters[name], rtol=1e-6)


# -- what is missing


def test_a_missing_package_is_a_reason_and_says_how_to_install_it():
    with pytest.raises(Skipped, match=r"the package no_such_thing is not installed; make bench"):
        missing.require_package("no_such_thing")


def test_missing_data_and_programs_are_reasons_that_name_their_option(tmp_path):
    with pytest.raises(Skipped, match=r"--data$"):
        missing.data(ASKED)
    asked = argparse.Namespace(**vars(ASKED) | {"programs": tmp_path})
    with pytest.raises(Skipped, match=r"there is no \*x\.py in .*; leave out --programs$"):
        missing.program(asked, "x.py")


def test_another_folder_of_programs_takes_the_place_of_the_transcriptions(tmp_path):
    (tmp_path / "my_two_layer.py").touch()
    asked = argparse.Namespace(**vars(ASKED) | {"programs": tmp_path})

    assert missing.program(asked, "two_layer.py") == tmp_path / "my_two_layer.py"
    assert missing.program(ASKED, "two_layer.py") == PROGRAMS / "two_layer.py"


def test_without_a_compiler_torch_compile_is_left_out_with_a_reason(monkeypatch):
    monkeypatch.setenv("CXX", "no_such_compiler")

    with pytest.raises(
        Skipped, match=r"torch\.compile needs a C\+\+ compiler; there is no no_such"
    ):
        missing.require_compiler()


def test_whoever_is_missing_is_left_out_with_a_reason(monkeypatch):
    monkeypatch.setattr("benchmarks.missing.find_spec", lambda name: None)
    found, skipped = contestants(ASKED, initial(D, H), RATE)

    assert set(found) | set(skipped) == set(MAKERS)
    assert "nn" in found and "the package torch is not installed" in skipped["torch"]


# -- the tutorials' programs


def test_the_transcribed_net_makes_the_calls_of_the_tutorial_and_learns_what_it_learns(rng):
    """The steps of the article, written once more with loops over examples and classes."""
    net = definitions(PROGRAMS / "two_layer.py")["Net"](4, 3, 2)
    X, T = rng.normal(size=(5, 4)), np.eye(2)[rng.integers(0, 2, 5)]
    loss, by_W2 = 0.0, np.zeros((3, 2))
    for x, t in zip(X, T, strict=True):
        z = np.maximum(0, x @ net.p["W1"] + net.p["b1"])
        scores = np.exp(z @ net.p["W2"] + net.p["b2"])
        y = scores / scores.sum()
        loss -= np.log(y[t.argmax()] + 1e-7) / 5
        by_W2 += np.outer(z, y - t) / 5

    assert net.loss(X, T) == pytest.approx(loss, rel=1e-12)
    assert_allclose(net.gradient(X, T)["W2"], by_W2, rtol=1e-12)


def test_the_transcribed_relu_has_the_slope_of_the_tutorial_at_zero():
    slope = definitions(PROGRAMS / "two_layer.py")["relu_grad"]

    assert slope(np.array([-1.0, 0.0, 1.0])).tolist() == [0, 1, 1]


def test_the_transcribed_softmax_regression_has_the_gradient_of_this_book_and_its_floor(rng):
    found = definitions(PROGRAMS / "softmax_regression.py", {"CLASSES": 3})
    X, labels = rng.normal(size=(6, 4)), rng.integers(0, 3, 6)
    W, b = rng.normal(size=(3, 4)), rng.normal(size=(3, 1))
    _, by_W, by_b = found["loss_and_gradients"](X, found["scores"](X, W, b), labels)

    given = X, W.T, b[:, 0], labels
    assert_allclose(by_W.T, softmax_regression_loss_grad_W(*given), rtol=1e-10)
    assert_allclose(by_b[:, 0], softmax_regression_loss_grad_b(*given), rtol=1e-10)
    certain = found["loss_and_gradients"](X[:1], np.array([[0.0, 99.0, 0.0]]), np.array([0]))[0]
    assert certain == pytest.approx(-np.log(1e-10))


@pytest.mark.parametrize("name", ["two_layer", "softmax_regression"])
def test_each_transcription_runs_and_says_how_well_it_reads(name, folder):
    done = subprocess.run(
        [sys.executable, str(PROGRAMS / f"{name}.py"), str(folder), "3"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip

    assert re.fullmatch(r"loss \S+( train \S+)? test (accuracy )?\S+\n", done.stdout)


@states(
    "The article names no licence, so its text is not there; its checksum is, with what differs "
    "from what is printed.",
    page="performance",
)
def test_what_is_said_of_the_transcriptions_names_each_with_a_checksum():
    said = (PROGRAMS / "README.md").read_text(encoding="utf-8")

    for path in PROGRAMS.glob("*.py"):
        assert re.search(rf"^\| `{path.name}` \| \S+ \| `[0-9a-f]{{64}}` \|$", said, re.MULTILINE)
    assert "What differs from the printed programs" in said and "name no licence" in said


def test_command_without_data_ends_well_and_says_what_it_needs():
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", "regression"],
        capture_output=True, text=True, cwd=ROOT, check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    assert "skipped: needs MNIST; name the folder" in done.stdout


def test_unknown_subject_is_refused_with_those_that_there_are():
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", "nonsense"],
        capture_output=True, text=True, cwd=ROOT, check=False,
    )  # fmt: skip

    assert done.returncode == 2
    assert "expected subjects among step, threads" in done.stderr


def test_ctrl_c_ends_a_measurement_without_a_trace(monkeypatch):
    def interrupted(_):
        raise KeyboardInterrupt

    monkeypatch.setattr("benchmarks.checking.measure", interrupted)
    monkeypatch.setattr(sys, "argv", ["benchmarks", "checking"])

    assert measure.main() == 130


def test_subjects_of_the_options_are_the_modules_that_measure():
    modules = {
        path.stem
        for path in (ROOT / "benchmarks").glob("*.py")
        if "\ndef measure(" in path.read_text(encoding="utf-8")
    }

    assert modules == set(SUBJECTS)
    assert "checking" in parser().format_help()


# -- the arithmetic


@states(
    "each makes some steps, again and again, and a number is the median of all rounds",
    page="performance",
)
def test_contestants_take_turns():
    turns = []
    calls = {name: partial(turns.append, name) for name in "abc"}
    in_turns(calls, rounds=2, warm_up=0)

    assert "".join(turns) == "abcabc"


def test_a_quick_call_is_repeated_until_its_turn_is_long_enough():
    found = in_turns({"a": lambda: None}, rounds=3, at_least=0.001)["a"]

    assert found.calls > 100
    assert len(found.seconds) == 3


@states(
    "then changes both times of a round, and not their ratio",
    page="performance",
)
def test_a_slow_minute_changes_both_times_and_not_their_ratio():
    one, other = Timing(1, [1.0, 5.0, 1.0]), Timing(1, [2.0, 10.0, 2.0])

    assert ratio(one, other) == {"median": 0.5, "low": 0.5, "high": 0.5}


@states(
    "A ratio on this page is the median of the ratios of the rounds",
    page="performance",
)
def test_ratio_is_the_median_of_the_rounds_and_not_the_ratio_of_medians():
    one, other = Timing(1, [1.0, 2.0, 9.0]), Timing(1, [4.0, 1.0, 10.0])

    assert ratio(one, other)["median"] == 0.9


def test_summary_has_median_quartiles_and_cores():
    timing = Timing(10, [1.0, 2.0, 3.0, 4.0, 5.0], busy=300.0)

    assert summary(timing) == {
        "median": 3.0, "low": 2.0, "high": 4.0, "rounds": 5, "calls": 10, "cores": 2.0,
    }  # fmt: skip


@states("followed by the quartiles, between which half of them lie;", page="performance")
def test_half_of_the_values_lie_between_the_quartiles(rng):
    found = quartiles(values := list(rng.random(1000)))

    assert sum(found["low"] < value < found["high"] for value in values) == 500


def test_numbers_are_kept_to_four_digits():
    assert quartiles([0.000123456])["median"] == 0.0001235


def test_distance_is_relative_to_the_largest_entry():
    one, other = {"W": np.array([1.0, 100.1])}, {"W": np.array([1.05, 100.0])}

    assert distance(one, other) == pytest.approx(0.001)


def test_medians_and_ratios_of_runs():
    outcomes = {
        "nn": [{"seconds": 1.0, "megabytes": 100.0}, {"seconds": 3.0, "megabytes": 102.0}],
        "other": [{"seconds": 2.0, "megabytes": 400.0}, {"seconds": 4.0, "megabytes": 400.0}],
    }

    assert medians(outcomes["nn"])["megabytes"] == 101
    assert medians(outcomes["nn"])["seconds"]["median"] == 2
    assert ratios(outcomes) == {"other": {"median": 0.625, "low": 0.5625, "high": 0.6875}}


def test_runs_of_unequal_accuracy_are_not_compared():
    require_equal_accuracy({"nn": [{"test_accuracy": 0.96}], "b": [{"test_accuracy": 0.955}]})

    with pytest.raises(InputError, match="one accuracy"):
        require_equal_accuracy({"nn": [{"test_accuracy": 0.96}], "b": [{"test_accuracy": 0.93}]})


# -- tables and records


def test_table_of_steps_has_a_row_for_each_cell_and_the_reasons(monkeypatch):
    monkeypatch.setattr(step, "BATCHES", (2,))
    monkeypatch.setattr(step, "WIDTHS", (3,))
    monkeypatch.setattr(step, "PROFILED", (2,))
    lines = step.lines(step.measure(ASKED))

    assert any(line.split()[0] == "2x3" for line in lines)
    assert len(lines) > 1


def test_record_says_machine_versions_date_commit_and_digest():
    made = record.made("timing", ASKED, {"a": 1}, 12.34)

    assert made["settings"] == {"quick": True, "threads": 1}
    assert {"machine", "versions", "date", "commit", "digest", "results"} < made.keys()
    assert made["seconds"] == 12.3
    assert made["machine"]["cores"] >= 1 and made["versions"]["numpy"] == np.__version__


def test_a_written_record_has_the_checksum_of_its_content():
    made = record.made("timing", ASKED, {"a": (1, 2.0, [{"b": None, "é": 1e-7}])}, 1.0)
    written = json.loads(record.text(made))

    assert written.pop("checksum") == runs.checksum(written) == runs.checksum(made)


def test_definitions_are_read_without_running_the_program(tmp_path):
    path = tmp_path / "program.py"
    path.write_text("import sys\ndef double(x): return 2 * x\nsys.exit(double(21))\n")

    assert definitions(path)["double"](2) == 4
