"""Long runs say how long they take and what remains. Module: experiments/progress.py."""

import re
import sys
from types import SimpleNamespace

import pytest

from benchmarks import measure, mutation, record
from benchmarks.options import SUBJECTS
from experiments import command
from experiments import record as of_experiments
from experiments.progress import EVERY, FIRST, LONG, Progress, beforehand, followed
from tests.states import states
from verify.book import ROOT


class Clock:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def run(progress: Progress, clock: Clock, seconds: list[float]) -> None:
    for each in seconds:
        clock.now += each
        progress.step()


def test_without_a_terminal_a_line_says_what_is_done_and_what_remains(clock, capsys):
    with Progress(100, clock=clock) as progress:
        run(progress, clock, [1.0] * 5)

    assert capsys.readouterr().err == "5 of 100 steps after 00:05, 01:35 to go\n"


def test_lines_come_soon_and_then_now_and_then(clock, capsys):
    with Progress(1000, clock=clock) as progress:
        run(progress, clock, [1.0] * 70)

    said = capsys.readouterr().err.splitlines()
    assert [line.split()[0] for line in said] == [f"{FIRST + n * EVERY:.0f}" for n in range(3)]


def test_a_short_run_says_nothing(clock, capsys):
    with Progress(100, clock=clock) as progress:
        run(progress, clock, [0.01] * 100)

    assert capsys.readouterr().err == ""


def test_steps_of_an_earlier_run_are_counted_and_do_not_shorten_what_remains(clock, capsys):
    with Progress(100, before=50, clock=clock) as progress:
        run(progress, clock, [5.0])

    assert capsys.readouterr().err == "51 of 100 steps after 00:05, 04:05 to go\n"


def test_what_comes_before_the_first_step_does_not_lengthen_what_remains(clock, capsys):
    with Progress(100, clock=clock) as progress:
        clock.now += 20
        progress.start()
        run(progress, clock, [1.0] * 5)

    assert capsys.readouterr().err == "5 of 100 steps after 00:05, 01:35 to go\n"


def test_on_a_terminal_a_bar_shows_what_remains(clock, monkeypatch, capsys):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    with Progress(4, "cell", clock=clock) as progress:
        run(progress, clock, [10.0] * 3)

    said = capsys.readouterr().err
    assert "0/4" in said and "cell" in said and " to go" not in said


def test_items_are_followed_in_their_order_and_each_is_counted():
    assert list(followed("abc", "letter")) == ["a", "b", "c"]


@states(
    "What takes longer than ten seconds says beforehand how long it took when it was recorded, and "
    "then what remains.",
    page="README",
)
@pytest.mark.parametrize(
    ("seconds", "words"),
    [(1.2, "1 second"), (42, "42 seconds"), (410, "7 minutes"), (101, "2 minutes")],
)
def test_a_long_run_is_announced_in_words(seconds, words):
    assert beforehand(seconds) == f"took {words} when it was recorded"
    assert LONG == 10


@pytest.mark.parametrize("name", command.known())
def test_a_recorded_run_says_how_long_it_takes_only_for_its_own_settings(name, monkeypatch):
    experiment = command.import_module(f"experiments.{name}")
    found = of_experiments.load(name).record
    data = SimpleNamespace(sha256=found["data"]["sha256"])

    assert of_experiments.took(name, data, experiment.SETTINGS) == found["seconds"]
    other = experiment.SETTINGS.with_options({"seed": 1})
    assert of_experiments.took(name, data, other) == 0
    assert of_experiments.took(name, SimpleNamespace(sha256="x"), experiment.SETTINGS) == 0


def test_an_experiment_says_beforehand_how_long_it_takes(run_experiment, monkeypatch, capsys):
    monkeypatch.setattr(of_experiments, "took", lambda *_: 411.0)

    said = run_experiment()
    assert said.index("took 7 minutes when it was recorded") < said.index("epoch   1/1")


@pytest.fixture
def run_experiment(run):
    return lambda: run("--epochs", 1)[1]


def test_a_measurement_says_beforehand_how_long_it_takes(monkeypatch, capsys):
    monkeypatch.setattr(record, "took", lambda name: 240.0)
    monkeypatch.setattr("benchmarks.checking.measure", lambda _: exec("raise KeyboardInterrupt"))
    monkeypatch.setattr(sys, "argv", ["benchmarks", "checking"])
    measure.main()

    assert capsys.readouterr().out.endswith("  took 4 minutes when it was recorded\n")


def test_changes_of_the_book_say_beforehand_how_long_they_take(monkeypatch, capsys):
    monkeypatch.setattr(record, "took", lambda name: 300.0)
    monkeypatch.setattr(mutation, "run", lambda *_: exec("raise KeyboardInterrupt"))

    mutation.main([])
    assert capsys.readouterr().out == "took 5 minutes when it was recorded\n"


@pytest.mark.parametrize("subject", [*SUBJECTS, "diagnosis", "mutation"])
def test_every_measurement_shows_what_remains(subject):
    files = [ROOT / "benchmarks" / f"{subject}.py", ROOT / "benchmarks" / "processes.py"]
    text = files[0].read_text(encoding="utf-8")
    if "processes" in text:
        text += files[1].read_text(encoding="utf-8")

    assert re.search(r"\b(followed|Progress)\(", text)
