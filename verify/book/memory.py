"""Remember an outcome on disk for as long as everything that it depends on stays the same."""

import json
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from verify.book import ROOT

FOLDER = ROOT / ".cache" / "verify"


def remember(
    key: str,
    compute: Callable[[], Any],
    known: Callable[[Any], Any] = lambda stored: stored,
    worth: Callable[[Any], bool] = lambda outcome: True,
) -> Any:
    """What was computed under this key before, or what is computed now.

    ``compute`` gives JSON types, and ``known`` makes the outcome of them. Only an outcome that is
    worth it is kept: a failure may come from the surroundings of a run. A damaged entry counts
    as none, and a folder that cannot be written costs time only.
    """
    file = FOLDER / f"{key}.json"
    try:
        return known(json.loads(file.read_text(encoding="utf-8")))
    except (AttributeError, KeyError, OSError, TypeError, ValueError):
        computed = compute()
    outcome = known(computed)
    if worth(outcome):
        _write(file, json.dumps(computed))
    return outcome


def _write(file: Path, text: str) -> None:
    """Write the whole file or nothing: two builds may do so at once."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(
            "w", dir=file.parent, delete=False, encoding="utf-8"
        ) as new:
            new.write(text)
    except OSError:
        return
    try:
        os.replace(new.name, file)
    except OSError:
        os.unlink(new.name)
