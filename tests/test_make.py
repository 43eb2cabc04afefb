"""The commands of the Makefile, in a folder whose name and locale are awkward."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PLAIN = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MF"))}
pytestmark = pytest.mark.skipif(not shutil.which("make"), reason="needs make")


# The installation


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """Two installations at once of nothing but the book, after one that was killed."""
    folder = tmp_path_factory.mktemp("install") / "tëst ordner 'x'"
    (folder / ".venv").mkdir(parents=True)
    (folder / ".venv/half").touch()
    for name in ("Makefile", "nn/__init__.py"):
        (folder / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    (folder / "requirements.txt").write_text("# nothing\n", encoding="utf-8")
    command = ["make", f"PYTHON={sys.executable}", ".venv/installed"]
    both = [
        subprocess.Popen(
            command, cwd=folder, env=PLAIN | {"LC_ALL": "C"}, text=True, stdout=subprocess.PIPE
        )
        for _ in range(2)
    ]
    said = [process.communicate()[0] for process in both]
    assert [process.returncode for process in both] == [0, 0]
    return folder, "".join(said)


def test_packages_are_found_from_any_folder_in_any_locale(installed):
    folder, _ = installed

    done = subprocess.run(
        [folder / ".venv/bin/python", "-c", "import nn; print(ascii(nn.__doc__[:8]))"],
        cwd="/",
        env={"LC_ALL": "C"},
        capture_output=True,
        text=True,
        encoding="utf-8",
    )

    assert (done.stdout, done.stderr) == ("'The book'\n", "")


def test_of_two_installations_at_once_one_waits_and_finds_it_done(installed):
    _, said = installed

    assert said.count("Installing into .venv") == 1


def test_what_a_killed_installation_left_is_not_built_upon(installed):
    folder, _ = installed

    assert not (folder / ".venv/half").exists()


def test_pip_says_in_one_line_that_the_book_is_no_package():
    done = subprocess.run(
        [sys.executable, ROOT / "setup.py"], capture_output=True, text=True, encoding="utf-8"
    )

    assert done.returncode == 1
    assert done.stderr == (
        "Derived is a book and no package to install: run `make test` in its folder.\n"
    )
