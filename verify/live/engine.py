"""The engine that runs what is printed for a page: the Node that comes with Playwright."""

import json
import shutil
import subprocess
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

SECONDS = 60
RUN = """
const calls = JSON.parse(require("fs").readFileSync(0, "utf8"))
const number = (x) => Number.isFinite(x) ? x : String(x)
console.log(JSON.stringify(calls.map(([f, points]) => {
  const run = eval(f)
  return points.map((point) => run(...point).map(number))
})))
"""


class NoEngine(RuntimeError):
    """There is no JavaScript here; the message says what to install."""


def values(calls: list[tuple[str, list[list[list[float]]]]]) -> list[list[list[float]]]:
    """What printed functions are worth, each at its points; a point is a list of arrays.

    Raises:
        NoEngine: there is no Node, or it failed.
    """
    found = answered(RUN, calls, "run what is printed for the page")
    return [[[float(x) for x in row] for row in rows] for rows in found]


def answered(program: str, asked: Any, what: str, seconds: int = SECONDS) -> Any:
    """What a program prints in JSON for what it is asked in JSON; ``what`` it does, for an error.

    Raises:
        NoEngine: there is no Node, or it failed.
    """
    try:
        done = subprocess.run(
            [str(node()), "-e", program],
            input=json.dumps(asked),
            capture_output=True,
            text=True,
            timeout=seconds,
            check=True,
        )
    except (OSError, subprocess.SubprocessError) as error:
        said = getattr(error, "stderr", "") or error
        raise NoEngine(f"Node could not {what}: {said}") from error
    return json.loads(done.stdout)


@cache
def node() -> Path:
    """Playwright's own Node, so that it is the same everywhere, or that of the system.

    Raises:
        NoEngine: there is none.
    """
    spec = find_spec("playwright")
    if spec and spec.origin:
        for name in ("node", "node.exe"):
            if (program := Path(spec.origin).parent / "driver" / name).is_file():
                return program
    if found := shutil.which("node"):
        return Path(found)
    raise NoEngine("no Node here to run what is printed for the page: pip install playwright")
