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
from tests.tables import read
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


def times_of(name):
    """This book's time of a step in times of another's, by the cell of the record."""
    cells = performance.of("step")["cells"]
    return {at: cell["ratios"][name]["median"] for at, cell in cells.items()}


@states("**A single example and a wide layer is the worst case.**")
@pytest.mark.parametrize("library", ["torch", "jax"])
def test_the_worst_recorded_case_is_a_single_example_and_a_wide_layer(library):
    found = times_of(library)

    assert max(found, key=found.get) == "1x2048"


@states("From a batch of {{ value 512 }} on, this book could gain little beside its products.")
def test_recorded_steps_of_large_batches_are_nearly_all_products():
    large = [ratio for at, ratio in times_of("products").items() if int(at.split("x")[0]) >= 512]

    assert max(large) < 1.35


@states("It could gain *faster* products")
def test_recorded_faster_products_could_gain_more_than_all_the_rest():
    assert times_of("jax")["512x512"] > times_of("products")["512x512"]


@states("The tutorial's program, which checks nothing, takes")
def test_the_tutorials_program_is_recorded_as_faster_with_one_example_and_slower_with_many():
    found = times_of("source")

    assert found["1x50"] > 1 > 0.5 > found["512x50"]


def test_the_figure_has_a_tick_above_all_but_the_last_doubling_of_its_curves():
    ticks = max(max(axes.get_yticks()) for axes in performance.steps().axes)

    assert max(max(times_of(name).values()) for name in ("torch", "jax")) < 2 * ticks


@states(
    "in [every sixteenth epoch](two_layer_net.md#an-epoch-that-is-sixteen), six times, "
    "and its transcription once more at the end"
)
def test_the_tutorials_program_tests_itself_six_times_in_the_run():
    assert len(range(0, performance.of("training")["steps"], 1875)) == 6


@states("The steepest piece is the chapter")
def test_the_slowest_chapter_is_called_by_its_heading():
    assert performance.slowest_title() == "Training without derivatives"


# The tables of the page

PROGRAMS = {
    "this book": "nn",
    "PyTorch": "torch",
    "JAX": "jax",
    "scikit-learn": "sklearn",
    "the tutorial": "source",
    "the products alone": "products",
}


def record(name):
    return runs.load(f"benchmarks/{name}")


def quartiles(ratio):
    return f"{ratio['median']:.2f} ({ratio['low']:.2f}\u2013{ratio['high']:.2f})"


def test_table_of_the_machine_shows_where_the_steps_were_measured():
    found = record("step").record
    machine, versions = found["machine"], found["versions"]
    named = ("python", "numpy", "openblas", "torch", "jax", "scikit-learn", "scipy")

    what = f"{machine['processor']}, {machine['cores']} cores, {machine['system']}"
    assert read("performance", "machine").column("Which") == {
        "processor": what,
        "threads": "1 for each program",
        "load at the end": f"{machine['load']}, where 1 is this program alone",
        **{name: f"`{versions[name]}`" for name in named},
        "measured": f"{found['date']}, commit `{found['commit']}`",
    }


def test_table_of_cores_shows_those_of_the_steps_with_large_batches():
    seconds = record("step").value("cells.512x50.seconds")

    table = read("performance", "cores", names=0)
    expected = {"": {name: seconds[key]["cores"] for name, key in PROGRAMS.items()}}
    assert table.wrong(expected) == []


def test_table_of_promises_says_kept_where_the_measured_number_is_at_most_the_promised():
    ratios = {
        **{(f"a step, batch of {n}", k): record("step").value(f"cells.{n}x50.ratios.{k}")
           for n in (100, 512) for k in ("torch", "jax", "products")},
        **{("the whole run", k): ratio for k, ratio in record("training").value("ratios").items()},
    }  # fmt: skip
    memory = record("training").value("runs.nn.megabytes")

    for name, row in read("performance", "bars").rows.items():
        what, _, program = name.rpartition(", ")
        keys = {"PyTorch": ("torch", "torch_bytes"), "MB": ()}.get(
            program, (PROGRAMS.get(program),)
        )
        of = [ratios[what, key] for key in keys if (what, key) in ratios]
        measured = max(ratio["median"] for ratio in of) if of else memory
        kept = measured <= float(row["at most"])
        assert (row["measured"], row[""]) == (
            quartiles(max(of, key=lambda ratio: ratio["median"])) if of else f"{memory:.0f}",
            "kept" if kept else "**missed**",
        ), name


def test_table_of_steps_shows_microseconds_of_each_program():
    cells = record("step").value("cells")

    expected = {
        str(batch): {
            name: 1e6 * cells[f"{batch}x50"]["seconds"][key]["median"]
            for name, key in PROGRAMS.items()
        }
        for batch in (1, 32, 100, 512, 4096)
    }
    assert read("performance", "step_times").wrong(expected) == []


def test_table_of_epochs_shows_seconds_of_each_program():
    expected = {
        at.replace("x", ", "): {
            name: cell["seconds"][key]["median"] for name, key in PROGRAMS.items()
        }
        for at, cell in record("epoch").value("cells").items()
    }
    assert read("performance", "epochs", names=2).wrong(expected) == []


def whole_runs(name):
    found = record(name)
    programs = PROGRAMS | {"PyTorch, from bytes": "torch_bytes"}
    return {
        program: {
            "seconds": found.value(f"runs.{key}.seconds.median"),
            "this book's share of it": ""
            if key == "nn"
            else quartiles(found.value(f"ratios.{key}")),
            "test accuracy": found.value(f"runs.{key}.test_accuracy"),
            "memory, MB": found.value(f"runs.{key}.megabytes"),
        }
        for key in found.value("runs")
        for program in programs
        if programs[program] == key
    }


def test_table_of_whole_runs_shows_what_was_recorded_of_each_program():
    assert read("performance", "whole_runs").wrong(whole_runs("training")) == []


def test_table_of_softmax_regressions_shows_what_was_recorded_of_each_program():
    assert read("performance", "regressions").wrong(whole_runs("regression")) == []


def test_shares_of_a_table_are_the_quotients_of_its_seconds():
    for name in ("whole_runs", "regressions"):
        seconds = {k: float(v) for k, v in read("performance", name).column("seconds").items()}
        shares = read("performance", name).column("this book's share of it")

        for program, share in shares.items():
            quotient = seconds["this book"] / seconds[program]
            assert float(share.partition(" ")[0] or 1) == pytest.approx(quotient, abs=0.02), program


def test_table_of_witnesses_shows_the_largest_errors_of_each_chapter():
    gradients = record("witness").value("gradients").values()
    chapters = {each["chapter"]: [] for each in gradients}
    for each in gradients:
        chapters[each["chapter"]].append(each["witnesses"])

    expected = {
        f"[{chapter}]({chapter}.md)": {
            "Gradients": len(found),
            "JAX": max(each["jax"]["error"] for each in found),
            "PyTorch": max(each["torch"]["error"] for each in found),
        }
        for chapter, found in chapters.items()
    }
    assert read("performance", "witnesses").wrong(expected) == []


def test_table_of_kinks_shows_what_each_library_said():
    expected = {
        f"{name}, {each['at']}": {
            "this book": each["nn"], "JAX": each["jax"], "PyTorch": each["torch"],
        }
        for name, each in record("witness").value("kinks").items()
    }  # fmt: skip
    assert read("performance", "kinks", names=2).wrong(expected) == []


def test_table_of_numerical_gradients_shows_what_each_way_took_and_how_far_it_was_off():
    ways = {
        "what changes": "structured",
        "the loop": "loop",
        "SciPy's `approx_fprime`": "approx_fprime",
        "PyTorch's `gradcheck`": "gradcheck",
    }
    found = record("gradient")
    table = read("performance", "differences")
    computes = table.column("computes")

    expected = {
        name: {
            "computes": computes[name],
            "seconds": found.value(f"seconds.{key}.median"),
            "times as long": found.value("ratios").get(key, {"median": ""})["median"],
            "relative error": found.value("errors").get(key, ""),
        }
        for name, key in ways.items()
    }
    assert table.wrong(expected) == []


def test_words_of_each_numerical_gradient_name_its_quotients():
    computes = read("performance", "differences").column("computes")

    assert [words.split()[0] for words in computes.values()] == [
        "central", "the", "forward", "central",
    ]  # fmt: skip


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


@states("They do not always choose the same")
def test_at_kinks_the_recorded_libraries_do_not_always_choose_the_same():
    found = performance.of("witness")["kinks"].values()

    assert len({len({each[who] for who in ("nn", "jax", "torch")}) > 1 for each in found}) == 2
