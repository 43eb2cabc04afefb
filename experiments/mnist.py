"""MNIST's four files: read them from a folder, or fetch them and check what is inside."""

import hashlib
import logging
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from experiments import idx
from experiments.errors import InputError, reason

if TYPE_CHECKING:
    import requests

# The MD5 of each file's content. Those of the gzip files vary: some copies are compressed anew.
FILES = {
    "train-images-idx3-ubyte": "6bbc9ace898e44ae57da46a324031adb",
    "train-labels-idx1-ubyte": "a25bea736e30d166cdddb491f175f624",
    "t10k-images-idx3-ubyte": "2646ac647ad5339dbf082846283269ea",
    "t10k-labels-idx1-ubyte": "27ae3e4e09519cfbb04c329615203637",
}
MIRRORS = (
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
    "https://storage.googleapis.com/cvdf-datasets/mnist/",
)
TIMEOUT = 30  # seconds without an answer


def read(folder: Path) -> list[tuple[np.ndarray, np.ndarray]]:
    """Read the images and labels to train on, and those to test on, gzipped or not.

    Raises:
        InputError: a file is missing, is not what its name says, or doesn't fit its partner.
    """
    try:
        present = {path.name: path for path in folder.iterdir()}
    except OSError as error:
        raise InputError(
            f"expected a folder with MNIST's four files, or a CSV file; got {folder} "
            f"({reason(error)}); check the name and its permissions"
        ) from error
    paths = {name: _one_of(present, name) for name in FILES}
    if missing := [name for name, path in paths.items() if path is None]:
        found = "none of them" if len(missing) == len(FILES) else f"no {', no '.join(missing)}"
        raise InputError(
            f"{folder}: expected MNIST's four files {', '.join(FILES)}, gzipped or not; "
            f"got {found}; put them there, or fetch them with --download"
        )
    train_images, train_labels, test_images, test_labels = paths.values()
    splits = [_pair(train_images, train_labels), _pair(test_images, test_labels)]
    sizes = [images.shape[1:] for images, _ in splits]
    if sizes[0] != sizes[1]:
        raise InputError(
            f"{folder}: expected images of one size; got {sizes[0]} pixels to train on and "
            f"{sizes[1]} to test on; are the files of one data set?"
        )
    return splits


def download(folder: Path) -> None:
    """Fetch what the folder lacks of MNIST; a file appears there only when its content is right.

    Raises:
        InputError: no mirror can be reached, or a file of that name has another content.
    """
    for name, md5 in FILES.items():
        path = folder / f"{name}.gz"
        if not path.exists():
            _fetch(path, md5)
        elif _md5(path) != md5:
            raise InputError(
                f"{path}: expected MNIST's {name}; got another content; move the file away, "
                "or leave out --download to use it as it is"
            )


def default_folder() -> Path:
    """Where this user's programs keep what they have fetched."""
    import pooch

    return Path(pooch.os_cache("derived")) / "mnist"


def _one_of(present: dict[str, Path], name: str) -> Path | None:
    spellings = [name, name.replace("-idx", ".idx")]
    names = [spelling + suffix for spelling in spellings for suffix in ("", ".gz")]
    return next((present[name] for name in names if name in present), None)


def _pair(images_path: Path, labels_path: Path) -> tuple[np.ndarray, np.ndarray]:
    images, labels = idx.read(images_path, 3), idx.read(labels_path, 1)
    if len(images) != len(labels):
        raise InputError(
            f"{images_path}: expected as many images as {labels_path.name} has labels, "
            f"{len(labels)}; got {len(images)}; are the files of one data set?"
        )
    return images, labels


def _fetch(path: Path, md5: str) -> None:
    import pooch
    import requests

    pooch.get_logger().setLevel(logging.ERROR)

    def download_and_check(url: str, temporary: str, retriever: pooch.Pooch) -> None:
        bar = sys.stderr.isatty()
        pooch.HTTPDownloader(progressbar=bar, timeout=TIMEOUT)(url, temporary, retriever)
        if _md5(Path(temporary)) != md5:
            raise InputError(f"{url}: expected MNIST's {path.stem}; got another content")

    failures = []
    for mirror in MIRRORS:
        try:  # pooch hands out a temporary name, and renames it when all is well
            pooch.retrieve(
                mirror + path.name,
                known_hash=None,
                fname=path.name,
                path=path.parent,
                downloader=download_and_check,
            )
            return
        except InputError as error:
            failures.append(str(error))
        except requests.RequestException as error:
            failures.append(f"{mirror + path.name}: {_short(error)}")
        except OSError as error:
            raise InputError(
                f"cannot write {path}: {reason(error)}; give another folder with --data"
            ) from error
    raise InputError(
        f"expected to fetch {path.name}; got "
        + "; ".join(failures)
        + "; check the network, or give a folder that has MNIST with --data"
    )


def _md5(path: Path) -> str:
    return hashlib.md5(idx.content(path), usedforsecurity=False).hexdigest()


def _short(error: "requests.RequestException") -> str:
    """What the server said, or why there was no answer, without the stack of causes."""
    if error.response is not None:
        return f"{error.response.status_code} {error.response.reason}"
    return f"no answer ({type(error).__name__})"
