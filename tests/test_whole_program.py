"""The whole program: it runs alone, and does what `nn` does. Page: docs/whole_program.md."""

import gzip
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose

from exercises.solutions.idx_array import idx_array
from experiments.idx import content
from figures.whole_program import (
    PROGRAM,
    header,
    losses,
    printed,
    ran,
    share_of_test,
    shuffled,
    validation,
    validations,
)
from nn.network import Network
from nn.optimizer import GradientDescent
from tests.drawn import seen
from tests.pictures import gallery, grey
from tests.small_mnist import idx_bytes
from tests.states import states
from tests.tables import read

DIGITS = PROGRAM.with_name("digits.csv.gz")
FILES = [
    f"{part}-{kind}-ubyte" for part in ("train", "t10k") for kind in ("images-idx3", "labels-idx1")
]
MNIST_DIR = os.environ.get("MNIST_DIR")


def run(*arguments, program=PROGRAM, environment=None):
    """Run the program as a reader does."""
    return subprocess.run(
        [sys.executable, "-I", str(program), *map(str, arguments)],
        capture_output=True,
        text=True,
        env=environment,
    )


@pytest.fixture
def folder(tmp_path, rng):
    """A small data set in MNIST's four files: 35 images, of which 5 are for the test."""
    for part, count in (("train", 30), ("t10k", 5)):
        images = rng.integers(0, 256, (count, 4, 3), dtype=np.uint8)
        labels = (np.arange(count) % 10).astype(np.uint8)
        (tmp_path / f"{part}-images-idx3-ubyte").write_bytes(idx_bytes(images))
        (tmp_path / f"{part}-labels-idx1-ubyte.gz").write_bytes(gzip.compress(idx_bytes(labels)))
    return tmp_path


@states("Sixty lines of Python, with no library but NumPy.", page="whole_program")
@states("sixty lines that read digits, to copy, run and change.", page="index")
def test_the_program_has_sixty_lines_and_no_library_but_numpy():
    text = PROGRAM.read_text(encoding="utf-8")
    imports = [line.split()[1] for line in text.splitlines() if line.startswith(("import", "from"))]

    assert len(text.splitlines()) <= 60
    assert {*imports} - {"numpy"} <= sys.stdlib_module_names


def test_the_program_runs_alone_in_a_folder_with_its_digits(tmp_path):
    for path in (PROGRAM, DIGITS):
        shutil.copy(path, tmp_path)

    done = run(program=tmp_path / PROGRAM.name)

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == ran()[1]


@states(
    "with the same random numbers, [`nn.network.Network`][nn.network.Network] and "
    "[`nn.optimizer.GradientDescent`][nn.optimizer.GradientDescent] end at the same weights, to "
    "twelve decimals.",
    page="whole_program",
)
def test_the_program_and_nn_end_at_the_same_weights():
    variables, _ = ran()
    X, t, rng = variables["X"].astype(float), variables["t"], np.random.default_rng(seed=0)
    net, rule = Network((64, 50, 10)), GradientDescent(0.5)
    parameters = net.initialize(rng)
    state = rule.start(parameters)
    for _ in range(20):
        for rows in np.split(rng.permutation(len(X)), range(50, len(X), 50)):
            rule.step(parameters, net.gradients(parameters, X[rows], t[rows]), state)

    assert parameters.keys() == variables["p"].keys()
    for name, value in parameters.items():
        assert_allclose(variables["p"][name], value, rtol=0, atol=1e-12, err_msg=name)


@states(
    "One more line ends the output: the share of the test set that it reads right, "
    "{{ value share_of_test():.1%}}.",
    page="whole_program",
)
def test_the_last_printed_numbers_are_those_of_nn():
    variables, lines = ran()
    net, p = Network((64, 50, 10)), variables["p"]
    sets = {
        name: (variables[f"X_{name}"].astype(float), variables[f"t_{name}"])
        for name in ("val", "test")
    }

    right = {name: (net.predict(p, X) == t).mean() for name, (X, t) in sets.items()}

    assert lines[-2].split()[-1] == f"{right['val']:.4f}"
    assert (
        lines[-1] == f"test accuracy {right['test']:.4f}" == f"test accuracy {share_of_test():.4f}"
    )
    assert lines[-2].split()[4] == f"{net.loss(p, *sets['val']):.4f}"


def test_the_digits_beside_the_program_are_those_of_scikit_learn():
    from sklearn.datasets import load_digits

    bundled, table = load_digits(), np.loadtxt(DIGITS, delimiter=",", skiprows=1)

    assert (table[:, 0] == bundled.target).all() and (table[:, 1:] == bundled.data).all()


@states(
    "a line of names first, then a line for each image, with its label and after that its pixels",
    page="whole_program",
)
def test_the_table_has_the_layout_that_the_page_shows():
    names, first = gzip.decompress(DIGITS.read_bytes()).decode().splitlines()[:2]

    assert names.startswith("label,pixel0,pixel1,pixel2,pixel3,pixel4,pixel5,pixel6,pixel7,")
    assert first.startswith("0,0,0,5,13,9,1,0,0,")


@states(
    "A pixel is a number from 0, where there is no ink, to 16",
    "That the program divides by the largest pixel of all images does no harm: the format fixes "
    "it, at 16 or 255.",
    page="whole_program",
)
def test_a_pixel_of_the_small_digits_goes_up_to_sixteen_in_each_of_the_three_sets():
    pixels, (end, test) = np.loadtxt(DIGITS, delimiter=",", skiprows=1)[:, 1:], (1285, 1541)

    assert (pixels.min(), pixels.max()) == (0, 16)
    assert [part.max() for part in np.split(pixels, [end, test])] == [16, 16, 16]


HEADER = "00 00 08 03 00 00 ea 60 00 00 00 1c 00 00 00 1c"
LABELS = "00 00 08 01 00 00 ea 60 05 00 04 01 09 02 01 03"


@states(
    "The header says that an image has $28 \\times 28 = 784$ bytes, so with the 16 bytes of the "
    "header the file has",
    "These are the first sixteen bytes of `train-images-idx3-ubyte`, as `xxd -g 1` or "
    "`hexdump -C` shows them after the offset:",
    "These are the first sixteen bytes of another of MNIST's files, `train-labels-idx1-ubyte`.",
    page="whole_program",
)
@pytest.mark.skipif(MNIST_DIR is None, reason="MNIST_DIR names no folder with MNIST's files")
@pytest.mark.parametrize(("name", "start"), [(FILES[0], HEADER), (FILES[1], LABELS)])
def test_the_first_sixteen_bytes_are_those_of_the_file(name, start):
    path = next(Path(MNIST_DIR).glob(f"{name}*"))

    assert content(path)[:16] == bytes.fromhex(start)


@pytest.mark.parametrize("start", [HEADER, LABELS])
def test_the_page_shows_those_bytes(start):
    from verify.prose.pages import text_of

    assert f"```text\n{start}\n```" in text_of("whole_program")


@states(
    "The fourth byte says that there is one axis, so the header has 4 + 4 = 8 bytes.",
    "The length is 60,000 again, and the first labels are 5, 0 and 4.",
    page="whole_program",
)
def test_the_bytes_of_labels_say_what_the_solution_reads_from_them():
    data = bytes.fromhex(LABELS)

    assert data[3] == 1 and int.from_bytes(data[4:8], "big") == 60_000
    assert [*data[8:11]] == [5, 0, 4]


def test_the_table_of_the_header_says_what_the_bytes_are():
    """Its columns: where the bytes are, the bytes, what they say, and the number that they make."""
    data, at = bytes.fromhex(HEADER), 0
    assert [*read("whole_program", "header").rows] == [row[0] for row in header()[1:]]
    for places, shown, _, number in header()[1:]:
        each = data[at : at + len(bytes.fromhex(shown.strip("`")))]
        last = at + len(each) - 1
        joined = {1: f"{at}", 2: f"{at}, {last}", 4: f"{at} to {last}"}[len(each)]
        assert (places, shown, number) == (
            joined,
            f"`{each.hex(' ')}`",
            f"{int.from_bytes(each):,}",
        )
        at += len(each)

    assert at == len(data)


def test_both_commands_read_mnists_files_gzipped_or_not(folder):
    done = run(folder)

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1].startswith("test accuracy ")


@states(
    "Of MNIST's {{ value 60000 + 10000:,}} images the last seventh is exactly its own test set.",
    "the *training set*, five sevenths, from which the net learns;",
    page="whole_program",
)
def test_the_last_seventh_of_two_files_of_which_one_is_six_times_as_long_is_the_other(folder):
    variables, _ = ran(str(folder))
    images = idx_array((folder / "t10k-images-idx3-ubyte").read_bytes())

    assert_allclose(variables["X_test"] * 255, images.reshape(5, -1), atol=1e-4)
    assert [len(variables[name]) for name in ("X", "X_val", "X_test")] == [25, 5, 5]


def test_a_missing_file_is_said_in_one_line(tmp_path):
    done = run(tmp_path / "nowhere")

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 1 and "nowhere" in done.stderr


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"\x1f\x8b\x08 zipped", "expected 0, 0, 8"), (b"\0\0\x08\x03\0\0", "digits.py: "), (b"", "")],
)
def test_another_file_in_its_place_is_refused_in_one_line(folder, content, said):
    (folder / FILES[0]).write_bytes(content)

    done = run(folder)

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("digits.py: ") and done.stderr.count("\n") == 1
    assert said in done.stderr


@states("If there are too few or too many, `reshape` refuses them.", page="whole_program")
@pytest.mark.parametrize("change", [lambda data: data[:-1], lambda data: data + b"\0"])
def test_a_byte_too_few_or_too_many_is_refused(folder, change):
    path = folder / FILES[0]
    path.write_bytes(change(path.read_bytes()))

    assert "cannot reshape" in run(folder).stderr


# What the page says of runs with other settings


@states("with `RATE = 5` the first steps are so long that", page="whole_program")
@states(
    "and the loss stays where guessing is, near $\\log 10$ = {{ value np.log(10):.2f}}:",
    page="whole_program",
)
def test_with_a_rate_of_five_all_units_die_and_the_loss_is_that_of_a_guess():
    variables, _ = ran(RATE=5.0)
    Z, *_ = variables["forward"](variables["p"], variables["X"])

    assert (Z <= 0).all() and abs(losses(RATE=5.0)[-1] - np.log(10)) < 0.1


@states("With `RATE = 0.05` the net learns slowly", page="whole_program")
def test_with_a_small_rate_the_loss_is_higher_after_each_epoch():
    assert (losses(RATE=0.05) > losses()).all()


@states(
    "With the seed of the program about three of four: {{ value validation(HIDDEN=5):.0%}} of the "
    "validation set, where fifty units read {{ value validation():.0%}}.",
    page="whole_program",
)
def test_five_hidden_units_read_about_three_of_four():
    assert 0.65 < validation(HIDDEN=5) < 0.85 < validation()


@states(
    "The seeds 0 to 4 give from {{ value min(validations(0, 1, 2, 3, 4, HIDDEN=5)):.0%}} "
    "to {{ value max(validations(0, 1, 2, 3, 4, HIDDEN=5)):.0%}}: with so few units much "
    "depends on the first weights.",
    page="whole_program",
)
def test_with_five_hidden_units_the_seed_decides_more_than_with_fifty():
    few, many = (validations(0, 1, 2, 3, 4, HIDDEN=hidden) for hidden in (5, 50))

    assert np.ptp(few) > 0.2 and np.ptp(many) < 0.05


@states(
    "Less: it reads {{ value validation(BATCH=1285):.0%}} of the validation set, and "
    "{{ value validation():.0%}} with batches of 50; its loss there is "
    "{{ value losses(BATCH=1285)[-1]:.2f}} and not {{ value losses()[-1]:.2f}}.",
    "20 steps are too few, however exact they are.",
    "a seventh of them is 256, rounded down.",
    "So 1285 are left to learn from, an epoch has 26 steps, and the last of them has a batch of "
    "35:",
    "An epoch is now a single step instead of 26",
    page="whole_program",
)
def test_with_all_images_in_a_step_twenty_epochs_leave_more_loss():
    assert [len(ran()[0][name]) for name in ("X", "X_val")] == [1285, 1797 // 7] == [1285, 256]
    assert divmod(1285, 50) == (26 - 1, 35)
    assert losses(BATCH=1285)[-1] > 2 * losses()[-1]
    assert validation(BATCH=1285) < validation()


@states(
    "No worse: {{ value shuffled():.1%}} of the validation set, and {{ value validation():.1%}} "
    "before; the difference is chance.",
    page="whole_program",
)
def test_pixels_in_another_order_are_read_about_as_well():
    assert abs(shuffled() - validation()) < 0.03


@states(
    "if the rows of the first random weights changed places with the pixels, the net would learn "
    "the very same, but for rounding",
    page="whole_program",
)
def test_rows_that_move_with_their_pixels_change_nothing(rng):
    forward, p = ran()[0]["forward"], ran()[0]["p"]
    X, order = rng.random((5, 64)), rng.permutation(64)

    moved = forward(p | {"W1": p["W1"][order]}, X[:, order])[2]

    assert_allclose(moved, forward(p, X)[2], rtol=1e-12)


@states(
    "`W2`, `W1` and `b1` get no gradient, and only the ten biases `b2` learn", page="whole_program"
)
def test_with_weights_of_zero_only_the_last_biases_learn(rng):
    p = {"W1": np.zeros((3, 4)), "b1": np.zeros(4), "W2": np.zeros((4, 10)), "b2": np.zeros(10)}

    _, gradients = ran()[0]["loss_and_gradients"](p, rng.random((6, 3)), np.arange(6))

    assert [name for name, gradient in gradients.items() if gradient.any()] == ["b2"]


@states(
    "However long the program trains, the ten entries of `b2` add up to zero.", page="whole_program"
)
def test_the_last_biases_add_up_to_zero():
    assert abs(ran()[0]["p"]["b2"].sum()) < 1e-12


# The figures and the table of output


def test_the_table_of_output_has_the_printed_numbers():
    lines = ran()[1]
    rows = [line.split() for line in (*lines[:2], lines[-2])]

    assert [row for row in printed()[1:] if row[0] != "…"] == [[r[1], r[4], r[7]] for r in rows]
    assert [*read("whole_program", "printed").rows] == [row[0] for row in printed()[1:]]


@states(
    "The loss on the validation set after each epoch, for three values of RATE.",
    page="figures/whole_program",
)
@pytest.mark.parametrize("rate", [0.05, 0.5, 5.0])
def test_each_rate_has_its_losses_under_its_name(rate):
    axes = seen("whole_program", "three_rates").only
    found = losses(RATE=rate)

    assert axes.curve(f"RATE = {rate:g}").misses(np.arange(20) + 1, found) < 0.5
    assert (axes.x.label, axes.y.label) == ("epoch", "validation loss")


@states(
    "The first ten of the small digits, with their labels: eight by eight pixels.",
    page="figures/whole_program",
)
def test_the_first_ten_digits_have_their_labels():
    shown = gallery("whole_program", "small_digits", 2)
    ink = np.array([grey(pixels)[3:27:3, 3:27:3] for _, pixels in shown])
    X, t = ran()[0]["X"][:10], ran()[0]["t"][:10]

    assert [text.words for text, _ in shown] == [str(label) for label in t]
    assert_allclose(ink.reshape(10, 64), X, atol=0.17)  # few shades are drawn
