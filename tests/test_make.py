"""The commands of the Makefile, in a folder whose name and locale are awkward."""

import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import pip
import pytest

ROOT = Path(__file__).parents[1]
PLAIN = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MF"))}
STUB = f"""#!/bin/sh
case "$1" in -c) exec "{sys.executable}" "$@";; esac  # a check of the Makefile's own
echo "ran $*"
"""
INSTALLER = f"""#!/bin/sh
case "$*" in "-m venv "*)  # pip is a link: to unpack its wheel would take longer than all the rest
  "{sys.executable}" "$@" --without-pip && cd .venv/lib/python*/site-packages \\
    && exec ln -sfn "{Path(pip.__file__).parent}" pip;;
esac
exec "{sys.executable}" "$@"
"""

pytestmark = pytest.mark.skipif(not shutil.which("make"), reason="needs make")


def make(folder, *arguments, **variables):
    return subprocess.run(
        ["make", "--no-print-directory", *arguments],
        cwd=folder,
        env=PLAIN | variables,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )


@pytest.fixture
def clone(tmp_path):
    """A folder in which everything is installed, and Python only says what it was to run."""
    folder = tmp_path / "tëst ordner 'x'"
    (folder / ".venv/bin").mkdir(parents=True)
    shutil.copy(ROOT / "Makefile", folder)
    (folder / "requirements.txt").touch()
    (folder / ".venv/bin/python").write_text(STUB, encoding="utf-8")
    (folder / ".venv/bin/python").chmod(0o755)
    (folder / ".venv/installed").touch()
    for name in ("verify", "ruff"):
        (folder / ".cache" / name).mkdir(parents=True)
        (folder / ".cache" / name / "remembered").touch()
    return folder


def remembered(folder):
    return {path.parent.name for path in folder.glob(".cache/*/remembered")}


# make book


@pytest.fixture
def port():
    """A port on which somebody listens already."""
    with socket.create_server(("localhost", 0)) as server:
        yield server.getsockname()[1]


def test_a_taken_port_is_said_before_anything_is_checked(clone, port):
    done = make(clone, f"PORT={port}", "book")

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"Port {port} can't be used: Address already in use. ")
    assert f"make PORT={port + 1} book\n" in done.stderr


@pytest.mark.parametrize("port", ["abc", "99999", "0", "-1", "80 81", ""])
def test_what_is_no_port_is_said_before_anything_is_checked(clone, port):
    done = make(clone, f"PORT={port}", "book")

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"PORT is '{port}', but a port is a number from 1 to 65535: ")


@pytest.fixture
def free():
    """A port on which nobody listens."""
    with socket.create_server(("localhost", 0)) as server:
        return server.getsockname()[1]


def test_on_a_free_port_the_book_is_served_and_all_formulas_are_checked(clone, free):
    (clone / ".venv/bin/python").write_text(f"{STUB}[ $2 != mkdocs ] || sleep 1\n", "utf-8")

    done = make(clone, f"PORT={free}", "book")

    assert done.returncode == 0, done.stderr
    ran = sorted(line for line in done.stdout.splitlines() if line.startswith("ran "))
    assert [line.split()[2] for line in ran] == ["mkdocs", "pytest", "verify.showing.ahead"]
    assert ran[0].endswith(f"--dev-addr localhost:{free}")


CHECKS = """case $2 in
  NAME) echo $$ >checks; exec sleep 60 >/dev/null 2>&1;;
  verify.showing.ahead) ;;
  *) while [ ! -s checks ]; do sleep .1; done;;
esac
"""


@pytest.mark.parametrize("name", ["verify.showing.ahead", "pytest"])
def test_formulas_are_checked_while_the_book_is_served_and_no_longer(clone, free, name):
    (clone / ".venv/bin/python").write_text(STUB + CHECKS.replace("NAME", name), "utf-8")

    make(clone, f"PORT={free}", "book")

    shown = ["ps", "-o", "stat=", "-p", (clone / "checks").read_text().strip()]
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        state = subprocess.run(shown, capture_output=True, text=True).stdout.strip()
        if state == "" or state.startswith("Z"):  # ended, if nobody has asked how
            return
        time.sleep(0.1)
    pytest.fail("they are still being checked")


# What is remembered


def test_a_check_starts_with_no_proof_and_no_figure_remembered(clone):
    make(clone, "check")

    assert remembered(clone) == {"ruff"}


def test_a_test_run_keeps_what_is_remembered(clone):
    make(clone, "test")

    assert remembered(clone) == {"verify", "ruff"}


def test_a_check_refuses_proofs_that_came_with_the_clone(clone):
    subprocess.run(["git", "init", "--quiet"], cwd=clone, check=True)
    subprocess.run(["git", "add", "--force", ".cache/verify"], cwd=clone, check=True)

    done = make(clone, "check")

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("Files in .cache are tracked by git, ")


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
    (folder / "python").write_text(INSTALLER, encoding="utf-8")
    (folder / "python").chmod(0o755)
    command = ["make", "PYTHON=./python", ".venv/installed"]
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


def test_an_update_that_fails_twice_takes_nothing_away(installed):
    folder, _ = installed
    (folder / "requirements.txt").write_text("there-is-no-such-package==1\n", encoding="utf-8")

    for _ in range(2):
        done = make(folder, "PYTHON=./python", ".venv/installed", PIP_NO_INDEX="1")

    assert done.returncode == 2
    assert list(folder.glob(".venv/lib/*/site-packages/derived.pth"))


def test_pip_says_in_one_line_that_the_book_is_no_package():
    done = subprocess.run(
        [sys.executable, ROOT / "setup.py"], capture_output=True, text=True, encoding="utf-8"
    )

    assert done.returncode == 1
    assert done.stderr == (
        "Derived is a book and no package to install: run `make test` in its folder.\n"
    )
