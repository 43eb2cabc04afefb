"""From a function in the reference back to the formulas of its chapter."""

import re

import pytest
from markdown import Markdown

from verify.book import ROOT
from verify.book.claims import Book

PAGE = "reference/nn.md"


def links(heading, page=PAGE, level=3):
    """Where the links of a heading lead that mkdocstrings has written, and what they say."""
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    book = Book.now()
    heading = f'<h{level} id="{heading}" class="doc doc-heading">\n<span>f</span>\n</h{level}>'
    md = Markdown(extensions=["verify.showing.extension"])
    md.preprocessors["derived"].run(text.split("\n"))
    assert book.page(text) == page
    html = md.postprocessors["derived_back"].run(heading)
    return re.findall(r'<a class="eq-back" href="([^"]*)">([^<]*)</a>', html)


def test_a_function_leads_to_its_formula():
    (found,) = links("nn.softmax.softmax_jacobian")
    place = 1 + Book.now().chapters.index("softmax")

    assert found == ("../softmax.html#eq:softmax_jacobian", f"formula ({place}.2)")


def test_a_function_that_computes_two_formulas_leads_to_both():
    found = links("nn.loss.softmax_cross_entropy_and_grad_Z")

    names = ("softmax_cross_entropy", "softmax_cross_entropy_grad_Z")
    assert [target for target, _ in found] == [f"../loss.html#eq:{name}" for name in names]


def test_a_module_leads_to_its_chapter():
    assert links("nn.softmax", level=2) == [("../softmax.html", "chapter Softmax")]


@pytest.mark.parametrize(
    "name", ["nn.softmax.nothing", "nn.linear.softmax", "nn.shapes", "nn.softmax.Softmax.loss"]
)
def test_what_has_no_formula_has_no_link(name):
    assert links(name) == []
