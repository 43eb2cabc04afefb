"""What a text says that a command does is what it does: exchanged commands are noticed."""

import re

import pytest

from tests import commands
from verify.book import ROOT
from verify.book.displays import chapters

# The first pattern that a command matches says in which words the texts speak of it.
MEANINGS = [
    (r".* --help", "options"),
    (r".* --resume", "^goes on"),
    (r"mpiexec -n 2 .*", "^two processes"),
    (r".* --download", "fetche[sd]"),
    (r".* --data \w+", "four files|all that follows"),
    (r".* --rounds \d+", "time more often"),
    (r".* --checkpoint \S+", "every 1000 steps"),
    (r"python -m experiments two_layer_studies", "What the settings do"),
    (r"python -m experiments data_parallel", "measures"),
    (r"python -m experiments \w+", "digits"),
    (r"python -m derivations", "^every derivation|^, runs Python"),
    (r"python -m derivations softmax", "step by step"),
    (r"python -m derivations\.softmax", "the same"),
    (r"python -m verify \S+:\d+", "display at"),
    (r"python -m benchmarks\.mutation --seed .*", "tries others"),
    (r"python -m tests\.planted", "errors (?:as|that) other books"),
    (r"python -m tests\.planted\.prose .*", "errors in the sentences"),
    (r"python -m tests\.fuzz.*", "formulas that nobody would write"),
    (r"python -m tests\.exchanged_rules.*", "beside (?:each|the) step|^refuse in one line"),
    (r"python examples/digits\.py(?: \w+)?", "^sixty lines that learn"),
    (r"make exercise", "^lists them"),
    (r"make exercise NAME=\w+", "^tests? what you wrote|until it passes|^tests it"),
    (r"make check", "what a change must pass|proof|formats nothing|refuses a `\\.cache`"),
    (r"make generators", "installed them|with ProperDocs"),
    (r"make help", "^lists the rest"),
    (r"make book", "^verify every|names a port|serves the start page"),
    (r"make test", "^run the tests|machine is ready|refuses a quote"),
    (r"make mutants.*", "on purpose|in many ways|in these ways"),
    (r"make lock UPGRADE=.*", "newest"),
    (r"make lock", "pins"),
    (r"make .*experiments", "records all of them"),
    (r"make \.venv/installed", "needs the network"),
    (r"make bench .*witness.*", "gradient.* JAX|JAX's"),
    (r"make bench .*libraries.*", "against libraries|with SciPy|on libraries|records what depends"),
    (r"make bench .*--quick", "a (?:quick )?look"),
    (r"make bench .*step epoch.*", "some subjects"),
    (r"make bench .*MNIST_DIR=.*", "whole runs"),
    (r"make bench", "beside PyTorch|a subject"),
    (r"OPTIONS=--record", "quotes"),
    (r"pytest", "make test"),
    (r"pytest exercises/\S+", "^asked of pytest itself"),
    (r"pytest tests/test_book.py", "^every formula"),
    (r"pytest tests/test_softmax.py", "one topic"),
    (r"pip install \.", "says so"),
    (r"pip install -r requirements.txt", "MPI"),
    (r"git diff .* -- \. .*", "can run"),
    (r"git diff .* -- docs", "shown"),
    (r"ruff format", r"^does\.|^does$"),
    (r"pre-commit install", "before each commit"),
    (r"--all", "tries every one"),
    (r"--help", "options"),
    (r"--keep-order", r"takes the order of \[1\]"),
    (r"--record", "seed"),
    (r"--checkpoint-every", "changes it"),
]
EXPERIMENT = re.compile(r"python -m experiments (\w+)")
NEXT = re.compile(r"`(?:git|make|mkdocs|mpiexec|pip|pre-commit|pytest|python|ruff|--)\b")
ELSEWHERE = {"data_parallel": "two_layer_net"}  # its net, trained by many


def said(name: str, text: str) -> list[tuple[str, str, str]]:
    """Each command with its place and what is said of it: its comment, or what follows it."""
    found = []
    lines = text.split("\n")
    for told in commands.of_page(name, text):
        line = lines[int(told.place.rpartition(":")[2]) - 1]
        command, _, comment = told.text.partition("  #")
        _, behind, rest = line.partition(f"`{told.text}`")
        words = NEXT.split(rest)[0] if behind else comment
        if words.strip(" ,.:") not in ("", "and", "or"):
            found.append((told.place, command.strip(), words.strip()))
    return found


def meaning(command: str) -> str:
    """The pattern of what is said of a command; of one that no row names, anything."""
    return next((words for pattern, words in MEANINGS if re.fullmatch(pattern, command)), "")


def strange(name: str, text: str) -> list[str]:
    """The commands of which a text says what is said of none like it."""
    return [
        f"{place}: {command}: {words}"
        for place, command, words in said(name, text)
        if not re.search(meaning(command), words)
    ]


@pytest.mark.parametrize("name", commands.pages())
def test_the_page_says_of_each_command_what_it_does(name):
    assert strange(name, commands.pages()[name]) == []


def test_every_meaning_is_that_of_some_command():
    told = [
        command for name, text in commands.pages().items() for _, command, _ in said(name, text)
    ]

    assert [row for row in MEANINGS if not any(meaning(each) == row[1] for each in told)] == []


def test_what_is_said_of_one_command_is_not_said_of_another():
    told = {each[1:] for name, text in commands.pages().items() for each in said(name, text)}

    both = {
        (one, other, words)
        for one, words in told
        for other, _ in told
        if meaning(other) not in ("", meaning(one)) and re.search(meaning(other), words)
    }
    assert both == set()


@pytest.mark.parametrize("topic", chapters())
def test_the_experiments_of_a_chapter_are_its_own(topic):
    told = commands.of_page(f"docs/{topic}.md", commands.pages()[f"docs/{topic}.md"])
    named = {found[1] for each in told if (found := EXPERIMENT.search(each.readings[0]))}

    assert {name for name in named - {ELSEWHERE.get(topic)} if chapter(name) != topic} == set()


def chapter(experiment):
    docstring = (ROOT / f"experiments/{experiment}.py").read_text(encoding="utf-8").split('"""')[1]
    return re.search(r"Chapter: docs/(\w+)\.md", docstring)[1]
