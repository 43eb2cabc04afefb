"""What a run leaves behind: its results, and all that is needed to say where they come from.

The chapters quote ``experiments/results/NAME.json``, which ``--record`` rewrites. Its digest is of
the experiment's code and of what that imports; once either changes, the record is stale. Its
checksum is of the record itself; once a number is changed by hand, the record is refused.
"""

import json
import platform
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from experiments.examples import Data
from experiments.settings import Settings
from verify.book.runs import RESULTS, checksum, load
from verify.book.sources import digest


def made(name: str, data: Data, settings: Settings, results: dict, seconds: float) -> dict:
    """Put the results together with everything that they depend on."""
    return {
        "settings": asdict(settings),
        "data": {
            "name": data.name,
            "train": len(data.train),
            "test": len(data.test),
            "sha256": data.sha256,
        },
        "versions": {"python": platform.python_version(), "numpy": np.__version__},
        "digest": digest(f"experiments.{name}"),
        "seconds": round(seconds, 3),
        "results": results,
    }


def took(name: str, data: Data, settings: Settings) -> float:
    """Seconds of the recorded run; 0 if it was of other data or settings, or there is none."""
    try:
        found = load(name).record
    except LookupError:
        return 0.0
    same = found["settings"] == asdict(settings) and found["data"]["sha256"] == data.sha256
    return found["seconds"] if same else 0.0


def text(record: dict) -> bytes:
    """The record as a file, with a checksum of its content.

    Short lists stay on one line, so that a change reads well.
    """
    return (_json(record | {"checksum": checksum(record)}) + "\n").encode()


def path(name: str) -> Path:
    """Where the book keeps an experiment's record."""
    return RESULTS / f"{name}.json"


def _json(value: Any, indent: str = "") -> str:
    if isinstance(value, dict) and value:
        deeper = indent + "  "
        rows = [f"{deeper}{json.dumps(key)}: {_json(v, deeper)}" for key, v in value.items()]
        return "{\n" + ",\n".join(rows) + f"\n{indent}}}"
    if isinstance(value, list) and value and isinstance(value[0], list | dict):
        deeper = indent + "  "
        return "[\n" + ",\n".join(deeper + json.dumps(v) for v in value) + f"\n{indent}]"
    return json.dumps(value, allow_nan=False)
