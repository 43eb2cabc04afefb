"""Tables of docs/performance.md, from recorded measurements."""

from figures.measured import NAMES, of, run_ratio, spread, step_ratio, time, worst
from figures.promises import PROMISES, Promise
from verify.book import runs
from verify.book.powers import typeset

COMPUTES = {
    "structured": "central differences, all of them",
    "loop": "the same",
    "approx_fprime": "forward differences, all of them",
    "gradcheck": "central differences and backpropagation, and whether they agree",
}
PARTS = {
    "products": "the products alone",
    "loss": "softmax, loss and its gradient",
    "move": "moving the parameters",
    "biases": "adding biases, and their gradients",
    "relu": "ReLU and its derivative",
}
STEPS = ("torch", "torch_compiled", "jax", "sklearn", "source")
FLOORS = {"nn": "this book", "torch": "PyTorch", "jax": "JAX"}
EXPLAINED = ("1x50", "100x50", "512x50", "512x512", "4096x2048")


def verdict(measured: float | None, most: float) -> str:
    """Whether a promise was kept."""
    if measured is None:
        return "not measured"
    return "kept" if measured <= most else "**missed**"


def bars() -> list[list[str]]:
    """What was promised before it was measured, what came out, and whether it holds."""
    rows = [["This book's time, divided by that of", "promised in", "at most", "measured", ""]]
    for promise in PROMISES:
        ratio, where = outcome(promise)
        held = verdict(ratio and ratio["median"], promise.at_most)
        measured = spread(ratio) + where
        what = promise.what.replace("the tutorial", NAMES["source"])  # its number is younger
        rows.append([what, f"`{promise.commit}`", f"{promise.at_most:.2f}", measured, held])
    megabytes = of("training")["runs"]["nn"]["megabytes"]
    held = verdict(megabytes, 200)
    memory = ["this book's memory of the whole run, in MB", f"`{PROMISES[0].commit}`", "200"]
    return [*rows, [*memory, f"{megabytes:.0f}", held]]


def outcome(promise: Promise) -> tuple[dict[str, float] | None, str]:
    """The ratio that a promise is about, and where that was, if it is about all cells."""
    if not promise.at:
        return run_ratio(*promise.of), ""
    at = worst(*promise.of) if promise.at == "all" else promise.at
    ratio = step_ratio(at, *promise.of) if at else None
    return ratio, f", {at.replace('x', ' × ')}" if promise.at == "all" and ratio else ""


def machine() -> list[list[str]]:
    """Where and with what the steps were measured."""
    record = runs.load("benchmarks/step").record
    found, versions = record["machine"], record["versions"]
    named = ("python", "numpy", "openblas", "torch", "jax", "scikit-learn", "scipy")
    return [
        ["What", "Which"],
        ["processor", f"{found['processor']}, {found['cores']} cores, {found['system']}"],
        ["threads", f"{record['settings']['threads']} for each program"],
        ["load at the end", f"{found.get('load', 'unknown')}, where 1 is this program alone"],
        *([name, f"`{versions[name]}`"] for name in named if name in versions),
        ["measured", f"{record['date']}, commit `{record['commit']}`"],
    ]


def cores() -> list[list[str]]:
    """Cores that were busy during the steps with batches of 512, on average."""
    one = of("step")["cells"]["512x50"]["seconds"]
    two = of("threads")["cells"]["512x50"]["seconds"]
    rows = [["Cores", "one thread", "two threads"]]
    for name, seconds in one.items():
        more = f"{two[name]['cores']:.2f}" if name in two else ""
        rows.append([NAMES[name], f"{seconds['cores']:.2f}", more])
    return rows


def step_times() -> list[list[str]]:
    """Microseconds of a step with 50 hidden units, by batch."""
    found = of("step")
    names = list(found["cells"]["100x50"]["seconds"])
    sizes = found["batches"]
    rows = [["Batch", *map(str, sizes)]]
    for name in names:
        took = (f"{time(f'{size}x50', name) * 1e6:,.0f}" for size in sizes)
        rows.append([NAMES[name], *took])
    return rows


def all_steps() -> list[list[str]]:
    """This book's time in times of each other's, in every cell; the largest of each is bold."""
    found = of("step")
    names = [name for name in STEPS if name not in found["skipped"]]
    rows = [["Batch × width", *(NAMES[name] for name in names)]]
    for at in found["cells"]:
        ratios = {name: f"{step_ratio(at, name)['median']:.2f}" for name in names}
        cells = (f"**{r}**" if at == worst(name) else r for name, r in ratios.items())
        rows.append([at.replace("x", " × "), *cells])
    return rows


def floors() -> list[list[str]]:
    """How many times as long as its own products each library's step takes, in every cell."""
    found = of("step")["cells"]
    names = [name for name in FLOORS if name in found["100x50"]["floors"]]
    rows = [["Batch × width", *(FLOORS[name] for name in names)]]
    for at, cell in found.items():
        rows.append(
            [at.replace("x", " × "), *(f"{cell['floors'][n]['median']:.2f}" for n in names)]
        )
    return rows


def reasons() -> list[list[str]]:
    """What a ratio of two steps is made of: what each adds to its products, and the products."""
    cells = of("step")["cells"]
    names = [name for name in FLOORS if name != "nn" and name in cells["100x50"]["floors"]]
    head = [[FLOORS[n], f"{FLOORS[n]}, the rest", f"{FLOORS[n]}, the products"] for n in names]
    rows = [["Batch × width", *(word for words in head for word in words)]]
    for at in EXPLAINED:
        row = [at.replace("x", " × ")]
        for name in names:
            ratio, rest = step_ratio(at, name), _quotient(cells[at]["floors"], "nn", name)
            products = time(at, "products") / time(at, f"{name}_products")
            row += [f"{ratio['median'] if ratio else 0:.2f}", f"{rest:.2f}", f"{products:.2f}"]
        rows.append(row)
    return rows


def _quotient(medians: dict, one: str, other: str) -> float:
    return medians[one]["median"] / medians[other]["median"]


def profile() -> list[list[str]]:
    """Microseconds of the parts of a step with 50 hidden units, each called alone."""
    found = of("step")["profile"]
    microseconds = {
        at: {name: 1e6 * each["median"] for name, each in parts.items()}
        for at, parts in found.items()
    }
    rows = [["Batch", *(at.partition("x")[0] for at in found)]]
    for name, words in PARTS.items():
        rows.append([words, *(f"{parts[name]:.0f}" for parts in microseconds.values())])
    left = (p["nn"] - sum(p[name] for name in PARTS) for p in microseconds.values())
    rows.append(["checks, calls and all else", *(f"{value:.0f}" for value in left)])
    rows.append(["the whole step", *(f"{parts['nn']:.0f}" for parts in microseconds.values())])
    return rows


def threads() -> list[list[str]]:
    """A step with two threads: microseconds, and what each gains by the second thread."""
    found = of("threads")["cells"]
    names = [name for name in found["100x50"]["seconds"] if name != "products"]
    rows = [["Microseconds", *(at.replace("x", " × ") for at in found)]]
    for name in names:
        cells = []
        for at, cell in found.items():
            took = cell["seconds"][name]["median"]
            cells.append(f"{took * 1e6:,.0f} ({time(at, name) / took:.1f})")
        rows.append([NAMES[name], *cells])
    return rows


def kernels() -> list[list[str]]:
    """A step with wider registers: how many times as fast it is, and in times of others'."""
    found = of("kernels")["cells"]
    rows = [["Batch × width", "times as fast", "PyTorch", "JAX", "the products alone"]]
    for at, cell in found.items():
        gain = time(at, "nn") / cell["seconds"]["nn"]["median"]
        ratios = (f"{cell['ratios'][n]['median']:.2f}" for n in ("torch", "jax", "products"))
        rows.append([at.replace("x", " × "), f"{gain:.2f}", *ratios])
    return rows


def startups() -> list[list[str]]:
    """Seconds of an import and of the first step, and milliseconds of a later one."""
    rows = [["", "import, s", "first step, s", "a later step, ms"]]
    for name, run in of("startup")["runs"].items():
        took = {part: run[part]["median"] for part in run}
        rows.append(
            [
                NAMES[name],
                f"{took['import']:.2f}",
                f"{took['first']:.3f}",
                f"{took['later'] * 1e3:.2f}",
            ]
        )
    return rows


def epochs() -> list[list[str]]:
    """Seconds of an epoch, by batch and width."""
    cells = of("epoch")["cells"]
    names = list(next(iter(cells.values()))["seconds"])
    rows = [["Batch", "Hidden", *(NAMES[name] for name in names)]]
    for at, cell in cells.items():
        rows.append([*at.split("x"), *(f"{cell['seconds'][name]['median']:.2f}" for name in names)])
    return rows


def whole_runs() -> list[list[str]]:
    """The run of the two-layer net in each program."""
    return _runs("training")


def regressions() -> list[list[str]]:
    """The run of softmax regression in both programs."""
    return _runs("regression", NAMES | {"source": "the program of [1]"})


def differences() -> list[list[str]]:
    """What each way to a numerical gradient computes, how long it takes, and how far it is off."""
    found = of("gradient")
    rows = [["", "computes", "seconds", "times as long", "relative error"]]
    for name, seconds in found["seconds"].items():
        times = f"{found['ratios'][name]['median']:.1f}" if name in found["ratios"] else ""
        error = typeset(f"{found['errors'][name]:.0e}") if name in found["errors"] else ""
        took = f"{seconds['median']:.3g}"
        rows.append([NAMES[name], COMPUTES[name], took, times, error])
    return rows


def witnesses() -> list[list[str]]:
    """The largest error of each chapter's gradients beside each library's."""
    found = of("witness")
    rows = [["Chapter", "Gradients", *(NAMES[key] for key in found["libraries"])]]
    for chapter in dict.fromkeys(each["chapter"] for each in found["gradients"].values()):
        of_chapter = [
            e["witnesses"] for e in found["gradients"].values() if e["chapter"] == chapter
        ]
        largest = (max(e[key]["error"] for e in of_chapter) for key in found["libraries"])
        errors = (typeset(f"{error:.0e}") if error else "0" for error in largest)
        rows.append([f"[{chapter}]({chapter}.md)", str(len(of_chapter)), *errors])
    return rows


def kinks() -> list[list[str]]:
    """What each library says where there is no derivative."""
    found = of("witness")
    rows = [["Derivative of", "at", NAMES["nn"], *(NAMES[key] for key in found["libraries"])]]
    for name, each in found["kinks"].items():
        slopes = (each[key].replace("-", "−") for key in ("nn", *found["libraries"]))
        rows.append([name, each["at"], *slopes])
    return rows


def _runs(subject: str, names: dict[str, str] = NAMES) -> list[list[str]]:
    found = of(subject)
    rows = [["", "seconds", "this book's share of it", "test accuracy", "memory, MB"]]
    for name, run in found["runs"].items():
        rows.append(
            [
                names[name],
                f"{run['seconds']['median']:.2f}",
                spread(found["ratios"].get(name)),
                f"{run['test_accuracy']:.4f}",
                f"{run['megabytes']:.0f}",
            ]
        )
    return rows
