"""Recipes: everything that decides a run."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, Union

from . import _native
from .errors import RecipeError

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

#: A preset's name, a dict, or a dataclass such as `Recipe`.
RecipeLike = Union[str, Mapping[str, Any], "DataclassInstance"]


class Preset(NamedTuple):
    """A rung of the ladder: its name, its title, what it shows, and the fraction of the test digits
    that it reads right at the end of its run, whatever the seed."""

    name: str
    title: str
    summary: str
    accuracy: float


@dataclass(frozen=True)
class Recipe:
    """What a run is to be; what is ``None`` comes from the preset.

    ``steps`` or ``epochs``; ``batch`` digits in a step; ``seed`` is where all randomness starts;
    a test each ``evaluate_every`` steps, on the last ``hold_out`` training digits where that isn't
    0. ``network``, ``optimizer``, ``learning_rate``, ``augment``, ``pens`` and ``changes`` are as
    the page's links have them: ``learning_rate={"oneCycle": {"peak": 0.01, "rise": 0.2}}``, say.
    ``False`` is no augmentation, or no pens, where the preset has some.
    """

    preset: str = "mlp-relu"
    steps: int | None = None
    epochs: float | None = None
    seed: int | None = None
    batch: int | None = None
    evaluate_every: int | None = None
    hold_out: int | None = None
    network: Mapping[str, Any] | None = None
    optimizer: Mapping[str, Any] | None = None
    learning_rate: Mapping[str, Any] | None = None
    augment: Mapping[str, Any] | bool | None = None
    pens: Mapping[str, Any] | bool | None = None
    label_smoothing: float | None = None
    digits: Mapping[str, Any] | None = None
    changes: Sequence[Mapping[str, Any]] | None = None


def presets() -> dict[str, Preset]:
    """All presets by name, the simplest net first."""
    return {told[0]: Preset(*told) for told in _native.presets()}


def recipe(like: RecipeLike = "mlp-relu", **changes: Any) -> dict[str, Any]:
    """The whole recipe that a preset, a dict or a dataclass comes to, with some values changed:
    what the page's links hold, and what gives the same weights everywhere.

    Names may be written the way of Python (``learning_rate``) or of the links (``learningRate``).

    Raises:
        RecipeError: It can't be followed.
    """
    whole: dict[str, Any] = json.loads(_native.whole_recipe(to_json(like, changes)))
    return whole


def to_json(like: RecipeLike, changes: Mapping[str, Any]) -> str:
    """The JSON that the engine reads; values of ``changes`` that are ``None`` are left out."""
    given: dict[str, Any]
    if isinstance(like, str):
        given = {"preset": like}
    elif isinstance(like, Mapping):
        given = {_camel(key): value for key, value in like.items()}
    elif dataclasses.is_dataclass(like) and not isinstance(like, type):
        fields = dataclasses.asdict(like)
        given = {_camel(key): value for key, value in fields.items() if value is not None}
    else:
        raise RecipeError(
            f"a recipe is a preset's name, a dict or a dataclass, not {type(like).__name__}"
        )
    asked = {_camel(key): value for key, value in changes.items() if value is not None}
    # Of the two, whichever is said here goes before the one that the recipe has.
    if "steps" in asked:
        given.pop("epochs", None)
    if "epochs" in asked:
        given.pop("steps", None)
    try:
        return json.dumps({**given, **asked}, default=_number)
    except (TypeError, ValueError) as error:
        raise RecipeError(f"the recipe can't be written as JSON: {error}") from error


def _camel(name: str) -> str:
    return re.sub(r"_([a-z])", lambda match: match[1].upper(), name)


def _number(value: Any) -> Any:
    """Numbers of numpy's."""
    if hasattr(value, "item"):
        return value.item()
    raise TypeError(f"{value!r} is neither a number, a text, a list nor a dict")
