"""What is published: one cell for each figure, decided once, with its status, its reservations and its verdict."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

from service.national.observations import Key, Status

RIKET: Final = "00"
"""The nation as a region, SCB's code."""

Verdict = Literal["COMPARABLE", "WITH_RESERVATION", "NOT_COMPARABLE", "NOTHING_TO_COMPARE"]


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure as it is shown; numbers are None wherever the status has no figure.

    `numerator`, `denominator` and `value` are as of an observation, with the value worked out. `low` and `high` bound a
    share with 95 per cent confidence (Wilson). Of the nation, `value` is pooled and `unweighted` the mean of the
    regions' values; `answered` of `eligible` regions are in it (NI-03). `verdict` and `reasons` compare it with the
    same figure of the period before; `change` is in per cent, None where it does not compare (EX-24).
    """

    key: Key
    status: Status
    definition: int
    numerator: int | None = None
    denominator: int | None = None
    value: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    unweighted: Decimal | None = None
    answered: int | None = None
    eligible: int | None = None
    verdict: Verdict = "NOTHING_TO_COMPARE"
    reasons: tuple[str, ...] = ()
    change: Decimal | None = None
    source: str | None = None
    scope: str | None = None
    registrant: str | None = None
    code_text: str | None = None
    coverage: Decimal | None = None
    flags: tuple[str, ...] = ()
