"""What the settings of an experiment imply for its results."""

import math
from typing import Any

import numpy as np

from experiments import (
    conditioning,
    data_parallel,
    inference,
    longer_training,
    numerical_training,
    throughput,
    two_layer_net,
    two_layer_studies,
)
from experiments.bands import median
from figures.packing import unpack
from tests.invariants.any_record import DIGITS, require, surest_first


def softmax_regression(results: dict, settings: Any) -> None:
    """An entry for each epoch; training and pictures as they belong together."""
    for name in ("loss", "test_loss", "test_accuracies"):
        require(len(results[name]) == settings.epochs, f"{name}: not one an epoch")
        _positive(name, results[name])
    require(results["loss"][0] < math.log(10), "the first loss is that of a guess")
    require(results["samples"]["true"] == list(range(10)), "not a sample of each digit")
    require(results["templates"]["images"]["shape"] == [10, 28, 28], "not a template of each")
    largest = np.abs(unpack(results["templates"]["images"]).astype(int) - 128).max()
    require(largest == 127 and results["templates"]["largest"] > 0, "templates not to scale")


def two_layer_net_(results: dict, settings: Any) -> None:
    """What follows from the number of steps: when it was tested, which losses are kept."""
    steps, size, images = settings.steps, settings.batch_size, 60_000
    epochs = two_layer_net.epochs_after(steps, size, images)
    ends = [-(-n * images // size) for n in range(1, epochs + 1)]
    due = sorted({*ends, steps})
    require((results["steps"], results["epochs"]) == (steps, epochs), "steps of other settings")
    require(results["tested_after"] == due, "tested at other times")
    for name in ("loss", "train_accuracies", "test_accuracies"):
        require(len(results[name]) == len(due), f"{name}: not one a test")
    _positive("loss", results["loss"])
    every = _kept(results, steps, two_layer_net.POINTS)
    _starts_as_a_guess(results["losses"])
    for n, (begin, end) in enumerate(zip([0, *due], due, strict=False)):
        singles = results["losses"][-(-begin // every) : -(-end // every)]
        apart = abs(np.mean(singles or results["loss"][n]) - results["loss"][n])
        require(apart < 0.1, f"loss[{n}] is {apart:.2f} from the mean of its batches")
    pairs = zip(results["pairs"], results["confused"], strict=False)
    require(len(results["pairs"]) == two_layer_net.PAIRS, "pictures of other pairs")
    for pictures, pair in pairs:
        require({*pictures["true"]} == {pair["true"]}, "pairs: other digits")
        require({*pictures["predicted"]} == {pair["predicted"]}, "pairs: taken for others")
        require(len(pictures["true"]) == min(two_layer_net.EACH, pair["count"]), "pairs: count")
        surest_first("pairs", pictures)
    shape = results["weights"]["images"]["shape"]
    require(shape == [two_layer_net.UNITS, 28, 28], "weights of other units")


def studies(results: dict, settings: Any) -> None:
    """Every value of every study; what two studies have in common, they have alike."""
    known: dict[Any, dict] = {}
    require(results.keys() == {*two_layer_studies.STUDIES, "chosen"}, "other studies")
    for study, changes in two_layer_studies.STUDIES.items():
        require(len(results[study]) == len(changes), f"{study}: other values")
        for change, row in zip(changes, results[study], strict=True):
            require(row.items() >= change.items(), f"{study}: other values")
            outcome = {key: value for key, value in row.items() if key not in change}
            own = settings.changed(change)
            _study(f"{study} {change}", outcome, own, settings.trainings)
            same = two_layer_studies.kept(outcome)
            require(known.setdefault(own, same) == same, f"{study} {change}: not as elsewhere")
    best = max(known, key=lambda own: known[own]["validation_accuracy"])
    chosen = results["chosen"]
    require(chosen["settings"] == vars(best), "chosen: not the best")
    same = known[best]["validation_accuracy"]
    require(chosen["validation_accuracy"] == same, "chosen: not as in its study")


def _study(what: str, row: dict, own: Any, trainings: int) -> None:
    steps, last = own.steps, two_layer_studies.LAST
    shares, dead = row["validation_accuracies"], row["silent_units"]
    for name in ("validation_accuracies", "silent_units", "steps", "last_losses", "last_spreads"):
        require(len(row[name]) == trainings, f"{what}: not one {name} a training")
    middle = median(shares)
    require(math.isclose(row["validation_accuracy"], middle), f"{what}: not the middle")
    for share, units, made in zip(shares, dead, row["steps"], strict=True):
        through = share is not None
        require(0 < made <= steps and (made == steps or not through), f"{what}: steps")
        require((units in range(own.hidden + 1)) if through else units is None, f"{what}: dead")
    require(min(row["last_spreads"]) > 0, f"{what}: no spread")
    if "losses" in row:
        _study_curves(what, row, steps, last)


def _study_curves(what: str, row: dict, steps: int, last: int) -> None:
    every = row["losses_every"]
    require(every == -(-steps // two_layer_studies.POINTS), f"{what}: losses_every")
    low, _, high = _ordered(what, row["losses"])
    require(len(low) == min(row["steps"]) // every, f"{what}: losses")
    # The kept losses are means of so many steps, as the last ones are.
    least, most = (np.mean(curve[-(last // every) :]) for curve in (low, high))
    require(
        least - 1e-3 <= min(row["last_losses"]) and max(row["last_losses"]) <= most + 1e-3,
        f"{what}: a last loss is not that of its batches",
    )


def longer(results: dict, settings: Any) -> None:
    """A band of so many epochs for all that was measured; the least loss in one of them."""
    require(results.keys() == longer_training.RATES.keys(), "other classifiers")
    for name, rates in longer_training.RATES.items():
        require([row["learning_rate"] for row in results[name]] == [*rates], f"{name}: rates")
        for row in results[name]:
            for measured in longer_training.MEASURED:
                low, *_ = _ordered(f"{name} {measured}", row[measured])
                require(len(low) == settings.epochs, f"{name} {measured}: not one an epoch")
            require(len(row["least_loss_after"]) == settings.trainings, f"{name}: least losses")
            low, _, high = row["validation_loss"]
            for epoch in row["least_loss_after"]:
                require(low[epoch - 1] <= min(high) + 1e-4, f"{name}: not the least loss")


def _ordered(what: str, curves: list[list[float]]) -> list[list[float]]:
    low, middle, high = (np.array(curve) for curve in curves)
    require(bool((low <= middle).all() and (middle <= high).all()), f"{what}: band out of order")
    return curves


def inference_(results: dict, settings: Any) -> None:
    """The chapter inference: guesses, curves, calls, and the descents of a linear layer."""
    guesses = results["untrained"]
    require(guesses["examples"] == inference.TRIED, "untrained: other examples")
    require(math.isclose(sum(guesses["shares"]), 1), "untrained: shares do not add up")
    for name in ("accuracies", "classes_named"):
        values, counts = np.transpose(guesses[name])
        require(counts.sum() == settings.untrained, f"untrained: {name} of other nets")
        require(np.all(np.diff(values) > 0), f"untrained: {name} out of order")
    values, counts = np.transpose(guesses["accuracies"])
    thousandths = values * inference.TRIED
    require(np.allclose(thousandths, thousandths.round(), atol=1e-6), "untrained: parts of images")
    mean = np.average(values, weights=counts)
    spread = math.sqrt(np.average((values - mean) ** 2, weights=counts))
    require(np.allclose([guesses["mean"], guesses["spread"]], [mean, spread]), "untrained: mean")
    for name in ("loss", "test_accuracies"):
        require(len(results[name]) == settings.epochs, f"{name}: not one an epoch")
        _positive(name, results[name])
    for name in ("agreement", "throughput"):
        rows = results[name] if name == "agreement" else results[name]["calls"]
        require([r["batch_size"] for r in rows] == [*throughput.SIZES], f"{name}: other batches")
    for row in results["throughput"]["calls"]:
        low, median, high = row["seconds"]
        require(0 < low <= median <= high, "throughput: quartiles out of order")
        require(0 < row["sigmoid"] < row["again"], "throughput: a part takes longer than all")
    require(results["throughput"]["sizes"] == [784, *inference.HIDDEN, 10], "another net")
    _descents(results)
    _prepared(results, settings)


def _descents(results: dict) -> None:
    require(results["conditioning_steps"] == conditioning.POINTS.tolist(), "kept at other steps")
    for name, found in results["conditioning"].items():
        require(len(found["losses"]) == len(conditioning.POINTS), f"{name}: losses of other steps")
        require(np.all(np.diff(found["losses"]) <= 0), f"{name}: a descent that climbs")
        require(0 < found["smallest"] <= found["largest"], f"{name}: eigenvalues out of order")
        require(0 < found["kept"] <= 785, f"{name}: more eigenvalues than inputs")
    assumed = results["pixels"]["largest_variance"], results["pixels"]["unseen"]
    require(assumed[0] > 0 and assumed[1] in range(10_001), "pixels: counts")


def _prepared(results: dict, settings: Any) -> None:
    kinds = list(results["sizes"])
    expected = [(name, rate) for rate in inference.RATES for name in kinds]
    found = [(row["inputs"], row["learning_rate"]) for row in results["prepared"]]
    require(found == expected, "prepared: other trainings")
    for row, what in zip(results["prepared"], found, strict=True):
        shares = row["validation_accuracies"]
        require(len(shares) == settings.trainings, f"{what}: not one accuracy a training")
        require(math.isclose(row["validation_accuracy"], median(shares)), f"{what}: the middle")
        every = row["losses_every"]
        require(every == -(-settings.steps // inference.POINTS), f"{what}: losses_every")
        curves = [row["least_losses"], row["losses"], row["largest_losses"]]
        low, _, high = _ordered(str(what), curves)
        if None not in shares:  # the kept losses are means of so many steps, which divide the last
            require(len(low) == settings.steps // every, f"{what}: losses")
            ends = [np.mean(curve[-(inference.LAST // every) :]) for curve in (low, high)]
            within = ends[0] - 6e-4 <= row["last_loss"] <= ends[1] + 6e-4
            require(within, f"{what}: last_loss is not the last")


def numerical_training_(results: dict, settings: Any) -> None:
    """A start is the same for all rates, and the rest follows from the settings."""
    taken, due = results["gradient"], numerical_training.tested_after(settings.steps)
    count = 784 * settings.hidden + settings.hidden + settings.hidden * 10 + 10
    require((taken["parameters"], taken["passes"]) == (count, 2 * count), "another net")
    ratio = taken["loop_seconds"] / taken["seconds"]
    require(math.isclose(ratio, taken["ratio"], rel_tol=2 * DIGITS), "ratio of other times")
    require(taken["largest_difference"] < taken["largest_entry"] / 1e6, "the ways disagree")
    groups = results["groups"]
    require(0 < groups["values"] <= groups["not_zero"] <= groups["inputs"] == 784, "groups")
    require(results["tested_after"] == due, "tested at other times")
    seeds = range(settings.seed, settings.seed + settings.trainings)
    asked = [(each, seed) for each in settings.variants for seed in seeds]
    require(len(asked) == len(results["trainings"]), "other trainings")
    starts: dict[tuple, tuple] = {}
    for (variant, seed), row in zip(asked, results["trainings"], strict=True):
        what = f"{variant} {seed}"
        rate, _ = variant.on(255)
        require((row["pixels"], row["seed"]) == (variant.pixels, seed), f"{what}: another")
        require(row["rate"] == rate, f"{what}: another rate")
        shares, losses = row["test_accuracies"], row["losses"]
        require(len(shares) == len(due), f"{what}: not one accuracy a test")
        require(len(losses) == numerical_training.FIRST, f"{what}: not the first losses")
        first = next(
            (n for n, s in zip(due, shares, strict=True) if s >= numerical_training.CLAIM), None
        )
        require(row["reached"] == first, f"{what}: reached at another step")
        start = losses[0], shares[0]
        same = starts.setdefault((variant.pixels, seed), start)
        require(same == start, f"{what}: another start than with other rates")


def data_parallel_(results: dict, settings: Any) -> None:
    """Every net with every number of processes; all steps are timed."""
    for study, changes in data_parallel.NETS.items():
        asked = [(c, count) for c in changes for count in data_parallel.PROCESSES]
        require(len(asked) == len(results[study]), f"{study}: other trainings")
        for (change, count), row in zip(asked, results[study], strict=True):
            what = f"{study} {change} {count}"
            own = vars(settings) | change
            wide = own["hidden"]
            require(row.items() >= change.items() and row["count"] == count, f"{what}: another")
            require(row["steps_timed"] == own["steps"], f"{what}: not every step")
            require(row["parameters"] == 795 * wide + 10, f"{what}: another net")
            require((row["difference"] == 0) == (count == 1), f"{what}: difference")
            require(row["difference"] < 1e-4 * results["largest"], f"{what}: difference")
            whole = row["seconds_a_step"]
            parts = row["seconds_computing"], row["seconds_together"]
            require(min(parts) > 0 and max(parts) <= whole * 1.5, f"{what}: parts of a step")


def _positive(what: str, values: list[float]) -> None:
    require(min(values) > 0, f"{what}: not positive")


def _kept(results: dict, steps: int, points: int, made: int | None = None) -> int:
    every = -(-steps // points)
    require(results["losses_every"] == every, "losses_every")
    require(len(results["losses"]) == -(-(made or steps) // every), "losses: not every so many")
    _positive("losses", results["losses"])
    return every


def _starts_as_a_guess(losses: list[float]) -> None:
    require(abs(losses[0] - math.log(10)) < 0.02, "losses: the first is not that of a guess")
