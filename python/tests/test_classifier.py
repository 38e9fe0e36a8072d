"""NibClassifier, by scikit-learn's own checks and by the bits."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import nibnet

estimator_checks = pytest.importorskip("sklearn.utils.estimator_checks")


@estimator_checks.parametrize_with_checks([nibnet.NibClassifier(steps=200, threads=1)])
def test_scikit_learns_checks(estimator: Any, check: Any) -> None:
    check(estimator)


def test_it_trains_the_net_that_train_does(digits: nibnet.Digits, run: nibnet.Run) -> None:
    (images, labels), (test_images, test_labels) = digits
    model = nibnet.NibClassifier("softmax", steps=300, threads=1, random_state=1)
    for x in (images, images.reshape(len(images), -1).astype(np.float64)):
        model.fit(x, labels)
        assert model.fingerprint_ == run.fingerprint
    flat = test_images.reshape(len(test_images), -1)
    assert model.score(flat, test_labels) == run.test_accuracy
    assert (model.predict(flat[:9]) == run.net.classify(test_images[:9])).all()


def test_classes_of_any_name_and_no_more_than_ten(digits: nibnet.Digits) -> None:
    (images, labels), _ = digits
    some = labels[:3000] < 3
    names = np.array(["zero", "one", "two"])[labels[:3000][some]]
    model = nibnet.NibClassifier("softmax", epochs=3).fit(images[:3000][some], names)
    assert list(model.classes_) == ["one", "two", "zero"]
    assert model.score(images[:3000][some], names) > 0.95
    with pytest.raises(ValueError, match="y has 26 classes; nibnet tells up to 10 apart"):
        model.fit(np.zeros((26, 4)), np.arange(26))
    with pytest.raises(ValueError, match="which is no image"):
        model.fit(np.zeros((2, 257)), [0, 1])
