"""Lines that messages propose: they can be pasted, and do what the message says."""

import ast

import pytest

from verify.prose.proposals import stating
from verify.prose.universal import unwitnessed

LONG = r"A gate is never open, " + r"whatever $\sigma(x)$ 'may' say, " * 6 + "or nearly so."


def decorator(sentence: str, page: str) -> ast.Call:
    lines = stating(sentence, page).split("\n")[1:]
    assert max(map(len, lines)) <= 100
    (test,) = ast.parse("\n".join([*lines, "def test_it(): pass"])).body
    (call,) = test.decorator_list
    return call


@pytest.mark.parametrize("page", ["gates", "README", "figures/gates"])
@pytest.mark.parametrize("sentence", ["A gate is open.", LONG])
def test_a_proposed_quote_is_the_sentence(page, sentence):
    assert ast.literal_eval(decorator(sentence, page).args[0]) == sentence


@pytest.mark.parametrize("page", ["README", "figures/gates"])
def test_a_proposed_quote_names_a_page_that_its_file_does_not(page):
    assert [ast.literal_eval(k.value) for k in decorator(LONG, page).keywords] == [page]


@pytest.mark.parametrize(
    "text", [r"So $\sigma(x) + 1$ always is.", 'It says "never".', "So it always is.\n\nAlways so."]
)
def test_proposed_words_can_be_pasted(tmp_path, text):
    (tmp_path / "tests" / "prose").mkdir(parents=True)
    (tmp_path / "docs").mkdir()
    lines = [str(told).split("\n")[-1] for told in unwitnessed("gates", text, tmp_path)]

    listed = "\n".join(["[words]", "plain = [", *lines, "]"])
    (tmp_path / "tests/prose/gates.toml").write_text(listed, "utf-8")

    assert unwitnessed("gates", text, tmp_path) == []


def test_a_proposed_phrase_cuts_no_formula_in_two(tmp_path):
    text = "It costs $2 K$ steps. Each costs one."
    (told, _) = unwitnessed("gates", text, tmp_path)

    assert told.phrase == "It costs $2 K$"
