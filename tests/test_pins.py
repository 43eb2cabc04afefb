"""What is written beside a page of its numbers: covered, computed, repeated; or else told."""

import pytest

import verify.showing.numbers
from verify.prose import pins
from verify.prose.numerals import numbers
from verify.prose.pages import text_of
from verify.prose.pins import Pins, load, proposed, replaced, written
from verify.showing.numbers import Document, look, main, read

PAGE = "perceptron"


def told(text, quotes=(), page=PAGE, **tables):
    document = Document(page, text, list(quotes))
    return look(document, Pins(**tables)).problems


def test_a_listed_phrase_covers_its_numbers():
    assert told("There are two inputs, of 8 to 11 bits.", plain=["two inputs", "8 to 11"]) == []


def test_a_number_that_nothing_covers_is_told_with_its_place():
    assert told("One.\nAll two inputs.") == ["docs/perceptron.md:2:5: two is typed"]


def test_a_changed_number_is_told_twice():
    problems = told("There are three inputs.", plain=["two inputs"])

    assert [text.split(": ")[1] for text in problems] == [
        "'two inputs' covers nothing",
        "three is typed",
    ]


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("The 11 to 8 bits.", ["8 to 11"]),
        ("First three inputs, then two inputs.", ["two inputs", "three inputs"]),
    ],
)
def test_exchanged_numbers_are_told(text, plain):
    assert told(text, plain=plain)


def test_a_quoted_number_is_none_for_a_phrase_of_another_place():
    """The zero in the middle has become a *one*, which is no number."""
    text = "It is 0 here; four rows; it is one there; two rows."

    assert len(told(text, [(0, 12)], plain=["four rows", "is 0", "two rows"])) == 1


def test_a_phrase_covers_once():
    assert len(told("For two inputs. For two inputs.", plain=["two inputs"])) == 1


def test_a_phrase_is_listed_again_for_its_next_place():
    assert told("For two inputs. For two inputs.", plain=["two inputs"] * 2) == []


@pytest.mark.parametrize(
    "plain", [["two inputs", "two inputs"], ["no number"], ["two outputs"], ["three inputs"]]
)
def test_a_phrase_that_covers_nothing_is_told(plain):
    text = "For two inputs there is no number."
    rest = [] if "two inputs" in plain else ["two inputs"]

    assert len(told(text, plain=[*rest, *plain])) == 1


def test_a_phrase_covers_no_part_of_a_number():
    assert "twenty-two is typed" in told("For twenty-two inputs.", plain=["two inputs"])[1]


def test_what_a_test_quotes_is_covered():
    text = "There are two inputs: {{ value 1 + 1 }}."

    assert told(text, quotes=[(0, len(text))]) == []


def test_what_is_listed_may_be_quoted_as_well():
    assert told("The two inputs.", quotes=[(0, 14)], plain=["two inputs"]) == []


def test_where_it_is_needed_a_phrase_stands_first():
    assert told("The two inputs. The two inputs.", quotes=[(0, 14)], plain=["two inputs"]) == []


@pytest.mark.parametrize("expression", ["D", "len(w_d)", "2 * D", "1 / 0", "np.load(3)", "open"])
def test_a_computed_number_equals_its_expression(expression):
    """D is the 2 of the derivation."""
    problems = told("There are two inputs.", computed={"two inputs": expression})

    assert (problems == []) == (expression == "D")


def test_a_wrong_computed_number_says_what_it_would_be():
    problems = told("There are three inputs.", computed={"three inputs": "D"})

    assert problems == ["docs/perceptron.md:1:11: 'three inputs': D is 2"]


def test_a_computed_phrase_has_one_number():
    problems = told("There are two or three.", computed={"two or three": "D"})

    assert problems == [
        "docs/perceptron.md:1:11: 'two or three': it has the numbers ['two', 'three']: "
        "take a phrase with one of them"
    ]


def test_computed_phrases_may_stand_in_any_order():
    computed = {"two inputs": "D", "four rows": "N"}

    assert told("There are four rows, and two inputs.", computed=computed) == []


def test_an_expression_may_use_the_modules_that_are_named():
    tables = {"computed": {"to 1e-12": "CODE_TOLERANCE"}, "names": ["verify.proving.code"]}

    assert told("Equal to 1e-12.", page="README", **tables) == []


def test_a_directive_is_repeated_with_its_result():
    phrase = "ten classes {{ value np.log(10):.3f }}"

    assert told(f"For {phrase}.", directives={phrase: ["2.303"]}) == []


@pytest.mark.parametrize("expression", ["np.log(9):.3f", "np.log(10):.2f"])
def test_an_exchanged_expression_is_told_twice(expression):
    phrase = "all classes {{ value %s }}"
    repeated = {phrase % "np.log(10):.3f": ["2.303"]}

    problems = told(f"For {phrase % expression}.", directives=repeated)

    assert ["covers nothing" in problems[0], "is not repeated" in problems[1]] == [True, True]


def test_another_result_is_told():
    phrase = "all classes {{ value np.log(10):.3f }}"

    (problem,) = told(f"For {phrase}.", directives={phrase: ["2.304"]})

    assert problem.endswith(
        "gives ['2.303'], where tests/prose/perceptron.toml has ['2.304']: "
        "is the sentence still true?"
    )


@pytest.mark.parametrize("name", ["run two_layer_net steps:,", "cited mazur2015.w5_plus"])
def test_recorded_and_cited_numbers_are_repeated_too(name):
    assert told(f"After {{{{ {name} }}}} steps.") == [
        f"docs/perceptron.md:1:7: {{{{ {name} }}}} is not repeated"
    ]


def test_a_directive_in_code_is_none():
    assert told("Write `{{ value 28 * 28 }}` for it.") == []


@pytest.mark.parametrize("page", ["softmax", "perceptron", "figures/perceptron", "README"])
def test_every_changed_number_of_a_page_is_told(page):
    """Also what a test quotes: its words are no longer there then."""
    text, beside = text_of(page), load(page)
    passed = []
    for number in numbers(text)[::2]:
        changed = text[: number.start] + "ninety" + text[number.end :]
        if not look(read(page, changed), beside).problems:
            passed.append((number.text, number.start))

    assert passed == []


TEXT = """\
# Two classes

For two classes there are 3 numbers, {{ value 1 + 1 }} and {{ value 2 + 1 }}.

| 5 | 6 |
And a number 7
twice.
"""


@pytest.fixture
def folder(monkeypatch, tmp_path):
    """A page and the folder of what is written beside it."""
    document = Document(PAGE, TEXT, [])
    monkeypatch.setattr(verify.showing.numbers, "read", lambda page: document)
    monkeypatch.setattr(verify.showing.numbers, "FOLDER", tmp_path)
    monkeypatch.setattr(verify.showing.numbers, "load", lambda page: load(page, tmp_path))
    return tmp_path


def test_what_is_written_is_right(folder, capsys):
    assert (main([PAGE]), main(["--write", PAGE]), main([PAGE])) == (1, 0, 0)


def test_what_is_written_again_stays_as_it_is(folder, capsys):
    main(["--write", PAGE])
    before = (folder / f"{PAGE}.toml").read_text()
    capsys.readouterr()

    main(["--write", PAGE])

    assert (folder / f"{PAGE}.toml").read_text() == before
    assert capsys.readouterr().out == "Every number is quoted, computed or listed.\n"


def test_the_lines_to_paste_are_those_that_are_written(folder, capsys):
    main([PAGE])
    lines = {line for line in capsys.readouterr().out.splitlines() if line.startswith(('  "', '"'))}
    main(["--write", PAGE])

    assert {line for line in lines if "EXPRESSION" not in line} <= {
        *(folder / f"{PAGE}.toml").read_text().splitlines()
    }


def test_an_expression_that_was_added_behind_the_others_is_kept(folder, capsys):
    added = '"a number 7" = "7"\n"For two classes" = "1 + 1"\n'
    (folder / f"{PAGE}.toml").write_text(f"[numbers.computed]\n{added}")

    main(["--write", PAGE])

    assert {*added.splitlines()} <= {*(folder / f"{PAGE}.toml").read_text().splitlines()}


def test_a_message_has_the_line_of_an_expression_to_paste(folder, capsys):
    main([PAGE])

    assert "\"Two classes\" = 'EXPRESSION'" in capsys.readouterr().out


def test_no_expression_is_proposed_for_two_numbers():
    document = Document(PAGE, "The 2 of 3.", [])

    assert "EXPRESSION" not in verify.showing.numbers.problems(PAGE, document, Pins())


def test_what_else_stands_in_the_file_stays(folder, capsys):
    (folder / f"{PAGE}.toml").write_text(
        '[words]\nplain = ["as always"]\n\n[numbers]\nplain = []\n'
    )

    main(["--write", PAGE])

    assert (
        (folder / f"{PAGE}.toml").read_text().startswith('[words]\nplain = ["as always"]\n\n[num')
    )


@pytest.mark.parametrize("arguments", [[], ["--help"], ["nowhere"]])
def test_a_wrong_call_is_told_and_has_no_traceback(arguments, capsys):
    assert main(arguments) == 2
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize(
    "content",
    [
        "[numbers",
        "[numbers]\nplan = []",
        "numbers = 1",
        '[directives]\n"a b" = 1',
        "[numbers]\nplain = [1]",
        "[numbers]\nplain = ['two']",
        "[numbers.computed]\n'784' = '28 * 28'",
        "[directives]\n'{{ value 28 * 28 }}' = '784'",
    ],
)
def test_a_file_that_is_not_as_described_is_told(content, tmp_path):
    (tmp_path / "x.toml").write_text(content)

    with pytest.raises(LookupError, match=r"^tests/prose/x\.toml: "):
        load("x", tmp_path)


def test_a_file_gives_back_what_was_written(tmp_path):
    tables = Pins(
        ["two $\\frac{1}{2}$", "it's \\ 2"], {"two a": "D"}, {'a "b" {{ value 1 }}': ["1"]}, ["nn"]
    )
    (tmp_path / "x.toml").write_text(replaced("", tables))

    assert load("x", tmp_path) == tables


def test_nothing_is_written_for_nothing():
    assert written(Pins()) == ""


def test_equal_directives_get_different_phrases():
    text = "It is the number {{ value 1 }} here,\nand it is the number {{ value 1 }} here."
    spans = [(d.start, d.end) for d in pins.directives_of(text)]

    assert len({text[slice(*span)] for span in proposed("directives", text, spans)}) == 2
