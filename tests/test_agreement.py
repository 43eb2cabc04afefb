"""The page that puts `nn` beside the results of others. Page: docs/agreement.md."""

import re
from decimal import Decimal
from math import log10

import numpy as np
import pytest

from benchmarks import libraries, witness
from benchmarks.beside import in_onnx, optimizers, values
from figures import agreement
from figures.oracles import cs231n, d2l, deep_ml, mazur, micrograd, nielsen, saitoh
from nn import adam
from tests.states import states
from tests.tables import read
from verify.book import runs
from verify.prose.pages import text_of

pytestmark = pytest.mark.usefixtures("shapes_unchecked")  # many thousand steps
PRINTED = {
    "mazur_printed": (lambda: read("agreement", "mazur_printed"), mazur.ORACLES),
    "mazur_path": (lambda: read("agreement", "mazur_path"), mazur.trajectory()),
    "cs231n_printed": (lambda: read("agreement", "cs231n_printed"), cs231n.ORACLES),
    "saitoh_printed": (lambda: read("agreement", "saitoh_printed"), saitoh.ORACLES),
    "deep_ml_printed": (lambda: read("agreement", "deep_ml_printed"), deep_ml.ORACLES),
}
OTHERS = [(each.SOURCE, oracle) for each in (nielsen, micrograd, d2l) for oracle in each.ORACLES]


def record():
    return runs.load("benchmarks/libraries").record["results"]


def row(oracle):
    """The name of a result, and the cells that its row is to have."""
    found = [*np.ravel(oracle.found())]
    count = f" ({len(found)})" if len(found) > 1 else ""
    return oracle.what + count, ", ".join(f"`{f.__qualname__}`" for f in oracle.functions), found


def wrong(cells, oracle):
    """What is wrong with the cells of a row: each is made once more, from strings."""
    _, by, found = row(oracle)
    pairs = dict(zip(flat(oracle.printed), found, strict=True))
    printed, computed = (
        cell.replace("\u2212", "-") if cell.startswith("\u2212") else cell
        for cell in (cells.get("published", cells.get("exact")), cells["computed"])
    )
    assert "\u2212" not in printed and not cells["computed"].startswith("-")
    value = float(pairs[printed])
    place = -Decimal(printed).as_tuple().exponent
    rounded = Decimal(repr(value)).quantize(Decimal(1).scaleb(-place)) == Decimal(printed)
    digits, _, of = cells["digits"].split("\u00a0")
    return [
        what
        for what, ok in {
            "by": cells.get("by", by) == by,
            "computed": float(computed) == pytest.approx(value, rel=10.0 ** -(int(of) - 1)),
            "of": int(of) == len(re.sub(r"e.*|[-.]", "", printed).lstrip("0") or "0"),
            "digits": (digits == of) == rounded,
            "tick": cells[""] == ("✗" if oracle.differs else "✓"),
        }.items()
        if not ok
    ]


def flat(printed):
    return (
        [printed] if isinstance(printed, str) else [one for each in printed for one in flat(each)]
    )


@pytest.mark.parametrize(("table", "oracles"), PRINTED.values(), ids=PRINTED)
def test_each_row_of_a_table_shows_a_number_that_was_printed_and_the_one_that_comes_out(
    table, oracles
):
    rows = table().rows

    assert [*rows] == [row(oracle)[0] for oracle in oracles]
    assert [o.what for name, o in zip(rows, oracles, strict=True) if wrong(rows[name], o)] == []


def test_the_rows_of_the_other_sources_have_their_names_before_them():
    rows = read("agreement", "others_printed").rows
    darkness = rows.pop("Nielsen (2015): average darkness")

    assert [*rows] == [f"{source.title}: {row(oracle)[0]}" for source, oracle in OTHERS]
    assert [o.what for n, (_, o) in zip(rows, OTHERS, strict=True) if wrong(rows[n], o)] == []
    assert (darkness["published"], int(float(darkness["computed"]))) == (
        nielsen.DARKNESS,
        record()["darkness"],
    )
    assert darkness[""] == ("✓" if str(record()["darkness"]) == nielsen.DARKNESS else "✗")


def test_what_does_not_come_out_is_listed_with_its_reason():
    rows = read("agreement", "differing").rows

    expected = {
        f"{source.title}: {oracle.what}": oracle.differs
        for source, oracle in agreement.oracles()
        if oracle.differs
    }
    assert {name: cells["why"] for name, cells in rows.items()} == expected
    assert all(float(cells["published"]) != float(cells["computed"]) for cells in rows.values())


@states(
    "The first three are explained where [the example](worked_2_2_2.md#the-published-error) is."
)
def test_the_first_three_that_do_not_come_out_are_those_of_the_example():
    names = [*read("agreement", "differing").rows]

    assert [name.startswith("Mazur") for name in names] == [True] * 3 + [False]


@states(
    "Where the net ends depends on its first weights, and those of the notes are not known:",
    "So this published result cannot be reproduced; nor does it contradict what this book "
    "computes.",
)
def test_the_net_of_the_spiral_ends_elsewhere_from_every_start():
    starts = [each["losses"] for each in record()["spiral"]]
    printed = {str(step): float(loss) for step, loss in cs231n.LOSSES.items()}

    for step in ("0", "9000"):
        assert len({losses[step] for losses in starts}) == len(starts) == libraries.SEEDS
        assert printed[step] not in {losses[step] for losses in starts}
    assert all(abs(losses["9000"] - printed["9000"]) < 1e-3 for losses in starts)
    assert {round(each["accuracy"], 2) for each in record()["spiral"]} == {0.98}


def test_the_table_of_the_spiral_shows_what_was_printed_and_recorded():
    found = {
        f"{int(step):,}".replace(",", " "): {
            "published": cs231n.LOSSES[step],
            **{f"start {k}": r["losses"][str(step)] for k, r in enumerate(record()["spiral"], 1)},
        }
        for step in cs231n.LOSSES
    }
    found["accuracy at the end"] = {
        "published": cs231n.ACCURACY,
        **{f"start {k}": r["accuracy"] for k, r in enumerate(record()["spiral"], 1)},
    }

    assert read("agreement", "spiral").wrong(found) == []


def test_the_first_loss_of_the_spiral_is_the_recorded_one():
    X, t = cs231n.spiral()
    found = [
        cs231n.with_penalty(cs231n.SPIRAL, cs231n.spiral_start(seed), X, t, 1e-3 / 2)[0]
        for seed in range(libraries.SEEDS)
    ]

    assert found == pytest.approx([r["losses"]["0"] for r in record()["spiral"]], abs=6e-7)


# Libraries


def digits(error):
    return "all" if error == 0 else -log10(error)


@states(
    "The column *published* counts the printed numbers that a function helped to compute and "
    "that came out right.",
    "The column of a library says in how many digits its values agree with those of the "
    "function; *all* means to the last bit.",
)
def test_the_table_of_functions_has_the_numbers_and_the_digits_of_each():
    rows = read("agreement", "functions").rows
    expected = {}
    for name in rows:
        called = name.strip("`")
        published = sum(
            len(flat(oracle.printed))
            for _, oracle in agreement.oracles()
            if not oracle.differs and called in [f.__qualname__ for f in oracle.functions]
        )
        errors = dict(record()["values"].get(called, {"errors": {}})["errors"])
        by_onnx = [n["error"] for n in record()["nodes"].values() if called in n["functions"]]
        errors |= {"onnx": max(by_onnx)} if by_onnx else {}
        rule = [f for f, each in agreement.RULES.items() if each == called]
        errors |= {"torch": record()["paths"][rule[0]]["error"]} if rule else {}
        shown = [
            f"{title}\u00a0{'all' if errors[key] == 0 else format(digits(errors[key]), '.1f')}"
            for key, title in agreement.LIBRARIES.items()
            if key in errors
        ]
        expected[name] = {"published": published or "–", "digits": ", ".join(shown) or "–"}

    assert read("agreement", "functions").wrong(expected) == []


def test_no_function_that_was_compared_is_missing_among_them():
    names = {name.strip("`") for name in read("agreement", "functions").rows}
    published = {f.__qualname__ for _, o in agreement.oracles() for f in o.functions}
    recorded = {*record()["values"]} | {
        name for node in record()["nodes"].values() for name in node["functions"]
    }

    assert names == published | recorded | {*agreement.RULES.values()}


@states(
    "The values of SciPy, PyTorch and JAX are compared in float64 at random points of moderate "
    "size, {{ run benchmarks/libraries points }} of each of four sizes.",
    "A difference is relative to the largest entry, and float64 has "
    "{{ value float64_digits():.1f }} digits.",
    "The cases of ONNX are in float32, which has {{ value float32_digits():.1f }}.",
    "A unit in the last place can count as a fraction of a digit more, since beside some numbers "
    "it is smaller than beside others.",
)
def test_values_are_compared_relative_to_the_largest_entry():
    assert values.difference(np.array([1.0, 2.02]), np.array([1.0, 2.0])) == pytest.approx(0.01)
    assert values.difference(np.ones(2), np.ones(3)) == np.inf
    assert len(values.SIZES) == 4 and record()["points"] == libraries.POINTS
    assert agreement.float64_digits() == pytest.approx(52 * log10(2))
    assert agreement.float32_digits() == pytest.approx(23 * log10(2))
    last = [-log10(np.spacing(number) / number) for number in (1.0, 1.5, np.nextafter(2, 1))]
    assert last[0] == agreement.float64_digits() < last[1] < last[2] < last[0] + 1


@states(
    "The table says in how many digits each gradient of this book agrees with theirs, at the "
    "point where they differ most:",
    "The three with fewer digits are difference quotients, which are approximations.",
)
def test_the_table_of_gradients_has_the_digits_that_were_recorded():
    found = runs.load("benchmarks/witness").record["results"]["gradients"]
    expected = {
        f"`{name}`": {
            "at": f"{max(by['points'] for by in each['witnesses'].values())} points",
            "JAX": digits(each["witnesses"]["jax"]["error"]),
            "PyTorch": digits(each["witnesses"]["torch"]["error"]),
        }
        for name, each in found.items()
    }
    coarse = [name for name, each in found.items() if each["bound"] > witness.EXACT]

    assert read("agreement", "gradients").wrong(expected) == []
    assert len(coarse) == 3
    assert max(found[n]["witnesses"]["jax"]["error"] for n in found if n not in coarse) < 1e-12
    assert min(found[n]["witnesses"]["jax"]["error"] for n in coarse) > 1e-12


@states(
    "Eight steps along the same random gradients, from the same start, with rates and decays that "
    "are drawn at random:",
    "They are the same algorithms, down to the place of $\\epsilon$.",
)
def test_all_optimizers_go_the_way_of_their_peers():
    rows = read("agreement", "paths").rows
    expected = {
        f"`{agreement.RULES[name]}`": {
            "in `torch.optim`": each["peer"],
            "settings": each["settings"],
            "digits": digits(each["error"]),
        }
        for name, each in record()["paths"].items()
    }

    assert read("agreement", "paths").wrong(expected) == []
    assert len(rows) == 7 and optimizers.STEPS == 8
    assert max(each["error"] for each in record()["paths"].values()) < 1e-12


@pytest.mark.parametrize("name", ["adagrad", "rmsprop", "adam"])
def test_epsilon_in_another_place_leads_another_way(rng, name):
    """With an epsilon that counts, inside of the root is not outside."""
    w, g, epsilon = rng.standard_normal(3), rng.standard_normal((8, 3)), 1e-4
    given = {"adagrad": (0.1,), "rmsprop": (0.1, 0.9), "adam": (0.1, 0.9, 0.999)}[name]

    outside = getattr(adam, name)(w, g, *given, epsilon)
    inside = getattr(adam, name)(w, g, *given, epsilon / 100)
    assert values.difference(outside, inside) > 1e-6


@states(
    "Class weights, ignored labels and a sum in place of the mean are added around the "
    "losses of single examples, and the axis of softmax is moved to the end."
)
def test_the_table_of_operators_has_the_cases_that_were_recorded():
    expected = {
        name: {
            "by": ", ".join(f"`{each}`" for each in found["functions"]),
            "cases": found["cases"],
            "computed": found["computed"],
            "digits": digits(found["error"]),
            "left": "; ".join(found["left"]) or "–",
        }
        for name, found in record()["nodes"].items()
    }

    assert read("agreement", "nodes").wrong(expected) == []
    assert [*expected] == [*in_onnx.COMPUTED]
    assert max(found["error"] for found in record()["nodes"].values()) < in_onnx.BOUND


def test_a_source_of_every_list_stands_among_the_sources():
    listed = text_of("agreement").partition("\n## Sources\n")[2]

    for each in agreement.SOURCES:
        assert each.SOURCE.kept in listed, each.SOURCE
        assert each.SOURCE.where in listed, each.SOURCE
