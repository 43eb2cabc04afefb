"""The formulas inside of sentences: which of them state something, and what shows it."""

import pytest

from tests.states import states
from verify.prose.formulas import judge, judged, problems
from verify.prose.inline import Inline, Kind, inline


def formula(latex: str, topic: str = "softmax") -> Inline:
    return Inline(topic, latex, 0, len(latex))


@pytest.mark.parametrize(
    "latex",
    [
        "p_i", "W^{(1)}_{dk}", r"\hat{P}", r"N \times D", "s_2, s_3, \\ldots", "f'(x)",
        r"\partial L / \partial w_1", r"\delta_{o2}", r"\mathrm{ReLU}", "n_{l+1}", "w^+",
    ],
)  # fmt: skip
def test_a_symbol_a_shape_and_a_list_state_nothing(latex):
    assert formula(latex).kind is Kind.NAME


@pytest.mark.parametrize(
    "latex",
    [
        r"2 N D K", r"X^\top G", r"p_j - \delta_{ij}", r"\log K", r"28 \times D", r"\log 3",
        r"h \tilde{A}_{nj}", r"\frac{1}{N}", "(1, x)", r"\mathrm{N}(\mathrm{N}(x))",
    ],
)  # fmt: skip
def test_the_outcome_of_a_calculation_may_be_wrong(latex):
    assert formula(latex).kind is Kind.VALUE


@pytest.mark.parametrize("latex", ["784", r"28 \times 28", "10^{-4}", "(1, 2)", "-3/2"])
def test_a_number_is_left_to_those_of_the_prose(latex):
    assert formula(latex).kind is Kind.NUMBER


@pytest.mark.parametrize("latex", ["p_i > 0", r"\tau \neq 1", r"e^0 = 1", r"x \approx 0.3"])
def test_a_relation_is_one(latex):
    assert formula(latex).kind is Kind.RELATION


def test_a_formula_in_code_in_a_display_or_in_a_comment_is_none_of_a_sentence():
    source = "`$a$` and $b$\n\n$$\nc\n$$\n\n<!-- $d$ -->\n\n```\n$e$\n```\n"

    assert [found.latex for found in inline("softmax", source)] == ["b"]


TRUE = [
    ("softmax", "p_i > 0"),
    ("softmax", "0 < p_i < 1"),
    ("softmax", r"e^{z_i} \neq 0"),
    ("softmax", r"p_i = e^{z_i} / S"),
    ("softmax", r"p_i \leq 1"),
    ("index", r"e^0 = 1"),
    ("index", r"\frac{1}{3} \approx 0.33"),
    ("index", r"-\log 2 \approx -0.693"),
    ("activation", r"\sigma(x) > 0"),
    ("activation", r"\sigma'(x) \leq \frac{1}{4}"),
    ("activation", r"-1 < \tanh x < 1"),
    ("activation", r"\sigma(x) > \frac{1}{2} \; (x > 0)"),
    ("activation", r"\lvert \tanh x \rvert < \lvert x \rvert \; (x \neq 0)"),
    ("activation", r"\log x < x"),  # has no value at x < 0
    ("activation", r"\sqrt{x} \geq 0"),
    ("softmax", r"p_i + p_j \leq 1 \; (i \neq j)"),  # attained, but for the last digit
    ("softmax", r"\frac{1}{K} \leq \sum_{i=1}^{K} p_i^2"),
    ("softmax", r"\max_i p_i \geq \frac{1}{K}"),
    ("data_parallel", r"v_r \geq 0"),
    ("network", r"0 < a^{(1)}_i < 1"),  # so close that no digit is left
    ("loss", r"0 \leq T_{nk} \leq 1"),  # a distribution
    ("initialization", r"\mathrm{Var}(y) \geq 0"),
    ("backprop", r"P_{nk} > 0"),  # of many symbols
]


@pytest.mark.parametrize(("topic", "latex"), TRUE)
def test_a_true_relation_is_accepted(topic, latex):
    assert judge(formula(latex, topic)).detail == ""


FALSE = [
    ("softmax", "p_i > 1", "p_i > 1 is not so at i = 1, z_1 = "),
    ("softmax", r"p_i < \frac{99}{100}", "is not so at i = "),
    ("softmax", "p_i = e^{z_i}", "at i = 1"),
    ("softmax", r"z_i \geq 0", "z_i ≥ 0 is not so at i = 1, z_1 = -1"),
    ("activation", r"\sigma'(x) < \frac{1}{4}", "is not so at x = 0"),
    ("activation", r"\lvert \tanh x \rvert < \lvert x \rvert", "is not so at x = 0"),
    ("activation", r"\sigma(x) > \frac{1}{2} \; (x < 0)", "is not so at x = -"),
    ("softmax", r"p_i > 0 \; (\tau < 0)", "at no point"),
    ("softmax", "p_i > x_i", "defines no 'x'"),
    ("activation", r"\sqrt{x} > 0", "is not so at x = 0"),
    ("softmax", r"p_i p_j < \frac{1}{4} \; (i \neq j)", "z_1 = 0.0, z_2 = 0.0; that is at K = 2"),
    ("softmax", r"\frac{1}{K} < \sum_{i=1}^{K} p_i^2", "is not so at z_1 = "),
    ("activation", r"\min(x, 30) < 30", "is not so at x = 30"),
    ("loss", r"T_{nk} > 0", "is not so at n = 1, k = 3"),
    ("loss", r"T_{nk} < 1", "is not so at n = 1, k = 1"),
    ("index", "e^1 = 1", "is not so"),
    ("index", "p > 1", "defines no 'p'"),
    ("index", r"\frac{2}{3} \approx 0.66", "is not so"),
    ("index", r"\frac{2}{3} \approx \frac{3}{4}", "only rounded numbers stand behind"),
    ("activation", r"x > 0 \; (x > 0)", "it repeats its condition"),
    ("softmax", r"0 < p_i < 1 \; (p_i < 1)", "it repeats its condition"),
    ("activation", r"\sigma(x) > \frac{1}{2} \text{ if } x > 0", r"in parentheses, \; (x > 0)"),
    ("activation", r"\sigma(x) > \frac{1}{2}, x > 0", r"in parentheses, \; (x > 0)"),
]


@states("so does an equation in a sentence that is false", page="README")
@pytest.mark.parametrize(("topic", "latex", "why"), FALSE)
def test_a_false_relation_says_where(topic, latex, why):
    assert why in judge(formula(latex, topic)).detail


def test_a_size_that_is_another_elsewhere_is_tried_there():
    assert "; that is at " in judge(formula(r"\sum_{k=1}^{K} p_k < K - 1")).detail


@pytest.fixture
def found(tmp_path, monkeypatch):
    """What is wrong with a page of this text, with a list of its own."""
    monkeypatch.setattr("verify.prose.plain.FOLDER", tmp_path)

    def found(text: str, listed: str = "") -> list[str]:
        (tmp_path / "softmax.toml").write_text(listed, encoding="utf-8")
        return list(problems("softmax", text, judged("softmax", text)))

    return found


@pytest.mark.parametrize(
    ("text", "listed"),
    [
        ("A sum of $K$ terms, $p_i > 0$ each.", ""),
        ("It costs about $4 K$ steps.", "[formulas]\nplain = ['costs about $4 K$']"),
        (
            "The slope is $p_i - p_i p_i$.",
            "[formulas.equal]\n'is $p_i - p_i p_i$' = 'p_i (1 - p_i)'",
        ),
        (r"Here $z_i > 5 \unchecked{a setting}$ stands.", ""),
    ],
)
def test_what_has_a_witness_is_accepted(found, text, listed):
    assert found(text, listed) == []


@pytest.mark.parametrize(
    ("text", "listed", "problem"),
    [
        ("It costs about $3 K$ steps.", "", "docs/softmax.md:1:17: nothing shows $3 K$"),
        ("It costs $3 K$.", "[formulas]\nplain = ['it costs $4 K$']", "covers nothing"),
        ("We add $p_i$ here.", "[formulas]\nplain = ['We add $p_i$']", "exempts nothing"),
        ("Now $p_i > 0$ holds.", "[formulas]\nplain = ['Now $p_i > 0$']", "exempts nothing"),
        (r"Now $p_i > 0 \unchecked{seen}$.", "", "exempts nothing"),
        ("It is $p_i$.", "[formulas.equal]\n'It is $p_i$' = 'p_i'", "exempts nothing"),
        ("It is $p_i p_i$.", "[formulas.equal]\n'is $p_i p_i$' = 'p_i'", "p_i p_i is not p_i"),
        (r"$\displaystyle p_i = p_i + 1$", "", "between $$ and $$"),
        ("> $p_i > 0$.", "", "between $$ and $$"),
    ],
)  # fmt: skip
def test_what_has_none_is_told_with_its_place(found, text, listed, problem):
    assert problem in "; ".join(found(text, listed))


@pytest.mark.parametrize(
    "text",
    [
        "It costs about $3 K$ steps.",
        "$3 K$ steps of it.",
        r"Here \"it's\" $\tau p_i$ that counts.",
        r"Between $p_i$ and $\tau p_i$ there are two.",
        r"If $z_i > z_j$, then $p_i < \tau$.",
    ],
)
def test_the_line_of_a_message_can_be_pasted(found, text):
    lines = [line for told in found(text) for line in told.split("\n") if line.endswith(",")]

    assert found(text, "\n".join(["[formulas]", "plain = [", *lines, "]"])) == []


def test_a_phrase_of_other_words_is_told_with_the_line_that_takes_its_place(found):
    listed, new = found("It then costs $3 K$.", "[formulas]\nplain = ['It costs $3 K$']")

    assert listed.startswith("tests/prose/softmax.toml, [formulas]: 'It costs $3 K$' covers")
    assert new.endswith('\n  "then costs $3 K$",')


@pytest.mark.parametrize(("text", "is_told"), [("So $p_i > p_j$.", True), ("At $K = 2$.", False)])
def test_a_message_tells_of_conditions_where_one_may_help(found, text, is_told):
    assert ("for which values it holds" in found(text)[0]) == is_told


def test_a_message_has_the_line_of_an_equal_to_paste(found):
    (told,) = found("The slope is $p_i - p_i p_i$.")
    (line,) = [line for line in told.split("\n") if line.endswith("'LaTeX'")]

    assert found("The slope is $p_i - p_i p_i$.", f"[formulas.equal]\n{line}")[0].endswith(
        "is not LaTeX: the derivation defines no 'T'"
    )
