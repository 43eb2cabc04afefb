"""Tables of docs/agreement.md: what `nn` finds beside what others published or compute.

Published numbers are computed again when the page is built; what libraries say is recorded.
"""

from collections.abc import Iterable
from math import log10
from typing import Any

import numpy as np

from figures.oracles import cs231n, d2l, deep_ml, mazur, micrograd, nielsen, saitoh
from figures.oracles.cs231n import final_loss as final_loss  # which a cited number names
from figures.oracles.mazur import DIGITS as DIGITS
from figures.oracles.published import ENOUGH as ENOUGH
from figures.oracles.published import Compared, Oracle, Source
from figures.performance import NAMES
from verify.book import runs

RECORD = "benchmarks/libraries"
SOURCES = (mazur, cs231n, saitoh, nielsen, micrograd, d2l, deep_ml)
AGREES, DIFFERS, NOTHING = "✓", "✗", "–"
LIBRARIES = {"scipy": "SciPy", "onnx": "ONNX", "torch": "PyTorch", "jax": "JAX"}
HEAD = ["What", "by", "published", "computed", "digits", ""]
RULES = {  # of each function that follows a rule, the class that makes its steps
    "gradient_descent": "GradientDescent",
    "momentum": "Momentum",
    "nesterov": "Nesterov",
    "adagrad": "AdaGrad",
    "rmsprop": "RMSProp",
    "adam": "Adam",
    "adamw": "AdamW",
}
SPACE = "\u00a0"  # at which no line is broken
MORE = 2  # digits that a computed number is shown with beyond those that are printed
MOST = 17


def of(part: str) -> Any:
    """A part of what was recorded of the libraries."""
    return runs.load(RECORD).record["results"][part]


def oracles() -> list[tuple[Source, Oracle]]:
    """Every published result with its source."""
    return [(each.SOURCE, oracle) for each in SOURCES for oracle in each.ORACLES]


# -- published


def mazur_printed() -> list[list[str]]:
    """What Mazur prints."""
    return _rows(mazur.ORACLES)


def mazur_path() -> list[list[str]]:
    """The path of his example, in exact arithmetic and in that of `nn`."""
    head, *rows = _rows(mazur.trajectory())
    return [[head[0], "exact", *head[3:]], *([what, *cells] for what, _, *cells in rows)]


def cs231n_printed() -> list[list[str]]:
    """The notes and the toy net of CS231n."""
    return _rows(cs231n.ORACLES)


def saitoh_printed() -> list[list[str]]:
    """What Saitoh prints."""
    return _rows(saitoh.ORACLES)


def others_printed() -> list[list[str]]:
    """What Nielsen, micrograd and d2l print, and how many images Nielsen knows by darkness."""
    head, *rows = _rows(())
    for each in (nielsen, micrograd, d2l):
        rows += [[f"{each.SOURCE.title}: {what}", *row] for what, *row in _rows(each.ORACLES)[1:]]
    right = runs.load(RECORD).record["results"].get("darkness")
    if right is not None:
        rows.append(_row("Nielsen (2015): average darkness", ["confusion_matrix"], 1,
                         Compared(nielsen.DARKNESS, right, MOST)))  # fmt: skip
    return [head, *rows]


def deep_ml_printed() -> list[list[str]]:
    """What the tests of Deep-ML expect."""
    return _rows(deep_ml.ORACLES)


def counted() -> dict[str, int]:
    """How many results there are, how many numbers, and how many results do not agree."""
    every = [oracle for _, oracle in oracles()]
    return {
        "results": len(every),
        "numbers": sum(len(oracle.compared()) for oracle in every),
        "differ": sum(not oracle.agrees for oracle in every),
    }


def differing() -> list[list[str]]:
    """The published results that do not come out, and why."""
    rows = [["Result", "published", "computed", "why"]]
    for source, oracle in oracles():
        if not oracle.agrees:
            worst = oracle.worst()
            rows.append(
                [
                    f"{source.title}: {oracle.what}",
                    minus(worst.printed),
                    minus(shown(worst)),
                    oracle.differs,
                ]
            )
    return rows


def spiral() -> list[list[str]]:
    """The losses of the spiral's net: as the notes print them, and from several starts here."""
    found = of("spiral")
    heads = [f"start {k}" for k in range(1, len(found) + 1)]
    rows = [["iteration", "published", *heads]]
    for step, printed in cs231n.LOSSES.items():
        losses = (f"{each['losses'][str(step)]:.6f}" for each in found)
        rows.append([f"{step:,}".replace(",", " "), printed, *losses])
    accuracies = (f"{each['accuracy']:.2f}" for each in found)
    return [*rows, ["accuracy at the end", cs231n.ACCURACY, *accuracies]]


def minus(cell: str) -> str:
    """A negative number with its sign, in place of the hyphen of a program."""
    return cell.replace("-", "−") if cell.startswith("-") else cell


def shown(compared: Compared) -> str:
    """A computed number with some more digits than are printed, and in their manner."""
    precision = min(compared.of + MORE, MOST)
    value = compared.found + 0.0
    if "e" in compared.printed:
        return f"{value:.{precision - 1}e}"
    leading = -int(f"{value:e}".partition("e")[2]) if value else 0
    return f"{value:.{max(precision - 1 + leading, 0)}f}"


def _rows(oracles: Iterable[Oracle]) -> list[list[str]]:
    return [HEAD] + [
        _row(oracle.what, oracle.names, len(oracle.compared()), oracle.worst())
        for oracle in oracles
    ]


def _row(what: str, names: list[str], count: int, worst: Compared) -> list[str]:
    return [
        f"{what} ({count})" if count > 1 else what,
        ", ".join(f"`{name}`" for name in names),
        minus(worst.printed),
        minus(shown(worst)),
        f"{worst.digits}{SPACE}of{SPACE}{worst.of}",
        AGREES if worst.agrees else DIFFERS,
    ]


# -- libraries


def functions() -> list[list[str]]:
    """Each function of `nn`: how many published numbers it had a part in, and its digits."""
    numbers: dict[str, int] = {}
    for _, oracle in oracles():
        for name in oracle.names:
            numbers[name] = numbers.get(name, 0) + (len(oracle.compared()) if oracle.agrees else 0)
    beside = {name: dict(found["errors"]) for name, found in of("values").items()}
    for found in of("nodes").values():
        for name in found["functions"]:
            errors = beside.setdefault(name, {})
            errors["onnx"] = max(found["error"], errors.get("onnx", 0.0))
    for name, found in of("paths").items():
        beside.setdefault(RULES[name], {})["torch"] = found["error"]
    rows = [["Function", "published", "digits"]]
    for name in sorted({*numbers, *beside}, key=str.lower):
        errors = beside.get(name, {})
        cells = (f"{LIBRARIES[k]}{SPACE}{digits(errors[k])}" for k in LIBRARIES if k in errors)
        rows.append(
            [f"`{name}`", str(numbers.get(name, 0) or NOTHING), ", ".join(cells) or NOTHING]
        )
    return rows


def gradients() -> list[list[str]]:
    """Each gradient of `nn`, and its digits beside what the libraries differentiate."""
    found = runs.load("benchmarks/witness").record["results"]
    rows = [["Gradient", "at", *(NAMES[key] for key in found["libraries"])]]
    for name, each in found["gradients"].items():
        points = max(seen["points"] for seen in each["witnesses"].values())
        cells = (digits(each["witnesses"][key]["error"]) for key in found["libraries"])
        rows.append([f"`{name}`", f"{points} points", *cells])
    return rows


def paths() -> list[list[str]]:
    """Each optimizer beside that of PyTorch."""
    rows = [["Optimizer", "in `torch.optim`", "settings", "digits"]]
    for name, found in of("paths").items():
        cells = [found["peer"], str(found["settings"]), digits(found["error"])]
        rows.append([f"`{RULES[name]}`", *cells])
    return rows


def nodes() -> list[list[str]]:
    """Each operator of ONNX: its cases, those that are computed, and what others ask for."""
    rows = [["Operator", "by", "cases", "computed", "digits", "left"]]
    for name, found in of("nodes").items():
        rows.append(
            [
                name,
                ", ".join(f"`{each}`" for each in found["functions"]),
                str(found["cases"]),
                str(found["computed"]),
                digits(found["error"]),
                "; ".join(found["left"]) or NOTHING,
            ]
        )
    return rows


def digits(error: float) -> str:
    """How many digits agree, from a relative difference."""
    return f"{-log10(error):.1f}" if error else "all"


def held(kind: type) -> float:
    """How many digits a floating-point number holds."""
    return -log10(np.finfo(kind).eps)


def float64_digits() -> float:
    """Those of float64."""
    return held(np.float64)


def float32_digits() -> float:
    """Those of float32."""
    return held(np.float32)
