"""What lists show of a case, as a function of its events: written with them, and checked against them by replay."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from service.domain.case import replay
from service.domain.events import CaseEvent, for_party, for_staff
from service.rules.ruleset import Ruleset
from service.rules.track import closed_on, position


@dataclass(frozen=True, slots=True)
class Internal:
    """What follows from the staff's own events as well, but the team's; `version` is how many they are."""

    state: str
    classified: str | None
    score: int | None
    version: int


@dataclass(frozen=True, slots=True)
class Projection:
    """`state` and `version` are what a party may know, from the events that it sees.

    `colour` is what the unit has been told, by a request or by a decided failure.
    """

    ladder: str | None
    state: str
    colour: str | None
    plan_due_on: date | None
    sanctioned: bool
    sanction_runs: bool
    closed_on: date | None
    version: int
    internal: Internal


def project(events: Sequence[CaseEvent], versions: Mapping[UUID, Ruleset]) -> Projection:
    """The projection of a case, with its whole stream, under the versions that govern it."""
    case, told = replay(for_staff(events)), replay(for_party(events))
    return Projection(
        ladder=case.ladder,
        state=position(versions[told.ruleset_id], told).id,
        colour=told.colour if told.requests else None,
        plan_due_on=case.request.plan_due_on if case.request else None,
        sanctioned=bool(case.pieces),
        sanction_runs=case.sanction_runs,
        closed_on=closed_on(versions[case.ruleset_id], case),
        version=told.version,
        internal=Internal(
            state=position(versions[case.ruleset_id], case).id,
            classified=case.classified.colour if case.classified else None,
            score=case.classified.score if case.classified else None,
            version=case.version,
        ),
    )
