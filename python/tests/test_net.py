"""Nets: reading, teaching, files."""

from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
import pytest
from conftest import ROOT

import nibnet
from nibnet.errors import DigitsError, DrawingError, NetFileError, TeachError

SEVEN = [[(0.3, 0.2), (0.5, 0.2), (0.7, 0.2), (0.6, 0.4), (0.5, 0.6), (0.45, 0.8)]]


@pytest.fixture(scope="module")
def net() -> nibnet.Net:
    return nibnet.load()


def test_probabilities_are_of_each_image_alone(net: nibnet.Net, digits: nibnet.Digits) -> None:
    images = digits.test_images[:30]
    answers = net.predict(images)
    assert answers.shape == (30, 10) and answers.dtype == np.float32
    assert np.allclose(answers.sum(axis=1), 1, atol=1e-6)
    assert (net.classify(images) == digits.test_labels[:30]).mean() > 0.95
    for other in (images / 255, (images / 255).astype(np.float32), images[..., np.newaxis]):
        assert (net.predict(other) == answers).all()
    assert (net.predict(images[3]) == answers[3:4]).all()
    assert net.predict(images[:0]).shape == (0, 10)


def test_the_net_that_comes_along_says_what_it_is(net: nibnet.Net, digits: nibnet.Digits) -> None:
    assert net.test_accuracy is not None and net.test_accuracy > 0.995
    right = (net.classify(digits.test_images[:2000]) == digits.test_labels[:2000]).mean()
    assert right > 0.98
    assert net.recipe is not None and net.recipe["preset"] == "conv-bn"
    names = net.weights
    assert net.network["layers"][0]["conv"]["kernel"] == names["conv1.weights"].shape[0]
    assert repr(net).startswith("<Net conv-bn: ")


def test_images_of_another_size_are_refused(net: nibnet.Net) -> None:
    with pytest.raises(DigitsError, match=r"this net reads \[n, 28, 28\]"):
        net.predict(np.zeros((2, 14, 14), np.uint8))


def test_strokes_are_read_at_any_scale(net: nibnet.Net) -> None:
    answer = net.read_strokes(SEVEN)
    assert answer is not None
    assert (answer.digit, answer.verdict, answer.text) == (7, "digit", "7")
    assert answer.image.shape == (28, 28) and answer.probabilities.shape == (10,)
    assert answer.confidence == answer.probabilities[7] > 0.8
    pixels = [np.array(stroke) * 280 for stroke in SEVEN]
    at_280 = net.read_strokes(pixels, side=280)
    assert at_280 is not None and (at_280.image == answer.image).all()
    pressed = [np.hstack([np.array(stroke), np.full((6, 1), 0.5)]) for stroke in SEVEN]
    with_pressure = net.read_strokes(pressed)
    assert with_pressure is not None and (with_pressure.image == answer.image).all()
    assert net.read_strokes([]) is None and net.read_strokes([[]]) is None
    dot = net.read_strokes([[(0.5, 0.5)]])
    assert dot is not None and dot.verdict == "dot" and dot.text == ""
    two = net.read_strokes([[(x * 0.4 + at, y) for x, y in SEVEN[0]] for at in (0.0, 0.5)])
    assert two is not None and two.verdict == "several" and two.text == "77"


@pytest.mark.parametrize(
    ("strokes", "sentence"),
    [
        ([[(0.1, 0.2, 0.3, 0.4)]], "stroke 1 has the shape"),
        ([[(0.1, 0.2)], [("a", "b")]], "stroke 2 is no array of numbers"),
        ([[(float("nan"), 0.5)]], "point 1 of stroke 1 is at"),
        ([[(1e9, 0.5)]], "both must be numbers between"),
    ],
)
def test_what_is_no_drawing_is_refused(
    net: nibnet.Net, strokes: list[list[tuple[float, ...]]], sentence: str
) -> None:
    with pytest.raises(DrawingError, match=sentence):
        net.read_strokes(strokes)


def picture(digits: nibnet.Digits, index: int) -> np.ndarray:  # type: ignore[type-arg]
    """A digit in dark ink on paper, 140 pixels a side."""
    return np.pad(
        255 - np.kron(digits.test_images[index], np.ones((4, 4), np.uint8)), 14, constant_values=255
    )


def test_pictures_are_read_from_arrays_files_and_pillow(
    net: nibnet.Net, digits: nibnet.Digits, tmp_path: Path
) -> None:
    from PIL import Image

    grey = picture(digits, 0)
    answer = net.read_picture(grey)
    assert answer is not None and answer.digit == 7
    file = tmp_path / "seven.png"
    Image.fromarray(grey).save(file)
    colours = np.repeat(grey[..., np.newaxis], 3, axis=2)
    alpha = np.concatenate([colours, np.full((*grey.shape, 1), 255, np.uint8)], axis=2)
    others = [file, str(file), Image.fromarray(grey), colours, alpha, grey / 255]
    for other in others:
        read = net.read_picture(other)
        assert read is not None and read.digit == 7 and (read.image == answer.image).all()
    on_a_board = net.read_picture(255 - grey)
    assert on_a_board is not None and on_a_board.digit == 7
    assert net.read_picture(np.full((50, 50), 255, np.uint8)) is None
    with pytest.raises(FileNotFoundError):
        net.read_picture(tmp_path / "none.png")
    for wrong in (np.zeros((5, 5, 2)), np.zeros(5), np.full((5, 5), 2.0), np.zeros((0, 5))):
        with pytest.raises(DrawingError, match="picture"):
            net.read_picture(wrong)


def test_a_photo_on_its_side_is_turned(
    net: nibnet.Net, digits: nibnet.Digits, tmp_path: Path
) -> None:
    from PIL import Image

    upright = Image.fromarray(picture(digits, 0))
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was turned: a quarter clockwise makes it upright
    file = tmp_path / "turned.png"
    upright.transpose(Image.Transpose.ROTATE_90).save(file, exif=exif)
    answer = net.read_picture(file)
    assert answer is not None and answer.digit == 7


def test_lessons_are_learnt_and_others_remembered(digits: nibnet.Digits) -> None:
    net = nibnet.load().folded()
    first = net.copy()
    wrong = np.flatnonzero(net.classify(digits.test_images[:3000]) != digits.test_labels[:3000])
    images, labels = digits.test_images[wrong], digits.test_labels[wrong]
    taught = net.teach(images[:1], labels[:1], remember=digits)
    assert taught.learnt and taught.lessons == taught.right == 1 and taught.steps > 0
    assert taught.forgotten <= 1 and taught.watched == 1000
    assert net.classify(images[:1]) == labels[:1]
    assert net.fingerprint != first.fingerprint and net.test_accuracy is None
    assert first.classify(images[:1]) != labels[:1]
    again = net.teach(images[1:2], labels[1:2])
    assert again.lessons == 2
    with pytest.raises(TeachError, match="there is nothing to teach"):
        nibnet.load().folded().teach(images[:0], labels[:0], remember=digits)
    few = nibnet.Digits(images, labels, images, labels)
    with pytest.raises(TeachError, match="are too few to remember the others by"):
        nibnet.load().folded().teach(images[:1], labels[:1], remember=few)


def test_a_net_goes_to_files_and_comes_back(
    run: nibnet.Run, digits: nibnet.Digits, tmp_path: Path
) -> None:
    net = run.net
    net.save(tmp_path / "digits.nib")
    net.save(tmp_path / "half.nib", half=True)
    net.export(tmp_path / "digits.safetensors")
    net.export(tmp_path / "digits.npz")
    net.export(str(tmp_path / "digits.onnx"))
    for name in ("digits.nib", "digits.safetensors"):
        opened = nibnet.load(tmp_path / name)
        assert opened.fingerprint == "c480cd1f6a5aaa60"
        assert opened.recipe == run.recipe and opened.steps == 300
        assert opened.test_accuracy == run.test_accuracy
    assert nibnet.load(tmp_path / "half.nib").fingerprint != net.fingerprint
    with np.load(tmp_path / "digits.npz") as tensors:
        assert set(tensors) == {*net.weights, "network.json"}
        for name, tensor in net.weights.items():
            assert (tensors[name] == tensor).all()
    assert b"logits" in (tmp_path / "digits.onnx").read_bytes()
    logits = digits.test_images[:20].reshape(20, -1) / 255 @ net.weights["dense1.weights"]
    logits += net.weights["dense1.biases"]
    assert (logits.argmax(axis=1) == net.classify(digits.test_images[:20])).all()
    assert pickle.loads(pickle.dumps(net)).fingerprint == net.fingerprint
    with pytest.raises(ValueError, match=r"digits.h5 ends with none of .onnx, "):
        net.export("digits.h5")


def test_files_that_are_no_net_are_refused_by_name(tmp_path: Path, run: nibnet.Run) -> None:
    file = tmp_path / "digits.nib"
    with pytest.raises(FileNotFoundError):
        nibnet.load(file)
    file.write_bytes(b"PK\x03\x04 and more")
    with pytest.raises(NetFileError, match="digits.nib: this is no net that nibnet can read"):
        nibnet.load(file)
    whole = run.net.to_bytes()
    file.write_bytes(whole[:-3])
    with pytest.raises(NetFileError, match="digits.nib"):
        nibnet.load(file)
    file.write_bytes(whole[:-9] + bytes([whole[-9] ^ 1]) + whole[-8:])
    with pytest.raises(NetFileError, match="digits.nib"):
        nibnet.load(file)
    assert nibnet.load(ROOT / "tests/golden/formats/net.nib").steps >= 0
