"""The page on `verify` names the files that there are, and its recipe works."""

import ast
import re
import textwrap

import pytest

from figures import how_a_line_is_checked as figures
from tests.colours import ORANGE
from tests.diagrams import arrows
from tests.drawn import seen
from tests.states import states
from tests.tables import read
from tests.test_architecture import BELOW
from tests.tiny import run, write
from verify.book import ROOT
from verify.rules.table import TABLE

PAGE = (ROOT / "docs" / "how_a_line_is_checked.md").read_text(encoding="utf-8")
NAMED = sorted(
    set(
        re.findall(
            r"`((?:book|reading|proving|rules|general|mutants|diagnosis|prose|showing)/\w+\.py|check\.py)`",
            PAGE,
        )
    )
)
ROW = textwrap.dedent(re.search(r"^```python\n(.*?)^```", PAGE, re.M | re.S)[1])
FORMULA = r"\mathrm{erf}(-x) = -\mathrm{erf}(x)"


@pytest.mark.parametrize("name", NAMED)
def test_a_file_of_the_page_exists(name):
    assert (ROOT / "verify" / name).is_file()


@pytest.mark.parametrize("name", re.findall(r"`(\w+)` (?:of|in) `", PAGE))
def test_a_name_of_the_page_is_defined(name):
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "verify").rglob("*.py")]

    assert any(re.search(rf"^(?:def |class |    def )?{name}\b", text, re.M) for text in sources)


def test_the_drawing_and_the_table_name_every_file():
    files = [p for p in (ROOT / "verify").rglob("*.py") if not p.name.startswith("__")]
    words = " ".join(text.get_text() for text in figures.way().axes[0].texts)
    rows = {row[0] for row in figures.rooms()[1:]}

    assert {p.stem for p in files} - set(re.findall(r"\w+", words)) == set()
    assert rows == {f"`{p.relative_to(ROOT / 'verify').as_posix()}`" for p in files}


def test_the_recipe_for_a_new_sign_makes_it_known(tmp_path):
    folder = write(tmp_path / "book")
    chapter = folder / "docs" / "square.md"
    chapter.write_text(f"# Squares\n\n$$\n{FORMULA}\n$$\n", encoding="utf-8")
    before = run(folder, "-m", "verify", "square").stdout

    path = folder / "verify" / "reading" / "alphabet.py"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("\nFUNCTIONS = {", "\nFUNCTIONS = {\n" + ROW), encoding="utf-8")

    assert "defines no 'erf'" in before
    assert "✓ = −erf(x)" in run(folder, "-m", "verify", "square").stdout


def floors():
    """The boxes from the bottom up: what stands in the first line of each, and its outline."""
    axes = seen("how_a_line_is_checked", "way").only
    boxes = sorted((line for line in axes.lines if line.closed), key=lambda line: -line.centre[1])
    found = {}
    for box in boxes:
        low, high = box.points.min(axis=0), box.points.max(axis=0)
        inner = [text for text in axes.texts if low[1] < text.at[1] < high[1]]
        found[min(inner, key=lambda text: text.at[1]).words] = box
    return axes, found


@states("The folders of `verify`,", page="figures/how_a_line_is_checked")
def test_the_drawing_has_every_folder_of_verify():
    folders = [path.name for path in (ROOT / "verify").iterdir() if any(path.glob("*.py"))]
    drawn = [name.removeprefix("verify/") for name in floors()[1] if not name.endswith(".py")]

    assert sorted(drawn) == sorted(folders)


HANDED_ON = {  # a word of what each floor makes
    "verify/book": "LaTeX",
    "verify/reading": "tree",
    "verify/proving": "verdict",
    "verify/rules": "rule",
    "verify/general": "every size",
    "verify/mutants": "one change",
    "verify/diagnosis": "mistake",
    "verify/check.py": "evidence",
    "verify/notes": "somebody's file",
    "verify/extremes": "edges",
    "verify/live": "computes",
    "verify/answers": "answer",
    "verify/prose": "sentence",
    "verify/showing": "tick",
    "verify/console": "reader asks",
}


@states("and between them what is handed on.", page="figures/how_a_line_is_checked")
def test_from_each_floor_an_arrow_leads_up_and_beside_it_stands_what_it_makes():
    axes, boxes = floors()
    up = [arrow for arrow in arrows(axes) if arrow.tail[1] - arrow.tip[1] > 10]
    words = [text for text in axes.texts if text.colour == ORANGE]

    made = {}
    for name, box in boxes.items():
        (arrow,) = (a for a in up if abs(a.tail[1] - box.points[:, 1].min()) < 5)
        made[name] = min(words, key=lambda text: abs(text.at[1] - arrow.middle[1])).words
    assert made.keys() == HANDED_ON.keys()
    assert [name for name in made if HANDED_ON[name] not in made[name]] == []


@states(
    "A display rises from the bottom, where it is found in the chapter, to where its tick is "
    "shown, and to the top, where a reader is answered;",
    page="figures/how_a_line_is_checked",
)
def test_the_way_begins_with_the_book_and_ends_with_what_is_shown():
    _, boxes = floors()

    assert [*boxes][:: len(boxes) - 1] == ["verify/book", "verify/console"]


@states("no file imports from a floor above its own.", page="figures/how_a_line_is_checked")
def test_in_the_drawing_a_floor_stands_above_those_that_it_may_import():
    order = [*floors()[1]]

    assert {
        (name, other)
        for name in order
        for other in BELOW.get(name, ())
        if other in order and order.index(other) > order.index(name)
    } == set()


# The tables of the page


def test_table_of_files_shows_what_each_says_of_itself_first():
    for name, said in read("how_a_line_is_checked", "rooms").column("What is in it").items():
        text = (ROOT / "verify" / name.strip("`")).read_text(encoding="utf-8")
        docstring = ast.get_docstring(ast.parse(text))

        assert docstring.partition("\n\n")[0].replace("\n", " ").replace("``", "`") == said


def test_table_of_rules_says_checked_where_a_rule_is():
    names = {rule.name.format("*p*", "*q*"): rule for rule in TABLE}

    expected = {
        name: {"What it claims": rule.claim, "It is": "checked" if rule.check else "words"}
        for name, rule in names.items()
    }
    assert read("how_a_line_is_checked", "vocabulary").wrong(expected) == []
