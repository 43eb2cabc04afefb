"""The page that says which kinds of mistakes have a name. Page: docs/diagnosis.md."""

import tomllib

import pytest

from benchmarks import diagnosis
from benchmarks.slips import planted
from figures import diagnosis as figures
from tests.example import SYMBOLS, display
from tests.states import states
from tests.tables import read
from verify.book import ROOT, runs
from verify.book.displays import displays
from verify.check import _check
from verify.diagnosis import numeric
from verify.diagnosis.displays import mistake
from verify.diagnosis.numeric import Sample, diagnose
from verify.diagnosis.outcome import Diagnosis, Outcome, plain
from verify.mutants.formulas import with_latex
from verify.proving.formula import read_at_all_sizes


def record():
    return runs.load("benchmarks/diagnosis").record["results"]


# The tables


def test_the_table_of_outcomes_has_every_one_with_its_sentence():
    expected = {f"`{outcome}`": {"In words": outcome.sentence} for outcome in Outcome}

    assert read("diagnosis", "outcomes").wrong(expected) == []


def test_the_table_of_kinds_shows_what_was_recorded():
    names = {"right": "it fits", "other": "another", "unnamed": "none"}
    expected = {
        figures.PLANTED[kind]: {names[result]: count for result, count in counts.items()}
        for kind, counts in record()["kinds"].items()
    }

    assert read("diagnosis", "kinds").wrong(expected) == []


def test_every_kind_that_is_planted_is_described():
    assert figures.PLANTED.keys() == diagnosis.KINDS.keys()


def test_the_table_of_what_is_missed_has_a_row_for_each():
    missed = {(f"`{x['where']}`", x["words"] or "–") for x in record()["shown"]}

    rows = read("diagnosis", "missed", 3).rows
    assert {(name.split(", ")[0], name.rpartition(", ")[2]) for name in rows} >= {
        (where, words.rpartition(", ")[2]) for where, words in missed
    }
    assert len(rows) == len(figures.missed()) - 1


@states("The tests ask for the outcome of each of these answers.", page="diagnosis")
def test_the_table_of_verdicts_is_the_one_that_is_tested():
    table = tomllib.loads((ROOT / "tests" / "verdicts.toml").read_text(encoding="utf-8"))
    rows = [
        (label, answer, outcome) for label, of in table.items() for answer, outcome in of["answers"]
    ]

    shown = figures.verdicts()[1:]
    outcomes = read("diagnosis", "verdicts", 2).column("Outcome")
    assert [*outcomes.values()] == [f"`{outcome}`" for _, _, outcome in rows]
    assert len(shown) == len(rows)
    for (claim, answer, outcome), (label, typed, expected) in zip(shown, rows, strict=True):
        assert claim.startswith(f"[{label}](")
        assert answer.strip("`").replace("\\|", "|").replace("'", "`") == (
            typed.replace("'", "`") or "–"
        )
        assert outcome == f"`{expected}`"


# What the record says


@states(
    "Of these, {{ run benchmarks/diagnosis recall:.1% }} got a name that fits the kind, and "
    "{{ run benchmarks/diagnosis precision:.1% }} of all names fit.",
    page="diagnosis",
)
@states(
    "Slips of known kinds were planted in the displays of this book, "
    "{{ run benchmarks/diagnosis count }} that make a display false, up to "
    "{{ run benchmarks/diagnosis most }} of each kind.",
    page="diagnosis",
)
def test_enough_slips_are_named_and_nearly_all_names_fit():
    found = record()

    assert found["count"] >= 1000
    assert found["recall"] >= 0.8
    assert found["precision"] >= 0.98


# How slips are planted and judged


@pytest.mark.parametrize("kind", diagnosis.KINDS)
def test_slips_of_every_kind_are_planted_in_the_book(kind):
    topics = ("softmax", "adam", "inference", "optimizer", "chain_rule", "evaluation", "backprop")

    assert any(slip.kind == kind for topic in topics for slip in planted(topic))


def test_a_planted_slip_changes_its_display_in_one_place():
    for slip in planted("softmax"):
        assert " ".join(slip.new.split()) in " ".join(slip.display.latex.split())


@pytest.mark.parametrize(
    ("found", "result"),
    [
        (None, "unnamed"),
        (plain(Outcome.SIGN), "right"),
        (plain(Outcome.FACTOR), "other"),
        (Diagnosis(Outcome.DIAGONAL, "that"), "right"),
    ],
)
def test_a_name_is_judged_by_what_was_planted(found, result):
    assert diagnosis.judged("sign", found) == result


def test_the_shares_are_of_all_slips_and_of_all_names():
    counts = {"sign": {"right": 6, "other": 2, "unnamed": 2}}

    assert diagnosis.whole(counts) == {"count": 10, "recall": 0.6, "precision": 0.75}


@states(
    "The two formulas are evaluated at random points, with sizes that are all different and vary: "
    "a factor that is 3 wherever $K$ is 3 could be either.",
    page="diagnosis",
)
def test_a_size_is_told_from_a_number_where_it_varies(rng):
    fixed, varying = [{"K": 3}] * 3, [{"K": 3}, {"K": 2}, {"K": 5}]

    def words(sizes):
        expected = [rng.normal(size=at["K"]) for at in sizes]
        pairs = zip(expected, sizes, strict=True)
        return diagnose([Sample(at["K"] * e, e, at) for e, at in pairs]).words

    assert words(fixed) == "it is 3 times what it should be"
    assert words(varying) == "it is K times what it should be"


@states(
    "A number is called a multiple only where several different numbers are expected, since of "
    "two numbers that are not 0 each is a multiple of the other.",
    page="diagnosis",
)
def test_of_two_numbers_none_is_called_a_multiple():
    assert diagnose([Sample(0.75, 0.5)] * 4).outcome is Outcome.DIFFERENT


@states("Where nothing explains all points there is no name.", page="diagnosis")
def test_what_nothing_explains_has_no_name():
    shown = display(r"\sigma(x) = \tanh(x) + x^3")

    assert mistake(shown, SYMBOLS, read_at_all_sizes(shown, SYMBOLS).steps) is None


# When it is asked for


def changed(old, new):
    """A formula of the chapter on softmax with one piece changed."""
    (found,) = (each for each in displays("softmax") if each.label == "softmax_vjp")
    assert old in found.latex
    return with_latex(found, found.latex.replace(old, new, 1))


@states(
    "After the place and the two values, a message of the checker ends with the kind of the "
    "mistake, where it has one:",
    page="diagnosis",
)
@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ("&= p_j", "&= -p_j", "; it is the negative of what it should be"),
        ("&= p_j", "&= 2 p_j", "; it is 2 times what it should be"),
        ("g_i p_i", "g_i p_j", "; it would hold with p_i for p_j"),
        ("&= p_j", "&= p_i", "; it would hold with p_j for p_i"),
    ],
)
def test_a_message_ends_with_the_kind_of_mistake(old, new, kind):
    (found,) = (each for each in _check(changed(old, new)).findings if each.link == "symbolic")

    assert not found.ok
    assert found.detail.endswith(kind)


@states(
    "Looking for one seldom takes more than a second, after a formula has failed; a formula that "
    "holds costs nothing more.",
    page="diagnosis",
)
def test_of_a_formula_that_holds_no_kind_is_looked_for(monkeypatch):
    asked = []
    monkeypatch.setattr("verify.check.mistake", lambda *found: asked.append(found))
    right = changed("p_j", "p_j")

    assert _check(right).ok and asked == []


@states(
    "The slowest name took {{ run benchmarks/diagnosis slowest:.1f }} seconds.", page="diagnosis"
)
def test_a_name_takes_about_a_second_at_most():
    assert record()["slowest"] < 1.5


@states(
    "Then the kinds are tried in a fixed order: the negative, a multiple, exchanged axes, a shift "
    "by one, a single size, the diagonal, and one term after the other.",
    page="diagnosis",
)
def test_the_kinds_are_tried_in_the_order_of_the_page():
    order = [step.__name__ for step in numeric.SAME_SHAPE]

    assert order == [
        *("undefined", "right", "sign", "factor", "transposed"),
        *("shifted", "only_at", "diagonal", "slip", "term"),
    ]


# The command


def test_ctrl_c_ends_the_planting_without_a_trace(monkeypatch, capsys):
    monkeypatch.setattr(diagnosis, "run", lambda quick: exec("raise KeyboardInterrupt"))

    assert diagnosis.main(["--quick"]) == 130
    assert "interrupted" in capsys.readouterr().err


def test_a_quick_look_prints_a_row_for_each_kind(monkeypatch, capsys):
    counts = {kind: {"right": 1, "other": 0, "unnamed": 1} for kind in diagnosis.KINDS}
    results = {"kinds": counts, "shown": []} | diagnosis.whole(counts)
    monkeypatch.setattr(diagnosis, "run", lambda quick: results)

    assert diagnosis.main(["--quick"]) == 0
    printed = capsys.readouterr().out
    assert all(kind in printed for kind in diagnosis.KINDS) and "recall 50.0%" in printed


def test_slips_are_tried_until_enough_make_a_display_false():
    slips = [slip for slip in planted("softmax") if slip.kind == "sign"]

    found = list(diagnosis.tried(slips, 3))

    assert [name.outcome for _, name, _ in found] == [Outcome.SIGN] * 3
