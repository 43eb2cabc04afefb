"""What benchmarks have found, by its name: what tables, figures and sentences ask for."""

from typing import Any

from verify.book import runs

NAMES = {
    "nn": "this book",
    "nn64": "this book, float64",
    "torch": "PyTorch",
    "torch_compiled": "PyTorch, compiled",
    "torch_bytes": "PyTorch, from bytes",
    "jax": "JAX",
    "sklearn": "scikit-learn",
    "source": "the program of [2]",
    "products": "the products alone",
    "torch_products": "PyTorch's products",
    "jax_products": "JAX's products",
    "structured": "what changes",
    "loop": "the loop",
    "approx_fprime": "SciPy's `approx_fprime`",
    "gradcheck": "PyTorch's `gradcheck`",
}


def of(subject: str) -> dict[str, Any]:
    """What a benchmark has found."""
    return runs.load(f"benchmarks/{subject}").record["results"]


def time(at: str, name: str) -> float:
    """Seconds of a step."""
    return of("step")["cells"][at]["seconds"][name]["median"]


def step_ratio(at: str, *names: str) -> dict[str, float] | None:
    """The time of a step of this book in times of another's: of several ways, the fastest."""
    return _largest(of("step")["cells"][at]["ratios"], names)


def run_ratio(*names: str) -> dict[str, float] | None:
    """The time of the whole run in times of another's: of several ways, the fastest."""
    return _largest(of("training")["ratios"], names)


def worst(*names: str) -> str:
    """The cell in which this book's step compares worst; nothing where the other is missing."""
    ratios = {at: step_ratio(at, *names) for at in of("step")["cells"]}
    known = {at: ratio["median"] for at, ratio in ratios.items() if ratio}
    return max(known, key=known.__getitem__) if known else ""


def widest() -> float:
    """How many times as fast a step is at most with the widest registers."""
    found = of("kernels")["cells"]
    return max(time(at, "nn") / cell["seconds"]["nn"]["median"] for at, cell in found.items())


def worst_ratio(*names: str) -> float:
    """The largest of the ratios of a step."""
    return step_ratio(worst(*names), *names)["median"]


def worst_place(*names: str) -> str:
    """The batch and the width of the cell in which this book's step compares worst."""
    size, hidden = worst(*names).split("x")
    return (
        f"{'a single example' if size == '1' else f'a batch of {size}'} and {hidden} hidden units"
    )


def losses(name: str) -> int:
    """In how many cells a step of this book takes longer than that of another."""
    ratios = (step_ratio(at, name) for at in of("step")["cells"])
    return sum(ratio is not None and ratio["median"] > 1 for ratio in ratios)


def spread(ratio: dict[str, float] | None) -> str:
    """The median, and the quartiles behind it."""
    return "" if ratio is None else "{median:.2f} ({low:.2f}–{high:.2f})".format(**ratio)


def _largest(ratios: dict, names: tuple[str, ...]) -> dict[str, float] | None:
    found = [ratios[name] for name in names if name in ratios]
    return max(found, key=lambda ratio: ratio["median"]) if found else None
