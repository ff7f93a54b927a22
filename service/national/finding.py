"""What the checks find in a delivery (A15): told, never corrected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from service.domain.words import Words
from service.national.observations import Key

Severity = Literal["ERROR", "WARNING"]


@dataclass(frozen=True, slots=True)
class Finding:
    """With an ERROR a delivery cannot be submitted; a WARNING takes a comment of the region.

    `key` is the figure, or the first of those that the finding is about. `params` fill the sentence of the code in
    `check_words`: numbers, ids and Words. `allowed` is what could stand there instead.
    """

    code: str
    severity: Severity
    key: Key
    params: Mapping[str, Any] = field(default_factory=dict)
    allowed: tuple[str | Words, ...] = ()
