"""What ends a run from outside: Ctrl-C, a scheduler, a terminal that is closed."""

import json
import os
import pty
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from experiments import interruption

ROOT = Path(__file__).parents[1]
LIMIT = 300  # seconds after which a run counts as hanging
MPIEXEC = Path(sys.executable).with_name("mpiexec")
NAMES = [
    (signal.SIGINT, 130, "interrupted"),
    (signal.SIGTERM, 143, "terminated"),
    (signal.SIGHUP, 129, "hung up"),
]


@pytest.fixture
def start(table, tmp_path) -> Callable[..., subprocess.Popen]:
    """Start a run on sixty digits of noise that would last for hours, and wait until it trains."""

    def start(*options: object, before: tuple = (), **channels) -> subprocess.Popen:
        words = [*before, sys.executable, "-u", "-m", "experiments", "softmax_regression"]
        words += ["--data", table, "--output", tmp_path / "output", "--epochs", 10**9, *options]
        channels = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | channels
        run = subprocess.Popen(list(map(str, words)), cwd=ROOT, text=True, **channels)
        while not run.stdout.readline().startswith("epoch"):
            assert run.poll() is None, run.stderr.read()
        return run

    return start


def ended(run: subprocess.Popen, number: int) -> tuple[int, str]:
    """Send a signal, and wait for the status and the last words."""
    try:
        if signal.getsignal(number) is signal.SIG_IGN:
            pytest.skip("a process that is started in the background ignores this signal")
        run.send_signal(number)
        _, err = run.communicate(timeout=LIMIT)
    finally:
        run.kill()
    return run.returncode, err


def step_of(path: Path) -> int:
    """The step that a checkpoint holds."""
    with np.load(path, allow_pickle=False) as found:
        return json.loads(found["about"].tobytes())["step"]


@pytest.mark.parametrize(("number", "status", "word"), NAMES)
def test_a_run_that_is_ended_keeps_its_last_step_and_says_so(start, tmp_path, number, status, word):
    path = tmp_path / "kept"

    found = ended(start("--checkpoint", path, "--checkpoint-every", 10**9), number)

    said = f"{word}: {path} holds step {step_of(path)}; the same command with --resume goes on"
    assert found == (status, f"{said} from it\n")


@pytest.mark.parametrize(("number", "status", "word"), NAMES)
def test_a_run_without_a_checkpoint_says_that_nothing_was_written(start, number, status, word):
    assert ended(start(), number) == (status, f"{word}: nothing was written\n")


def test_what_is_ignored_stays_ignored(start, tmp_path):
    run = start("--checkpoint", tmp_path / "kept", before=("nohup",))
    run.send_signal(signal.SIGHUP)

    assert ended(run, signal.SIGTERM)[0] == 143


def test_a_run_whose_terminal_is_closed_keeps_its_last_step(start, tmp_path):
    terminal, end = pty.openpty()
    path = tmp_path / "kept"
    run = start("--checkpoint", path, stderr=end, start_new_session=True)
    os.close(end)
    os.close(terminal)  # the bar can't be written any more

    ended(run, signal.SIGHUP)
    assert (run.returncode, step_of(path) > 0) == (129, True)


@pytest.mark.skipif(not MPIEXEC.exists(), reason="pip install -r requirements.txt")
def test_processes_that_a_scheduler_ends_keep_the_last_step_and_say_so_once(start, tmp_path):
    path = tmp_path / "kept"
    options = "--checkpoint", path, "--checkpoint-every", 10**9

    found = ended(start(*options, before=(MPIEXEC, "-n", 2)), signal.SIGTERM)

    said = f"terminated: {path} holds step {step_of(path)}; the same command with --resume goes on"
    assert found == (143, f"{said} from it\n")


def test_a_second_signal_acts_at_once_where_insisting_helps():
    reached = []
    with pytest.raises(interruption.Interrupted), interruption.postponed(insisting=True):
        signal.raise_signal(signal.SIGINT)
        reached.append("after the first")
        signal.raise_signal(signal.SIGINT)
        reached.append("after the second")

    assert reached == ["after the first"]


def test_signals_are_as_before_after_a_run():
    before = [signal.getsignal(number) for number in interruption.SIGNALS]
    with interruption.answered(), interruption.postponed():
        pass

    assert [signal.getsignal(number) for number in interruption.SIGNALS] == before


def test_a_block_within_a_block_leaves_the_signal_to_the_outer_one():
    reached = []
    with pytest.raises(KeyboardInterrupt), interruption.postponed() as came:
        with interruption.postponed():
            signal.raise_signal(signal.SIGINT)
        reached += came

    assert reached == [signal.SIGINT]
