"""Benchmarks beside the plain step: floors, profile, threads, kernels, starts, and growth."""

import argparse
import json
import os
import subprocess
import sys

import numpy as np
import pytest
from numpy.testing import assert_allclose

from benchmarks import __main__ as starter
from benchmarks import growth, kernels, profile, record, starting, step, threads
from benchmarks.competitors import initial
from benchmarks.floors import FLOORS, LIBRARIES, Products
from benchmarks.missing import Skipped
from benchmarks.options import THREADS, WIDEST
from verify.book import ROOT
from verify.book.displays import chapters

ASKED = argparse.Namespace(threads=1, quick=True, programs=None, data=None, record=False)
D, H = 30, 7


# -- floors and profile


@pytest.mark.parametrize("size", [1, 12])
def test_the_floor_computes_the_products_of_a_step(rng, size):
    start = initial(D, H)
    X = rng.random((size, D), np.float32)
    floor = Products(ASKED, start, 0.1)
    floor.step(X, None)

    Z1 = X @ start["W1"]
    Z2 = Z1 @ start["W2"]
    back = Z2 @ start["W2"].T
    expected = Z1, Z2, Z1.T @ Z2, back, X.T @ back
    for found, each in zip(floor._into[size], expected, strict=True):
        assert_allclose(found, each, rtol=1e-4, atol=1e-9)


def test_the_floor_of_a_single_example_has_no_product_that_sums_nothing(rng, monkeypatch):
    made = []
    matmul = np.matmul
    monkeypatch.setattr(np, "matmul", lambda *a, out: made.append(out.shape) or matmul(*a, out=out))
    Products(ASKED, initial(D, H), 0.1).step(rng.random((1, D), np.float32), None)

    assert made == [(1, H), (1, 10), (1, H)]


def test_every_library_has_a_floor_of_its_own():
    assert LIBRARIES == {"nn": "products", "torch": "torch_products", "jax": "jax_products"}
    assert {*LIBRARIES.values()} == {*FLOORS}


def test_the_profile_of_a_step_has_its_parts_and_changes_nothing(rng):
    X, t = rng.random((3, D), np.float32), np.array([0, 1, 2])
    found = profile.profile(X, t, H, rounds=1)

    assert [*found] == ["nn", "products", "loss", "move", "biases", "relu"]
    assert all(part["median"] > 0 for part in found.values())


def test_a_long_step_has_fewer_rounds():
    asked = argparse.Namespace(quick=False)

    found = [step.rounds(asked, values) for values in (50, 999_999, 1_000_000, 8_000_000)]
    assert found == [41, 41, 11, 5]


# -- threads and kernels


def test_a_step_with_two_threads_is_measured_with_two(monkeypatch):
    monkeypatch.setattr(threads, "CELLS", ((2, 3),))
    asked = []
    monkeypatch.setattr(step, "cell", lambda each, *_: asked.append(each.threads) or ({}, {}))

    assert threads.measure(ASKED) == {"threads": THREADS, "skipped": {}, "cells": {"2x3": {}}}
    assert asked == [THREADS]
    assert record.made("threads", ASKED, {"threads": 2}, 1.0)["settings"]["threads"] == 2


def test_each_program_is_told_how_many_threads_it_may_use():
    found = starter.limits(2)

    assert {found[f"{name}_NUM_THREADS"] for name in ("OPENBLAS", "OMP", "MKL")} == {"2"}
    assert "intra_op_parallelism_threads=2" in found["XLA_FLAGS"]


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="cores are chosen under Linux")
def test_a_measurement_stays_on_its_cores_and_the_next_may_have_all():
    before = os.sched_getaffinity(0)
    with starter.on_cores(1):
        during = os.sched_getaffinity(0)

    assert (len(during), os.sched_getaffinity(0)) == (1, before)


def test_without_wide_registers_the_kernels_are_skipped_with_a_reason(monkeypatch):
    monkeypatch.setattr(record, "cpuinfo", lambda entry: "sse avx avx2")

    with pytest.raises(Skipped, match="the processor has no AVX-512"):
        kernels.measure(ASKED)


def test_another_library_than_openblas_is_a_reason_as_well(monkeypatch):
    monkeypatch.setattr(record, "cpuinfo", lambda entry: "avx512f")
    monkeypatch.setattr(record, "libraries", lambda: {})

    with pytest.raises(Skipped, match="NumPy's products come from no OpenBLAS"):
        kernels.measure(ASKED)


def test_kernels_are_chosen_before_numpy_is_imported(monkeypatch):
    told = []

    def run(command, env, check):
        told.append((command[3], {name: env.get(name) for name in WIDEST}))
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.delenv("OPENBLAS_CORETYPE", raising=False)
    monkeypatch.setattr(subprocess, "run", run)
    monkeypatch.setattr(sys, "argv", ["benchmarks", "step", "kernels", "threads"])

    assert starter.main() == 0
    assert told == [
        ("step", {"OPENBLAS_CORETYPE": None}),
        ("kernels", WIDEST),
        ("threads", {"OPENBLAS_CORETYPE": None}),
    ]


# -- starts


def test_a_start_measures_the_import_and_the_first_step_and_a_later_one():
    done = subprocess.run(
        [sys.executable, "-m", starting.__name__, "nn"],
        capture_output=True, text=True, cwd=ROOT, check=True,
    )  # fmt: skip
    found = json.loads(done.stdout)

    assert [*found] == ["import", "first", "later"]
    assert min(found.values()) > 0


def test_nothing_is_imported_before_the_clock_of_an_import_starts():
    code = "import sys, benchmarks.starting; print([*sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True
    )

    assert not {"numpy", "nn", "torch", "jax", "sklearn"} & {*eval(done.stdout)}


# -- growth


def test_a_copy_of_the_first_chapters_has_no_page_of_the_others(tmp_path):
    topics = chapters()
    copy = growth.copied(tmp_path / "book", topics[2:])

    pages = {path.stem for path in (copy / "docs").glob("*.md")}
    nav = (copy / "mkdocs.yml").read_text(encoding="utf-8")
    assert pages & {*topics} == {*topics[:2]}
    assert [topic for topic in topics if f"- {topic}.md" in nav] == topics[:2]
    assert not (copy / ".cache").exists() and (copy / "nn" / "linear.py").is_file()
    assert (ROOT / "docs" / f"{topics[-1]}.md").is_file()


def test_a_book_that_cannot_be_built_is_an_error_that_says_why(tmp_path):
    (tmp_path / "mkdocs.yml").write_text("site_name: x\ntheme: no_such_theme\n", encoding="utf-8")

    with pytest.raises(Exception, match="expected the book to be built with some of its chapters"):
        growth.built(tmp_path)


def test_the_seconds_of_a_process_are_those_in_which_it_worked():
    before = growth.busy()
    code = "import time; time.sleep(0.5); [i for i in range(10**6)]"
    subprocess.run([sys.executable, "-c", code], check=True)

    assert 0.01 < growth.busy() - before < 0.5


def test_growth_is_measured_with_more_and_more_chapters(monkeypatch):
    monkeypatch.setattr(growth, "built", lambda copy: (copy / "site").mkdir() or 2.0)
    monkeypatch.setattr(growth, "tests", lambda topics: float(len(topics)))
    rows = growth.measure(argparse.Namespace(quick=False))["rows"]

    assert [row["chapters"] for row in rows] == [*growth.COUNTS]
    assert [row["tests"] for row in rows] == [*growth.COUNTS]
    assert [row["build"] for row in rows] == [2.0] * len(rows)
