"""Small neural nets that learn to read handwritten digits, with the same bits as in the browser.

    import nibnet

    run = nibnet.train("mlp-relu", steps=2000, seed=7)
    run.test_accuracy, run.fingerprint
    run.net.save("digits.nib")
    nibnet.load("digits.nib").predict(images)  # [n, 28, 28] → [n, 10]

`train` makes a `Run`, `load` opens a `Net`, `mnist` finds the digits that you have. Every error is
a `NibnetError`.
"""

from . import errors
from ._native import VERSION as __version__
from .digits import Digits, mnist
from .errors import NibnetError
from .net import Answer, Net, Taught, load
from .recipe import Preset, Recipe, presets, recipe
from .training import Callback, History, Progress, Row, Run, Scores, train

__all__ = [
    "Answer",
    "Callback",
    "Digits",
    "History",
    "Net",
    "NibClassifier",
    "NibnetError",
    "Preset",
    "Progress",
    "Recipe",
    "Row",
    "Run",
    "Scores",
    "Taught",
    "__version__",
    "errors",
    "load",
    "mnist",
    "presets",
    "recipe",
    "train",
]

from typing import TYPE_CHECKING as _TYPE_CHECKING
from typing import Any as _Any

if _TYPE_CHECKING:
    from .classifier import NibClassifier


def __getattr__(name: str) -> _Any:
    # It needs scikit-learn, which takes a second to import: so only who asks for it waits.
    if name == "NibClassifier":
        from .classifier import NibClassifier

        return NibClassifier
    raise AttributeError(f"module 'nibnet' has no attribute {name!r}")
