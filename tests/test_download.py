"""MNIST is fetched, and checked before it has its name. Package: experiments."""

import gzip
import os
import threading
from functools import partial
from hashlib import md5
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import pytest

from experiments import idx, mnist
from tests.small_mnist import HEADER, TRAIN, assert_refused, idx_bytes, write_table


@pytest.fixture
def mirror(arrays, tmp_path, monkeypatch):
    """A server on this machine that has the small data set, and two addresses of it."""
    served = tmp_path / "served"
    for part in ("first", "second"):
        (served / part).mkdir(parents=True)
        for name, array in arrays.items():
            (served / part / f"{name}.gz").write_bytes(gzip.compress(idx_bytes(array), 1))

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=served))
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    base = f"http://127.0.0.1:{server.server_port}"
    monkeypatch.setattr(mnist, "MIRRORS", (f"{base}/first/", f"{base}/second/"))
    sums = {n: md5(idx_bytes(a), usedforsecurity=False).hexdigest() for n, a in arrays.items()}
    monkeypatch.setattr(mnist, "FILES", sums)
    yield served
    server.shutdown()
    server.server_close()


def test_download_fetches_all_files_and_trains_on_them(run, mirror, tmp_path):
    status, _, _ = run("--download", "--data", tmp_path / "fetched", "--epochs", 1)

    assert status == 0
    assert sorted(p.stem for p in (tmp_path / "fetched").iterdir()) == sorted(mnist.FILES)


def test_download_leaves_what_is_there(mirror, tmp_path):
    mnist.download(tmp_path / "fetched")
    before = {p: p.stat().st_mtime_ns for p in (tmp_path / "fetched").iterdir()}
    mnist.download(tmp_path / "fetched")

    assert {p: p.stat().st_mtime_ns for p in (tmp_path / "fetched").iterdir()} == before


def test_download_takes_the_second_mirror_if_the_first_has_another_content(mirror, tmp_path):
    other = gzip.compress(idx_bytes(np.zeros(TRAIN, np.uint8)))
    (mirror / "first" / "train-labels-idx1-ubyte.gz").write_bytes(other)

    mnist.download(tmp_path)

    assert idx.read(tmp_path / "train-labels-idx1-ubyte.gz", 1)[1] == 1


def test_download_of_another_content_leaves_no_file(run, mirror, tmp_path):
    for part in ("first", "second"):
        (mirror / part / "train-images-idx3-ubyte.gz").write_bytes(b"<html>not here</html>")

    outcome = run("--download", "--data", tmp_path / "fetched")

    assert_refused(outcome, "expected to fetch train-images", "another content", "--data")
    assert list((tmp_path / "fetched").iterdir()) == []


def test_download_does_not_replace_a_file_of_the_same_name(run, mirror, folder):
    other = gzip.compress(idx_bytes(np.zeros(TRAIN, np.uint8)))
    (folder / "train-labels-idx1-ubyte.gz").write_bytes(other)

    outcome = run("--download", "--data", folder)

    assert_refused(outcome, "train-labels-idx1-ubyte.gz", "another content; move the file away")
    assert (folder / "train-labels-idx1-ubyte.gz").read_bytes() == other


def test_download_does_not_wait_for_a_pipe(run, mirror, tmp_path):
    path = tmp_path / "t10k-images-idx3-ubyte.gz"
    os.mkfifo(path)

    assert_refused(run("--data", tmp_path, "--download"), f"cannot read {path}: Not a regular file")


def test_no_network_is_said_in_one_line(run, monkeypatch, tmp_path):
    monkeypatch.setattr(mnist, "MIRRORS", ("http://127.0.0.1:1/", "http://127.0.0.1:1/again/"))

    outcome = run("--download", "--data", tmp_path / "fetched")

    assert_refused(outcome, "expected to fetch", "no answer (ConnectionError)", "check the network")


def test_file_that_the_mirrors_lack_is_named(run, mirror, tmp_path):
    for part in ("first", "second"):
        (mirror / part / "train-images-idx3-ubyte.gz").unlink()

    assert_refused(run("--download", "--data", tmp_path / "fetched"), "train-images", "404 File")


def test_download_into_a_file_is_refused(run, mirror, tmp_path):
    path = write_table(tmp_path / "digits.csv", HEADER)

    assert_refused(run("--download", "--data", path), str(path), "another folder with --data")
