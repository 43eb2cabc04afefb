"""Every chapter has the same frame, and its exercises the same form."""

import re

import pytest

from tests.states import states
from verify.book.displays import chapters, pages_of_nav
from verify.prose.pages import text_of

ORDER = [page.removesuffix(".md") for page in pages_of_nav()]
CHAPTERS = chapters()
NEED = '!!! abstract "What you need"'
LAST = ["Your turn", "What you know now", "Next", "Sources"]
KINDS = {
    "By hand",
    "Predict, then run",
    "Predict, then try",
    "Find the mistake",
    "Prove",
    "Explain",
    "Write the code",
    "Project",
}
EXERCISE = re.compile(
    r"^\*\*(\d+)\.\*\* (★{1,3}) \*([^*]+)\.\*(.*?)(?=^\*\*\d+\.\*\* |\Z)", re.M | re.S
)
every_chapter = pytest.mark.parametrize("topic", CHAPTERS)


def parts(topic):
    """The text before the first heading of a chapter, and its sections by their headings."""
    start, *rest = re.split(r"^## ", text_of(topic), flags=re.M)
    return start, {part.partition("\n")[0]: part.partition("\n")[2] for part in rest}


def exercises(topic):
    return EXERCISE.findall(parts(topic)[1].get("Your turn", ""))


@every_chapter
def test_a_chapter_begins_with_a_question_and_with_what_one_needs(topic):
    question, box, need = parts(topic)[0].partition(NEED)

    assert "?" in question and box
    assert re.search(r"\n    .*\]\([\w/]+\.md", need) or topic == CHAPTERS[0]
    assert "Afterwards you can" in need


@every_chapter
def test_a_chapter_ends_with_exercises_results_the_next_question_and_sources(topic):
    sections = parts(topic)[1]

    assert [*sections][-4:] == LAST
    assert "Numbers by hand" in sections
    assert sections["Sources"].rstrip().endswith("{{ notation }}")


@every_chapter
def test_a_chapter_has_a_picture(topic):
    assert re.search(r"^\{\{ (figure|live) ", text_of(topic), re.M)


@every_chapter
def test_results_are_in_a_box_and_lead_to_where_they_are_shown(topic):
    results = parts(topic)[1].get("What you know now", "")
    listed = re.findall(r"^    - (.*)$", results, re.M)

    assert results.strip().startswith('!!! success "Results"')
    assert len(listed) >= 3
    assert any("\\eqref{" in each or "](" in each for each in listed)


@every_chapter
def test_the_next_question_leads_to_the_next_chapter(topic):
    following = (
        page for page in ORDER[ORDER.index(topic) + 1 :] if page in [*CHAPTERS, "whole_program"]
    )
    told = parts(topic)[1].get("Next", "")
    after = next(following, "index")

    assert f"]({after}.md" in told and "?" in told


@states("*Your turn*, eight exercises or more", page="CONTRIBUTING")
@every_chapter
def test_there_are_eight_exercises_of_three_levels_and_four_kinds(topic):
    found = exercises(topic)
    levels = [level for _, level, _, _ in found]
    kinds = {kind for _, _, kind, _ in found}

    assert [int(number) for number, *_ in found] == [*range(1, len(found) + 1)]
    assert len(found) >= 8
    assert levels == sorted(levels) and len({*levels}) == 3
    assert kinds <= KINDS and len(kinds) >= 4 and "Write the code" in kinds


@every_chapter
def test_every_exercise_has_its_solution_folded_after_its_hints(topic):
    folded = [re.findall(r'^\?\?\? (\w+) "(.*?)"$', text, re.M) for *_, text in exercises(topic)]

    for each in folded:
        assert each and each[-1] == ("success", "Solution")
        assert [*zip(*each[:-1], strict=True)][1:] in ([], [*hints(len(each) - 1)])


def hints(number):
    names = ("Hint",) if number == 1 else ("First hint", "Second hint", "Third hint")[:number]
    return [names]


@every_chapter
def test_the_hard_exercises_have_hints(topic):
    assert [
        n for n, level, _, text in exercises(topic) if level == "★★★" and "hint" not in text
    ] == []


@every_chapter
def test_an_exercise_in_code_says_what_to_run(topic):
    written = [text for _, _, kind, text in exercises(topic) if kind == "Write the code"]

    assert written and all("`make exercise NAME=" in text for text in written)
