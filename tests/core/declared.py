"""Plays a case of a shipped procedure by the acts that its ruleset declares: by the rules and mandates alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from importlib.resources import files
from typing import Literal
from uuid import UUID, uuid5

import pytest

from service.authorize import Actor, Catalogue, actor_from, authorize
from service.domain.case import CaseState, evolve, replay
from service.domain.dates import ZONE, Period
from service.domain.errors import Refusal
from service.domain.events import CaseEvent, Standpoint
from service.rules.commands import CaseCommand, CompleteTask, OpenDeclared, RecordConsultation, TakeStep
from service.rules.decision import Adopted, Circumstances
from service.rules.load import load_ruleset
from service.rules.opening import open_declared
from service.rules.ruleset import Ruleset
from service.rules.stated import Given
from service.rules.steps import came_out
from service.rules.track import opened_tracks, position
from service.usecases.deciding import decided, options
from tenants.catalog import grants, roles

_NAMES = UUID("5b3f8b8e-2b0a-5a55-9a3e-0d6d5e1f7c03")
UNIT, VERSION = uuid5(_NAMES, "unit"), uuid5(_NAMES, "version")
AGREEMENT = Period(date(2023, 1, 1), None)


@cache
def package(name: str) -> Ruleset:
    """A shipped package by the name of its file, without its ending."""
    text = (files("tenants") / "packages" / f"{name}.yaml").read_text(encoding="utf-8")
    return load_ruleset(text, file=f"tenants/packages/{name}.yaml", roles=roles())


def noon(day: str) -> datetime:
    return datetime.combine(date.fromisoformat(day), time(12), ZONE)


@dataclass(frozen=True)
class Told:
    """What somebody did in a case on a day, with where it then stood, on the main track and on side tracks."""

    role: str
    day: str
    command: OpenDeclared | CaseCommand
    state: str
    tracks: Mapping[str, str]


PLAYED: list[Played] = []
"""Every case played so far, for whoever plays it again elsewhere."""


class Played:
    """One case. What is stated is given by field: texts too, which are then told and not read."""

    def __init__(self, ruleset: Ruleset, catalogue: Catalogue | None = None) -> None:
        self.ruleset = ruleset
        self.catalogue = grants() if catalogue is None else catalogue
        self.events: list[CaseEvent] = []
        self.story: list[Told] = []
        PLAYED.append(self)

    @property
    def case(self) -> CaseState:
        return replay(self.events)

    @property
    def state(self) -> str:
        return position(self.ruleset, self.case).id

    @property
    def tracks(self) -> dict[str, str]:
        """The side tracks that the case has, and where it stands on each."""
        return {one.id: position(self.ruleset, self.case, one.id).id for one in opened_tracks(self.ruleset, self.case)}

    @property
    def parties(self) -> set[str]:
        """Who has been let in, as the organisation of a seat; the case's own unit as UNIT."""
        seats = {*self.case.opened.seats, *(one for step in self.case.steps for one in step.admits)}
        return {"UNIT" if one == str(UNIT) else one for one in seats}

    def open(self, role: str, day: str, outcome: str | None = None, unit: UUID | None = UNIT, **stated: Given) -> None:
        by = self._actor(role)
        came = came_out(self.ruleset.act("OPEN_CASE"), outcome)
        held = authorize(by, self.ruleset, "OPEN_CASE", came)
        values, told = self._given(stated)
        command = OpenDeclared(date.fromisoformat(day), unit, came, values, told)
        moment = Circumstances(noon(day), by.by_party)
        decision = open_declared(command, Adopted(VERSION, self.ruleset), (AGREEMENT,), moment)
        self.events = [one.model_copy(update=by.signed(held)) for one in decision.events]
        self.story.append(Told(role, day, command, self.state, self.tracks))

    def take(
        self,
        role: str,
        day: str,
        act: str,
        outcome: str | None = None,
        track: str | None = None,
        *,
        reasoned: bool = False,
        due_on: str | None = None,
        **stated: Given,
    ) -> None:
        values, told = self._given(stated)
        due = None if due_on is None else date.fromisoformat(due_on)
        self.decide(role, day, TakeStep(act, date.fromisoformat(day), outcome, track, values, told, reasoned, due))

    def consult(self, role: str, day: str, on: str, standpoint: Standpoint) -> None:
        self.decide(role, day, RecordConsultation(on, date.fromisoformat(day), standpoint))

    def tick(
        self, role: str, day: str, checklist: str, task: str, outcome: Literal["DONE", "NOT_NEEDED"] = "DONE"
    ) -> None:
        done = CompleteTask(checklist, task, date.fromisoformat(day), outcome, reasoned=outcome == "NOT_NEEDED")
        self.decide(role, day, done)

    def open_to(self, role: str, day: str) -> list[CaseCommand]:
        """What the role may do now, with the least that it can be sent with."""
        told = options(self.case, {VERSION: self.ruleset}, self._actor(role), noon(day))
        return [one.command for one in told if one.refusal is None]

    def decide(self, role: str, day: str, command: CaseCommand) -> None:
        found = decided(self.case, command, {VERSION: self.ruleset}, self._actor(role), noon(day))
        case = self.case
        for event in found.events:
            case = evolve(case, event)
        self.events += found.events
        self.story.append(Told(role, day, command, self.state, self.tracks))

    def _given(self, stated: dict[str, Given]) -> tuple[dict[str, Given], tuple[str, ...]]:
        kinds = {one.id: one.kind for one in self.ruleset.fields}
        told = tuple(name for name in stated if kinds.get(name) == "TEXT")
        return {name: value for name, value in stated.items() if name not in told}, told

    def _actor(self, role: str) -> Actor:
        return actor_from(uuid5(_NAMES, role), self.ruleset.region, frozenset({role}), UNIT, self.catalogue)


@contextmanager
def refused(code: str) -> Iterator[list[Refusal]]:
    """The refusal of that code, of which nothing comes; it stands in the list afterwards."""
    found: list[Refusal] = []
    with pytest.raises(Refusal) as caught:
        yield found
    found.append(caught.value)
    assert caught.value.code == code
