"""All that the sentences of the book state has a witness."""

import pytest

from verify.prose import tables
from verify.prose.pages import pages
from verify.showing.witnesses import main, unwitnessed


@pytest.mark.parametrize("page", pages())
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


def test_what_is_wrong_with_one_list_hides_nothing_of_another():
    """No phrase that stands beside the page is in this text."""
    told = "".join(unwitnessed("evaluation", "It is $2 N$.\n\nThere are twelve.\n"))

    parts = ["evaluation.toml, [words]: ", "nothing shows $2 N$", "twelve is typed"]
    assert [part for part in parts if part not in told] == []


def test_the_command_says_of_a_page_that_all_is_shown(capsys):
    assert (main(["docs/notation.md"]), capsys.readouterr().out[:3]) == (0, "All")


def test_the_command_names_what_nothing_shows(monkeypatch, capsys):
    monkeypatch.setattr("verify.showing.witnesses.text_of", lambda page: "It is never $2 N$.\n")
    monkeypatch.setattr("verify.prose.universal.text_of", lambda page, root: "It is never $2 N$.\n")

    assert main(["sentences"]) == 1
    assert "docs/sentences.md:1:14: nothing shows $2 N$" in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [[], ["--help"], ["nowhere"]])
def test_a_wrong_call_is_told_in_one_line(arguments, capsys):
    assert main(arguments) == 2
    assert capsys.readouterr().err.count("\n") == 1
