"""The pages: what is shown is what was checked, and what fails is seen and stops the build."""

import html
import json
import logging
import re
from collections.abc import Callable
from types import SimpleNamespace

import numpy as np
import pytest
from markdown import Markdown

from derivations.calculus import unknown
from tests.states import states
from verify.book import ROOT, limits, memory, runs, sources
from verify.book.claims import Book
from verify.book.displays import chapters, displays
from verify.book.markup import DIRECTIVE, FENCE, INLINE, strays
from verify.showing import directives, expression, figures, notation, panels
from verify.showing.boxes import listed
from verify.showing.mathml import MathError, mathml

CHAPTER = "softmax.md"
SOFTMAX = 1 + chapters().index("softmax")
EXAMPLE = "```pycon\n>>> x = 1\n>>> x + 1\n2\n```\n"
JACOBIAN = r"&= p_i (\delta_{ij} - p_j) && \text{definition of p}"


@pytest.fixture
def warnings(caplog: pytest.LogCaptureFixture) -> Callable[[], list[str]]:
    """What `mkdocs build --strict` would count."""
    caplog.set_level(logging.WARNING, logger="mkdocs.derived")
    return lambda: [r.getMessage() for r in caplog.records if r.name.startswith("mkdocs")]


@pytest.fixture
def render(monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Render a text as if it were a page of the book."""

    def render(text: str, page: str = CHAPTER) -> str:
        book = Book()
        book.pages[book.docs / page] = text
        monkeypatch.setattr(Book, "now", lambda: book)
        extensions = [
            "verify.showing.extension",
            "tables",
            "attr_list",
            "md_in_html",
            "pymdownx.superfences",
        ]
        return Markdown(extensions=extensions).convert(text)

    return render


@pytest.fixture
def chapter() -> str:
    return (ROOT / "docs" / CHAPTER).read_text(encoding="utf-8")


def box(html: str, anchor: str) -> str:
    """The part of a page that shows one display."""
    before, _, after = html.partition(f'id="{anchor}"')
    start = [found.start() for found in re.finditer(r'<div class="eq[ "]', before)][-1]
    return before[start:] + re.split(r'<div class="eq[ "]', after)[0]


def test_a_claim_shows_number_marks_code_and_derivation(render, chapter, warnings):
    shown = box(render(chapter), "eq:softmax_jacobian")

    assert 'href="softmax.md#eq:softmax_jacobian"' in shown
    assert re.search(r">\(\d+\.\d+\)<", shown)
    assert "✓ follows, every size" in shown and "✓ numeric" in shown and "✓ differences" in shown
    assert '<autoref identifier="nn.softmax.softmax_jacobian">' in shown
    assert "outer" in shown  # the function's source
    assert "derivative" in shown  # the derivation's
    assert warnings() == []


def test_code_has_marks_only_where_it_has_a_colour_of_its_own(render, chapter):
    shown = box(render(chapter), "eq:softmax_jacobian")

    assert '<span class="k">return</span> np.diag(p) - np.outer(p, p)' in shown


@states("A book with such a line cannot be published, because its build fails.", page="index")
def test_a_wrong_sign_is_red_and_named_by_its_place(render, chapter, warnings):
    assert JACOBIAN in chapter
    wrong = chapter.replace(JACOBIAN, JACOBIAN.replace("-", "+"))

    shown = box(render(wrong), "eq:softmax_jacobian")

    assert "eq-fails" in shown and ">✗ fails</summary>" in shown
    assert any(re.match(r"docs/softmax\.md:\d+:\d+: ", message) for message in warnings())


def bar(html):
    """What stands right below the title of a page, and where its links lead."""
    found = re.search(r'</h1>\s*<p class="eq-failure fails">(.*?)</p>', html, re.DOTALL)
    return found and (re.sub(r"<.*?>", "", found[1]), re.findall(r'href="(.*?)"', found[1]))


def test_a_page_on_which_everything_holds_begins_with_its_text(render, chapter):
    html = render(chapter)

    assert bar(html) is None and html.startswith(
        f'<h1 data-chapter="Chapter {SOFTMAX}">Softmax</h1>'
    )


def test_a_page_on_which_a_claim_fails_says_so_below_its_title_and_links_to_it(render, chapter):
    html = render(chapter.replace(JACOBIAN, JACOBIAN.replace("-", "+")))

    assert bar(html) == (
        f"1 claim of this page fails: ({SOFTMAX}.2)",
        ["softmax.md#eq:softmax_jacobian"],
    )


def test_the_title_of_a_page_on_which_a_claim_fails_begins_with_the_sign(render, chapter):
    """The theme takes the title of the tab from it."""
    html = render(chapter.replace(JACOBIAN, JACOBIAN.replace("-", "+")))

    assert re.search(r'<h1[^>]*><span class="no">✗</span> Softmax</h1>', html)


def test_every_claim_that_fails_is_named_below_the_title_also_one_without_a_number(render):
    wrong = "# Softmax\n\n## A *sum*\n\n$$p_i = z_i$$\n\n" + EXAMPLE.replace("\n2", "\n3")
    html = render(f"{wrong}\nIt is {{{{ value 1 / 0 }}}}.\n")

    said, links = bar(html)
    assert said == (
        "3 claims of this page fail: A sum, 1st formula; {{ value 1 / 0 }}; example, line 10"
    )
    assert links[0] == "softmax.md#eq:softmax-1"
    assert all(f'id="{link[1:]}"' in html for link in links[1:])


def test_a_claim_that_is_shown_again_and_fails_is_named_there_too(render, chapter, monkeypatch):
    book = Book()
    book.pages[book.docs / CHAPTER] = chapter.replace(JACOBIAN, JACOBIAN.replace("-", "+"))
    book.pages[book.docs / "index.md"] = text = "# Start\n\n{{ formula softmax_jacobian }}\n"
    monkeypatch.setattr(Book, "now", lambda: book)

    html = Markdown(extensions=["verify.showing.extension"]).convert(text)

    assert bar(html) == (
        f"1 claim of this page fails: ({SOFTMAX}.2)",
        ["softmax.md#eq:softmax_jacobian"],
    )


@pytest.mark.parametrize(
    ("rule", "shown"),
    [("common factor", ">common factor<"), ("first order", "“first order”")],
)
def test_a_rule_that_is_only_words_stands_in_quotation_marks(render, rule, shown):
    row = rf"&= e^{{z_1}} (e^{{z_2}} + S) && \text{{{rule}}}"
    html = render(rf"$$\begin{{aligned}} e^{{z_1}} e^{{z_2}} + e^{{z_1}} S {row} \end{{aligned}}$$")

    assert shown in html


def test_a_formula_that_is_not_checked_says_why(render, warnings):
    html = render("$$\nq\n\\unchecked{nobody knows $q$}\n$$\n")

    assert "Not checked: nobody knows <math" in html
    assert "✓" not in html
    assert warnings() == []


def test_unreadable_latex_is_shown_and_reported_with_its_place(render, warnings):
    html = render("# Softmax\n\n$$\n\\nonsense{p}\n$$\n")

    assert "eq-failure" in html and r"\nonsense{p}" in html
    assert any(message.startswith("docs/softmax.md:4:1: ") for message in warnings())


def test_a_display_without_its_end_is_reported(render, warnings):
    assert "eq-failure" in render("# Softmax\n\n$$\np\n")
    assert warnings() == ["docs/softmax.md:3:1: this $$ has no partner"]


def test_a_display_outside_the_chapters_is_reported(render, warnings):
    assert "eq-failure" in render("$$\np = p\n$$\n", page="index.md")
    assert "derivations/index.py is missing" in warnings()[0]


def test_a_reference_leads_to_the_page_of_the_formula(render, warnings):
    here = render("See \\eqref{eq:softmax_jacobian}.", page="reference/nn.md")

    assert re.search(r'href="\.\./softmax\.md#eq:softmax_jacobian">\(\d+\.\d+\)</a>', here)
    assert warnings() == []


def test_a_misspelt_reference_is_reported_with_a_guess(render, warnings):
    render("See \\eqref{eq:softmax_jacobain}.", page="index.md")

    assert "close to it: softmax_jacobian" in warnings()[0]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (r"five \$ and `$x$` and $5 or $6", "five $ and <code>$x$</code> and $5 or $6"),
        (r"$a_1$ and *b*", '<math alttext="a_1">'),
        (r"$a < b$", 'alttext="a &lt; b"'),
        (r"$\{a\}$", r'alttext="\{a\}"'),
    ],
)
def test_a_dollar_is_a_formula_only_where_it_should_be(render, text, shown):
    assert shown in render(text, page="index.md")


@pytest.mark.parametrize("topic", chapters())
def test_all_that_a_chapter_shows_can_be_made(topic, warnings, shapes_unchecked):
    lines = (ROOT / "docs" / f"{topic}.md").read_text(encoding="utf-8").split("\n")

    Markdown(extensions=["verify.showing.extension"]).preprocessors["derived"].run(lines)

    assert warnings() == []


@pytest.mark.parametrize("fence", ["```", "~~~"])
def test_what_stands_in_a_fence_is_left_alone(render, warnings, fence):
    html = render(f"{fence}text\n$$\np = 2\n$$\n{{{{ nonsense }}}}\n{fence}\n")

    assert "{{ nonsense }}" in html and "<math" not in html
    assert warnings() == []


def test_tex_survives_in_the_markup_for_those_who_copy():
    assert mathml(r"\frac{a}{b} < 1").startswith(r'<math alttext="\frac{a}{b} &lt; 1"')


@pytest.mark.parametrize(
    ("latex", "apart"),
    [
        (r"B \mathrm{diag}(x) A", True),
        (r"A^\top \mathrm{diag}(x)", True),
        (r"a = \mathrm{diag}(x)", False),
        (r"\frac{a}{\mathrm{TP}}(x)", False),
    ],
)
def test_a_name_that_follows_a_factor_stands_apart_from_it(latex, apart):
    assert ("mspace width" in mathml(latex)) == apart


def test_a_long_word_of_a_listing_can_break_after_a_bracket_that_opens_and_its_text_stays():
    code = 'check(1)\ncheck("a_name_that_is_too_long_for_a_phone", (1, 2))\n'
    shown = listed(code)

    assert shown.count("<wbr>") == 2
    assert html.unescape(re.sub("<[^>]*>", "", shown)).strip() == code.strip()


@pytest.mark.parametrize("latex", [r"\nonsense", r"\begin{aligned} a \\[1em] b \end{aligned}"])
def test_what_cannot_be_typeset_is_an_error(latex):
    with pytest.raises(MathError):
        mathml(latex)


def test_the_font_has_every_character_of_the_formulas(render):
    about = (ROOT / "docs" / "assets" / "fonts" / "README.txt").read_text(encoding="utf-8")
    ranges = re.findall(r"([0-9a-f]+)(?:-([0-9a-f]+))?", about.partition("--unicodes=")[2])
    known = {c for a, b in ranges for c in range(int(a, 16), int(b or a, 16) + 1)}

    for page, text in Book().pages.items():
        inline = re.findall(INLINE, FENCE.sub("", text))
        for latex in [*(d.latex for d in displays(page.stem, text)), *inline]:
            latex = re.sub(r"&&\s*\\text\{[^{}]*\}", "", latex)  # a rule has the font of the text
            letters = re.sub(r"<[^>]*>", "", mathml(latex))
            missing = {c for c in html.unescape(letters) if ord(c) not in known | {10}}
            assert not missing, f"{page.name}: {latex}: add {missing} to docs/assets/fonts"


def test_the_notation_of_a_chapter_comes_from_its_derivation(render):
    html = render("{{ notation }}", page=CHAPTER)

    row = re.search(r'<tr id="symbol:z">.*?</tr>', html, re.DOTALL)
    assert row and "scores" in row[0] and 'alttext="K"' in row[0]


def test_an_axis_has_the_name_of_its_size_and_a_function_none(monkeypatch):
    values = {"D": 2, "D_tilde": 3, "X": np.ones((2, 3, 7)), "f": unknown("f")}
    monkeypatch.setattr(notation, "symbols", lambda topic: values)
    text = "D, D_tilde = 2, 3  # inputs, inputs and the 1\nX = 0  # an array\nf = 0  # any\n"

    shapes = [symbol.shape for symbol in notation._declared("softmax", text)]

    assert shapes == ["size", "size", r"$D \times \tilde{D} \times 7$", "function"]


def test_an_axis_that_is_computed_from_sizes_says_so_even_if_it_equals_another(monkeypatch):
    values = {"K": 3, "M": 2, "s": np.ones(3), "a": np.ones(3), "v": np.ones(9)}
    monkeypatch.setattr(notation, "symbols", lambda topic: values)
    text = (
        's = vector("s", M + 1)  # any\na = vector("a", K)  # any\nv = np.reshape(a, K**M)  # any\n'
    )

    shapes = [symbol.shape for symbol in notation._declared("softmax", text)]

    assert shapes == ["$M + 1$", "$K$", "$K^{M}$"]


@pytest.mark.parametrize(
    ("sizes", "problem"),
    [({"N": 2, "K": 3, "G": 2}, "N and G are 2"), ({"N": 2, "K": 1}, "K is 1")],
)
def test_sizes_that_would_hide_a_mistake_are_refused(render, warnings, monkeypatch, sizes, problem):
    monkeypatch.setattr(notation, "symbols", lambda topic: sizes)
    monkeypatch.setattr(notation, "remember", lambda key, compute: compute())

    render("{{ notation }}", page=CHAPTER)

    assert f"derivations/softmax.py: {problem}; choose sizes" in warnings()[0]


def test_a_directive_in_an_indented_block_stays_in_it(render):
    html = render("- item\n\n    {{ marks }}\n\nafter\n", page=CHAPTER)

    assert html.index("<table") < html.index("</li>") < html.index("<p>after</p>")


def test_a_value_is_computed_with_the_functions_of_the_chapter(render):
    html = render("It is {{ value softmax(np.array([0.0, 0.0]))[0]:.2f }}.")

    assert html == "<p>It is 0.50.</p>"


def test_every_entry_of_an_array_takes_the_format(render):
    assert "(0.500, 0.250)" in render("{{ value np.array([0.5, 0.25]):.3f }}")


def test_a_number_below_zero_has_a_minus_and_no_hyphen(render):
    assert "(−0.5, 1e-07)" in render("{{ value np.array([-0.5, 1e-7]) }}")
    assert ">−0.019049119</cite>" in render("{{ cited mazur2015.E_o2_out_h1 }}")


@pytest.mark.parametrize(
    ("directive", "message"),
    [
        ("{{ value 1 / 0 }}", "ZeroDivisionError"),
        ("{{ value 1.5:d }}", "does not go with the format 'd'"),
        ("{{ nonsense }}", "there is no directive 'nonsense'; there are answer, cited, evidence"),
        ("{{ figure nonsense }}", "figures/softmax.py has no function 'nonsense'"),
        ("{{ run nonsense accuracy:.3f }}", "python -m experiments nonsense"),
        ("{{ run benchmarks/nonsense seconds }}", "python -m benchmarks nonsense"),
        ("{{ source ../secret }}", "is no file or folder of the book"),
        ("{{ formula nonsense }}", "no formula has the label eq:nonsense"),
    ],
)
def test_a_directive_that_fails_is_shown_and_reported(render, warnings, directive, message):
    html = render(f"# Softmax\n\n{directive}\n")

    assert "eq-failure" in html
    assert warnings()[0].startswith(f"docs/softmax.md:3:1: {directive}: ")
    assert message in warnings()[0]


LOOK_ALIKES = {  # what stands on a page as text, where it begins, and what to write
    "{{run softmax_regression test_accuracy}}": (1, "a directive is written {{ NAME"),
    "{{ run softmax_regression": (1, "a directive is written {{ NAME"),
    "{{ value 1\n+ 1 }}": (1, "a directive is written {{ NAME"),
    "accuracy }}": (10, "this ends no directive"),
    r"see \ref{eq:softmax}": (5, r"a reference is written \eqref{eq:NAME}"),
    r"see \eqref{softmax}": (5, r"a reference is written \eqref{eq:NAME}"),
    r"see \cite{Mazur}": (5, "cited by a link"),
    r"so \(a = b\) holds": (4, "formulas are written $...$"),
    r"so \[a = b\] holds": (4, "formulas are written $...$"),
    "so $ a = b$ holds": (4, "this dollar begins and ends no formula"),
    "so $a = b holds": (4, "this dollar begins and ends no formula"),
    r"$a \label{eq:a}$ and \tag{1}": (22, "a reference is written"),
}


@pytest.mark.parametrize("text", LOOK_ALIKES)
def test_what_only_looks_like_a_directive_reference_or_formula_is_reported(render, warnings, text):
    column, instead = LOOK_ALIKES[text]

    render(f"# Start\n\n{text}\n", page="index.md")

    assert warnings()[0].startswith(f"docs/index.md:3:{column}: ")
    assert instead in warnings()[0]


@pytest.mark.parametrize(
    "text",
    [
        "`{{run x}}` and `\\ref{x}`",
        "```\n{{run x}}\n```",
        "$5, or \\$x",
        "$\\{\\{a\\}\\}$",
        "{ { x",
    ],
)
def test_code_and_what_looks_like_nothing_of_it_is_left_alone(render, warnings, text):
    render(f"# Start\n\n{text}\n", page="index.md")

    assert warnings() == []


@pytest.mark.parametrize("path", sorted((ROOT / "docs").rglob("*.md")), ids=lambda p: p.stem)
def test_no_page_shows_a_directive_a_reference_or_a_formula_as_text(path):
    assert list(strays(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize("path", sorted((ROOT / "docs").rglob("*.md")), ids=lambda p: p.stem)
def test_every_expression_of_a_page_uses_only_what_is_allowed(path):
    for directive in DIRECTIVE.finditer(path.read_text(encoding="utf-8")):
        if directive["name"] == "value":
            expression.parsed(directives._split(directive["arguments"])[0])


def test_an_inline_formula_that_cannot_be_typeset_is_reported_with_its_place(render, warnings):
    render("# Start\n\nOne $a$ and\n$\\nonsense{x}$.\n", page="index.md")

    assert warnings()[0].startswith("docs/index.md:4:1: cannot typeset")


@pytest.mark.parametrize(
    ("expression", "problem"),
    [
        ("__import__('os').popen('id').read()", "uses __import__"),
        ("open('/etc/hostname').read()", "raises NameError"),
        ("().__class__", "uses __class__"),
        ("np.loadtxt('a')", "uses np.loadtxt"),
        ("np.lib.format", "uses np.lib"),
        ("[x for x in (1, 2)]", "uses ListComp"),
        ("(lambda: 1)()", "uses Lambda"),
        ("(x := 1)", "uses NamedExpr"),
        ("f'{1}'", "uses JoinedStr"),
        ("1 +", "is no Python expression"),
        ("runs.load('step')", "raises NameError"),
    ],
)
def test_a_value_uses_no_more_than_its_words_can_say(render, warnings, expression, problem):
    render(f"# Softmax\n\n{{{{ value {expression} }}}}\n")

    assert problem in warnings()[0]


def test_a_value_that_does_not_end_is_reported(render, warnings, monkeypatch):
    def endless():
        while True:
            pass

    monkeypatch.setattr(limits, "SECONDS", 0.2)
    monkeypatch.setattr(directives, "fresh", lambda name: SimpleNamespace(endless=endless))
    render("# Softmax\n\n{{ value endless() }}\n")

    assert "took more than 0.6 seconds" in warnings()[0]


@pytest.fixture
def record(tmp_path, monkeypatch) -> Callable[..., None]:
    """Record a run of the experiments."""
    monkeypatch.setattr(runs, "RESULTS", tmp_path)
    monkeypatch.setattr(runs.sources, "digest", lambda *modules: "current")

    def record(digest: str = "current", **results: object) -> None:
        content = {"digest": digest, "results": results}
        content["checksum"] = runs.checksum(content)
        (tmp_path / "trial.json").write_text(json.dumps(content), encoding="utf-8")

    return record


def test_a_recorded_number_is_shown_in_its_format(render, record, warnings):
    record(test={"accuracy": 0.91849})

    assert render("{{ run trial test.accuracy:.3f }}") == "<p>0.918</p>"
    assert warnings() == []


def test_a_recorded_number_older_than_its_code_is_red(render, record, warnings):
    record(digest="older", accuracy=0.9)

    html = render("It is {{ run trial accuracy:.3f }}, I say {{ run trial accuracy:.3f }}.")

    assert '<p>It is <span class="eq-failure" id="fails:1" title=' in html
    assert "✗ 0.900</span>," in html
    (warning,) = warnings()  # once, however often the run is used
    assert warning.endswith("record it again: python -m experiments trial --data FOLDER --record")


@pytest.mark.parametrize("directive", ["value draw()", "table chance"])
def test_what_is_computed_from_records_is_computed_again_with_them(
    render, monkeypatch, tmp_path, directive
):
    draw = np.random.default_rng().random
    chance = SimpleNamespace(chance=lambda: [["head"], [draw()]], draw=draw)
    monkeypatch.setattr(directives, "fresh", lambda name: chance)
    monkeypatch.setattr(runs, "ROOT", tmp_path)
    page = f"{{{{ {directive} }}}}"
    first, again = render(page), render(page)

    (tmp_path / "experiments" / "results").mkdir(parents=True)
    (tmp_path / "experiments" / "results" / "new.json").write_text("{}", encoding="utf-8")

    assert first == again != render(page)


def test_an_unknown_key_lists_those_that_are_there(render, record, warnings):
    record(accuracy=0.9)

    render("{{ run trial accuracies:.3f }}")

    assert "it has: digest, results, checksum, accuracy" in warnings()[0]


@pytest.mark.parametrize(
    ("was", "becomes"), [("0.919", "0.969"), ('"checksum"', '"sum"'), ("}", ""), ("{", "[{")]
)
def test_a_number_of_a_record_that_was_changed_is_refused(
    render, record, warnings, tmp_path, was, becomes
):
    record(accuracy=0.919)
    path = tmp_path / "trial.json"
    path.write_text(path.read_text("utf-8").replace(was, becomes, 1), encoding="utf-8")

    html = render("{{ run trial accuracy:.3f }}")

    assert "eq-failure" in html and "0.9" not in html
    assert "experiments/results/trial.json has been changed since it was recorded" in warnings()[0]


@pytest.fixture
def figure(tmp_path, monkeypatch) -> Callable[[], tuple[str, str]]:
    """Draw a figure of the book with an empty cache."""
    monkeypatch.setattr(memory, "FOLDER", tmp_path / "verify")
    return lambda: figures.draw("activation", "sums")


def test_a_figure_takes_its_colours_from_the_page_and_its_caption_from_the_docstring(figure):
    svg, caption = figure()

    assert svg.startswith('<svg fill="currentColor"')
    assert "<style" not in svg and "<metadata" not in svg
    assert caption.startswith(sources.docstring("figures.activation", "sums").split("\n")[0])


def test_black_in_a_figure_becomes_the_colour_of_the_text():
    svg = '<svg width="9pt" height="9pt"><path style="stroke: #000000"/><text>#000000</text></svg>'

    drawn = figures.for_the_page(svg)

    assert 'style="stroke: currentColor"' in drawn and ">#000000<" in drawn


def test_a_figure_lets_the_page_shine_through(figure):
    drawn = figure()[0]

    assert 'style="fill: none"' in drawn and "#ffffff" not in drawn


def test_a_figure_is_the_same_every_time(figure):
    first = figure()[0]
    for cached in memory.FOLDER.iterdir():
        cached.unlink()

    assert figure()[0] == first


def test_a_figure_is_drawn_once(figure, monkeypatch):
    first = figure()
    monkeypatch.setattr(figures, "_render", lambda *names: pytest.fail("drawn again"))

    assert figure() == first


def test_examples_that_ran_have_a_mark_that_leads_to_its_meaning(render):
    page = render(EXAMPLE)

    assert page.count('class="eq-ran"') == 1
    assert 'href="what_a_tick_means.md#run"' in page


def test_a_wrong_example_is_red_and_stops_the_build(render, warnings):
    page = render(EXAMPLE.replace("\n2", "\n3"))

    assert '<p class="eq-failure" id="fails:1">✗ line 4: expected 3; got 2</p>' in page
    assert "eq-ran" not in page
    assert warnings() == ["docs/softmax.md:4: expected 3; got 2"]


def test_the_mark_of_an_example_stays_in_its_block(render):
    page = render(f"1. One\n\n    {EXAMPLE.replace(chr(10), chr(10) + '    ')}\n")

    assert page.index("<li>") < page.index("eq-ran") < page.index("</li>")


def test_a_page_holds_the_drawing_and_who_cannot_see_it_is_told_the_caption(render):
    svg, caption = figures.draw("softmax", "one_score_moves")
    page = render("{{ figure one_score_moves }}\n")

    (label,) = re.findall(r'<div(?=[^>]* role="img")[^>]* aria-labelledby="([^"]+)"', page)
    named = re.search(rf'<figcaption id="{label}">([^<]*)', page)
    assert (panels.apart(svg, "one_score_moves") in page, named[1].rstrip()) == (True, caption)


def test_a_relation_of_a_sentence_that_holds_says_that_it_was_checked(render):
    page = render("All are positive, $p_i > 0$ here.\n", "softmax.md")

    assert '<span class="eq-inline" title="checked, as a display is"><math' in page


def test_a_relation_of_a_sentence_that_is_exempt_shows_the_reason(render):
    page = render(r"Here $z_i > 5 \unchecked{a setting}$ stands." "\n", "softmax.md")

    assert '<span class="eq-unchecked">(not checked: a setting)</span> stands' in page


LONG = " + ".join(["p_i z_i w_i"] * 9)


@pytest.mark.parametrize(
    ("text", "together"),
    [
        ("All of $p_i$, and", r"<math.*</math>,"),
        ("All (of $p_i$): and", r"<math.*</math>\):"),
        ("All of $p_i > 0$.", r"<math.*</math>\."),
        (f"All of ${LONG}$; and", r"<math(?!.*<math).*</math>;"),
    ],
)
def test_a_sign_after_a_formula_of_a_sentence_stays_beside_it(render, text, together):
    page = render(f"{text} so on.\n", "softmax.md")

    assert re.search(f'<span class="together">{together}</span>', page)


@pytest.mark.parametrize("text", ["$p_i$ is, and", r"$z_i > 5 \unchecked{a setting}$, and"])
def test_words_after_a_formula_of_a_sentence_may_go_on_in_the_next_line(render, text):
    assert "together" not in render(f"Here {text} so on.\n", "softmax.md")


@pytest.mark.parametrize(
    ("code", "whole"),
    [
        ("--learning-rate 5", True),
        ("np.eye(K)[t]", False),
        ("git checkout examples", False),
        ("--download --data-folder=/somewhere/else", False),
    ],
)
def test_short_code_with_a_hyphen_stays_in_a_line(render, code, whole):
    page = render(f"Train with `{code}` then.\n")

    assert (f'<code class="together">{code}</code>' in page) == whole


@pytest.mark.parametrize("latex", ["p_i > 1", "p_i = e^{z_i}", "4 K"])
def test_a_formula_of_a_sentence_that_nothing_shows_is_a_warning(render, caplog, latex):
    render(f"Now ${latex}$ is here.\n", "softmax.md")

    assert f"docs/softmax.md:1:6: nothing shows ${latex}$" in caplog.text
