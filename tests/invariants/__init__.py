"""What the numbers of a record say about one another, whoever wrote them and their checksum."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

import numpy as np

from tests.invariants import any_record, of_benchmarks, of_experiments
from tests.invariants.any_record import Contradiction, require

__all__ = ["RULES", "Contradiction", "check", "check_together"]

RULES: dict[str, Callable[..., None]] = {
    "softmax_regression": of_experiments.softmax_regression,
    "two_layer_net": of_experiments.two_layer_net_,
    "two_layer_studies": of_experiments.studies,
    "longer_training": of_experiments.longer,
    "inference": of_experiments.inference_,
    "numerical_training": of_experiments.numerical_training_,
    "data_parallel": of_experiments.data_parallel_,
    "benchmarks/step": of_benchmarks.steps,
    "benchmarks/threads": of_benchmarks.with_two_threads,
    "benchmarks/kernels": of_benchmarks.with_other_kernels,
    "benchmarks/startup": of_benchmarks.starts,
    "benchmarks/growth": of_benchmarks.more_chapters,
    "benchmarks/epoch": of_benchmarks.epochs,
    "benchmarks/training": of_benchmarks.whole_runs,
    "benchmarks/regression": of_benchmarks.whole_runs,
    "benchmarks/gradient": of_benchmarks.ways_to_the_gradient,
    "benchmarks/checking": of_benchmarks.proofs,
    "benchmarks/diagnosis": of_benchmarks.named_slips,
    "benchmarks/witness": of_benchmarks.witnesses,
    "benchmarks/libraries": of_benchmarks.beside_libraries,
    "benchmarks/mutation": of_benchmarks.changes,
}


def check(name: str, record: dict[str, Any]) -> None:
    """Raise `Contradiction` if a record contradicts itself or its settings."""
    any_record.check(record)
    if name.startswith("benchmarks/"):
        RULES[name](record["results"])
        return
    images = record["data"]
    require((images["train"], images["test"]) == (60_000, 10_000), "data: other images")
    kind = type(import_module(f"experiments.{name}").SETTINGS)
    RULES[name](record["results"], kind(**record["settings"]))


def check_together(records: dict[str, dict[str, Any]]) -> None:
    """Raise `Contradiction` if records disagree about what they have in common."""
    net, studies, timed = (
        records[name]["results"]
        for name in ("two_layer_net", "two_layer_studies", "benchmarks/training")
    )
    study = next(row for row in studies["batch_size"] if row["batch_size"] == 512)
    _, middle, _ = study["losses"]  # other images, so about the same losses
    kept = study["losses_every"] // net["losses_every"]
    for begin, other in enumerate(middle):
        apart = abs(np.mean(net["losses"][begin * kept : (begin + 1) * kept]) - other)
        require(apart < 0.2, "two_layer_net: losses are not those of the study")
    for kind in ("test_accuracy", "train_accuracy"):
        apart = abs(timed["runs"]["nn"][kind] - net[kind])
        require(apart < 1e-3, f"two_layer_net: {kind} is not that of the timed run")
