"""What goes wrong, as exceptions. Each message is a sentence of the engine: what, where, and what
was expected."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .training import Run


class NibnetError(Exception):
    """Any error of nibnet's own."""


class RecipeError(NibnetError, ValueError):
    """A recipe or a network can't be followed: an unknown name, a number out of range, too large
    for the memory."""


class DigitsError(NibnetError, ValueError):
    """Digits can't be used: a file is damaged, images and labels don't fit together, a label is no
    digit."""


class DigitsNotFoundError(DigitsError, FileNotFoundError):
    """MNIST's files are in none of the places where they were looked for."""


class TrainError(NibnetError, RuntimeError):
    """A step can't be taken.

    ``run`` is the run so far, whose net has the weights of the step before; ``None`` where no step
    was taken.
    """

    run: Run | None = None


class DivergedError(TrainError):
    """The loss is no finite number any more; the message names a learning rate to stay below."""


class NetFileError(NibnetError, ValueError):
    """A file of a net can't be opened or written: another kind, cut short, damaged, from a newer
    nibnet."""


class DrawingError(NibnetError, ValueError):
    """Strokes or a picture can't be read: no numbers, far too large, of a shape that is none."""


class TeachError(NibnetError, ValueError):
    """A net can't be taught."""


class ThreadsError(NibnetError, ValueError):
    """There can't be so many threads."""
