"""Training: a recipe and digits in, a run out."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, overload

from . import _native
from .digits import Digits, mnist
from .errors import TrainError
from .net import Net
from .recipe import RecipeLike, to_json

if TYPE_CHECKING:
    import pandas as pd

#: More threads than this never helped on nets of this size.
_MOST_THREADS = 8
#: So often, in seconds, the progress bar moves and Ctrl+C is heard.
_SLICE = 0.05


class Row(NamedTuple):
    """One point of the curves.

    Losses are the mean cross-entropy in nats; accuracies are fractions, 0 to 1. What is of training
    is over the batches since the row before, each before its step and with dropout. What is of the
    test is ``None`` where no test was due.
    """

    step: int
    epoch: float
    images: int
    learning_rate: float
    train_loss: float | None
    train_accuracy: float | None
    test_loss: float | None
    test_accuracy: float | None


class History(Sequence[Row]):
    """The rows of a run, oldest first."""

    def __init__(self, rows: Iterable[Row] = ()) -> None:
        self._rows = tuple(rows)

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> History: ...
    def __getitem__(self, index: int | slice) -> Row | History:
        if isinstance(index, slice):
            return History(self._rows[index])
        return self._rows[index]

    def __len__(self) -> int:
        return len(self._rows)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, History) and self._rows == other._rows

    def __hash__(self) -> int:
        return hash(self._rows)

    def __repr__(self) -> str:
        last = f", the last at step {self._rows[-1].step}" if self._rows else ""
        return f"<History: {len(self)} rows{last}>"

    def tests(self) -> History:
        """Only the rows with a test."""
        return History(row for row in self if row.test_accuracy is not None)

    def to_pandas(self) -> pd.DataFrame:
        """A table with a column for each field of `Row`; needs pandas."""
        import pandas as pd

        table: pd.DataFrame = pd.DataFrame(list(self._rows), columns=list(Row._fields))
        return table


class Progress:
    """What a callback is told with each new row of the history."""

    def __init__(self, run: Run, row: Row) -> None:
        self.run = run
        """The run so far. Its ``net`` is the net as it is now."""
        self.row = row
        """The new row."""
        self.stopped = False

    def stop(self) -> None:
        """Ends the run after this row."""
        self.stopped = True


Callback = Callable[[Progress], object]


@dataclass(frozen=True)
class Scores:
    """What a net makes of all test digits: ``correct`` of ``total``, ``loss`` in nats a digit."""

    correct: int
    total: int
    loss: float

    @property
    def accuracy(self) -> float:
        """The fraction that is right, 0 to 1."""
        return self.correct / self.total


class Run:
    """A run, as far as it came. `nibnet.train` makes one."""

    def __init__(self, handle: _native.Run, digits: Digits, threads: int) -> None:
        self._handle = handle
        self._rows: list[Row] = []
        self.digits = digits
        """What it learnt from and was tested with."""
        self.threads = threads
        """How many threads worked on it; the weights don't depend on that."""
        self.interrupted = False
        """Whether Ctrl+C or a callback ended it before its last step."""

    @cached_property
    def recipe(self) -> dict[str, Any]:
        """The whole recipe; the same one gives the same weights in every browser, too."""
        whole: dict[str, Any] = json.loads(self._handle.recipe())
        return whole

    @property
    def steps(self) -> int:
        """Training steps taken."""
        return self._handle.steps()

    @property
    def history(self) -> History:
        """The rows of the curves, oldest first."""
        self._take_rows()
        return History(self._rows)

    @property
    def fingerprint(self) -> str:
        """16 hexadecimal digits over the bits of all weights, as the page shows them."""
        return self._handle.fingerprint()

    @property
    def seconds(self) -> float:
        """Seconds spent on training steps, tests not counted."""
        return self._handle.seconds()

    @property
    def images_per_second(self) -> float:
        """Digits learnt from in a second, tests not counted."""
        last = self.history[-1].images if self.history else 0
        return last / self.seconds if self.seconds else 0.0

    def score_test(self) -> Scores:
        """Reads all test digits with the net as it is now."""
        return Scores(*self._handle.score_test())

    @property
    def test_accuracy(self) -> float:
        """The fraction of all test digits that the net reads right, 0 to 1, also where the curves'
        test is on others (``hold_out``)."""
        last = self.history[-1] if self.history else None
        held_out = self.recipe["holdOut"]
        if last is None or held_out or last.step < self.steps or last.test_accuracy is None:
            return self.score_test().accuracy
        return last.test_accuracy

    @property
    def net(self) -> Net:
        """The net as it is now: a copy of its own each time."""
        return Net(self._handle.net(self.test_accuracy))

    def __repr__(self) -> str:
        cut = ", interrupted" if self.interrupted else ""
        of = f"step {self.steps} of {self.recipe['steps']}{cut}"
        return f"<Run {self.recipe['preset']}, {of}, {self.fingerprint}>"

    def _take_rows(self) -> Sequence[Row]:
        """The rows that are new."""
        new = [Row(*row) for row in self._handle.rows(len(self._rows))]
        self._rows.extend(new)
        return new


def train(
    recipe: RecipeLike = "mlp-relu",
    *,
    digits: Digits | None = None,
    steps: int | None = None,
    epochs: float | None = None,
    seed: int | None = None,
    batch: int | None = None,
    evaluate_every: int | None = None,
    hold_out: int | None = None,
    threads: int | None = None,
    progress: bool = True,
    callbacks: Callback | Iterable[Callback] = (),
) -> Run:
    """Trains a net.

    The recipe and the digits decide the weights, bit for bit: as in every browser, with any number
    of threads. Other threads of Python go on meanwhile. Ctrl+C ends it after the step under way and
    gives the run so far, with ``run.interrupted``.

    Args:
        recipe: A preset's name (see `presets`), a dict as in the page's links, or a dataclass such
            as `Recipe`.
        digits: What to learn from and to test with; without it, those of `mnist`.
        steps: Training steps; or ``epochs`` of 60,000 digits.
        seed: Where all randomness starts, 0 to 2³² − 1.
        batch: Digits in a step.
        evaluate_every: Steps from one test to the next.
        hold_out: How many of the last training digits to keep apart and to draw the test curve
            with.
        threads: How many; without it, as many as pay. The result is the same with any number.
        progress: Shows a bar with live accuracy where tqdm is installed (``pip install
            nibnet[progress]``).
        callbacks: Each is called with a `Progress` at each new row of the history.

    Raises:
        RecipeError: The recipe can't be followed.
        DivergedError: The net went astray; ``error.run`` is the run up to there.
        TrainError: The digits don't fit the recipe.
        DigitsNotFoundError: No ``digits``, and MNIST isn't found.
    """
    known = mnist() if digits is None else digits
    changes: dict[str, Any] = {
        "steps": steps,
        "epochs": epochs,
        "seed": seed,
        "batch": batch,
        "evaluateEvery": evaluate_every,
        "holdOut": hold_out,
    }
    text = to_json(recipe, changes)
    source = known._handle.source()
    if source is not None and "digits" not in json.loads(text):
        text = json.dumps({**json.loads(text), "digits": json.loads(source)})
    count = usual_threads() if threads is None else threads
    run = Run(_native.Run(text, known._handle, count), known, count)
    told = [callbacks] if callable(callbacks) else list(callbacks)
    try:
        _follow(run, told, progress)
    except KeyboardInterrupt:
        run.interrupted = True
    except TrainError as error:
        error.run = run if run.steps else None
        raise
    finally:
        run._handle.end()
    return run


def usual_threads() -> int:
    """As many as this process may use, up to 8."""
    affinity = getattr(os, "sched_getaffinity", None)
    count = len(affinity(0)) if affinity else os.cpu_count() or 1
    return max(1, min(count, _MOST_THREADS))


def _follow(run: Run, callbacks: Sequence[Callback], progress: bool) -> None:
    """Runs to the end, or until a callback stops it."""
    bar = _bar(run) if progress else None
    try:
        done = False
        while not done:
            done = run._handle.advance(_SLICE)
            rows = run._take_rows()
            if bar is not None:
                bar.update(run.steps - bar.n)
                tested = [row.test_accuracy for row in rows if row.test_accuracy is not None]
                if tested:
                    bar.set_postfix_str(f"{tested[-1]:.2%} right")
            for row in rows:
                if _tell(run, row, callbacks):
                    run.interrupted = not done
                    return
    finally:
        if bar is not None:
            bar.close()


def _tell(run: Run, row: Row, callbacks: Iterable[Callback]) -> bool:
    """Whether one of them stops the run."""
    told = Progress(run, row)
    for callback in callbacks:
        callback(told)
    return told.stopped


def _bar(run: Run) -> Any:
    """A progress bar; ``None`` without tqdm."""
    try:
        from tqdm.auto import tqdm
    except ImportError:
        return None
    return tqdm(total=run.recipe["steps"], desc=run.recipe["preset"], unit="step")
