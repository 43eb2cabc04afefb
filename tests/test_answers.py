"""Answers of readers: both readers say what the table says, and the same of everything."""

import gzip
import random
import re

import numpy as np
import pytest

from tests.answers import boxes, changed, claimed, fresh, pieces, rows, whole_chapters
from verify.answers import box, engine, judged, slips, told
from verify.answers.declared import _read, exercise, exercises
from verify.answers.samples import data
from verify.book import ROOT
from verify.book.displays import chapters
from verify.diagnosis.outcome import Outcome
from verify.showing import answers, sheets

EXERCISES = exercises()
ROWS = rows()
SCRIPT = engine.SCRIPT.read_text(encoding="utf-8")
BYTES = 12_000  # of the data of a box
CHANGES = 60  # of the right answer to each exercise
ONE_SIDED = 0.02  # of all changes, which only one of the two reads
READ = 0.72  # of the sides of the book's equations, which the small reader reads
NOT_READ = {"unreadable", "unknown", "circular", "empty"}
pytestmark = pytest.mark.filterwarnings("ignore::RuntimeWarning")


@pytest.fixture(scope="module")
def known():
    return boxes()


@pytest.fixture(scope="module")
def in_page(known):
    """What the page says of each row."""
    return engine.judged(known, [(row.exercise, row.answer) for row in ROWS])


@pytest.mark.parametrize("name", EXERCISES)
def test_the_right_answer_is_right_in_the_page(name):
    assert answers.misjudged(exercise(name)) == ""


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.exercise} {row.answer[:40]}")
def test_python_gives_the_verdict_of_the_table(row, known):
    found = judged.of_exercise(EXERCISES[row.exercise], known[row.exercise], row.answer)

    assert found.outcome == row.verdict, found.words


def test_the_page_gives_the_verdict_of_the_table(in_page):
    wrong = [
        (row, found["outcome"], found["words"])
        for row, found in zip(ROWS, in_page, strict=True)
        if found["outcome"] != row.verdict
    ]

    assert wrong == []


def test_of_claims_the_page_says_right_where_the_table_does_and_hardly_ever_another_kind():
    known, every = claimed()
    found = engine.judged(known, [(row.exercise, row.answer) for row in every])
    read = [
        (row, one["outcome"])
        for row, one in zip(every, found, strict=True)
        if one["outcome"] not in NOT_READ and row.verdict not in NOT_READ
    ]
    other = [(row, said) for row, said in read if said not in (row.verdict, "different")]

    assert [row for row, said in read if (said == "right") != (row.verdict == "right")] == []
    assert len(read) > 100
    assert len(other) <= 0.05 * len(read), other


def test_the_table_has_every_verdict_that_an_exercise_can_get():
    never = {Outcome.EXCHANGED, Outcome.SHIFTED, Outcome.ONLY_AT}  # of exercises without axes

    assert {*Outcome} - {row.verdict for row in ROWS} <= never


def test_the_words_of_the_page_are_those_of_the_terminal():
    said = dict(re.findall(r'(\w+): "([^"]+)"', SCRIPT.partition("SAID = {")[2].partition("}")[0]))

    assert said
    assert {name: words for name, words in said.items() if name != "empty"} == {
        name: judged.plain(Outcome(name)).words for name in said if name != "empty"
    }


def test_of_changed_answers_both_readers_say_the_same(known):
    asked = [*changed(CHANGES, random.Random(0))]
    found = engine.judged(known, asked)
    one_sided, differing, both = [], [], 0
    for (name, text), page in zip(asked, found, strict=True):
        here = judged.of_exercise(EXERCISES[name], known[name], text)
        if bool(here.values) != bool(page.get("values")):
            one_sided.append((name, text, here.words, page["words"]))
        elif here.values:
            both += 1
            if (here.outcome, here.words) != (page["outcome"], page["words"]) or not all(
                map(_same, here.values, page["values"])
            ):
                differing.append((name, text, here, page))

    assert differing == []
    assert len(asked) > 1000 and both > 200
    assert len(one_sided) <= ONE_SIDED * len(asked), one_sided


def test_a_changed_answer_that_is_right_is_right_at_other_points_too(known):
    asked = [*changed(CHANGES, random.Random(1))]
    said = engine.judged(known, asked)
    right = [one for one, found in zip(asked, said, strict=True) if found["outcome"] == "right"]
    others = {name: fresh(name, 1000) for name in {name for name, _ in right}}
    wrong = [
        one
        for one, found in zip(right, engine.judged(others, right), strict=True)
        if found["outcome"] != "right"
    ]

    assert len(asked) > 1000 and right
    assert wrong == []


def _same(one, other):
    """Whether values of Python and of the page agree; what is no number is a word there."""
    shape, entries = other
    numbers = np.array([float(x) for x in entries]).reshape(shape)
    return one.shape == numbers.shape and np.allclose(
        one, numbers, rtol=1e-9, atol=1e-9 * max(1, _largest(one)), equal_nan=True
    )


def _largest(values):
    return float(np.max(np.abs(values[np.isfinite(values)]), initial=0))


def test_what_both_read_of_the_book_has_the_same_value():
    boxes, asked, expected = whole_chapters(chapters())
    found = engine.evaluated(boxes, asked)
    read = [
        (e, f["values"], a) for e, f, a in zip(expected, found, asked, strict=True) if "values" in f
    ]
    wrong = [(text, one) for one, other, (_, text, *_) in read if not _same(one, other)]

    assert wrong == []
    assert len(asked) > 1500
    assert len(read) >= READ * len(asked)


@pytest.mark.parametrize("latex", [r"a = \frac{b = c}{d}", "a &= b && \\text{rule} \\\\ &= c"])
def test_sides_are_cut_at_the_equals_signs_outside_of_brackets(latex):
    assert [*filter(None, pieces(latex))] in (["a", r"\frac{b = c}{d}"], ["a", "b", "c"])


@pytest.mark.parametrize("name", EXERCISES)
def test_the_data_of_a_box_are_small(name, known):
    assert len(box.packed(known[name]).encode()) <= BYTES


@pytest.mark.parametrize("name", EXERCISES)
def test_a_box_holds_no_formula(name, known):
    html = box.html(EXERCISES[name], known[name])
    bare = re.sub(r"\s", "", EXERCISES[name].right)

    assert bare not in re.sub(r"\s", "", html)
    assert "\\" not in html.replace("\\/", "")


@pytest.mark.parametrize("name", EXERCISES)
def test_the_sizes_of_samples_differ_and_vary(name, known):
    every = [sample["sizes"] for sample in known[name]["samples"]]

    assert all(len({*sizes.values()}) == len(sizes) for sizes in every)
    assert all(len({sizes[size] for sizes in every}) >= 3 for size in every[0])


@pytest.mark.parametrize("name", EXERCISES)
def test_at_every_sample_a_declared_slip_differs_from_the_answer(name, known):
    for sample in known[name]["samples"]:
        expected = np.array(sample["expected"])
        for words in EXERCISES[name].slips:
            slip = np.array(sample["slips"][words])
            assert slip.shape != expected.shape or np.max(abs(slip - expected)) > 1e-3 * np.max(
                abs(expected)
            )


def test_a_slip_that_is_the_answer_is_refused():
    declared = _read(
        '[x]\ntopic = "activation"\nasked = "sigmoid_prime"\n'
        "right = '\\sigma(x) (1 - \\sigma(x))'\n"
        'uses = ["x"]\n[x.slips]\n"none" = \'\\sigma(x) - \\sigma(x)^2\'\n'
    )["x"]

    with pytest.raises(ValueError, match="the slip 'none' cannot be told from the answer"):
        data(declared)


def test_an_answer_that_is_not_what_the_derivation_gives_is_refused():
    declared = _read(
        '[x]\ntopic = "activation"\nasked = "sigmoid_prime"\nright = \'\\sigma(x)\'\nuses = ["x"]\n'
    )["x"]

    with pytest.raises(ValueError, match=r"\[x\]: \\sigma\(x\) is not sigmoid_prime"):
        data(declared)


@pytest.mark.parametrize(
    ("text", "problem"),
    [("[x]\n", "lacks 'topic'"), ('[x]\ntopic=""\nasked=""\nright=""\nuses=[]\ny=1\n', "has 'y'")],
)
def test_what_is_declared_wrongly_is_named(text, problem):
    with pytest.raises(ValueError, match=problem):
        _read(text)


def test_what_says_a_slip_shows_no_formula(known):
    made = [
        words
        for name, each in known.items()
        for words in each["samples"][0]["slips"]
        if words not in EXERCISES[name].slips
    ]

    assert made
    assert all(re.fullmatch(r"it would hold with \S+ for \S+", words) for words in made)
    assert {"symbol", "layer", "index"} == slips.KINDS


@pytest.mark.parametrize("name", EXERCISES)
def test_every_exercise_has_its_box_in_its_chapter(name):
    text = (ROOT / "docs" / f"{EXERCISES[name].topic}.md").read_text(encoding="utf-8")

    assert answers.names(text).count(name) == 1


def test_at_least_twelve_exercises_of_eight_chapters_have_a_box():
    assert len(EXERCISES) >= 12
    assert len({each.topic for each in EXERCISES.values()}) >= 8


HARD = [
    *(
        "x" * 10_000,
        "(" * 10_000,
        "x + " * 2_500 + "x",
        "-" * 5_000 + "x",
        "[" * 3_000,
        "9^{9^{9}}",
    ),
    *("\\frac" * 1_500, r"\sum_{k=1}^{10000} \sum_{l=1}^{10000} 1", "x**" * 3_000 + "x", "x''''"),
    *(
        "\0",
        "é",
        "📐",
        "𝟏",
        "\\",
        "%",
        "'",
        "x.T.T.T",
        "np.eye(1e9)",
        "np.ones(10**8)",
        "x = 1 = 1",
    ),
    *(
        "__import__('os').system('true')",
        "().__class__",
        "x if x else x",
        "lambda: x",
        "[x for x in x]",
    ),
]


@pytest.mark.parametrize("text", HARD, ids=[str(k) for k, _ in enumerate(HARD)])
def test_what_is_hard_gets_a_verdict_that_is_not_right(text, known):
    found = judged.of_exercise(EXERCISES["tanh_slope"], known["tanh_slope"], text)

    assert found.outcome is not Outcome.RIGHT


def test_what_is_hard_gets_a_verdict_in_the_page_too(known):
    found = engine.judged(known, [("tanh_slope", text) for text in HARD])

    assert "right" not in {each["outcome"] for each in found}


FAULTS = (  # in the script
    ("a.data[row * m + j] * b.data[j * k + along]", "a.data[row * m + j] * b.data[along * m + j]"),
    ('{ kind: "negative", at, of: terms[0][1] }', "terms[0][1]"),
    ("+(this.place(indices[0]) === this.place(indices[1]))", "1"),
    ('if (operator === "/") return this.divided(left, right, at)', ""),
    ("(at % shape[axis]) + 1", "at % shape[axis]"),
    ("const CLOSE = 1e-9", "const CLOSE = 10"),
    ("near(r, known[one])", "near(r, -known[one])"),
    ("(k % (shape[0] + 1) === 0) === isOn", "(k % shape[0] === 0) === isOn"),
    ('const signed = sign === "-" ? map((x) => -x, value) : value', "const signed = value"),
    ('case "/": return two((x, y) => x / y)', 'case "/": return two((x, y) => y / x)'),
    ("Math.floor(k / inner) * inner * length + (k % inner)", "k"),
    ('earlier.has("/") ?', "false ?"),
)


@pytest.mark.parametrize(("right", "wrong"), FAULTS)
def test_a_fault_in_the_script_is_seen(right, wrong, known, in_page, monkeypatch, tmp_path):
    assert SCRIPT.count(right) == 1
    broken = tmp_path / "answer.js"
    broken.write_text(SCRIPT.replace(right, wrong), encoding="utf-8")
    monkeypatch.setattr(engine, "SCRIPT", broken)
    try:
        found = engine.judged(known, [(row.exercise, row.answer) for row in ROWS])
    except engine.NoEngine:  # it does not even run
        return

    assert [one["outcome"] for one in found] != [one["outcome"] for one in in_page]


def test_over_the_wire_the_script_is_small():
    light = sheets.light(SCRIPT, ".js").encode()

    assert len(gzip.compress(light, 9)) <= 19_000


def test_the_hints_of_an_exercise_come_in_the_order_of_its_chapter():
    text, hints = told.told(EXERCISES["pulled_back"])

    assert text.startswith("10. ★★ Write the code. Write the vector-Jacobian product")
    assert [hint.partition(" ")[0] for hint in hints] == ["Go", "The"]


def test_no_hint_shows_the_answer():
    for each in EXERCISES.values():
        said = re.sub(r"\s", "", " ".join([told.told(each)[0], *told.told(each)[1]]))
        assert re.sub(r"\s", "", each.right) not in said, each.name


def test_an_exercise_has_a_name_by_its_chapter_and_its_number():
    assert told.numbered(EXERCISES.values())["softmax-6"] == "softmax_jacobian"
