"""The cost of a step, and the page that reports measurements. Chapter: docs/performance.md."""

import hashlib
import json
import subprocess
from datetime import UTC, datetime
from time import perf_counter
from typing import ClassVar

import numpy as np
import pytest
from numpy.testing import assert_allclose

from figures import measured, measured_tables, performance
from figures.promises import PROMISES
from nn import loss
from nn.network import Network, operation_count, parameter_count
from nn.optimizer import GradientDescent
from nn.performance import speedup, step_operations
from tests.colours import GREY, TEAL
from tests.curves import NEAR
from tests.drawn import seen
from tests.states import states
from tests.tables import read
from verify.book import ROOT, runs

SUBJECTS = sorted(path.stem for path in (ROOT / "benchmarks" / "results").glob("*.json"))


@states(
    "A product of an $n \\times d$ matrix and a $d \\times k$ matrix has $nk$ entries, each a sum "
    "of $d$ products, so let it cost $C(n, d, k) = 2ndk$ operations."
)
def test_a_matrix_product_has_so_many_entries_of_so_many_products():
    n, d, k = 3, 7, 5

    product = np.ones((n, d)) @ np.ones((d, k))
    assert (product.size, product.min(), product.max()) == (n * k, d, d)
    assert operation_count((d, k), n) == 2 * n * d * k


@states(
    "With {{ value 28 * 28 }} inputs, 50 hidden units and ten outputs, a step with a batch of "
    "{{ value 512 }} takes {{ value step_operations(512, 784, 50, 10) / 1e6:.0f }} million "
    "operations.",
    'here they take {{ value time("512x50", "products") * 1e6:,.0f }} microseconds, {{ value '
    'step_operations(512, 784, 50, 10) / time("512x50", "products") / 1e9:.0f }} billion '
    "operations in a second.",
)
def test_the_operations_of_a_step_are_those_of_its_five_products():
    N, D, H, K = 512, 784, 50, 10
    products = [(N, D, H), (N, H, K), (H, N, K), (N, K, H), (D, N, H)]
    cell = record("step").value("cells.512x50.seconds")

    assert step_operations(N, D, H, K) == sum(2 * n * d * k for n, d, k in products)
    assert measured.time("512x50", "products") == cell["products"]["median"]


class Counted(np.ndarray):
    """An array that notes which functions of NumPy are called with it."""

    calls: ClassVar[list[str]] = []

    def __array_ufunc__(self, ufunc, method, *inputs, out=None, **options):
        Counted.calls.append(ufunc.__name__)
        if out is not None:
            options["out"] = tuple(map(np.asarray, out))
        plain = [np.asarray(each) if isinstance(each, Counted) else each for each in inputs]
        found = getattr(ufunc, method)(*plain, **options)
        return found.view(Counted) if isinstance(found, np.ndarray) else found


@states(
    "has [five of them](backprop.md): two forward, one for the gradient of each weight matrix, and "
    "one that takes the gradient back to the hidden layer.",
    "and a step makes dozens of them",
)
def test_a_step_makes_five_products_among_dozens_of_calls(rng, monkeypatch, shapes_unchecked):
    monkeypatch.setattr(Counted, "calls", [])
    net, rule = Network((6, 4, 3)), GradientDescent(0.1)
    parameters = {name: v.view(Counted) for name, v in net.initialize(rng).items()}
    X, t = rng.random((2, 6)).view(Counted), np.array([0, 2])

    net.forward(parameters, X)
    forward = Counted.calls.count("matmul")
    Counted.calls.clear()
    _, gradients = net.loss_and_gradients(parameters, X, t)
    rule.step(parameters, gradients, rule.start(parameters))

    assert (forward, Counted.calls.count("matmul")) == (2, 5)
    assert 24 <= len(Counted.calls) < 100


@states(
    "But nobody asks for the gradient of the inputs, so the first layer, by far the "
    "larger, has only one",
    "Why is a whole step less than three of them?",
    "Going back, each layer has two products of the size of its forward one.",
)
def test_a_step_costs_three_forward_passes_but_for_the_gradient_of_the_inputs():
    N, D, H, K = 512, 784, 50, 10

    assert step_operations(N, D, H, K) == 3 * operation_count((D, H, K), N) - 2 * N * D * H


@states(
    "A step spends half of its time in products. What does a library gain that makes them ten "
    "times as fast?",
    "Less than a factor of two, because the other half stays.",
)
def test_a_program_gains_no_more_than_the_part_that_got_faster():
    assert speedup(0, 10) == 1
    assert speedup(1, 10) == pytest.approx(10)
    assert 1 < speedup(0.5, 10) < speedup(0.5, 1e12) < 2
    assert round(speedup(0.5, 10), 2) == 1.82


@states(
    "Which share of a step's operations belongs to the *second* layer of the "
    "[two-layer net](two_layer_net.md)?"
)
def test_the_second_layer_takes_part_in_three_of_the_five_products():
    N, D, H, K = 512, 784, 50, 10
    second = [(N, H, K), (H, N, K), (N, K, H)]

    share = sum(2 * n * d * k for n, d, k in second) / step_operations(N, D, H, K)
    assert share == pytest.approx(3 * K / (2 * D + 3 * K)) and round(share, 3) == 0.019


@states("Every library may use the same number of threads")
@pytest.mark.parametrize("subject", SUBJECTS)
def test_recorded_measurement_is_a_whole_one_with_a_thread_each(subject):
    settings = runs.load(f"benchmarks/{subject}").record["settings"]

    assert settings == {"quick": False, "threads": 2 if subject == "threads" else 1}


@states("After three steps their losses and parameters have to agree to the rounding of float32")
def test_measured_programs_agreed_to_the_rounding_of_float32():
    for cell in measured.of("step")["cells"].values():
        assert max(cell["distances"].values()) < 2e-5


def test_all_runs_reached_the_accuracy_of_the_tutorial():
    found = measured.of("training")["runs"]

    for name, run in found.items():
        assert run["test_accuracy"] == pytest.approx(found["nn"]["test_accuracy"], abs=0.01), name


@states("the table shows what was recorded, whatever it says")
def test_a_promise_that_was_not_kept_is_shown_as_missed():
    assert measured_tables.verdict(0.76, 0.75) == "**missed**"
    assert measured_tables.verdict(0.75, 0.75) == "kept"
    assert measured_tables.verdict(None, 0.75) == "not measured"


def test_of_two_ways_to_use_a_library_the_faster_counts(monkeypatch):
    ratios = {"torch": {"median": 0.5}, "torch_bytes": {"median": 0.6}, "jax": {"median": 0.9}}
    monkeypatch.setattr(measured, "of", lambda subject: {"ratios": ratios})

    assert measured.run_ratio("torch", "torch_bytes") == {"median": 0.6}
    assert measured.run_ratio("source") is None


def test_a_contestant_that_was_missing_leaves_its_bar_unmeasured(monkeypatch):
    step = json.loads((ROOT / "benchmarks/results/step.json").read_text(encoding="utf-8"))
    for cell in step["results"]["cells"].values():
        cell["ratios"].pop("jax", None)
    training = {"ratios": {}, "runs": {"nn": {"megabytes": 150.0}}}
    found = {"step": step["results"], "training": training}
    for module in (measured, measured_tables):
        monkeypatch.setattr(module, "of", found.__getitem__)

    verdicts = {row[0]: row[-1] for row in measured_tables.bars()[1:]}

    assert verdicts["a step, batch of 100, JAX"] == "not measured"
    assert verdicts["the whole run, PyTorch"] == "not measured"
    assert verdicts["this book's memory of the whole run, in MB"] == "kept"


# What the chapter says in words


@states("Four things can be seen.")
def test_as_many_things_are_seen_as_there_are_items():
    page = (ROOT / "docs" / "performance.md").read_text(encoding="utf-8")
    after = page.partition("Four things can be seen.\n\n")[2].partition("\n\n")[0]

    assert [line[:4] for line in after.splitlines()] == ["- **"] * 4


@states(
    "({{ run benchmarks/step cells.512x50.seconds.nn.rounds }} for most of the steps, fewer for "
    "what takes long)"
)
def test_most_recorded_steps_have_as_many_rounds_and_the_longest_have_fewer():
    cells = record("step").value("cells")
    most = cells["512x50"]["seconds"]["nn"]["rounds"]
    took = [cell["seconds"] for cell in cells.values()]
    usual = [cell["nn"]["median"] for cell in took if cell["nn"]["rounds"] == most]
    fewer = [cell["nn"]["median"] for cell in took if cell["nn"]["rounds"] < most]

    assert len(usual) + len(fewer) == len(cells)
    assert len(usual) > len(fewer) > 0 and max(usual) < min(fewer)


@states("the quotient of two medians can be a little different")
def test_recorded_ratios_are_near_the_quotients_of_the_medians_and_not_the_same():
    off = [
        ratio["median"] * cell["seconds"][name]["median"] / cell["seconds"]["nn"]["median"] - 1
        for cell in record("step").value("cells").values()
        for name, ratio in cell["ratios"].items()
    ]

    assert np.abs(off).max() > 0.001 and np.median(np.abs(off)) < 0.02


@states(
    "with a batch of one, "
    '{{ value 1e6 * (time("1x50", "nn") - time("1x50", "products")):.0f }} of this book\'s '
    '{{ value 1e6 * time("1x50", "nn"):.0f }} microseconds are not products.',
    'JAX takes {{ value 1 / step_ratio("1x50", "jax")["median"]:.2f }} of this book\'s time.',
)
def test_the_numbers_about_a_batch_of_one_are_those_of_its_record():
    cell = record("step").value("cells.1x50")

    for name in ("nn", "products"):
        assert measured.time("1x50", name) == cell["seconds"][name]["median"]
    assert measured.step_ratio("1x50", "jax") == cell["ratios"]["jax"]
    assert cell["ratios"]["jax"]["median"] > 1  # it takes less than this book
    assert cell["seconds"]["nn"]["median"] > 1.5 * cell["seconds"]["products"]["median"]


@states(
    "A number of twice the size takes up to twice as long to fetch, and half as many fit into a "
    "register, in which the processor computes."
)
def test_a_number_of_float64_has_twice_the_bytes_and_half_as_many_fit():
    register = 32  # bytes, of AVX

    long, short = np.dtype(np.float64).itemsize, np.dtype(np.float32).itemsize
    assert long == 2 * short and register // long == register // short / 2


@states(
    "At a batch of {{ value 512 }} this book's step takes "
    "{{ run benchmarks/step cells.512x50.ratios.products.median:.2f }} times as long as its "
    "products.",
    "A program in which everything else were twice as fast would be "
    '{{ value speedup(1 - 1 / step_ratio("512x50", "products")["median"], 2):.2f }} times as fast.',
)
def test_twice_as_fast_beside_the_products_is_little_faster_in_all():
    ratio = record("step").value("cells.512x50.ratios.products.median")
    left = 1 + (ratio - 1) / 2  # in times of the products

    assert speedup(1 - 1 / ratio, 2) == pytest.approx(ratio / left)
    assert measured.step_ratio("512x50", "products")["median"] == ratio


@states(
    "A maximum over ten numbers, once for each row, takes longer here than the matrix product with "
    "the second layer."
)
def test_the_largest_of_each_row_takes_longer_than_the_second_product(rng):
    Z, A, W = (rng.random(shape, np.float32) for shape in ((512, 10), (512, 50), (50, 10)))

    seconds = fastest({"largest": lambda: Z.max(axis=1), "product": lambda: A @ W}, times=50)
    assert seconds["largest"] > seconds["product"]


def fastest(calls, times):
    """The shortest of the times of each call, all in turns."""
    found = dict.fromkeys(calls, np.inf)
    for _ in range(times):
        for name, call in calls.items():
            begin = perf_counter()
            call()
            found[name] = min(found[name], perf_counter() - begin)
    return found


@states("to the last bit, what [the two functions](loss.md) give")
def test_the_network_trains_with_the_bits_of_the_two_functions(rng):
    Z, t = rng.normal(size=(512, 10)).astype(np.float32), rng.integers(0, 10, 512)

    value, G = loss.softmax_cross_entropy_and_grad_Z(Z, t)
    assert value == loss.softmax_cross_entropy(Z, t)
    assert np.array_equal(G, loss.softmax_cross_entropy_grad_Z(Z, t))


@states(
    "Seconds for a pass over all {{ run benchmarks/epoch images:, }} images, in shuffled batches."
)
def test_the_recorded_batches_of_an_epoch_hold_all_images_once():
    found = record("epoch").record["results"]

    for at, cell in found["cells"].items():
        size = int(at.partition("x")[0])
        assert cell["steps"] == -(-found["images"] // size)
    assert found["images"] == 60_000


@states(
    "images that take eight bytes a pixel.",
    "That is {{ value 60_000 * 784 * 8 / 2**20:.0f }} MiB for the training images, against "
    "{{ value 60_000 * 784 / 2**20:.0f }} as bytes.",
)
def test_training_images_take_eight_times_the_room_in_float64():
    image = np.zeros((28, 28), np.uint8)

    room = [60_000 * image.astype(kind).nbytes / 2**20 for kind in (np.float64, np.uint8)]
    assert [round(each) for each in room] == [359, 45]
    assert image.astype(np.float64).nbytes == 8 * image.size


@states("at four sizes and {{ run benchmarks/witness points }} random points of each:")
def test_each_gradient_was_compared_at_four_sizes_and_all_their_points():
    found = record("witness").record["results"]

    for name, each in found["gradients"].items():
        assert len(each["sizes"]) == 4, name
        asked = {by["points"] for by in each["witnesses"].values()}
        assert asked == {4 * found["points"]}, name


@states(
    r"In the last row this book counts $0 \log 0$ as 0 and leaves it out, while the libraries "
    "divide zero by zero."
)
def test_nothing_times_the_logarithm_of_nothing_counts_as_0_here_and_as_nan_elsewhere():
    P, T = np.array([[0.0, 0.5, 0.5]]), np.array([[0.0, 1.0, 0.0]])
    *_, last = record("witness").value("kinks").values()

    assert loss.cross_entropy(P, T) == pytest.approx(-np.log(0.5))
    assert loss.cross_entropy_grad_P(P, T)[0, 0] == 0
    assert last["nn"] == "0"
    assert [last["jax"], last["torch"]] == ["nan", "nan"]


@states(
    "All {{ run benchmarks/gradient parameters:, }} derivatives of the net for "
    "{{ run benchmarks/gradient examples }} images",
    "The first two are [the ways of this book](numerical_training.md), whose quotients agree to a "
    "billionth.",
)
def test_two_ways_of_this_book_come_first_and_agree_to_a_billionth():
    found = record("gradient").record["results"]
    both = runs.load("numerical_training").value("gradient")

    assert [*read("performance", "differences").rows][:2] == ["what changes", "the loop"]
    assert found["parameters"] == parameter_count((784, found["hidden"], 10))
    assert both["largest_difference"] <= 1e-9 * both["largest_entry"]


@states(
    "All {{ run benchmarks/checking count }} displays take {{ run benchmarks/checking "
    "whole.median:.0f }} seconds on one core, and {{ run benchmarks/checking again.median:.1f }} "
    "when they are remembered.",
    "(over the chapters, the correlation of the time with that number is only "
    "{{ run benchmarks/checking correlation:.2f }})",
)
def test_the_recorded_chapters_make_up_the_whole_and_the_correlation():
    found = record("checking").record["results"]
    displays, seconds = found["displays"], found["seconds"]

    assert sum(displays) == found["count"]
    assert sum(seconds) == pytest.approx(found["whole"]["median"], rel=0.1)
    assert found["again"]["median"] < found["whole"]["median"] / 10
    correlation = np.corrcoef(displays, seconds)[0, 1]
    assert correlation == pytest.approx(found["correlation"], abs=0.006)
    steepest = max(zip(np.divide(seconds, displays), found["chapters"], strict=True))[1]
    assert steepest == performance.slowest_chapter()


def times_of(name):
    """This book's time of a step in times of another's, by the cell of the record."""
    cells = measured.of("step")["cells"]
    return {at: cell["ratios"][name]["median"] for at, cell in cells.items()}


@states(
    "**A single example needs no matrix product for its weights.**",
    "which with {{ value 2048 }} hidden units takes "
    "{{ run benchmarks/step single.matmul_of_entries.median:.1f }} times as long as to multiply "
    "entry by entry, as the [linear layer](linear.md) does.",
)
def test_the_recorded_matrix_product_of_one_example_takes_longer_than_its_entries():
    found = record("step").value("single")
    seconds = {name: each["median"] for name, each in found["seconds"].items()}

    assert found["matmul_of_entries"]["median"] > 1.5
    assert seconds["matmul"] > 1.5 * seconds["entries"]


@states(
    'The worst cell against PyTorch is {{ value worst_place("torch") }}, with '
    '{{ value worst_ratio("torch"):.2f }} times its time;',
    'against JAX it is {{ value worst_place("jax") }}, with {{ value worst_ratio("jax"):.2f }} '
    "times.",
)
@pytest.mark.parametrize("library", ["torch", "jax"])
def test_the_worst_place_is_where_the_recorded_ratio_is_largest(library):
    found = times_of(library)
    size, hidden = max(found, key=found.get).split("x")

    batch = "a single example" if size == "1" else f"a batch of {size}"
    assert measured.worst_place(library) == f"{batch} and {hidden} hidden units"
    assert measured.worst_ratio(library) == max(found.values())


@states(
    'So this book is slower than PyTorch in {{ value losses("torch") }} of '
    '{{ value len(of("step")["cells"]) }} cells, than JAX in {{ value losses("jax") }}, and than '
    'the program of [2], which checks nothing, in {{ value losses("source") }}.'
)
@pytest.mark.parametrize("library", ["torch", "jax", "source"])
def test_losses_are_the_cells_with_a_ratio_above_1(library):
    found = times_of(library)

    assert measured.losses(library) == sum(ratio > 1 for ratio in found.values())
    assert len(found) == len(measured.of("step")["batches"]) * len(measured.of("step")["widths"])


@states(
    "**Large batches are mostly products.**",
    "From a batch of {{ value 512 }} on they take more than half of a step.",
)
def test_recorded_steps_of_large_batches_are_mostly_products():
    large = [ratio for at, ratio in times_of("products").items() if int(at.split("x")[0]) >= 512]

    assert max(large) < 2


@states(
    "With {{ value 512 }} hidden units JAX, whose products are its own, takes "
    '{{ value 1 / step_ratio("512x512", "jax")["median"]:.2f }} of this book\'s time.'
)
def test_a_wide_layer_of_jax_beside_that_of_the_book():
    assert measured.step_ratio("512x512", "jax")["median"] == times_of("jax")["512x512"]


@states(
    "With a batch of {{ value 512 }} this book's own step takes "
    '{{ value 1 / step_ratio("512x50", "nn64")["median"]:.1f }} times as long in float64, and that '
    "of [2], which also makes a second forward pass, "
    '{{ value 1 / step_ratio("512x50", "source")["median"]:.1f }} times.'
)
def test_float64_is_recorded_as_slower_and_the_tutorials_program_as_slower_still():
    double, tutorial = (times_of(name)["512x50"] for name in ("nn64", "source"))

    assert 1 > double > tutorial
    assert measured.step_ratio("512x50", "nn64")["median"] == double
    assert measured.step_ratio("512x50", "source")["median"] == tutorial


def test_the_axes_of_the_figure_end_where_the_data_end():
    cells = measured.of("step")["cells"].values()
    ends = [cell["ratios"][n][end] for cell in cells for n in CALLED for end in ("low", "high")]
    sizes = measured.of("step")["batches"]

    for axes in performance.steps().axes:
        for (low, high), values in ((axes.get_ylim(), ends), (axes.get_xlim(), sizes)):
            assert low < min(values) < 1.2 * low and max(values) < high < 1.2 * max(values)


@states(
    "{{ run benchmarks/training steps:, }} steps with batches drawn at random",
    "in [every sixteenth epoch](two_layer_net.md#an-epoch-that-is-sixteen), six times, "
    "and its transcription once more at the end",
)
def test_the_tutorials_program_tests_itself_six_times_in_the_run():
    assert measured.of("training")["steps"] == 10_000
    assert len(range(0, 10_000, 1875)) == 6


@states("The steepest piece is the chapter")
def test_the_slowest_chapter_is_called_by_its_heading():
    assert performance.slowest_link() == "[Training without derivatives](numerical_training.md)"


# The tables of the page

PROGRAMS = {
    "this book": "nn",
    "PyTorch": "torch",
    "JAX": "jax",
    "scikit-learn": "sklearn",
    "the program of [2]": "source",
    "the products alone": "products",
}
CONTESTANTS = {
    "this book": "nn",
    "this book, float64": "nn64",
    "PyTorch": "torch",
    "PyTorch, compiled": "torch_compiled",
    "JAX": "jax",
    "scikit-learn": "sklearn",
    "the program of [2]": "source",
    "the products alone": "products",
    "PyTorch's products": "torch_products",
    "JAX's products": "jax_products",
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


@states(
    "While steps with batches of {{ value 512 }} were measured, this many cores were busy",
    "where they are fewer than the threads, other programs were at work too:",
)
def test_table_of_cores_shows_those_of_the_steps_with_large_batches():
    one, two = (record(name).value("cells.512x50.seconds") for name in ("step", "threads"))

    expected = {
        name: {
            "one thread": one[key]["cores"],
            "two threads": two[key]["cores"] if key in two else "",
        }
        for name, key in CONTESTANTS.items()
    }
    assert read("performance", "cores").wrong(expected) == []
    assert max(each["cores"] for each in one.values()) < 1.1
    assert max(each["cores"] for each in two.values()) < 2.1


@states(
    "The bounds were committed before these measurements were made, in the commits that the table "
    "names"
)
@pytest.mark.parametrize("promise", PROMISES, ids=lambda p: f"{p.what}, {p.at_most}")
def test_a_commit_before_the_measurements_made_the_promise(promise):
    def git(*arguments):
        command = ["git", *arguments]
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    then = git("show", "--no-patch", "--format=%ct", f"{promise.commit}^{{commit}}")
    if then.returncode:  # a copy without history, or with its end only
        pytest.skip("the history is not here")
    words = f'"{promise.what}", {promise.at_most},'
    holds = [
        git("grep", "-qF", words, commit, "--", "figures").returncode == 0
        for commit in (promise.commit, f"{promise.commit}^")
    ]

    measured_at = datetime.strptime(record("step").record["date"], "%Y-%m-%d %H:%M UTC")
    assert holds == [True, False]
    assert int(then.stdout) < measured_at.replace(tzinfo=UTC).timestamp()


@states("Where a promise is about any batch and width, the worst of them is shown.")
def test_table_of_promises_says_kept_where_the_measured_number_is_at_most_the_promised():
    cells, whole = record("step").value("cells"), record("training").value("ratios")
    rows = iter(read("performance", "bars", names=2).rows.items())

    for promise, (name, row) in zip(PROMISES, rows, strict=False):
        if promise.at == "all":
            ratios = {at: cell["ratios"][promise.of[0]] for at, cell in cells.items()}
            worst = max(ratios, key=lambda at: ratios[at]["median"])
            ratio, where = ratios[worst], f", {worst.replace('x', ' × ')}"
        else:
            found = cells[promise.at]["ratios"] if promise.at else whole
            of = [found[key] for key in promise.of if key in found]
            ratio, where = max(of, key=lambda each: each["median"]), ""
        kept = "kept" if ratio["median"] <= promise.at_most else "**missed**"
        what = promise.what.replace("the tutorial", "the program of [2]")
        assert name == f"{what}, `{promise.commit}`"
        assert row == {
            "at most": f"{promise.at_most:.2f}", "measured": quartiles(ratio) + where, "": kept,
        }  # fmt: skip
    ((name, row),) = list(rows)
    memory = record("training").value("runs.nn.megabytes")
    assert name.startswith("this book's memory of the whole run, in MB") and row["at most"] == "200"
    assert (row["measured"], row[""]) == (
        f"{memory:.0f}",
        "kept" if memory <= 200 else "**missed**",
    )


@states("Microseconds with 50 hidden units:")
def test_table_of_steps_shows_microseconds_of_each_program():
    cells = record("step").value("cells")

    expected = {
        name: {
            str(batch): 1e6 * cells[f"{batch}x50"]["seconds"][key]["median"]
            for batch in (1, 32, 100, 512, 4096)
        }
        for name, key in CONTESTANTS.items()
    }
    assert read("performance", "step_times").wrong(expected) == []


@states(
    "Every cell of the figure in numbers; the worst of each column is bold, and above 1 this book "
    "is slower:"
)
def test_table_of_all_steps_shows_every_cell_and_its_worst_in_bold():
    table = read("performance", "all_steps")
    expected = {
        at.replace("x", " × "): {
            name: cell["ratios"][CONTESTANTS[name]]["median"]
            for name in next(iter(table.rows.values()))
        }
        for at, cell in record("step").value("cells").items()
    }

    assert table.wrong(expected) == []
    for name in next(iter(table.rows.values())):
        (bold,) = [at for at, cell in table.column(name).items() if cell.startswith("**")]
        assert expected[bold][name] == max(row[name] for row in expected.values())


@states(
    "How far each library's step is above its own floor; below 1 its products were faster within "
    "the step than by themselves:"
)
def test_table_of_floors_shows_each_step_in_times_of_its_own_products():
    expected = {
        at.replace("x", " × "): {
            "this book": cell["floors"]["nn"]["median"],
            "PyTorch": cell["floors"]["torch"]["median"],
            "JAX": cell["floors"]["jax"]["median"],
        }
        for at, cell in record("step").value("cells").items()
    }
    assert read("performance", "floors").wrong(expected) == []


@states(
    "Let this book's step take $a$ and its products $u$, and the step of a library $b$ and its "
    "products $v$.",
    "The ratio of the steps has two factors, what each adds to its products and how fast the "
    "products are",
)
def test_table_of_reasons_shows_two_factors_of_each_ratio():
    cells, expected = record("step").value("cells"), {}
    for at in ("1x50", "100x50", "512x50", "512x512", "4096x2048"):
        cell = cells[at]
        took = {name: each["median"] for name, each in cell["seconds"].items()}
        floors = {name: each["median"] for name, each in cell["floors"].items()}
        row = {}
        for words, name in (("PyTorch", "torch"), ("JAX", "jax")):
            row[words] = cell["ratios"][name]["median"]
            row[f"{words}, the rest"] = floors["nn"] / floors[name]
            row[f"{words}, the products"] = took["products"] / took[f"{name}_products"]
        expected[at.replace("x", " × ")] = row

    assert read("performance", "reasons").wrong(expected) == []
    for row in expected.values():
        for words in ("PyTorch", "JAX"):
            product = row[f"{words}, the rest"] * row[f"{words}, the products"]
            assert product == pytest.approx(row[words], rel=0.05)  # medians of quotients


@states(
    "With one example the first factor decides: PyTorch's calls cost more than this book's, and a "
    "compiled step of JAX has one call in all.",
    "With a batch of 512 and 512 hidden units both are close to 1.",
    "With a batch of 4096 and 2048 hidden units the first factor is large again: what this book's "
    'step does beside its products takes {{ value step_ratio("4096x2048", "products")["median"] - '
    "1:.1f }} times as long as they do, while both libraries stay near their own floors.",
    "A ratio has [two factors](#why-these-ratios), what a program adds to its products and how "
    "fast its products are.",
)
def test_the_rest_decides_with_one_example_and_both_are_close_to_1_with_a_wide_layer():
    rows = read("performance", "reasons").rows
    for words in ("PyTorch", "JAX"):
        rest, products = (
            {at: abs(np.log(float(row[f"{words}, the {part}"]))) for at, row in rows.items()}
            for part in ("rest", "products")
        )
        assert rest["1 × 50"] > products["1 × 50"]
        assert max(rest["512 × 512"], products["512 × 512"]) < np.log(1.2)
        assert float(rows["4096 × 2048"][f"{words}, the rest"]) > 1.5

    floors = record("step").value("cells.4096x2048.floors")
    assert floors["nn"]["median"] == measured.step_ratio("4096x2048", "products")["median"]
    assert max(floors["torch"]["median"], floors["jax"]["median"]) < 1.15
    assert float(rows["1 × 50"]["PyTorch, the rest"]) < 1 < float(rows["1 × 50"]["JAX, the rest"])


@states("The memory is the most that the process had at any time, with Python and the packages.")
def test_the_memory_of_a_run_is_that_of_its_whole_process():
    text = (ROOT / "benchmarks" / "runs.py").read_text(encoding="utf-8")

    assert "resource.getrusage(resource.RUSAGE_SELF).ru_maxrss" in text


@states(
    "A batch of 2, three inputs, four hidden units and five outputs:",
    "Three quarters of a step become three times as fast; then it takes a quarter and a quarter, "
    "and is twice as fast:",
    "The ratios of the rounds are 0.5, 1.5 and 0.6, so the median is 0.6; the quotient of the "
    "medians is 3/4.",
    "Two programs take 2, 6, 3 and 4, 4, 5 milliseconds in three rounds.",
)
def test_the_numbers_by_hand_are_operations_a_speedup_and_two_medians():
    one, other = np.array([2, 6, 3]), np.array([4, 4, 5])

    assert step_operations(2, 3, 4, 5) == 336
    assert speedup(0.75, 3) == 2
    assert (one / other).tolist() == [0.5, 1.5, 0.6]
    assert (np.median(one / other), np.median(one) / np.median(other)) == (0.6, 3 / 4)


@states(
    "With a half and ten it says 22, which is more than the part itself gains; "
    "\\eqref{eq:speedup} says 1.82.",
    "the reciprocal of a sum is not the sum of the reciprocals",
)
def test_the_sum_of_the_reciprocals_gains_more_than_the_part():
    p, s = 0.5, 10

    assert 1 / (1 - p) + s / p == 22 > s
    assert round(speedup(p, s), 2) == 1.82


@states(
    "A step has at least twice the operations of its forward pass, and less than three times as "
    "many.",
    "between two and three times those of its forward pass",
    "To be three of them, a step lacks the product that would take the gradient back through the "
    "first layer, "
    "$2 N D H$, by exercise 5.",
)
@pytest.mark.parametrize("sizes", [(1, 1, 1, 1), (512, 784, 50, 10), (3, 2, 900, 40)])
def test_a_step_has_between_two_and_three_times_the_operations_of_its_forward_pass(sizes):
    N, D, H, K = sizes
    forward, step = 2 * N * D * H + 2 * N * H * K, step_operations(N, D, H, K)

    assert 2 * forward <= step < 3 * forward
    assert (step - 2 * forward, 3 * forward - step) == (2 * N * H * K, 2 * N * D * H)


@states("What a step spends beside its products, each part called by itself, in microseconds:")
def test_table_of_the_profile_shows_what_a_step_calls_and_what_is_left():
    found = record("step").value("profile")
    columns = {at.partition("x")[0]: {k: 1e6 * v["median"] for k, v in parts.items()}
               for at, parts in found.items()}  # fmt: skip
    rows = {
        "the products alone": "products", "softmax, loss and its gradient": "loss",
        "moving the parameters": "move", "adding biases, and their gradients": "biases",
        "ReLU and its derivative": "relu",
    }  # fmt: skip

    expected = {
        words: {batch: parts[key] for batch, parts in columns.items()}
        for words, key in rows.items()
    }
    expected["checks, calls and all else"] = {
        batch: parts["nn"] - sum(parts[key] for key in rows.values())
        for batch, parts in columns.items()
    }
    expected["the whole step"] = {batch: parts["nn"] for batch, parts in columns.items()}
    assert read("performance", "profile").wrong(expected) == []


@states(
    "Microseconds for a batch and a width with two threads, and in parentheses how many times as "
    "fast that is as with one; below 1 the second thread costs more than it brings:"
)
def test_table_of_threads_shows_microseconds_and_what_the_second_thread_gains():
    one, two = (record(name).value("cells") for name in ("step", "threads"))
    table = read("performance", "threads")

    for name, row in table.rows.items():
        for at, words in row.items():
            key, cell = CONTESTANTS[name], at.replace(" × ", "x")
            before, after = (found[cell]["seconds"][key]["median"] for found in (one, two))
            assert words == f"{after * 1e6:,.0f} ({before / after:.1f})"
    assert [*table.rows] == [
        n for n, key in CONTESTANTS.items() if key in two["100x50"]["seconds"]
    ][:-1]


@states(
    "the table says how many times as fast this book is then, and how many times as long as each "
    "of the others it takes:"
)
def test_table_of_kernels_shows_the_gain_and_the_ratios_beside_it():
    step, kernels = (record(name).value("cells") for name in ("step", "kernels"))

    expected = {
        at.replace("x", " × "): {
            "times as fast": step[at]["seconds"]["nn"]["median"] / cell["seconds"]["nn"]["median"],
            "PyTorch": cell["ratios"]["torch"]["median"],
            "JAX": cell["ratios"]["jax"]["median"],
            "the products alone": cell["ratios"]["products"]["median"],
        }
        for at, cell in kernels.items()
    }
    assert read("performance", "kernels").wrong(expected) == []


@states(
    "How much the choice changes differs from processor to processor: on this one the step gets at "
    "most {{ value widest():.2f }} times as fast."
)
def test_the_choice_of_kernels_changes_no_more_than_the_page_says():
    rows = read("performance", "kernels").rows

    assert measured.widest() == pytest.approx(
        max(float(row["times as fast"]) for row in rows.values()), abs=0.005
    )


@states(
    "They use registers of 256 bits, and this processor has some of 512.",
    "The tables above are measured with its kernels for Haswell (OpenBLAS "
    "{{ run benchmarks/step versions.openblas }}), which `OPENBLAS_CORETYPE=Haswell` asks for.",
    "chooses others ({{ run benchmarks/kernels chosen }});",
)
def test_recorded_kernels_are_of_processors_with_registers_of_so_many_bits():
    bits = {"Haswell": 256, "Zen": 256, "SkylakeX": 512}  # AVX2 and AVX-512

    chosen = [record("step").value("versions.openblas"), record("kernels").value("chosen")]
    assert [bits[each.split()[-1]] for each in chosen] == [256, 512]
    assert chosen[0].split()[-1] == "Haswell"


@states("A library is imported once, and one that compiles does so when it first sees a size")
def test_table_of_startups_shows_imports_first_steps_and_later_ones():
    found = record("startup").value("runs")

    expected = {
        name: {
            "import, s": found[key]["import"]["median"],
            "first step, s": found[key]["first"]["median"],
            "a later step, ms": 1e3 * found[key]["later"]["median"],
        }
        for name, key in CONTESTANTS.items()
        if key in found
    }
    assert read("performance", "startups").wrong(expected) == []
    for key in ("torch_compiled", "jax"):
        assert found[key]["first"]["median"] > 20 * found[key]["later"]["median"]


@states(
    "With a batch of {{ value 100 }} it would be "
    '{{ value speedup(1 - 1 / step_ratio("100x50", "products")["median"], 2):.2f }} times as fast.',
    "For a step of {{ value 1.2 }} times the products, "
    '{{ value 1e6 * (time("100x50", "nn") - 1.2 * time("100x50", "products")):.0f }} of the '
    "microseconds in the table above would have to go.",
)
def test_with_fewer_examples_the_rest_of_a_step_has_a_larger_share():
    seconds = {name: measured.time("100x50", name) for name in ("nn", "products")}

    assert times_of("products")["100x50"] > times_of("products")["512x50"]
    assert seconds["nn"] > 1.2 * seconds["products"]


@pytest.mark.parametrize("subject", ["step", "training", "regression"])
@states(
    "The program of [[2]](errata.md#source-2) is a transcription that comes with the book",
)
def test_the_recorded_program_is_the_transcription_that_comes_with_the_book(subject):
    name = "softmax_regression.py" if subject == "regression" else "two_layer.py"
    program = ROOT / "benchmarks" / "programs" / name

    assert record(subject).value("program") == hashlib.sha256(program.read_bytes()).hexdigest()


def test_table_of_epochs_shows_seconds_of_each_program():
    expected = {
        at.replace("x", ", "): {
            name: cell["seconds"][key]["median"] for name, key in PROGRAMS.items()
        }
        for at, cell in record("epoch").value("cells").items()
    }
    assert read("performance", "epochs", names=2).wrong(expected) == []


def whole_runs(name, tutorial):
    found = record(name)
    programs = PROGRAMS | {"PyTorch, from bytes": "torch_bytes"}
    programs = {k: v for k, v in programs.items() if v != "source"} | {tutorial: "source"}
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
    assert (
        read("performance", "whole_runs").wrong(whole_runs("training", "the program of [2]")) == []
    )


def test_table_of_softmax_regressions_shows_what_was_recorded_of_each_program():
    assert (
        read("performance", "regressions").wrong(whole_runs("regression", "the program of [1]"))
        == []
    )


def test_shares_of_a_table_are_the_quotients_of_its_seconds():
    for name in ("whole_runs", "regressions"):
        seconds = {k: float(v) for k, v in read("performance", name).column("seconds").items()}
        shares = read("performance", name).column("this book's share of it")

        for program, share in shares.items():
            quotient = seconds["this book"] / seconds[program]
            assert float(share.partition(" ")[0] or 1) == pytest.approx(quotient, abs=0.08), program


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
            words: each[key].replace("-", "−")
            for words, key in (("this book", "nn"), ("JAX", "jax"), ("PyTorch", "torch"))
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
    "torch_compiled": "PyTorch, compiled",
    "jax": "JAX",
    "sklearn": "scikit-learn",
    "source": "the program of [2]",
    "products": "the products alone",
}


@pytest.fixture(scope="module")
def recorded() -> dict:
    return runs.load("benchmarks/step").record["results"]


def ratios(recorded, name, hidden):
    """Batches, and what a step of this book takes there in times of another's, with quartiles."""
    cells = [
        (size, recorded["cells"][f"{size}x{hidden}"]["ratios"][name])
        for size in recorded["batches"]
    ]
    return np.array([(size, r["median"], r["low"], r["high"]) for size, r in cells]).T


@pytest.mark.parametrize("name", CALLED)
@pytest.mark.parametrize("panel", [0, 1, 2])
@states(
    "Time of this book's step divided by that of the others, for three widths of the hidden layer.",
    page="figures/performance",
)
def test_the_curve_of_a_library_is_how_many_times_its_time_a_step_takes(recorded, panel, name):
    axes = seen("performance", "steps").axes[panel]
    hidden = int(axes.title.removesuffix(" hidden units"))
    sizes, medians, *_ = ratios(recorded, name, hidden)

    dots = axes.dots(axes.colour(CALLED[name]))
    assert hidden == recorded["widths"][panel]
    assert max(axes.curve(CALLED[name]).misses(sizes, medians), dots.misses(sizes, medians)) < NEAR


@pytest.mark.parametrize("name", ["torch", "jax"])
@states("Below 1 this book is faster;", page="figures/performance")
def test_a_ratio_below_1_is_a_faster_step_of_this_book(recorded, name):
    axes = seen("performance", "steps").axes[0]
    dots = axes.dots(axes.colour(CALLED[name]))
    seconds = [recorded["cells"][f"{size}x50"]["seconds"] for size in recorded["batches"]]

    assert [y < 1 for y in dots.y] == [s["nn"]["median"] < s[name]["median"] for s in seconds]


@pytest.mark.parametrize("name", CALLED)
@states("the thin bars are quartiles.", page="figures/performance")
def test_the_thin_bars_reach_from_quartile_to_quartile(recorded, name):
    axes = seen("performance", "steps").axes[0]
    sizes, _, *quartiles = ratios(recorded, name, 50)
    bars = [line for line in axes.lines_in(axes.colour(CALLED[name])) if len(line.x) == 2]

    found = sorted((bar.x.mean(), min(bar.y), max(bar.y)) for bar in bars)
    assert np.log(np.array(found)) == pytest.approx(
        np.log(np.column_stack([sizes, *quartiles])), abs=0.02
    )


@states(
    "How the time of a step divides with 50 hidden units, by the size of the batch.",
    "The numbers in the bars are the shares of the products.",
    page="figures/performance",
)
@states("Here is where this book's step spends its time:")
def test_each_bar_shows_the_share_of_the_products_and_that_of_all_the_rest(recorded):
    axes = seen("performance", "parts").only
    assert (axes.y.label, axes.x.label) == ("batch", "share of the time, in percent")

    for size in recorded["batches"]:
        seconds = recorded["cells"][f"{size}x50"]["seconds"]
        share = 100 * seconds["products"]["median"] / seconds["nn"]["median"]
        (place,) = [at for at, words in axes.y.ticks if words == f"{size:,}"]
        ends = [
            axes.x.value(line.points[:, 0])
            for name in ("the products", "all the rest")
            for line in axes.lines
            if line.style["fill"] == axes.colour(name) and abs(line.centre[1] - place) < 1
        ]
        assert_allclose([[e.min(), e.max()] for e in ends], [[0, share], [share, 100]], atol=0.1)
        assert [t.words for t in axes.texts if abs(t.at[1] - place) < 4] == [f"{share:.0f}%"]


def test_a_dotted_line_marks_where_both_take_as_long():
    axes = seen("performance", "steps").axes
    lines = [line for each in axes for line in each.lines_in(GREY, dashed=True)]

    assert np.concatenate([line.y for line in lines]) == pytest.approx(1, rel=0.02)


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
    assert axes.dots(TEAL).misses(displays, seconds) < NEAR


@states(
    "What the first chapters cost: seconds to prove, to build and to test them, and the site.",
    page="figures/performance",
)
@pytest.mark.parametrize(
    ("panel", "key", "unit"), [(1, "build", 1), (2, "bytes", 1e6), (3, "tests", 1)]
)
def test_what_the_first_chapters_cost_is_drawn_over_their_number(panel, key, unit):
    axes = seen("performance", "growth").axes[panel]
    rows = record("growth").value("rows")

    counts, values = [r["chapters"] for r in rows], [r[key] / unit for r in rows]
    assert axes.dots(TEAL).misses(counts, values) < NEAR
    assert axes.title.split(",")[0] == {"build": "building", "bytes": "site", "tests": "tests"}[key]


@states(
    "The proofs and the tests are those of the chapters alone; a build proves them too, and makes "
    "the other pages as well.",
    page="figures/performance",
)
def test_proofs_of_the_first_chapters_add_up_to_those_of_all():
    axes = seen("performance", "growth").axes[0]
    seconds = np.cumsum([0, *record("checking").value("seconds")])
    builds = [row["build"] for row in record("growth").value("rows")]

    assert axes.dots(TEAL).misses(range(len(seconds)), seconds) < NEAR
    assert builds[0] > seconds[1] and builds[-1] > seconds[-1]


@states("Dotted lines join the first point and the last.", page="figures/performance")
def test_dotted_lines_join_the_first_point_and_the_last():
    for axes in seen("performance", "growth").axes[:4]:
        (line,) = axes.lines_in(GREY, dashed=True)
        dots = axes.dots(TEAL)
        ends = [[dots.x[0], dots.y[0]], [dots.x[-1], dots.y[-1]]]
        assert_allclose(
            np.column_stack([line.x, line.y])[[0, -1]], ends, atol=0.02 * max(dots.y.max(), 22)
        )


def below_the_dotted_line(counts, costs):
    """How far a curve hangs below the line from its first point to its last, at most."""
    line = np.interp(counts, [counts[0], counts[-1]], [costs[0], costs[-1]])
    return max((line - costs) / costs[-1])


@states("Every part grows about in proportion to the chapters, or more slowly.")
@pytest.mark.parametrize("key", ["proofs", "build", "bytes", "tests"])
def test_what_the_chapters_cost_grows_hardly_faster_than_their_number(key):
    rows = record("growth").value("rows")
    counts, costs = [row["chapters"] for row in rows], [row.get(key) for row in rows]
    if key == "proofs":
        costs = np.cumsum([0, *record("checking").value("seconds")])
        counts = range(len(costs))

    assert below_the_dotted_line(counts, np.array(costs)) < 0.1
    assert below_the_dotted_line(counts, np.array(counts) ** 1.5) > 0.1


@pytest.mark.parametrize("name", ["proofs", "growth"])
def test_the_axes_of_what_grows_end_with_the_last_point(name):
    for axes in getattr(performance, name)().axes:
        ends = np.max([line.get_xydata()[-1] for line in axes.lines], axis=0)
        assert (axes.get_xlim(), axes.get_ylim()) == ((0, ends[0]), (0, ends[1]))


@states("They do not always choose the same")
def test_at_kinks_the_recorded_libraries_do_not_always_choose_the_same():
    found = measured.of("witness")["kinks"].values()

    assert len({len({each[who] for who in ("nn", "jax", "torch")}) > 1 for each in found}) == 2
