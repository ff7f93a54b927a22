"""What lists show of a case, as a function of its events: written with them, and checked against them by replay."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from service.domain.case import CaseState
from service.rules.ruleset import Ruleset
from service.rules.track import position


@dataclass(frozen=True, slots=True)
class Projection:
    """`colour` is what the unit has been told, by a request or by a decided failure; `classified` the staff's own."""

    ladder: str
    state: str
    colour: str | None
    classified: str | None
    score: int | None
    plan_due_on: date | None
    sanctioned: bool
    sanction_runs: bool
    closed_on: date | None
    version: int


def project(case: CaseState, ruleset: Ruleset) -> Projection:
    """The projection of a case under the version that governs it."""
    return Projection(
        ladder=case.ladder,
        state=position(ruleset, case).id,
        colour=case.colour if case.requests else None,
        classified=case.classified.colour if case.classified else None,
        score=case.classified.score if case.classified else None,
        plan_due_on=case.request.sent.plan_due_on if case.request else None,
        sanctioned=bool(case.pieces),
        sanction_runs=case.sanction_runs,
        closed_on=case.closed.closed_on if case.closed else None,
        version=case.version,
    )
