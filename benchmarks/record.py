"""What a measurement leaves behind: results, and on what, with what and when they were measured."""

import argparse
import os
import platform
import subprocess
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from experiments import record
from verify.book import ROOT
from verify.book.runs import load
from verify.book.sources import digest

PACKAGES = ("numpy", "torch", "jax", "onnx", "scikit-learn", "scipy", "sympy")
text = record.text


def made(name: str, asked: argparse.Namespace, results: dict, seconds: float) -> dict:
    """Put results together with everything that they depend on."""
    return {
        "settings": {"quick": asked.quick, "threads": results.get("threads", asked.threads)},
        "machine": machine(),
        "versions": {"python": platform.python_version(), **versions()},
        "date": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "commit": commit(),
        "seconds": round(seconds, 1),
        "digest": digest(f"benchmarks.{name}"),
        "results": results,
    }


def took(name: str) -> float:
    """Seconds of the recorded measurement; 0 if there is none, or it doesn't say."""
    try:
        return load(f"benchmarks/{name}").record.get("seconds", 0.0)
    except LookupError:
        return 0.0


def path(name: str) -> Path:
    """Where the book keeps the record of a subject."""
    return ROOT / "benchmarks" / "results" / f"{name}.json"


def machine() -> dict[str, Any]:
    """The processor and its system."""
    found = {
        "processor": cpuinfo("model name") or platform.machine(),
        "cores": os.cpu_count(),
        "system": platform.system(),
    }
    if hasattr(os, "getloadavg"):
        found["load"] = round(os.getloadavg()[0], 2)  # above 1, others were at work as well
    return found


def versions() -> dict[str, str]:
    """The versions of the packages that are here, and of the library behind NumPy's products."""
    found = {}
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found | libraries()


def commit() -> str:
    """The commit that was measured; a plus stands for changes since."""
    try:
        asked = ["rev-parse", "--short=12", "HEAD"], ["status", "--porcelain", "nn", "benchmarks"]
        head, changed = (
            subprocess.run(
                ["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=True
            ).stdout.strip()
            for arguments in asked
        )
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return head + ("+" if changed else "")


def cpuinfo(entry: str) -> str:
    """What Linux says of the first processor; elsewhere nothing."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return ""
    found = [line.partition(":")[2].strip() for line in lines if line.startswith(entry)]
    return found[0] if found else ""


def libraries() -> dict[str, str]:
    """The library behind NumPy's products, and for which processors its kernels are written."""
    try:
        from threadpoolctl import threadpool_info
    except ModuleNotFoundError:
        return {}
    return {
        each["internal_api"]: " ".join(
            str(each[key]) for key in ("version", "architecture") if each.get(key)
        )
        for each in threadpool_info()
        if each["internal_api"] == "openblas" and "numpy" in each["filepath"]
    }
