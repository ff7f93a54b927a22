"""Frozen records with some fields changed, for what is made anew with every event."""

from __future__ import annotations

from dataclasses import fields
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar

R = TypeVar("R")


def replace(record: R, **changed: Any) -> R:
    """As `dataclasses.replace`, of a dataclass with two or more fields, all of which its constructor takes.

    KeyError for a field there is not. It takes half the time, and a region's history is hundreds of thousands of them.
    """
    kind: Any = type(record)
    read, places = _layout(kind)
    values = list(read(record))
    for name, value in changed.items():
        values[places[name]] = value
    anew: R = kind(*values)
    return anew


@cache
def _layout(kind: type[Any]) -> tuple[attrgetter[tuple[Any, ...]], dict[str, int]]:
    """What reads all fields of a record in order, and where each stands."""
    names = [field.name for field in fields(kind)]
    return attrgetter(*names), {name: place for place, name in enumerate(names)}
