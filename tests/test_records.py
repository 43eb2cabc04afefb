"""The recorded runs that the book quotes: every experiment and benchmark has one, of its code."""

import pytest

from benchmarks.options import SUBJECTS
from experiments import data, record
from experiments.command import known
from verify.book import runs

LARGEST = 100_000  # bytes of a record: they are read with every page


@pytest.mark.parametrize("name", [*known(), *(f"benchmarks/{subject}" for subject in SUBJECTS)])
def test_a_record_is_of_the_code_as_it_is(name):
    assert runs.load(name).current, f"the code has changed since the run: {runs.command(name)}"


@pytest.mark.parametrize("name", known())
def test_the_record_of_an_experiment_is_of_mnist_and_small(name):
    assert runs.load(name).record["data"]["sha256"] == data.MNIST_SHA256
    assert record.path(name).stat().st_size < LARGEST
