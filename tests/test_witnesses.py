"""All that the sentences of the book state has a witness."""

import pytest

from verify.prose import tables
from verify.prose.pages import pages
from verify.showing.witnesses import unwitnessed

NOT_YET = set(  # pages of which something has none
    "chain_rule data_parallel errata evaluation inference initialization matmul network backprop "
    "numerical_differentiation numerical_training optimizer performance softmax_regression "
    "two_layer_net worked_2_2_2 worked_2_3_2".split()
)


@pytest.mark.parametrize("page", [page for page in pages() if page not in NOT_YET])
def test_whatever_the_page_states_has_a_witness(page):
    assert [*unwitnessed(page)] == []


TABLE = "| one | two |\n| --- | --- |\n| 1 | 2 |\n"


@pytest.fixture
def beside(tmp_path, monkeypatch):
    """Write what stands beside the chapter on softmax."""
    monkeypatch.setattr("verify.prose.plain.FOLDER", tmp_path)
    return lambda text: (tmp_path / "softmax.toml").write_text(text, encoding="utf-8")


def test_the_headings_of_a_table_stand_beside_the_page(beside):
    beside("[tables]\nheadings = ['one | two']")

    assert [*tables.problems("softmax", TABLE)] == []


@pytest.mark.parametrize("listed", ["", "[tables]\nheadings = ['two | one']"])
def test_headings_that_are_exchanged_are_told_with_their_place(beside, listed):
    beside(listed)

    assert "docs/softmax.md:1:2: the headings" in "".join(tables.problems("softmax", TABLE))


def test_headings_of_no_table_are_an_error(beside):
    beside("[tables]\nheadings = ['one | two', 'one | two']")

    (problem,) = tables.problems("softmax", TABLE)
    assert problem.endswith("no table has the headings 'one | two'")


def test_a_table_in_a_listing_is_none(beside):
    beside("")

    assert [*tables.problems("softmax", f"```\n{TABLE}```\n")] == []
