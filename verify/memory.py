"""Remember an outcome on disk for as long as everything that it depends on stays the same."""

import json
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[1] / ".cache" / "verify"


def remember(
    key: str, compute: Callable[[], Any], worth: Callable[[Any], bool] = lambda outcome: True
) -> Any:
    """What was computed under this key before, or what is computed now (JSON types only).

    Only what is worth it is kept: a failure may come from the surroundings of a run.

    A damaged entry counts as none, and a folder that cannot be written costs time only.
    """
    file = FOLDER / f"{key}.json"
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        outcome = compute()
    if not worth(outcome):
        return outcome
    try:
        FOLDER.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=FOLDER, delete=False, encoding="utf-8") as new:
            json.dump(outcome, new)
        os.replace(new.name, file)
    except OSError:
        pass
    return outcome
