"""The list of what can be read and of what is refused is true, line by line."""

import pytest

from tests import example, network
from tests.language import READ, REFUSED
from tests.states import states
from verify.general.derivation import Derivation
from verify.general.prove import Verdict, prove

GENERAL = Derivation("example", example.SOURCE)
OF = {"example": example.verdict, "network": network.verdict}
SLIPS = [line for line in READ if "slip" in line]


def proved(latex: str) -> bool:
    return prove(example.display(latex), example.SYMBOLS, GENERAL).verdict is Verdict.PROVED


def named(line):
    return line["latex"][:40]


@states("Each line of the first list is true,", page="what_can_be_read")
@pytest.mark.parametrize("line", READ, ids=named)
def test_a_line_that_can_be_read_is_true(line):
    assert OF[line.get("of", "example")](line["latex"]) == ""


@states("and the slip is found.", page="what_can_be_read")
@pytest.mark.parametrize("line", SLIPS, ids=named)
def test_a_slip_in_the_same_notation_is_found(line):
    assert "is not" in OF[line.get("of", "example")](line["slip"])


@pytest.mark.parametrize("line", SLIPS, ids=named)
def test_a_slip_is_not_proved_for_every_size(line):
    assert not proved(line["slip"])


@pytest.mark.parametrize("line", [x for x in READ if x.get("every_size")], ids=named)
def test_a_line_is_proved_for_every_size(line):
    assert proved(line["latex"])


@states("Each line of the second list is refused,", page="what_can_be_read")
@pytest.mark.parametrize("line", REFUSED, ids=named)
def test_what_is_not_understood_is_refused_at_its_place(line):
    marked = line["latex"]
    at, latex = max(marked.find("▶"), 0), marked.replace("▶", "")

    found = example.verdict(latex)

    assert found.startswith(f"docs/example.md:3:{at + 1}: " if "▶" in marked else "docs/")
    assert line["problem"] in found


@pytest.mark.parametrize("line", REFUSED, ids=named)
def test_a_refusal_has_a_way_out(line):
    assert line["instead"].strip()
