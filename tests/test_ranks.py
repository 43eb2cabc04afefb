"""Processes that mpiexec starts: one training, one voice, one end. Package: experiments."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType, SimpleNamespace

import numpy as np
import pytest
from numpy.testing import assert_allclose

from experiments import command, ranks
from experiments.errors import InputError
from figures import png
from tests.processes import CASES, trained
from tests.states import states

ROOT = Path(__file__).parents[1]
MPIEXEC = Path(sys.executable).with_name("mpiexec")
LIMIT = 300  # seconds after which a run counts as hanging
needs_mpi = pytest.mark.skipif(not MPIEXEC.exists(), reason="pip install -r requirements.txt")


@pytest.fixture
def start(table, tmp_path) -> Callable[..., subprocess.Popen]:
    """Start processes that run the command on sixty digits of noise, three steps an epoch."""

    def start(count: int, how: str, *options: object) -> subprocess.Popen:
        words = [MPIEXEC, "-n", count, sys.executable, "-m", "tests.processes", how]
        words += ["two_layer_net", "--data", table, "--output", tmp_path / "output"]
        words += ["--batch-size", 17, "--hidden", 5, *options]
        return subprocess.Popen(
            list(map(str, words)),
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    return start


@pytest.fixture
def run(start) -> Callable[..., tuple[int, str, str]]:
    """Run the command with so many processes to its end, which has to come."""

    def run(count: int, how: str, *options: object) -> tuple[int, str, str]:
        with start(count, how, *options) as processes:
            try:
                out, err = processes.communicate(timeout=LIMIT)
            finally:
                processes.kill()
        return processes.returncode, out, err

    return run


@pytest.fixture
def alone(tmp_path, monkeypatch) -> Callable[..., Path]:
    """Run the command in this process, with the same data; give its checkpoint."""
    monkeypatch.setattr(png, "drawn", lambda *_: {})

    def alone(*options: object) -> Path:
        words = ["two_layer_net", "--data", tmp_path / "digits.csv", "--output", tmp_path / "alone"]
        words += ["--batch-size", 17, "--hidden", 5, *options, tmp_path / "alone.checkpoint"]
        assert command.main(list(map(str, words))) == 0
        return tmp_path / "alone.checkpoint"

    return alone


def checkpoint(path: Path) -> tuple[dict, dict[str, np.ndarray]]:
    """What a checkpoint says, and its arrays."""
    with np.load(path, allow_pickle=False) as found:
        arrays = {name: found[name] for name in found.files}
    return json.loads(arrays.pop("about").tobytes()), arrays


# One training


@states(
    "Among the processes of one run they do agree to the last bit",
    "So after the step all have the same parameters again, and none had to be sent.",
    "This holds for every rule, [Adam](adam.md) included.",
    "the parameters agree with those of a single process to rounding",
    page="data_parallel",
)
@needs_mpi
def test_processes_that_share_batches_end_where_one_alone_does(tmp_path):
    words = [sys.executable, "-m", "tests.processes", "train", str(tmp_path)]
    subprocess.run([MPIEXEC, "-n", "3", *words], cwd=ROOT, timeout=LIMIT, check=True)

    for name in CASES:
        parameters, losses = trained(name)
        with np.load(tmp_path / f"{name}.npz") as together:
            assert together["same"], name
            assert_allclose(together["losses"], losses, rtol=1e-5, err_msg=name)
            for key, value in parameters.items():
                assert_allclose(together[key], value, atol=2e-6, err_msg=f"{name}: {key}")
    assert sorted(path.name for path in tmp_path.glob("diverged *")) == [
        f"diverged {rank}" for rank in range(3)
    ]


@states(
    "A process that is killed cannot: `mpiexec` reports it and ends the others at once",
    "with another number of processes, to rounding",
    page="data_parallel",
)
@needs_mpi
def test_a_killed_process_ends_all_and_others_go_on_from_the_checkpoint(run, alone, tmp_path):
    kept = ["--steps", 20, "--optimizer", "momentum", "--checkpoint-every", 2, "--checkpoint"]
    path = tmp_path / "shared"

    status, said, _ = run(3, "kill@1", *kept, path)
    assert status == signal.SIGKILL and "KILLED (SIGNAL 9)" in said.upper()
    assert "if one of them is killed, mpiexec ends all: go on with --resume\n" in said
    assert checkpoint(path)[0]["step"] == 2

    status, said, _ = run(2, "well", *kept, path, "--resume")
    assert status == 0
    assert said.count("2 processes share every batch\n") == said.count("after step 2\n") == 1
    about, arrays = checkpoint(path)
    expected_about, expected = checkpoint(alone(*kept))
    assert about["step"] == expected_about["step"] == 20
    assert_allclose(arrays.pop("losses"), expected.pop("losses"), rtol=1e-5)
    for name, value in arrays.items():
        assert_allclose(value, expected[name], atol=1e-6, err_msg=name)
    made = json.loads((tmp_path / "output" / "result.json").read_text("utf-8"))
    assert made["ranks"]["count"] == 2 and made["ranks"]["steps_timed"] == 18


# One voice


@needs_mpi
def test_bad_input_is_refused_once(run):
    status, out, err = run(2, "well", "--steps", "many")

    assert (status, out) == (1, "")
    assert err.startswith("error: --steps expects a whole number") and err.count("\n") == 1


@needs_mpi
def test_a_command_that_is_not_understood_is_refused_once(run):
    status, _, err = run(2, "well", "--unknown")

    assert status == 2 and err.count("usage:") == err.count("unrecognized arguments") == 1


@needs_mpi
def test_a_training_that_diverges_says_so_once(run):
    status, _, err = run(2, "well", "--learning-rate", "1e30")

    assert status == 1
    assert err.startswith("error: the training diverged") and err.count("\n") == 1


@needs_mpi
def test_a_process_that_diverges_alone_ends_all(run):
    status, _, err = run(3, "overflow@1", "--steps", 1_000_000)

    assert status == 1
    assert err.startswith("error: the training diverged (in the part of another process); choose")
    assert err.count("\n") == 1


@states(
    "If one fails, all end, with one message; none is left waiting.",
    page="data_parallel",
)
@needs_mpi
def test_a_process_with_a_mistake_of_its_own_ends_all(run):
    status, _, err = run(3, "mistake@1", "--steps", 1_000_000)

    assert status == 1
    assert err.startswith("rank 1: Traceback") and err.endswith("ZeroDivisionError: a mistake\n")


@needs_mpi
def test_a_mistake_in_the_code_has_one_traceback(run):
    status, _, err = run(2, "mistake", "--steps", 1_000_000)

    assert status == 1
    assert err.count("Traceback") == 1 and err.endswith("ZeroDivisionError: a mistake\n")


@needs_mpi
def test_ctrl_c_ends_all_and_says_once_what_was_saved(start, tmp_path):
    path = tmp_path / "kept"
    with start(
        2, "well", "--steps", 10**6, "--checkpoint", path, "--checkpoint-every", 5
    ) as processes:
        try:
            while not path.exists() and processes.poll() is None:
                time.sleep(0.01)
            processes.send_signal(signal.SIGINT)
            _, err = processes.communicate(timeout=LIMIT)
        finally:
            processes.kill()

    assert err.startswith(f"interrupted: {path} holds step ") and err.count("\n") == 1
    assert processes.returncode == 130


@needs_mpi
def test_ctrl_c_ends_processes_that_wait_for_the_first(start):
    with start(2, "late") as processes:
        try:
            assert processes.stdout.readline() == "late\n"
            processes.send_signal(signal.SIGINT)
            _, err = processes.communicate(timeout=LIMIT)
        finally:
            processes.kill()

    assert "interrupted: nothing was written\n" in err and "Traceback" not in err
    assert processes.returncode != 0


def test_ctrl_c_waits_until_the_processes_know_each_other(monkeypatch):
    alone, arrived = SimpleNamespace(COMM_WORLD=SimpleNamespace(size=1)), []

    class Arriving(ModuleType):
        @property
        def MPI(self):
            signal.raise_signal(signal.SIGINT)
            arrived.append(True)
            return alone

    monkeypatch.setattr(ranks, "started", lambda: (1, 0))
    monkeypatch.setitem(sys.modules, "mpi4py", Arriving("mpi4py"))

    with pytest.raises(KeyboardInterrupt):
        ranks.world.__wrapped__()
    assert arrived


# Without MPI


@needs_mpi
def test_mpiexec_without_mpi4py_says_once_what_to_install(run):
    status, out, err = run(2, "no MPI")

    assert (status, out) == (1, "")
    assert err.startswith("error: under mpiexec this needs mpi4py and an MPI; got: ")
    assert err.endswith("pip install -r requirements.txt\n") and err.count("\n") == 1


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ({}, None),
        ({"PMI_SIZE": "4", "PMI_RANK": "2"}, (4, 2)),
        ({"OMPI_COMM_WORLD_SIZE": "8", "OMPI_COMM_WORLD_RANK": "7"}, (8, 7)),
        ({"SLURM_NTASKS": "16", "PMIX_RANK": "0"}, (16, 0)),
        ({"SLURM_NTASKS": "16"}, None),
    ],
    ids=["alone", "MPICH", "Open MPI", "Slurm", "a shell in Slurm"],
)
def test_a_launcher_is_known_by_what_it_leaves_in_the_environment(monkeypatch, names, expected):
    for name in (name for pair in ranks.STARTED for name in pair):
        monkeypatch.delenv(name, raising=False)
    for name, value in names.items():
        monkeypatch.setenv(name, value)

    assert ranks.started() == expected


def test_an_mpi_that_did_not_start_the_processes_is_refused(monkeypatch):
    alone = SimpleNamespace(MPI=SimpleNamespace(COMM_WORLD=SimpleNamespace(size=1)))
    monkeypatch.setattr(ranks, "started", lambda: (4, 0))
    monkeypatch.setitem(sys.modules, "mpi4py", alone)

    with pytest.raises(InputError, match="expected 4 processes that know each other; got 1: mpi4"):
        ranks.world.__wrapped__()


def test_a_process_alone_never_imports_mpi():
    words = "import sys, experiments.two_layer_net; sys.exit('mpi4py' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", words], cwd=ROOT, check=False).returncode == 0


def test_a_process_alone_pays_nothing():
    batches, loss_and_gradients = iter([]), print

    assert ranks.parts(batches) is batches
    assert ranks.put_together(loss_and_gradients) is loss_and_gradients
