"""What the constants of a benchmark imply for its results. Times themselves can't be repeated."""

import argparse
import math
from collections import Counter
from typing import Any

import numpy as np

from benchmarks import (
    diagnosis,
    epoch,
    gradient,
    growth,
    kernels,
    libraries,
    mutation,
    regression,
    starting,
    step,
    threads,
    training,
    witness,
)
from benchmarks.agreement import TOLERANCE
from benchmarks.autodiff.questions import gradients
from benchmarks.beside import in_onnx, optimizers, values
from benchmarks.floors import FLOORS, LIBRARIES
from benchmarks.mutants.trying import RESULTS, SHOWN
from benchmarks.options import WIDEST
from figures.oracles import cs231n, nielsen
from nn.network import ACTIVATIONS
from tests.invariants.any_record import ratio_fits, require
from verify.book.displays import chapters, displays
from verify.mutants.mutant import PARTS

WHOLE = argparse.Namespace(quick=False)


def steps(results: dict) -> None:
    """A cell for every batch and width, in which all came to the same."""
    _cells(results, [(size, hidden) for hidden in step.WIDTHS for size in step.BATCHES])
    require((results["batches"], results["widths"]) == ([*step.BATCHES], [*step.WIDTHS]), "sizes")
    for at, cell in results["cells"].items():
        size, hidden = map(int, at.split("x"))
        distances, timed = cell["distances"], cell["seconds"]
        _rounds(at, cell, step.rounds(WHOLE, size * hidden))
        require(distances.keys() == timed.keys() - FLOORS.keys(), f"{at}: distances of others")
        require(distances["nn"] == 0 <= min(distances.values()), f"{at}: distances")
        require(max(distances.values()) < TOLERANCE, f"{at}: not the same")
        for name, floor in LIBRARIES.items():
            fits = ratio_fits(cell["floors"][name]["median"], timed[name], timed[floor])
            require(fits, f"{at}: {name} is not so far above its floor")
    require([*results["profile"]] == [f"{n}x{step.WIDTHS[0]}" for n in step.PROFILED], "profile")
    for at, parts in results["profile"].items():
        alone = sum(part["median"] for name, part in parts.items() if name != "nn")
        require(alone < 1.25 * parts["nn"]["median"], f"{at}: parts of more than the whole")
    single = results["single"]
    above, below = (single["seconds"][name] for name in ("matmul", "entries"))
    fits = ratio_fits(single["matmul_of_entries"]["median"], above, below)
    require(fits, "single: matmul is not so far above")


def with_two_threads(results: dict) -> None:
    """Some of the cells, each with so many threads."""
    _cells(results, threads.CELLS)
    require(results["threads"] == threads.THREADS, "threads")
    _same(results, threads.NAMES)


def with_other_kernels(results: dict) -> None:
    """Some of the cells, with the kernels that were asked for."""
    _cells(results, kernels.CELLS)
    require(WIDEST["OPENBLAS_CORETYPE"] in results["chosen"], "other kernels")
    _same(results, kernels.NAMES)


def starts(results: dict) -> None:
    """Every program, whose first step takes at least as long as a later one."""
    require(results["runs"].keys() == starting.MODULES.keys(), "other programs")
    for name, run in results["runs"].items():
        require(run["first"]["median"] >= run["later"]["median"], f"{name}: a first step")


def more_chapters(results: dict) -> None:
    """Each time more chapters, the last time all, and at no lower cost."""
    rows = results["rows"]
    counts = [row["chapters"] for row in rows]
    require(counts == [n for n in growth.COUNTS if n <= len(chapters())], "other chapters")
    for key in ("displays", "build", "bytes", "files", "tests"):
        require(sorted(row[key] for row in rows) == [row[key] for row in rows], f"{key} falls")


def epochs(results: dict) -> None:
    """A cell for every setting, with as many steps as there are batches."""
    _cells(results, epoch.SETTINGS)
    require(results["images"] == 60_000, "images")
    for at, cell in results["cells"].items():
        size = int(at.partition("x")[0])
        require(cell["steps"] == -(-results["images"] // size), f"{at}: steps")
        _once_a_round(at, cell["seconds"], epoch.ROUNDS)


def whole_runs(results: dict) -> None:
    """Runs of one length, which come to one accuracy."""
    length = results.get("steps", training.STEPS), results.get("epochs", regression.EPOCHS)
    require(length == (training.STEPS, regression.EPOCHS), "runs of another length")
    right = [run["test_accuracy"] for run in results["runs"].values()]
    require(max(right) - min(right) <= training.ACCURACY, "runs of other accuracies")
    for name, run in results["runs"].items():
        require(0 < run["cores"] < 1.1, f"{name}: more than one thread")
        require(10 < run["megabytes"] < 10_000, f"{name}: no memory of a run")
        require(0 < run.get("loss", 1) < math.log(10), f"{name}: the loss of a guess")


def ways_to_the_gradient(results: dict) -> None:
    """The net of the chapter, and ways that come near backpropagation."""
    hidden = results["hidden"]
    require((results["examples"], hidden) == (gradient.BATCH, gradient.HIDDEN), "another net")
    require(results["parameters"] == 795 * hidden + 10, "parameters")
    _once_a_round("seconds", results["seconds"], gradient.ROUNDS)
    for way, error in results["errors"].items():
        require(0 < error <= gradient.ROUGH, f"{way}: errors")


def proofs(results: dict) -> None:
    """What is said of all chapters, computed from what is said of each."""
    counts, seconds = results["displays"], results["seconds"]
    lengths = {len(results[name]) for name in ("chapters", "displays", "seconds")}
    require(len(lengths) == 1, "not one entry a chapter")
    require(results["count"] == sum(counts), "count is not the sum of the displays")
    require(results["slowest"] == results["chapters"][int(np.argmax(seconds))], "slowest")
    together = float(np.corrcoef(counts, seconds)[0, 1])
    require(abs(together - results["correlation"]) < 0.011, "correlation")
    require(0.5 < results["whole"]["median"] / sum(seconds) < 2, "the whole is not its parts")
    require(results["again"]["high"] < results["whole"]["low"], "remembering takes longer")


def named_slips(results: dict) -> None:
    """Slips of every kind, as many as were asked for, and the shares that follow from them."""
    require(results["kinds"].keys() == diagnosis.KINDS.keys(), "other kinds")
    missed: Counter[tuple[str, str]] = Counter()
    for kind, counts in results["kinds"].items():
        require(0 < sum(counts.values()) <= diagnosis.COUNT, f"{kind}: a quick look")
        missed.update({(kind, name): counts[name] for name in ("other", "unnamed")})
    shown = Counter((each["kind"], each["result"]) for each in results["shown"])
    require(+missed == +shown, "what is shown is not what is counted")
    for name, share in diagnosis.whole(results["kinds"]).items():
        require(results[name] == share, f"{name} does not follow from the counts")
    require(results["slowest"] < 2, "a name that took too long")


def witnesses(results: dict) -> None:
    """Every gradient at all points of all sizes, by both libraries and within its bound."""
    require(results["points"] == witness.POINTS, "a quick look")
    found = {name: each["chapter"] for name, each in results["gradients"].items()}
    require(found == gradients(), "other gradients")
    for name, each in results["gradients"].items():
        require(each["bound"] == witness.bound(name), f"{name}: another bound")
        require(each["sizes"] == witness.sizes_of(name), f"{name}: other sizes")
        require(each["witnesses"].keys() == results["libraries"].keys(), f"{name}: witnesses")
        require(results["libraries"].keys() == {"jax", "torch"}, "libraries")
        for seen in each["witnesses"].values():
            require(seen["points"] == witness.POINTS * len(witness.SIZES), f"{name}: points")
            require(0 <= seen["error"] <= each["bound"], f"{name}: beyond its bound")


def beside_libraries(results: dict) -> None:
    """All libraries, every function that they have, and nothing beyond its bound."""
    require(results["points"] == libraries.POINTS, "a quick look")
    require(results["libraries"].keys() == {"scipy", "torch", "jax", "onnx"}, "libraries")
    require(results["skipped"] == {}, "something was skipped")
    asked = libraries.POINTS * len(values.SIZES)
    for name, each in results["values"].items():
        networks = len(ACTIVATIONS) if name == "Network.loss" else 1
        require(each["points"] == asked * networks, f"{name}: points")
        require(0 <= max(each["errors"].values()) <= values.BOUND, f"{name}: beyond its bound")
    for name, each in results["paths"].items():
        require(each["settings"] == optimizers.SETTINGS, f"{name}: settings")
        require(each["peer"] == optimizers.PEERS[name].title, f"{name}: another peer")
        (problem,) = optimizers.problems(name, 1)
        end = optimizers.own(name, *problem)[-1]
        require(values.difference(end, each["end"]) <= values.BOUND, f"{name}: ends elsewhere")
        require(0 <= each["error"] <= values.BOUND, f"{name}: beyond its bound")
    require([*results["nodes"]] == [*in_onnx.COMPUTED], "other operators")
    for name, each in results["nodes"].items():
        require(1 <= each["computed"] <= each["cases"], f"{name}: cases")
        require(bool(each["left"]) == (each["computed"] < each["cases"]), f"{name}: left")
        require(0 <= each["error"] <= in_onnx.BOUND, f"{name}: beyond its bound")
    require(results["darkness"] == int(nielsen.DARKNESS), "another darkness")
    require(len(results["spiral"]) == libraries.SEEDS, "starts of the spiral")
    for each in results["spiral"]:
        require([*each["losses"]] == [*map(str, cs231n.LOSSES)], "iterations of the spiral")
        losses = [*each["losses"].values()]
        require(sorted(losses, reverse=True) == losses, "a loss of the spiral that rises")
        require(1.0986 - 0.01 < losses[0] < 1.0986 + 0.01, "the first loss is no guess among three")
        require(each["accuracy"] * 300 % 1 < 0.05 or each["accuracy"] * 300 % 1 > 0.95, "accuracy")


def changes(results: dict) -> None:
    """Every chapter, no more changes than the sample has, and those that are shown are counted."""
    require((results["sample"], results["seed"]) == (mutation.SAMPLE, mutation.SEED), "a sample")
    require([*results["chapters"]] == chapters(), "other chapters")
    for topic, entry in results["chapters"].items():
        shown = Counter((each["part"], each["result"]) for each in entry["shown"])
        for part in PARTS:
            counts = entry["counts"][part]
            require(counts.keys() <= {*RESULTS}, f"{topic}: results")
            most = mutation.SAMPLE[part] * (1 if part == "code" else len(displays(topic)))
            require(0 <= sum(counts.values()) <= most, f"{topic}: more {part} than were drawn")
            require(not counts.get("proved"), f"{topic}: wrong {part} are proved for every size")
            for result in SHOWN:
                same = counts.get(result, 0) == shown[part, result]
                require(same, f"{topic}: {part}, {result}: others are shown")
        require(sum(entry["counts"]["formulas"].values()) > 0, f"{topic}: no formulas")


def _rounds(at: str, cell: dict, rounds: int) -> None:
    require({each["rounds"] for each in cell["seconds"].values()} == {rounds}, f"{at}: rounds")


def _same(results: dict, names: tuple[str, ...]) -> None:
    for at, cell in results["cells"].items():
        size, hidden = map(int, at.split("x"))
        _rounds(at, cell, step.rounds(WHOLE, size * hidden))
        require([*cell["seconds"]] == [*names], f"{at}: others")
        require(max(cell["distances"].values()) < TOLERANCE, f"{at}: not the same")


def _cells(results: dict, sizes: Any) -> None:
    require([*results["cells"]] == [f"{size}x{hidden}" for size, hidden in sizes], "other cells")


def _once_a_round(what: str, timed: dict, rounds: int) -> None:
    called = {(each["rounds"], each["calls"]) for each in timed.values()}
    require(called == {(rounds, 1)}, f"{what}: rounds")
