"""Each symbol of a formula leads to its own row of the chapter's table of symbols."""

import re
from collections import Counter
from functools import cache
from itertools import chain

import pytest
from markdown import Markdown

from tests.states import states
from verify.book.claims import Book
from verify.book.displays import chapters, displays
from verify.prose.inline import inline
from verify.proving.namespace import symbols
from verify.reading import nodes as n
from verify.reading.tokens import LatexError
from verify.showing import flow
from verify.showing.mathml import mathml
from verify.showing.meanings import Meanings
from verify.showing.notation import Symbol, declared
from verify.showing.symbol_table import of_book, typeset

FEWEST = 0.9  # of the formulas in sentences: so many can be read as what a display holds


@cache
def meanings(topic):
    return Meanings(declared(topic))


def marks(topic, typeset):
    """How often each row is meant in a typeset formula."""
    return Counter(re.findall(r'data-s="(\w+)"', meanings(topic).marked(typeset)))


def read(topic, latex):
    """How often the checker reads each declared symbol; a condition is one of every equation."""
    chains, rows = symbols(topic).chains(latex), meanings(topic).rows
    sides = [side.value for each in chains for side in each.sides]
    stated = [x for each in chains for c in each.conditions for x in (c.left, c.right)]
    nodes = chain.from_iterable(map(n.walk, [*sides, *stated]))
    names = {(node.at, node.name) for node in nodes if isinstance(node, n.Name)}
    return Counter(rows[name] for _, name in names if name in rows)


@pytest.mark.parametrize("topic", chapters())
def test_the_symbols_that_a_display_marks_are_those_that_the_checker_reads(topic):
    readable = [display for display in displays(topic) if display.reason is None]

    assert {d.place(): marks(topic, flow.displayed(d.latex)) for d in readable} == {
        d.place(): read(topic, d.latex) for d in readable
    }


@pytest.fixture(scope="module")
def in_sentences():
    """The formulas of all sentences: what is marked, and what the checker reads, if it can."""
    pages, found = Book().pages, {}
    for path, text in pages.items():
        if (topic := path.stem) in chapters():
            for formula in inline(topic, text):
                expected = _read(topic, formula.latex)
                found[formula.place()] = (marks(topic, flow.inline(formula.latex)), expected)
    return found


def _read(topic, latex):
    if r"\ldots" in latex or "^{(l)}" in latex:  # one sign on the page, and several to the checker
        return None
    for whole in (latex, f"{latex} = 0"):  # a relation, or one side of one
        try:
            return read(topic, whole)
        except LatexError:
            continue
    return None


def test_the_symbols_that_a_sentence_marks_are_those_that_the_checker_reads(in_sentences):
    readable = {at: pair for at, pair in in_sentences.items() if pair[1] is not None}

    assert {at: pair for at, pair in readable.items() if pair[0] != pair[1]} == {}
    assert len(readable) > FEWEST * len(in_sentences)


@pytest.mark.parametrize("topic", chapters())
def test_every_symbol_of_a_display_has_a_row(topic):
    names, known = symbols(topic), meanings(topic).rows
    latex = [display.latex for display in displays(topic) if display.reason is None]
    sides = [side.value for each in latex for c in names.chains(each) for side in c.sides]
    nodes = chain.from_iterable(map(n.walk, sides))
    used = {node.name for node in nodes if isinstance(node, n.Name)} & names.own

    assert used - known.keys() == set()


@pytest.mark.parametrize("topic", chapters())
def test_a_row_shows_the_symbol_that_leads_to_it(topic):
    heads = {symbol.name: re.sub(r"\(.*\)$", "", symbol.latex) for symbol in declared(topic)}

    assert {name: [*marks(topic, mathml(latex))] for name, latex in heads.items()} == {
        name: [name] for name in heads
    }


NAMES = ("p", "p_bar", "p_plus", "p_s", "A1", "A1_c", "net_h1", "dW", "TP", "one", "lambda_", "Q")


@pytest.mark.parametrize(
    ("latex", "marked"),
    [
        ("p_{ij}", ["p"]),
        (r"\bar{p}_i", ["p_bar"]),
        (r"\hat{p}", []),
        ("p^+_1", ["p_plus"]),
        ("p_s", ["p_s"]),
        ("p^2", ["p"]),
        (r"A^{(1)}_{nk}", ["A1"]),
        (r"A_{nk}^{(1)}", ["A1"]),
        (r"(A^{(1)}_c)^\top", ["A1_c"]),
        (r"A^{(2)}", []),
        (r"A^{(1)\top}", ["A1"]),
        ("net_{h1}", ["net_h1"]),
        (r"\frac{\partial net_{h1}}{\partial p_i}", ["net_h1", "p"]),
        ("net_{h2}", []),
        (r"dW \, p", ["dW", "p"]),
        (r"\mathrm{TP}_k", ["TP"]),
        (r"\mathbf{1}^\top", ["one"]),
        (r"\lambda_{p_i}", ["lambda_", "p"]),
        (r"\delta_{pp}", ["p", "p"]),
        (r"\mathbb{Q}[p]", ["Q", "p"]),
        (r"\sum_{p=1}^{Q} e^{p}", ["p", "Q", "p"]),
        ("x + 1", []),
    ],
)
def test_what_belongs_to_a_symbol_is_read_as_in_a_derivation(latex, marked):
    known = Meanings(Symbol("", "number", "", (name,)) for name in NAMES)

    for markup in (flow.displayed(latex), flow.inline(latex)):
        assert re.findall(r'data-s="(\w+)"', known.marked(markup)) == marked


def test_marking_changes_no_letter_of_a_formula():
    latex = r"\frac{\partial E}{\partial W^{(1)}} = \sigma'(net_{h1}) \, \hat{y}"
    known = Meanings(Symbol("", "number", "", (name,)) for name in ("E", "W1", "net_h1", "y_hat"))
    plain = flow.displayed(latex)

    assert re.sub(r"<[^>]*>", "", known.marked(plain)) == re.sub(r"<[^>]*>", "", plain)


def test_a_page_that_explains_no_symbols_marks_none(monkeypatch):
    book = Book()
    monkeypatch.setattr(Book, "now", lambda: book)
    book.pages[book.docs / "index.md"] = text = "Softmax gives $p_i$.\n\n{{ formula softmax }}\n"

    assert "data-s=" not in Markdown(extensions=["verify.showing.extension"]).convert(text)


@states("Every numbered chapter ends with the list of its symbols.", page="notation")
@pytest.mark.parametrize("topic", chapters())
def test_a_chapter_ends_with_its_symbols(topic):
    text = (Book().docs / f"{topic}.md").read_text(encoding="utf-8")

    assert re.findall(r"\n\n\{\{ notation \}\}(?=\n)", text) == ["\n\n{{ notation }}"]
    assert text.endswith("\n\n{{ notation }}\n")


@pytest.fixture(scope="module")
def rows():
    """The page on notation: of each row its letter, symbol, meaning and links."""
    *_, table = of_book(Book(), lambda html: html)
    return [
        (body.get("data-find"), row[0].text, row[1].text, [link.get("href") for link in row[4]])
        for body in table.iter("tbody")
        for row in body
    ]


@states(
    "The table is made from the lines of the derivations that declare the symbols; the "
    "number of a chapter leads to the symbol there.",
    page="notation",
)
def test_the_notation_of_the_book_leads_to_every_row_of_every_chapter(rows):
    links = [link for *_, links in rows for link in links]

    assert sorted(links) == sorted(
        f"{topic}.md#symbol:{symbol.name}" for topic in chapters() for symbol in declared(topic)
    )


@states(
    "From one chapter to another its meaning may change: a letter has one row for each of "
    "its meanings.",
    page="notation",
)
def test_the_notation_of_the_book_has_one_row_for_each_meaning_of_a_symbol(rows):
    kinds = [row[1:3] for row in rows]
    declarations = [symbol for topic in chapters() for symbol in declared(topic)]

    assert sorted(kinds) == sorted(
        {(typeset(symbol.latex), symbol.meaning) for symbol in declarations}
    )


def test_the_notation_of_the_book_is_in_the_order_of_the_letters(rows):
    letters = [*dict.fromkeys(letter for letter, *_ in rows)]
    latin = [letter for letter in letters if len(letter) == 1]

    assert latin == sorted(latin) == letters[: len(latin)]
    assert letters[len(latin) :][:3] == ["alpha", "beta", "gamma"]
