"""The mark of a sentence that a test states, and the page that lists all such sentences."""

import logging
import re

import pytest
from markdown import Markdown

from verify.book import ROOT
from verify.book.claims import Book
from verify.prose import statements
from verify.prose.statements import Quote, Statement
from verify.showing import sentence_list, sentences

EXTENSIONS = [
    "verify.showing.extension",
    "tables",
    "attr_list",
    "md_in_html",
    "toc",
    "pymdownx.details",
    "pymdownx.superfences",
]


@pytest.fixture
def shown(monkeypatch):
    """The HTML of a text that stands for the chapter on softmax, of which tests quote this."""

    def shown(text: str, *quotes: str, page: str = "softmax") -> str:
        text = f"# Softmax\n\n{text}"
        found = [Statement(page, quote, "test_it_holds", "tests/test_x.py", 1) for quote in quotes]
        monkeypatch.setattr(statements, "_by_page", lambda *_: {page: tuple(found)})
        book = Book()
        book.pages[book.docs / "softmax.md"] = text
        monkeypatch.setattr(Book, "now", lambda: book)
        return re.sub(r' (?:href|title)="[^"]*"', "", Markdown(extensions=EXTENSIONS).convert(text))

    return shown


MARK = '<a aria-label="tested: it holds" class="said"></a>'


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("It is so. That is $x$ here.", f"<p>It is so.{MARK} That is"),
        ("Yes: it is so, always. More.", f"always.{MARK} More."),
        ("**It is so.** More.", f"<strong>It is so.</strong>{MARK} More."),
        ("See [that it is so](linear.md). More.", f"it is so</a>.{MARK} More."),
        ("It is so `in a. B` code. More.", f"code.{MARK} More."),
        ("It is so\nMore of it.", f"It is so{MARK}\nMore"),
        ("- It is so.\n- More.", f"<li>It is so.{MARK}</li>"),
        ("1. It is so", f"<li>It is so{MARK}</li>"),
        ("| it is so | x |\n| --- | --- |\n| a | b |", f"it is so{MARK}</th>"),
        ("| a | b |\n| --- | --- |\n| c | It is so. |", f"<td>It is so.{MARK}</td>"),
        ('??? success "Solution"\n    It is so.\n', f"<p>It is so.{MARK}</p>"),
        ("It is so for {{ value 2 ** 0.5:.1f }}.", f"It is so for 1.4.{MARK}"),
        ("It is so:\n\n$$\np_i = p_i\n$$\n", f"<p>It is so:{MARK}</p>"),
    ],
)
def test_the_mark_stands_at_the_end_of_the_sentence(shown, text, html):
    found = shown(text, "it is so", "It is so")

    assert (html in found, found.count('class="said"')) == (True, 1), found


@pytest.mark.parametrize(
    "text",
    [
        "## It is so",
        "```\nIt is so.\n```",
        "$$\nx = x \\text{ It is so. }\n$$",
        "<!-- It is so. -->",
        'A.\n\n??? success "It is so"\n    B.\n',
    ],
)
def test_headings_listings_and_displays_stay_as_they_are(shown, text):
    assert shown(text, "It is so") == shown(text)


@pytest.fixture
def sentence(monkeypatch):
    """The one sentence of a text, of which tests quote these words."""

    def sentence(text: str, **quotes: str):
        found = [
            Quote(at := text.index(words), at + len(words), f"test_{name}", "tests/test_x.py", 1)
            for name, words in quotes.items()
        ]
        monkeypatch.setattr(sentences, "quoted", lambda page, source: found)
        (one,) = sentences.stated("softmax", text)
        return one

    return sentence


def test_a_sentence_that_two_tests_quote_has_one_mark_that_names_both(sentence):
    found = sentence("One is so, and two is so.", it_is_one="One is so", it_is_two="two is so.")

    assert found.about == "tested: it is one; it is two"


def test_words_that_are_only_a_part_of_their_sentence_are_named(sentence):
    found = sentence("One is so, and two is so.", one="One is so", two="One is so, and two is so")

    assert [words for _, words in found.quotes] == ["One is so", ""]


def test_a_caption_has_its_mark(shown):
    text = "{{ figure one_score_moves }}\n"
    quote = "The probabilities of three classes while the score of the first one rises."

    found = shown(text, quote, page="figures/softmax")

    assert f"first one rises.{MARK}</figcaption>" in found


def test_a_docstring_has_no_marks(shown):
    shown("A page.", "It is so, always")

    assert "said" not in Markdown(extensions=EXTENSIONS).convert("It is so, always, $x$.")


EVIDENCE = sorted((ROOT / "docs" / "reference" / "evidence").glob("*.md"))
LISTS = ["sentences", *(f"reference/evidence/{page.stem}" for page in EVIDENCE)]


def lists(name):
    text = (ROOT / f"docs/{name}.md").read_text(encoding="utf-8")
    return Markdown(extensions=EXTENSIONS).convert(text)


@pytest.mark.parametrize("name", LISTS)
def test_every_mark_of_a_page_leads_to_its_sentence_on_the_list(name):
    anchors = re.findall(r'<li id="(said:[\w-]+)">', lists(name))

    here = [s for s in sentences.every(Book.now()) if sentences.list_of(s.page) == f"{name}.md"]
    assert anchors == list(dict.fromkeys(sentence.anchor for sentence in here))


@pytest.mark.parametrize("topic", Book.now().chapters)
def test_a_chapter_has_a_page_for_its_evidence(topic):
    page = ROOT / "docs" / "reference" / "evidence" / f"{topic}.md"

    assert page.is_file(), (
        f"it is missing, with {{{{ sentences {topic} }}}}, {{{{ tests {topic} }}}}"
    )
    text = page.read_text(encoding="utf-8")
    assert f"{{{{ sentences {topic} }}}}" in text and f"{{{{ tests {topic} }}}}" in text


@pytest.mark.parametrize(("page", "title"), [("softmax", "Softmax"), ("check_mine", "Check mine")])
def test_the_list_of_all_leads_to_the_others_and_says_how_many_sentences_they_have(page, title):
    own = [s for s in sentences.every(Book.now()) if s.page in (page, f"figures/{page}")]

    html = lists("sentences")
    shown = re.sub(r"<[^>]*>", "", html)
    assert f"{title}: {len(own)} sentences" in shown
    assert f'href="reference/evidence/{page}.md"' in html


def test_a_sentence_leads_to_its_test_where_a_page_has_it():
    name = "test_the_larger_of_two_scores_has_the_larger_probability"

    link = f'<a href="softmax.md#tests/test_softmax.py::{name}">'
    assert link in lists("reference/evidence/softmax")


def test_the_source_of_a_test_that_no_page_has_is_folded_behind_its_name(monkeypatch):
    monkeypatch.setattr(sentence_list.files, "address", lambda *_: None)
    page = lists("reference/evidence/softmax")
    test = page.partition("<summary>the larger of two scores has the larger probability")[2]
    source = re.sub(r"<[^>]*>", "", test.partition("</details>")[0])

    assert "def test_the_larger_of_two_scores_has_the_larger_probability(z):" in source
    assert "@given(" in source and "@states" not in source


def test_a_quote_that_no_page_has_stops_a_strict_build(monkeypatch, caplog):
    monkeypatch.setattr(sentence_list, "unfounded", lambda root: ["tests/test_x.py:1 quotes 'x'"])
    caplog.set_level(logging.WARNING, logger="mkdocs.derived")

    shown = sentence_list.listing(Book(), "x.md", lambda block: "", lambda html: "")

    assert "✗ tests/test_x.py:1 quotes 'x'" in shown.replace("&#x27;", "'")
    assert [record.getMessage() for record in caplog.records] == ["tests/test_x.py:1 quotes 'x'"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("as in [two](perceptron.md#x) layers", "as in two layers"),
        ("as [[3]](errata.md#source-3) has it", "as [3] has it"),
        ("as in [the function of [3]](errata.md#your-turn)", "as in the function of [3]"),
    ],
)
def test_a_sentence_away_from_its_page_has_no_links(text, shown):
    assert sentence_list._readable(text, "softmax", Book.now()) == shown
