"""Run the test of one exercise: ``python -m exercises softmax_vjp``.

Exit status: 0, the function passes; 1, it does not yet; 2, the command is not understood; 130, it
was interrupted.
"""

import ast
import subprocess
import sys
from difflib import get_close_matches
from pathlib import Path

from exercises import HERE, HIDDEN, SOLUTIONS, known

PROGRAM = "make exercise NAME="
SECONDS = 60  # for tests that take less than one
ROOT = HERE.parent


def main(arguments: list[str]) -> int:
    """Run the test of the exercise that is named, and say what came of it."""
    names = known()
    if len(arguments) != 1 or arguments[0] not in names:
        print(_unknown(arguments, names), file=sys.stderr)
        return 2
    (name,) = arguments
    stub = HERE / f"{name}.py"
    if problem := unfinished(stub):
        print(problem, file=sys.stderr)
        return 1
    options = ["-q", "-x", "--tb=short", "--no-header", "-p", "no:xdist"]
    try:
        done = subprocess.run(
            [sys.executable, "-m", "pytest", *options, str(HIDDEN / f"test_{name}.py")],
            cwd=ROOT,
            timeout=SECONDS,
        )
    except subprocess.TimeoutExpired:
        print(f"{_shown(stub)}: no end after {SECONDS} seconds; does a loop end?", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return 130
    if done.returncode:
        print(f"Not yet: change {_shown(stub)}, and run {PROGRAM}{name} again.")
        return 1
    print(f"It passes. Another way to write it: {_shown(SOLUTIONS / stub.name)}")
    return 0


def unfinished(stub: Path) -> str:
    """Why a stub can't be tested yet, or nothing."""
    try:
        tree = ast.parse(stub.read_text(encoding="utf-8"))
    except (SyntaxError, ValueError) as error:
        at = f":{error.lineno}" if isinstance(error, SyntaxError) else ""
        return f"{_shown(stub)}{at}: this is no Python: {error}"
    for node in ast.walk(tree):
        match node:
            case ast.Raise(exc=ast.Call(func=ast.Name(id="NotImplementedError"))):
                at = f"{_shown(stub)}:{node.lineno}"
                return f"{at}: nothing is written yet: put the body of the function in this place"
            case ast.Import(names=[ast.alias(name="nn")]) | ast.ImportFrom(module="nn"):
                return f"{_shown(stub)}:{node.lineno}: write it with NumPy alone, without nn"
    return ""


def _unknown(arguments: list[str], names: list[str]) -> str:
    listed = "\n".join(f"  {PROGRAM}{name}" for name in names)
    if len(arguments) != 1 or not arguments[0]:
        return f"Name one exercise:\n{listed}"
    near = get_close_matches(arguments[0], names, n=1)
    hint = f"; did you mean {near[0]!r}?" if near else ""
    return f"There is no exercise {arguments[0]!r}{hint}\n{listed}"


def _shown(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
