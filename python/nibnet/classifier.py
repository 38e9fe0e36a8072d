# scikit-learn has no types.
# pyright: basic
"""A classifier with scikit-learn's habits. Needs scikit-learn 1.6 or newer."""

from __future__ import annotations

import math
from numbers import Integral
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils import check_random_state, validation
from sklearn.utils.multiclass import check_classification_targets

from .digits import Bytes, Digits
from .recipe import RecipeLike
from .recipe import recipe as whole_recipe
from .training import History, train

#: The engine's labels are 0 to 9.
_MOST_CLASSES = 10
_LONGEST_SIDE = 255
#: No test while it trains: there are no digits to test with.
_NEVER = 10_000_000
#: Without the types that pyright reads from its defaults.
_validated: Any = validation.validate_data


class NibClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """A net of nibnet's that tells up to ten classes apart.

    ``fit`` takes ``[n, rows, columns]``, or ``[n, features]``: 784 features are 28 × 28 pixels,
    other squares likewise, anything else the nearest there is to a square. The engine reads bytes:
    where X isn't ``uint8``, its least and its greatest value in ``fit`` become 0 and 255. So images
    of 0 to 1 and of 0 to 255 are read as they are.

    Args:
        recipe: A preset's name, a dict or a dataclass, as for `nibnet.train`.
        steps: Training steps; or ``epochs``, which here are passes over X.
        batch: Samples in a step; no more than there are.
        random_state: The seed. ``None`` is that of the recipe, so that equal fits are equal.
        threads: How many; without it, as many as pay.
        progress: Shows a bar with tqdm.

    Attributes:
        classes_: The classes, sorted.
        net_: The `nibnet.Net`. Its ten outputs are the classes in the order of ``classes_``; where
            there are fewer, the others have learnt to stay silent and are left out.
        history_: The rows of the training curves.
        fingerprint_: Over the bits of all weights.
    """

    classes_: NDArray[Any]
    n_features_in_: int

    def __init__(
        self,
        recipe: RecipeLike = "mlp-relu",
        *,
        steps: int | None = None,
        epochs: float | None = None,
        batch: int | None = None,
        random_state: int | np.random.RandomState | None = None,
        threads: int | None = None,
        progress: bool = False,
    ) -> None:
        self.recipe = recipe
        self.steps = steps
        self.epochs = epochs
        self.batch = batch
        self.random_state = random_state
        self.threads = threads
        self.progress = progress

    def fit(self, X: ArrayLike, y: ArrayLike) -> NibClassifier:
        """Trains a net on X, ``[n, features]`` or ``[n, rows, columns]``, and y, ``[n]``."""
        samples, truth = _validated(self, _flat(X), y, dtype="numeric")
        truth = validation.column_or_1d(truth, warn=True)
        check_classification_targets(truth)
        self.classes_, labels = np.unique(truth, return_inverse=True)
        if len(self.classes_) > _MOST_CLASSES:
            raise ValueError(
                f"y has {len(self.classes_)} classes; nibnet tells up to {_MOST_CLASSES} apart"
            )
        is_bytes = samples.dtype == np.uint8
        self._range = (0.0, 255.0) if is_bytes else (float(samples.min()), float(samples.max()))
        is_image = getattr(X, "ndim", None) == 3
        self._size = np.shape(X)[1:] if is_image else _side_by_side(samples.shape[1])
        images = self._as_images(samples)
        digits = Digits(
            images, labels.astype(np.uint8), images[:1], labels[:1].astype(np.uint8), "X"
        )
        run = train(
            self._whole_recipe(len(images)),
            digits=digits,
            threads=self.threads,
            progress=self.progress,
        )
        self.net_ = run.net
        self.history_: History = run.history
        self.fingerprint_ = run.fingerprint
        self.n_iter_ = run.steps
        return self

    def predict_proba(self, X: ArrayLike) -> NDArray[np.float64]:
        """How likely each class is, ``[n, classes]``."""
        validation.check_is_fitted(self)
        samples = _validated(self, _flat(X), reset=False, dtype="numeric")
        answers = self.net_.predict(self._as_images(samples)).astype(np.float64)
        answers = answers[:, : len(self.classes_)]
        normalised: NDArray[np.float64] = answers / answers.sum(axis=1, keepdims=True)
        return normalised

    def predict(self, X: ArrayLike) -> NDArray[Any]:
        """The likeliest class of each sample, ``[n]``."""
        likeliest = self.predict_proba(X).argmax(axis=1)
        chosen: NDArray[Any] = self.classes_[likeliest]
        return chosen

    def _as_images(self, samples: NDArray[Any]) -> Bytes:
        low, high = self._range
        if (low, high) == (0.0, 255.0) and samples.dtype == np.uint8:
            scaled = samples
        else:
            span = high - low
            shades = (samples - low) / span if span > 0 else np.zeros_like(samples, np.float64)
            scaled = np.rint(np.clip(shades, 0, 1) * 255).astype(np.uint8)
        return np.ascontiguousarray(scaled.reshape(-1, *self._size))

    def _whole_recipe(self, count: int) -> dict[str, Any]:
        whole = whole_recipe(self.recipe, batch=self.batch)
        batch = min(whole["batch"], count)
        steps = self.steps
        if self.epochs is not None:
            if steps is not None:
                raise ValueError("give steps or epochs, not both")
            steps = max(1, math.ceil(self.epochs * count / batch))
        rows, columns = self._size
        changed = {
            "network": {**whole["network"], "input": {"rows": rows, "columns": columns}},
            "batch": batch,
            "evaluateEvery": _NEVER,
            "holdOut": 0,
        }
        if steps is not None:
            changed["steps"] = steps
        if isinstance(self.random_state, Integral):
            changed["seed"] = int(self.random_state)
        elif self.random_state is not None:
            changed["seed"] = int(check_random_state(self.random_state).randint(2**31 - 1))
        return {**whole, **changed}


def _flat(X: ArrayLike) -> ArrayLike:
    """``[n, features]`` of ``[n, rows, columns]``."""
    if getattr(X, "ndim", None) == 3:
        images = np.asarray(X)
        return images.reshape(len(images), -1)
    return X


def _side_by_side(features: int) -> tuple[int, int]:
    """Rows and columns of an image with so many pixels: as square as can be."""
    rows = next(rows for rows in range(math.isqrt(features), 0, -1) if features % rows == 0)
    columns = features // rows
    if columns > _LONGEST_SIDE:
        raise ValueError(
            f"X has {features} features, which is no image with sides of up to {_LONGEST_SIDE}"
        )
    return rows, columns
