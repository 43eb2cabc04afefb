"""A training that was stopped ends as if it had not been. Package: experiments."""

import errno
import os
import pkgutil
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from experiments import checkpoint, data, files, softmax_regression, two_layer_net
from experiments.progress import Progress
from figures import data_parallel
from tests.checkpoints import QUICK, SLOW, Stopped, StoppedAfter, WithCtrlC, content
from tests.states import states

ROOT = Path(__file__).parents[2]


# A training that goes on


@states(
    "A resumed run ends exactly as an unbroken one, to the last bit",
    page="data_parallel",
)
@pytest.mark.parametrize("stop", [1, 8, 13])
@pytest.mark.parametrize(
    ("experiment", "settings"),
    [
        (two_layer_net, QUICK),
        (two_layer_net, replace(QUICK, optimizer="momentum", keep_order=True)),
        (two_layer_net, replace(QUICK, optimizer="adam", learning_rate=0.01)),
        (softmax_regression, SLOW),
        (softmax_regression, replace(SLOW, keep_order=True)),
    ],
    ids=["sgd", "momentum, in order", "adam", "softmax regression", "softmax regression, in order"],
)
def test_a_resumed_training_ends_bit_for_bit_as_an_unbroken_one(
    kept, tiny, experiment, settings, stop
):
    unbroken = experiment.run(
        tiny, settings, Progress(0), kept(experiment, settings, name="unbroken")
    )
    broken = kept(experiment, settings)
    with pytest.raises(Stopped):
        experiment.run(tiny, settings, StoppedAfter(stop), broken)

    resumed = kept(experiment, settings, resume=stop >= 4)
    assert resumed.saved == stop - stop % 4
    assert experiment.run(tiny, settings, Progress(0), resumed) == unbroken
    assert content(resumed.path) == content(resumed.path.with_name("unbroken"))


def test_a_training_with_a_checkpoint_ends_as_one_without(kept, tiny):
    with_one = two_layer_net.run(tiny, QUICK, Progress(0), kept(two_layer_net, QUICK))

    assert with_one == two_layer_net.run(tiny, QUICK, Progress(0))


def test_a_finished_training_has_nothing_left_to_do(kept, tiny):
    first = two_layer_net.run(tiny, QUICK, Progress(0), kept(two_layer_net, QUICK))
    again = kept(two_layer_net, QUICK, resume=True)

    assert again.saved == QUICK.steps
    assert two_layer_net.run(tiny, QUICK, StoppedAfter(0), again) == first


KILLED = """
import os, signal, sys
from experiments import command
from experiments.progress import Progress

class Killed(Progress):
    made = 0
    def step(self, count=1):
        self.made += count
        if self.made == 250:
            os.kill(os.getpid(), signal.SIGKILL)

import experiments.progress
experiments.progress.Progress = Killed
command.main(sys.argv[1:])
"""


def test_the_chapter_names_the_interval_of_the_command():
    assert data_parallel.EVERY == checkpoint.EVERY


@states(
    "A run that keeps a *checkpoint* loses only what came after it",
    page="data_parallel",
)
def test_a_killed_process_loses_at_most_the_steps_since_the_last_checkpoint(ask, table, tmp_path):
    words = "--steps 300 --batch-size 20 --hidden 5 --optimizer adam --data".split()
    path = tmp_path / "kept"
    kept = [*words, str(table), "--checkpoint", str(path), "--checkpoint-every", "100"]
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, "two_layer_net", *kept],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL
    assert content(path)[1]["step"] == 200

    status, said, resumed = ask(*kept, "--resume")
    assert status == 0 and f"resumed from {path} after step 200\n" in said
    assert resumed["results"] == ask(*words, table)[2]["results"]


# What is said


@states(
    "A run that is told to end, by Ctrl-C or by a scheduler, first writes it once more.",
    page="data_parallel",
)
def test_ctrl_c_says_what_was_saved_and_how_to_go_on(ask, tmp_path, monkeypatch):
    monkeypatch.setattr(
        "experiments.progress.Progress", lambda *_, **__: StoppedAfter(25, WithCtrlC)
    )
    path = tmp_path / "kept"

    status, said, _ = ask("--checkpoint", path, "--checkpoint-every", 10)

    assert status == 130
    assert said == (
        f"interrupted: {path} holds step 20; the same command with --resume goes on from it\n"
    )


def test_ctrl_c_before_the_first_checkpoint_says_that_nothing_was_saved(ask, tmp_path, monkeypatch):
    monkeypatch.setattr(
        "experiments.progress.Progress", lambda *_, **__: StoppedAfter(5, WithCtrlC)
    )

    status, said, _ = ask("--checkpoint", tmp_path / "kept", "--checkpoint-every", 10)

    assert status == 130
    assert said.endswith("nothing was written, the first checkpoint is due after step 10\n")


@pytest.mark.parametrize("during", ["zipfile.ZipFile.open", "os.fsync", "os.replace"])
def test_ctrl_c_while_a_checkpoint_is_written_waits_for_its_end(ask, tmp_path, monkeypatch, during):
    path, works, calls = tmp_path / "kept", pkgutil.resolve_name(during), []

    def interrupted(*arguments, **options):
        result = works(*arguments, **options)
        calls.append(during)
        if len(calls) == 2:
            signal.raise_signal(signal.SIGINT)
        return result

    monkeypatch.setattr(during, interrupted)

    status, said, _ = ask("--checkpoint", path, "--checkpoint-every", 10)

    step = content(path)[1]["step"]
    assert step == (10 if during == "zipfile.ZipFile.open" else 20)
    assert said.startswith(f"interrupted: {path} holds step {step};") and said.count("\n") == 1
    assert status == 130
    assert [p.name for p in tmp_path.iterdir()] == ["kept"]


@states(
    "it is replaced as a whole or not at all",
    page="data_parallel",
)
@pytest.mark.parametrize("broken", ["replace", "fsync"])
def test_a_full_disk_leaves_the_checkpoint_before(ask, tmp_path, monkeypatch, broken):
    path, works, calls = tmp_path / "kept", getattr(os, broken), []

    def full(*arguments):
        calls.append(arguments)
        if len(calls) == 3:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return works(*arguments)

    monkeypatch.setattr(os, broken, full)

    status, said, _ = ask("--checkpoint", path, "--checkpoint-every", 10)

    assert status == 1
    assert said == (
        f"error: cannot write {path}: No space left on device; make room there or choose another "
        f"--checkpoint; {path} holds step 20; the same command with --resume goes on from it\n"
    )
    assert content(path)[1]["step"] == 20
    assert [p.name for p in tmp_path.iterdir()] == ["kept"]


# Two runs with one file


def test_a_file_that_another_run_keeps_is_refused(ask, tmp_path):
    path = tmp_path / "kept"
    with files.held(path, "--checkpoint"):
        status, said, _ = ask("--checkpoint", path)

    assert (status, said) == (
        1,
        f"error: --checkpoint expects a file that no other run keeps; got {path}, which one is "
        "writing; wait until that has ended, or choose another name\n",
    )
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_another_run_wrote_while_the_data_were_read_is_refused(
    ask, tmp_path, monkeypatch
):
    path = tmp_path / "kept"
    load = data.load
    monkeypatch.setattr(data, "load", lambda *given: (path.write_text("other"), load(*given))[1])

    status, said, _ = ask("--checkpoint", path)

    assert status == 1 and "expects the name of a new file; got" in said
    assert path.read_text() == "other"


def test_what_killed_runs_left_is_cleared_away_and_nothing_else(ask, tmp_path):
    left = [".kept.lock", ".kept.abcd_123.tmp"]
    others = [".kept.abcd_123", ".kept.abcd.tmp", ".kept2.abcd_123.tmp", "kept.abcd_123.tmp"]
    for name in left + others:
        (tmp_path / name).write_text("")

    assert ask("--checkpoint", tmp_path / "kept", "--steps", 2)[0] == 0
    there = {path.name for path in tmp_path.iterdir()}
    assert there == {*others, "kept", "output"}
