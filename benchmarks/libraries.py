"""What `nn` computes beside what libraries compute: values, steps of optimizers, cases of ONNX.

Also what takes too long for a page: the net of CS231n's spiral, which does not come out as it was
published, and Nielsen's digits told by their darkness, where there is MNIST.
"""

import argparse
from collections.abc import Callable
from types import ModuleType
from typing import Any

import numpy as np

from benchmarks import missing, witness
from benchmarks.beside import in_onnx, optimizers, values
from benchmarks.missing import Skipped, require_package
from experiments import mnist
from experiments.progress import followed
from figures.oracles import cs231n, nielsen

POINTS = 25  # of each size
SEEDS = 3  # of the spiral's net
TRAINED = 50_000  # images that Nielsen trains with


def measure(asked: argparse.Namespace) -> dict:
    """Compare what can be compared here.

    Raises:
        InputError: something differs by more than rounding.
        Skipped: no library is here.
    """
    libraries, skipped = available()
    if not libraries:
        raise Skipped("; ".join(skipped.values()))
    points = 1 if asked.quick else POINTS
    found: dict[str, Any] = {
        "points": points,
        "libraries": {name: library.VERSION for name, library in libraries.items()},
        "values": beside(libraries, points),
    }
    parts: dict[str, tuple[str, Callable[[], Any]]] = {
        "paths": ("torch", lambda: optimizers.paths(2 if asked.quick else optimizers.SETTINGS)),
        "nodes": ("onnx", in_onnx.nodes),
    }
    for part, (package, compared) in parts.items():
        try:
            require_package(package)
            found[part] = compared()
        except Skipped as why:
            skipped[package] = str(why)
    if "nodes" in found:
        found["libraries"]["onnx"] = in_onnx.version()
    try:
        found["darkness"] = darkness(asked)
    except Skipped as why:
        skipped["darkness"] = str(why)
    found["spiral"] = spiral(1 if asked.quick else max(cs231n.LOSSES))
    return found | {"skipped": skipped}


def available() -> tuple[dict[str, ModuleType], dict[str, str]]:
    """The libraries that are here, and the reasons why others aren't."""
    found, skipped = witness.available()
    try:
        require_package("scipy")
        # A digest sees what is imported by this statement, and not what is imported by a name.
        from benchmarks.beside import in_scipy

        found = {"scipy": in_scipy, **found}
    except Skipped as why:
        skipped["scipy"] = str(why)
    return found, skipped


def beside(libraries: dict[str, ModuleType], points: int) -> dict[str, Any]:
    """Every function that one of the libraries has, with the largest error beside each."""
    found: dict[str, Any] = {}
    for key, library in followed([*libraries.items()], "comparison"):
        for name, each in values.values(library, key, points).items():
            row = found.setdefault(name, {"chapter": each["chapter"], "errors": {}})
            row["points"], row["errors"][key] = each["points"], each["error"]
    return found


def spiral(steps: int) -> list[dict[str, Any]]:
    """The losses that the notes print, for the net from several random starts, and its accuracy."""
    X, t = cs231n.spiral()
    found = []
    for seed in followed(range(SEEDS), "start"):
        losses: dict[int, float] = {}
        parameters = cs231n.spiral_start(seed)
        cs231n.train(cs231n.SPIRAL, parameters, steps + 1, losses.__setitem__)
        right = np.mean(cs231n.SPIRAL.predict(parameters, X) == t)
        shown = {str(step): round(losses[step], 6) for step in cs231n.LOSSES if step in losses}
        found.append({"losses": shown, "accuracy": round(float(right), 4)})
    return found


def darkness(asked: argparse.Namespace) -> int:
    """How many test images are recognized by their darkness."""
    (images, labels), (test_images, test_labels) = mnist.read(missing.data(asked))
    train = images[:TRAINED] / 255, labels[:TRAINED]
    return nielsen.by_darkness(*train, test_images / 255, test_labels)


def lines(results: dict) -> list[str]:
    """Every difference as a table to print."""
    keys = [key for key in results["libraries"] if key != "onnx"]
    rows = [f"  {'':34}" + "".join(f"{key:>10}" for key in keys)]
    for name, found in results["values"].items():
        errors = (f"{found['errors'].get(key, ''):>10}" for key in keys)
        rows.append(f"  {name:34}{''.join(errors)}")
    for name, found in results.get("paths", {}).items():
        rows.append(f"  {name:34}{found['error']:>10}  torch.optim, {found['peer']}")
    for name, found in results.get("nodes", {}).items():
        computed = f"{found['computed']} of {found['cases']} cases"
        rows.append(f"  {name:34}{found['error']:>10}  ONNX, {computed}")
    return rows + [f"  without {name}: {why}" for name, why in results["skipped"].items()]
