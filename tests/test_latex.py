"""The reader of LaTeX: its messages, and that nothing it is given leads to another error."""

from collections import Counter
from string import printable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import language
from tests.example import SYMBOLS, display, verdict
from tests.fuzz import faults
from verify.book import ROOT
from verify.book.displays import displays
from verify.proving.formula import read
from verify.reading import nodes
from verify.reading.equations import chains
from verify.reading.tokens import LatexError, tokens
from verify.reading.unicode import text

READ = [line["latex"] for line in language.READ if "of" not in line]


def test_a_display_that_is_nested_too_deeply_is_refused():
    assert "nested too deeply" in verdict("x = " + "(" * 400 + "x" + ")" * 400)


def test_message_names_chapter_line_column_and_symbol():
    latex = r"""\begin{aligned}
    p_i &= \frac{e^{z_i}}{S} \\
        &= q_i
    \end{aligned}"""

    assert verdict(latex) == "docs/example.md:5:12: the derivation defines no 'q'"


def test_letters_that_are_one_symbol_or_several_are_refused():
    symbols = {"d": 1, "W": 2, "dW": 3, "x": 4}

    with pytest.raises(LatexError, match="'dW' can be read as one symbol or as 2"):
        chains("x = dW", symbols)
    assert chains(r"x = \mathrm{dW}", symbols)
    assert chains("x = d W", symbols)


def test_a_name_and_an_entry_that_look_the_same_are_refused():
    with pytest.raises(LatexError, match="'z_1' and an entry of 'z' look the same"):
        chains("x = z_1", {**SYMBOLS, "z_1": SYMBOLS["x"]})


@pytest.mark.parametrize(
    "latex",
    [
        r"x\, +\; y \quad=\!a",
        "x + % a comment\n y = a.",
        r"\left(x + y\right) = \big(a\big),",
        r"x + \limits y = a",
        r"\begin{aligned} x + y &= a \end{aligned}",
    ],
)
def test_layout_and_final_punctuation_mean_nothing(latex):
    assert [text(side.value) for side in chains(latex, SYMBOLS)[0].sides] == ["x + y", "a"]


ALPHABET = sorted({token.text for latex in READ for token in tokens(latex) if token.words is None})


def _is_read_or_refused_at_a_place(latex):
    try:
        read(display(latex), SYMBOLS)
    except LatexError as error:
        assert 0 <= error.at <= len(display(latex).latex)


@pytest.mark.parametrize("latex", READ[::6])
def test_a_token_lost_doubled_or_out_of_place_gives_no_other_error(latex):
    pieces = [latex[token.at : token.end] for token in tokens(latex)]

    for at in range(len(pieces)):
        for changed in (
            pieces[:at] + pieces[at + 1 :],
            pieces[: at + 1] + pieces[at:],
            pieces[:at] + pieces[at : at + 2][::-1] + pieces[at + 2 :],
        ):
            _is_read_or_refused_at_a_place(" ".join(changed))


@given(st.lists(st.sampled_from(ALPHABET), max_size=12).map(" ".join))
def test_any_sequence_of_tokens_gives_no_other_error(latex):
    _is_read_or_refused_at_a_place(latex)
    _is_read_or_refused_at_a_place(f"x = {latex}")


@given(st.text(printable, max_size=30))
def test_any_text_gives_no_other_error(latex):
    _is_read_or_refused_at_a_place(latex.replace("$$", ""))


def kinds_of_node():
    return [
        kind
        for kind in vars(nodes).values()
        if isinstance(kind, type) and issubclass(kind, nodes.Node) and kind is not nodes.Node
    ]


@pytest.mark.parametrize("kind", kinds_of_node(), ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("files", [("reading/unicode",), ("proving/values", "proving/conditions")])
def test_every_kind_of_node_is_written_and_evaluated(kind, files):
    sources = [(ROOT / "verify" / f"{name}.py").read_text(encoding="utf-8") for name in files]

    assert any(f"n.{kind.__name__}" in source for source in sources)


def test_random_formulas_are_refused_or_judged_and_soon():
    assert list(faults(displays("softmax") + displays("loss"), 300, seed=0, counts=Counter())) == []
