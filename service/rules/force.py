"""Which version of a procedure's rules is in force on a day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from service.rules.ruleset import Ruleset


def version_on(versions: Mapping[UUID, Ruleset], procedure: str, day: date) -> UUID | None:
    """The version in force on `day`: the latest to begin, of those the latest adopted; None where none is.

    `versions` stand in order of adoption.
    """
    best: UUID | None = None
    for ruleset_id, ruleset in versions.items():
        if ruleset.procedure != procedure or not ruleset.validity.period.contains(day):
            continue
        if best is None or ruleset.validity.valid_from >= versions[best].validity.valid_from:
            best = ruleset_id
    return best


def after(versions: Mapping[UUID, Ruleset], one: UUID, other: UUID) -> bool:
    """Whether `one` comes after `other`: by the day it begins, on one day by adoption."""
    order = list(versions)
    begins = {ruleset_id: versions[ruleset_id].validity.valid_from for ruleset_id in (one, other)}
    return (begins[one], order.index(one)) > (begins[other], order.index(other))
