"""Plays a scenario of the demo as commands, in memory: who does what on which day, decided by the rules alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cache
from importlib.resources import files
from typing import Any
from uuid import UUID, uuid5

from service.authorize import Actor, Catalogue, actor_from, authorize, permit
from service.domain.case import CaseState, evolve, replay
from service.domain.dates import ZONE, Month, Period
from service.domain.events import CaseEvent, CaseOpened, Impulse, PersonalRef, Signal
from service.domain.explained import Node
from service.domain.money import parse_sek
from service.domain.register_events import MonthSettled
from service.rules.accrue import Line
from service.rules.commands import (
    CaseCommand,
    Classify,
    CloseCase,
    DecideNoMeasure,
    DecidePlan,
    DecideSanction,
    ExtendPlanDue,
    FlagRecurrence,
    OpenCase,
    ReceivePlan,
    ReceiveSupplement,
    RecordConsultation,
    RecordFollowUp,
    RecordImpulse,
    RecordSignal,
    RefrainFromSanction,
    ReleasePayment,
    ReopenCase,
    RequestPlan,
    RequestSupplement,
    SendCorrectionRequest,
    SplitCase,
    StartInDepth,
    TakeTerminationPosition,
    TerminateAgreement,
    WithholdPayment,
)
from service.rules.decide import decide
from service.rules.decision import Circumstances, Decision
from service.rules.opening import open_case
from service.rules.ruleset import Action, Ruleset
from service.rules.settle import CaseLines, Entry, Facts, case_lines, ledger, settle
from service.rules.yaml_text import read_yaml
from service.usecases.commanding import in_force
from service.usecases.deciding import governing
from tenants.catalog import grants
from tests.core.kalmar import KALMAR, PROCEDURE, adopted

_NAMES = UUID("5b3f8b8e-2b0a-5a55-9a3e-0d6d5e1f7c02")
_TEN = time(10)
LATE = date(2035, 1, 1)
Step = Mapping[str, Any]


def named(name: str) -> UUID:
    """An id for a made-up name, the same at every run."""
    return uuid5(_NAMES, name)


def at(day: date | str) -> datetime:
    """Ten in the morning in Stockholm."""
    return datetime.combine(date.fromisoformat(day) if isinstance(day, str) else day, _TEN, ZONE)


@cache
def scenarios() -> Mapping[str, Mapping[str, Any]]:
    """The demo's scenarios by id; dates are ISO text as they stand in the file."""
    text = (files("tenants") / "demo" / "kalmar.yaml").read_text(encoding="utf-8")
    return {one["id"]: one for one in read_yaml(text).value["scenarios"]}


@cache
def catalogue() -> Catalogue:
    return grants()


def actor(role: str, unit_id: UUID) -> Actor:
    """Somebody with one role; a party acts for the unit."""
    return actor_from(named(role), KALMAR.region, frozenset({role}), unit_id, catalogue())


def lines_of(
    case: CaseState, versions: Mapping[UUID, Ruleset], listed: Mapping[Month, int], until: date
) -> tuple[Line, ...]:
    """The computed lines of a case for which no id matters."""
    return case_lines(named("case"), case, Facts(versions, listed, until, ends_on(case))).lines


def ends_on(case: CaseState) -> date | None:
    """The first day without agreement, where the case itself has ended it."""
    return case.terminated.ends_on if case.terminated is not None else None


@dataclass
class Decided:
    """One decision as made: on whose mandate, in which state of the case."""

    command: CaseCommand | OpenCase
    decision: Decision
    by: Actor
    ruleset: Ruleset


@dataclass
class Played:
    """What a scenario has led to so far."""

    unit_id: UUID
    versions: Mapping[UUID, Ruleset]
    events: dict[str, list[CaseEvent]] = field(default_factory=dict)
    cases: dict[str, CaseState] = field(default_factory=dict)
    decided: list[Decided] = field(default_factory=list)
    listed: dict[Month, int] = field(default_factory=dict)
    settlements: list[MonthSettled] = field(default_factory=list)

    @property
    def explanations(self) -> list[Node]:
        return [one.decision.explanation for one in self.decided]

    def lines(self, letter: str = "A", until: date = LATE) -> tuple[Line, ...]:
        return lines_of(self.cases[letter], self.versions, self.listed, until)

    def computed(self, until: date = LATE) -> list[CaseLines]:
        return [
            case_lines(named(letter), case, Facts(self.versions, self.listed, until, ends_on(case)))
            for letter, case in sorted(self.cases.items())
        ]

    def ledger(self, until: date = LATE) -> list[Entry]:
        return ledger(self.computed(until), self.settlements)


def _given(step: Step, *names: str) -> dict[str, Any]:
    return {name: date.fromisoformat(step[name]) for name in names if name in step}


def _sealed(step: Step) -> PersonalRef | None:
    """A reference to an informant's sealed record, where the step says that somebody told."""
    return PersonalRef(record_id=named("informant"), digest="0" * 64) if step.get("informant") else None


def _command(step: Step, day: date) -> CaseCommand:
    match step["do"]:
        case "record_signal":
            return RecordSignal(Signal.model_validate(step["signal"]))
        case "record_impulse":
            return RecordImpulse(Impulse.model_validate(step["impulse"]), _sealed(step))
        case "classify":
            several = tuple(dict(one) for one in step.get("happenings", ()))
            return Classify(dict(step.get("levels", {})), day, override=step.get("override"), happenings=several)
        case "request_plan":
            return RequestPlan(at(day), "EMAIL", "READ_RECEIPT", **_given(step, "plan_due_on"))
        case "send_correction_request":
            sent_at = datetime.fromisoformat(step["sent_at"]) if "sent_at" in step else at(day)
            due = _given(step, "plan_due_on") or {"plan_due_months": step.get("plan_due_months")}
            return SendCorrectionRequest(sent_at, "LETTER", "SIGNED_RECEIPT", **due, direct=step.get("direct"))
        case "record_consultation":
            return RecordConsultation(step["consulted_on"], day, step["standpoint"])
        case name if name in _SIMPLE:
            return _SIMPLE[name](day)
        case _:
            return _of_ending(step, day) or _of_plan(step, day)


def _of_ending(step: Step, day: date) -> CaseCommand | None:
    match step["do"]:
        case "withhold_payment":
            return WithholdPayment(step["month"], parse_sek(step["sek"]), day)
        case "release_payment":
            return ReleasePayment(step["of"], parse_sek(step["sek"]), day)
        case "take_termination_position":
            return TakeTerminationPosition(step["outcome"], day)
        case "terminate_agreement":
            return TerminateAgreement(day, date.fromisoformat(step["ends_on"]), step.get("external_reference"))
        case "flag_recurrence":
            return FlagRecurrence(tuple(map(named, step["earlier"])), day)
        case _:
            return None


_SIMPLE: Mapping[str, Callable[[date], CaseCommand]] = {
    "start_in_depth": StartInDepth,
    "decide_sanction": DecideSanction,
    "refrain_from_sanction": RefrainFromSanction,
    "decide_no_measure": DecideNoMeasure,
    "close_case": CloseCase,
    "reopen_case": ReopenCase,
}


def _of_plan(step: Step, day: date) -> CaseCommand:
    match step["do"]:
        case "receive_plan":
            return ReceivePlan(day, on_template=True, timetable=True, signed_on=day, signed_by_unit_head=True)
        case "split_case":
            return SplitCase(tuple(step["happenings"]), day, into=named(step["into"]))
        case "extend_plan_due":
            return ExtendPlanDue(day, date.fromisoformat(step["plan_due_on"]))
        case "request_supplement":
            return RequestSupplement(day, date.fromisoformat(step["due_on"]))
        case "receive_supplement":
            return ReceiveSupplement(day)
        case "decide_plan":
            return DecidePlan(step["verdict"], day, **_given(step, "follow_up_on"))
        case "record_follow_up":
            return RecordFollowUp(step["carried_out"], step["intended_effect"], day)
        case unknown:
            message = f"no step {unknown!r}"
            raise ValueError(message)


class Player:
    """Takes the steps of one unit's scenario in order."""

    def __init__(self, scenario: Mapping[str, Any], versions: Sequence[Ruleset]) -> None:
        unit = scenario["unit"]
        self.agreement = Period(date.fromisoformat(unit["valid_from"]), None)
        by_id = {one.id: one.ruleset for one in map(adopted, versions)}
        self.played = Played(named(unit["hsa_id"]), by_id)

    def take(self, step: Step) -> None:
        """Decide one step as the role it names; whatever the rules refuse is raised."""
        day, played = date.fromisoformat(step["on"]), self.played
        by = actor(step["as"], played.unit_id)
        match step["do"]:
            case "record_listed_counts":
                permit(by, "RECORD_LISTED_COUNTS", catalogue())
                played.listed |= {Month.parse(month): count for month, count in step["counts"].items()}
            case "settle_month":
                permit(by, "SETTLE_MONTH", catalogue())
                month = Month.parse(step["month"])
                event = settle(month, played.computed(day), played.settlements, left_out=(), today=day)
                played.settlements.append(event)
            case "open_case":
                self._open(step, by, day)
            case _:
                self._act(step, by, day)

    def _open(self, step: Step, by: Actor, day: date) -> None:
        signal = Signal.model_validate(step["signal"]) if "signal" in step else None
        impulse = Impulse.model_validate(step["impulse"]) if "impulse" in step else None
        version = in_force(self.played.versions, PROCEDURE, day)
        command = OpenCase(self.played.unit_id, signal, impulse, informant=_sealed(step))
        decision = open_case(command, version, [self.agreement], Circumstances(at(day), by.by_party))
        self._record(step, Decided(command, decision, by, version.ruleset))

    def _act(self, step: Step, by: Actor, day: date) -> None:
        case = self.played.cases[step.get("case", "A")]
        command = _command(step, day)
        version = governing(case, command, self.played.versions)
        decision = decide(case, command, version, Circumstances(at(day), by.by_party, ends_on(case)))
        self._record(step, Decided(command, decision, by, version.ruleset))

    def _record(self, step: Step, decided: Decided) -> None:
        letter, played = step.get("case", "A"), self.played
        before = played.cases.get(letter)
        case = before
        for event in decided.decision.events:
            assert (case is None) == isinstance(event, CaseOpened), f"case {letter} is opened once"
            case = evolve(case, event)
        assert case is not None
        for act in case.acts[len(before.acts) if before else 0 :]:
            action: Action = act.action  # type: ignore[assignment]
            authorize(decided.by, decided.ruleset, action, act.outcome)
        played.cases[letter] = case
        played.events.setdefault(letter, []).extend(decided.decision.events)
        if decided.decision.opens:
            other = step["into"]
            played.events[other] = list(decided.decision.opens)
            played.cases[other] = replay(decided.decision.opens)
        played.decided.append(decided)


def play(
    scenario: str | Mapping[str, Any], *versions: Ruleset, before: str | None = None, listed: bool = True
) -> Played:
    """Play a scenario (by id) under Kalmar's ruleset, or under `versions` in order of adoption.

    `before` stops at the first step of that day or later; with `listed` False no count is recorded and nothing settled.
    """
    told = scenarios()[scenario] if isinstance(scenario, str) else scenario
    player = Player(told, versions or (KALMAR,))
    for step in told["steps"]:
        if before is not None and step["on"] >= before:
            break
        if listed or step["do"] not in ("record_listed_counts", "settle_month"):
            player.take(step)
    return player.played


def told(*steps: Step, valid_from: str = "2024-01-01") -> Mapping[str, Any]:
    """A scenario of a test's own."""
    return {"id": "own", "unit": {"hsa_id": "SE2321000073-TEST", "valid_from": valid_from}, "steps": list(steps)}
