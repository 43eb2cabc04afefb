"""What a training step costs when processes share it. Chapter: docs/data_parallel.md."""

import json
import os
import shutil
import struct
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from experiments.errors import InputError
from experiments.examples import Data, Examples
from experiments.progress import Progress
from experiments.ranks import started
from experiments.settings import COUNT, Settings, option, setting
from experiments.two_layer_net import TwoLayerSettings

PROCESSES = (1, 2, 4)
NETS: dict[str, list[dict[str, Any]]] = {  # what each study changes
    "batch": [{"batch_size": size} for size in (128, 512, 2048)],
    "width": [{"hidden": units} for units in (10, 100, 200, 400)],
}
PARTS = {"train": "train", "test": "t10k"}  # what MNIST calls them
WHITE = 255  # in its files


@dataclass(frozen=True)
class DataParallelSettings(TwoLayerSettings):
    """The settings that all trainings share, but for the one that is studied."""

    steps: int | None = setting(200, COUNT, "steps of each training")

    def steps_for(self, examples: int) -> int:
        """How many steps all trainings together take."""
        trainings = len(PROCESSES) * sum(map(len, NETS.values()))
        return trainings * super().steps_for(examples)


SETTINGS = DataParallelSettings()


def run(data: Data, settings: DataParallelSettings, progress: Progress) -> dict:
    """Train every net with 1, 2 and 4 processes; note the times, and how far the ends differ.

    Raises:
        InputError: there is no mpiexec, or this is one of its processes, or a training fails.
    """
    mpiexec = _mpiexec()
    results: dict[str, Any] = {"cores": os.cpu_count()}
    with TemporaryDirectory() as folder:
        _write(data, Path(folder))
        for study, changes in NETS.items():
            results[study] = []
            for change in changes:
                own = TwoLayerSettings(**asdict(settings) | change)
                nets = []
                for count in PROCESSES:
                    times, net = _training([mpiexec, "-n", str(count)], own, Path(folder))
                    nets.append(net)
                    apart = float(np.abs(net - nets[0]).max())
                    results[study].append(
                        change | times | {"parameters": net.size, "difference": apart}
                    )
                    progress.step(own.steps_for(len(data.train)))
                    progress.line(
                        "{count} processes, {what} {value}: {seconds_a_step:.5f} s a step, "
                        "{seconds_computing:.5f} s computing, {seconds_together:.5f} s together; "
                        "parameters {apart:.1e} apart".format(
                            what=next(iter(change)),
                            value=next(iter(change.values())),
                            apart=apart,
                            **times,
                        )
                    )
            results["largest"] = max(results.get("largest", 0.0), float(np.abs(nets[0]).max()))
    return results


def _mpiexec() -> str:
    beside = Path(sys.executable).with_name("mpiexec")
    found = str(beside) if beside.exists() else shutil.which("mpiexec")
    if started():
        raise InputError(
            "expected to start mpiexec; got started by one; leave it out, "
            "this experiment starts its own"
        )
    if not found:
        raise InputError(
            "expected the command mpiexec; got none; "
            "install an MPI with pip install -r requirements.txt"
        )
    return found


def _write(data: Data, folder: Path) -> None:
    """The examples as MNIST's four files: the processes start as anybody's do."""
    for part, name in PARTS.items():
        examples: Examples = getattr(data, part)
        images = (examples.images.astype(int) * WHITE // examples.white).astype(np.uint8)
        for kind, array in (("images", images), ("labels", examples.labels.astype(np.uint8))):
            head = struct.pack(f">I{array.ndim}I", 0x800 | array.ndim, *array.shape)
            path = folder / f"{name}-{kind}-idx{array.ndim}-ubyte"
            path.write_bytes(head + array.tobytes())


def _training(
    launcher: list[str], settings: Settings, folder: Path
) -> tuple[dict[str, Any], np.ndarray]:
    """What its processes took for a step, and all parameters that they came to, in a row."""
    checkpoint, output = folder / "checkpoint", folder / "output"
    checkpoint.unlink(missing_ok=True)
    words = [*launcher, sys.executable, "-m", "experiments", "two_layer_net"]
    words += ["--data", str(folder), "--output", str(output), "--checkpoint", str(checkpoint)]
    for name, value in asdict(settings).items():
        if value is True:
            words.append(option(name))
        elif value not in (None, False):
            words += [option(name), str(value)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode:
        raise InputError(
            f"expected {' '.join(launcher)} to train; got status {done.returncode}: "
            f"{(done.stderr or done.stdout).strip()}"
        )
    with np.load(checkpoint, allow_pickle=False) as found:
        net = [found[name].ravel() for name in found.files if name.startswith("parameters/")]
    made = json.loads((output / "result.json").read_text(encoding="utf-8"))
    return made["ranks"], np.concatenate(net)
