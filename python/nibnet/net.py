"""One net: what it reads, what it can be taught, and its files."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Union, cast

import numpy as np
from numpy.typing import ArrayLike, NDArray

from . import _native
from .digits import Bytes, Digits, PathOrName, as_bytes, as_images, as_labels, mnist
from .errors import DigitsError, DrawingError, NetFileError

if TYPE_CHECKING:
    from PIL.Image import Image

Floats = NDArray[np.float32]
Verdict = Literal["digit", "unsure", "scribble", "dot", "several", "none"]
#: A path, an array ``[rows, columns]``, ``[rows, columns, 3]`` or ``[rows, columns, 4]``, or an
#: image of Pillow's.
PictureLike = Union[PathOrName, ArrayLike, "Image"]

#: How many of the training digits a net looks at before its first lesson: as the page does.
_REMEMBERED = 5000
_FORMATS = {".onnx": "onnx", ".safetensors": "safetensors", ".npz": "npz", ".nib": "nib"}


@dataclass(frozen=True, eq=False)
class Answer:
    """What a net makes of a drawing or a picture.

    ``verdict`` is ``"digit"``, ``"unsure"`` (perhaps ``digit``, perhaps another), ``"scribble"``
    (no digit), ``"dot"``, ``"several"`` (digits side by side), or ``"none"``: a picture that shows
    no digit, but something else. ``digit`` and ``confidence`` (0 to 1) are of the likeliest class,
    whatever the verdict. ``probabilities`` is ``[10]``.
    ``digits`` has digit and probability from left to right where the verdict is ``"several"``; it
    is empty where not all of them can be read. ``image`` is what the net saw: ``[28, 28]``, 0 for
    paper to 255 for ink.
    """

    digit: int
    confidence: float
    probabilities: Floats
    verdict: Verdict
    digits: tuple[tuple[int, float], ...]
    image: Bytes

    @property
    def text(self) -> str:
        """The digits as one would write them; empty where there is none for sure."""
        if self.verdict == "several":
            return "".join(str(digit) for digit, _ in self.digits)
        return str(self.digit) if self.verdict == "digit" else ""


@dataclass(frozen=True)
class Taught:
    """What a lesson came to.

    ``steps`` that it took; ``learnt``: the newest digit is read right now; ``right`` of all
    ``lessons`` so far are; ``forgotten``: how many more of ``watched`` other digits are misread
    than before the first lesson (below 0 where it got better at them).
    """

    steps: int
    learnt: bool
    right: int
    lessons: int
    forgotten: int
    watched: int


class Net:
    """A net with its weights, ready to read digits. `nibnet.load` opens one, a run has one."""

    def __init__(self, handle: _native.Net) -> None:
        self._handle = handle
        rows, columns, self._classes = handle.shape()
        self._size = (rows, columns)

    # What it is.

    @property
    def network(self) -> dict[str, Any]:
        """Its description, as recipes have it."""
        network: dict[str, Any] = json.loads(self._handle.network())
        return network

    @property
    def recipe(self) -> dict[str, Any] | None:
        """The recipe that it was trained by; ``None`` where that is unknown."""
        text = self._handle.about()[1]
        recipe: dict[str, Any] | None = json.loads(text) if text else None
        return recipe

    @property
    def steps(self) -> int:
        """Training steps taken."""
        return self._handle.about()[2]

    @property
    def test_accuracy(self) -> float | None:
        """The fraction of the test digits that it reads right, if that was measured."""
        return self._handle.about()[3]

    @property
    def fingerprint(self) -> str:
        """16 hexadecimal digits over the bits of all weights: nets with the same are the same."""
        return self._handle.fingerprint()

    @property
    def weights(self) -> dict[str, Floats]:
        """All tensors by name (``dense1.weights``): ``[inputs, outputs]``,
        ``[k, k, channels, filters]``, or ``[outputs]``."""
        return {
            name: np.frombuffer(values, "<f4").reshape(shape).astype(np.float32)
            for name, shape, values in self._handle.tensors()
        }

    def __repr__(self) -> str:
        count = sum(int(np.prod(shape)) for _, shape, _ in self._handle.tensors())
        name = self._handle.about()[0] or "unnamed"
        return f"<Net {name}: {count} weights, {self.fingerprint}>"

    def __reduce__(self) -> tuple[Any, ...]:
        return _opened, (self._handle.to_bytes("nib"),)

    # Reading.

    def predict(self, images: ArrayLike) -> Floats:
        """The probabilities of the classes.

        Args:
            images: ``[n, 28, 28]`` (or what its network reads), ``uint8`` of 0 for paper to 255
                for ink, or floats of 0 to 1. One image, ``[28, 28]``, and a channel axis of
                length 1 are taken, too.

        Returns:
            ``[n, 10]`` of ``float32``. Each row is what the image alone would give, bit by bit.

        Raises:
            DigitsError: Images of another size or type.
        """
        array = self._images(images, "images")
        answers = self._handle.probabilities(array.tobytes())
        return np.frombuffer(answers, "<f4").reshape(-1, self._classes).astype(np.float32)

    def classify(self, images: ArrayLike) -> NDArray[np.int64]:
        """The likeliest class of each image, ``[n]``; see `predict`."""
        likeliest: NDArray[np.int64] = self.predict(images).argmax(axis=1).astype(np.int64)
        return likeliest

    def read_strokes(self, strokes: Sequence[ArrayLike], *, side: float = 1.0) -> Answer | None:
        """Reads a drawing, as the pad of the page does.

        Args:
            strokes: Each ``[points, 2]`` of x to the right and y downwards, or ``[points, 3]`` with
                the pressure, 0 to 1.
            side: How long a side of the pad is, in the unit of the strokes: ``280`` where they are
                pixels of such a pad. A drawing far smaller than the pad is a dot.

        Returns:
            ``None`` where nothing is drawn.

        Raises:
            DrawingError: What is no stroke, no number, or far outside of the pad.
        """
        self._reads_drawings()
        flat: list[float] = []
        ends: list[int] = []
        for number, stroke in enumerate(strokes, 1):
            points = _points(stroke, number)
            points[:, :2] /= side
            flat.extend(points.ravel().tolist())
            ends.append(len(flat) // 3)
        return _answer(self._handle.read_strokes(flat, ends))

    def read_picture(self, picture: PictureLike) -> Answer | None:
        """Reads a photo or a scan of a digit, or of several side by side, dark on light or light
        on dark.

        Args:
            picture: A file (opening it needs Pillow: ``pip install nibnet[pictures]``), an image of
                Pillow's, or an array ``[rows, columns]`` of grey, ``[rows, columns, 3]`` of red,
                green and blue, or ``[rows, columns, 4]`` with alpha; ``uint8``, or floats of 0 to
                1, **0 for black**.

        Returns:
            ``None`` where nothing is drawn.

        Raises:
            DrawingError: An array of another shape or type, or a picture that is far too large.
            OSError: A file that can't be opened.
            ImportError: A file, without Pillow.
        """
        self._reads_drawings()
        pixels = _pixels(picture)
        height, width = pixels.shape[:2]
        is_grey = pixels.ndim == 2
        return _answer(self._handle.read_picture((width, height), pixels.tobytes(), is_grey))

    # Teaching.

    def teach(
        self, images: ArrayLike, labels: ArrayLike, *, remember: Digits | None = None
    ) -> Taught:
        """Teaches this net digits of your own, without its forgetting all others. The net changes;
        `copy` keeps what it was.

        Lessons add up: each call learns all digits so far, from what the net was before the first.

        Args:
            images: ``[n, 28, 28]`` as for `predict`; the newest last.
            labels: ``[n]``, 0 to 9: what they were meant to be.
            remember: Digits that it learnt from. Some thousands of them are looked at once, before
                the first lesson; without it, those of `mnist`.

        Raises:
            TeachError: This net can't be taught, or from too few digits.
            DigitsNotFoundError: No ``remember``, and MNIST isn't found.
        """
        array = self._images(images, "images")
        names = as_labels(labels, "labels", len(array))
        if self._handle.has_teacher():
            remembered = (b"", b"")
        else:
            known = mnist() if remember is None else remember
            some = known.train_images[:_REMEMBERED], known.train_labels[:_REMEMBERED]
            remembered = (some[0].tobytes(), some[1].tobytes())
            if known.train_images.shape[1:] != self._size:
                raise DigitsError(
                    f"the digits to remember are {known.train_images.shape[1:]} pixels, but this "
                    f"net reads {self._size}"
                )
        lessons = (array.tobytes(), names.tobytes())
        return Taught(*self._handle.teach(self._size, lessons, remembered))

    def copy(self) -> Net:
        """The same net once more; what one is taught, the other isn't."""
        return _opened(self._handle.to_bytes("nib"))

    def folded(self) -> Net:
        """A net with the same answers without batch norm and dropout: smaller and quicker."""
        return Net(self._handle.folded())

    # Files.

    def save(self, path: PathOrName, *, half: bool = False) -> None:
        """Writes it as nibnet's own file, ``.nib``, which the page opens, too.

        Args:
            half: Weights of 16 bits: half the size, and three digits of each number.
        """
        Path(path).write_bytes(self._handle.to_bytes("nib-half" if half else "nib"))

    def export(self, path: PathOrName) -> None:
        """Writes it for other programs; the end of the name says how.

        ``.onnx``: ``image`` ``[N, 1, 28, 28]`` of 0 to 1 to ``logits`` ``[N, 10]``.
        ``.safetensors`` and ``.npz``: the tensors of `weights`. ``.nib``: as `save`.

        Raises:
            ValueError: A name with another end.
        """
        suffix = Path(path).suffix.lower()
        if suffix not in _FORMATS:
            known = ", ".join(_FORMATS)
            raise ValueError(f"{os.fspath(path)} ends with none of {known}")
        Path(path).write_bytes(self._handle.to_bytes(_FORMATS[suffix]))

    def to_bytes(self) -> bytes:
        """The bytes of its ``.nib`` file."""
        return self._handle.to_bytes("nib")

    def _images(self, images: ArrayLike, what: str) -> Bytes:
        array = as_images(images, what)
        if array.shape[1:] != self._size:
            raise DigitsError(
                f"{what} have the shape {array.shape}, but this net reads "
                f"[n, {self._size[0]}, {self._size[1]}]"
            )
        return array

    def _reads_drawings(self) -> None:
        if self._size != (28, 28):
            raise DrawingError(f"drawings become 28×28 pixels, but this net reads {self._size}")


def load(path: PathOrName | None = None, *, network: Mapping[str, Any] | None = None) -> Net:
    """Opens a ``.nib`` or ``.safetensors`` file; without a path, the net that comes with nibnet and
    that the page reads with.

    Args:
        network: The description of the network, for a safetensors file that has none.

    Raises:
        NetFileError: No such file's bytes, or damaged ones.
        OSError: A file that can't be read.
    """
    if path is None:
        return Net(_native.Net.shipped())
    described = None if network is None else json.dumps(dict(network))
    try:
        return Net(_native.Net.open(Path(path).read_bytes(), described))
    except NetFileError as error:
        raise NetFileError(f"{os.fspath(path)}: {error}") from None


def _opened(file: bytes) -> Net:
    return Net(_native.Net.open(file, None))


def _answer(told: tuple[bytes, list[float], str, list[tuple[int, float]]] | None) -> Answer | None:
    if told is None:
        return None
    image, all_probabilities, verdict, digits = told
    probabilities = np.array(all_probabilities, np.float32)
    digit = int(probabilities.argmax())
    return Answer(
        digit,
        float(probabilities[digit]),
        probabilities,
        verdict,  # type: ignore[arg-type]  # the engine's words are these
        tuple(digits),
        np.frombuffer(image, np.uint8).reshape(28, 28),
    )


def _points(stroke: ArrayLike, number: int) -> NDArray[np.float64]:
    """``[points, 3]``, a copy."""
    try:
        array = np.array(stroke, np.float64)
    except (TypeError, ValueError) as error:
        raise DrawingError(f"stroke {number} is no array of numbers: {error}") from error
    if array.size == 0:
        return np.empty((0, 3))
    if array.ndim != 2 or array.shape[1] not in (2, 3):
        raise DrawingError(
            f"stroke {number} has the shape {array.shape}; it must be [points, 2] of x and y, or "
            "[points, 3] with the pressure"
        )
    if array.shape[1] == 2:
        array = np.hstack([array, np.full((len(array), 1), 0.5)])
    return array


def _pixels(picture: PictureLike) -> Bytes:
    """``[rows, columns]`` of grey or ``[rows, columns, 4]``."""
    if isinstance(picture, (str, os.PathLike)):
        try:
            from PIL import Image
        except ImportError as error:
            raise ImportError(
                "opening a file of a picture needs Pillow: pip install nibnet[pictures]; "
                "or give the picture as an array"
            ) from error
        with Image.open(os.fspath(picture)) as opened:
            opened.load()
            return _pixels(cast("ArrayLike", opened))
    if hasattr(picture, "convert") and hasattr(picture, "getexif"):
        from PIL import ImageOps

        image: Any = picture  # Pillow's, which nibnet does without
        return np.asarray(ImageOps.exif_transpose(image).convert("RGBA"))
    array = np.asarray(picture)
    shape = array.shape
    if array.ndim == 3 and shape[2] == 1:
        array = array[..., 0]
    if array.ndim not in (2, 3) or (array.ndim == 3 and array.shape[2] not in (3, 4)):
        raise DrawingError(
            f"the picture has the shape {shape}; it must be [rows, columns] of grey, or "
            "[rows, columns, 3 or 4] of red, green, blue and alpha"
        )
    try:
        pixels = as_bytes(array, "the picture's values")
    except DigitsError as error:
        raise DrawingError(str(error).replace("0 for paper", "0 for black")) from None
    if pixels.ndim == 3 and pixels.shape[2] == 3:
        opaque = np.full((*pixels.shape[:2], 1), 255, np.uint8)
        pixels = np.ascontiguousarray(np.concatenate([pixels, opaque], axis=2))
    return pixels
