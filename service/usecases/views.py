"""What people see of a case and of a unit's ledger: pure functions of the rows one read has fetched.

Rows are mappings with the columns of `service.reads` entities; dates and ids in them are text, as JSON carries them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any, Final, Generic, TypeVar
from uuid import UUID

from service.authorize import Actor
from service.domain.case import CaseState, replay
from service.domain.dates import Month, Period, local_date
from service.domain.events import (
    CaseEvent,
    CaseOpened,
    Impulse,
    ImpulseRecorded,
    InformantRecorded,
    Signal,
    SignalRecorded,
    decode,
)
from service.domain.explained import Node
from service.domain.facts import PersonalRef, canonical
from service.domain.register_events import MonthSettled, SettledLine
from service.rules.accrue import explain_total
from service.rules.classify import came_first, choose_ladder, classify
from service.rules.deadlines import PARTY_KINDS, Obligation, obligations
from service.rules.project import project
from service.rules.ruleset import Ruleset
from service.rules.settle import CaseLines, Entry, Facts, case_lines, ends_on, explain_entry, ledger, owed_ore
from service.rules.threat import explain_threat, threatened
from service.usecases.deciding import Option, options
from service.usecases.effects import Effect, Money, on_case
from service.usecases.history import Retold, retell
from service.usecases.proposing import Proposal, proposal

Row = Mapping[str, Any]
Act = TypeVar("Act", Signal, Impulse)
Made = TypeVar("Made")
_CACHE_SIZE: Final = 512


class RulesetCache:
    """Adopted versions never change, so that each is parsed once per process."""

    def __init__(self) -> None:
        self._parsed: dict[UUID, Ruleset] = {}
        self._made: dict[tuple[UUID, Callable[[Ruleset], Any]], Any] = {}

    def parse(self, ruleset_id: UUID, content: Any) -> Ruleset:
        found = self._parsed.get(ruleset_id)
        if found is None:
            found = Ruleset.model_validate(content)
            if len(self._parsed) >= _CACHE_SIZE:
                self._parsed.clear()
            self._parsed[ruleset_id] = found
        return found

    def made(self, ruleset_id: UUID, ruleset: Ruleset, make: Callable[[Ruleset], Made]) -> Made:
        """What `make` makes of the version, made once per process."""
        key = ruleset_id, make
        if key not in self._made:
            if len(self._made) >= _CACHE_SIZE:
                self._made.clear()
            self._made[key] = make(ruleset)
        found: Made = self._made[key]
        return found


@dataclass(frozen=True, slots=True)
class Known:
    """What views of one request share: adopted versions, settled months, the day, and who looks."""

    versions: Mapping[UUID, Ruleset]
    settled_months: tuple[str, ...]
    today: date
    staff: bool


def known(
    rulesets: Sequence[Row], settlements: Sequence[Row], cache: RulesetCache, today: date, *, staff: bool
) -> Known:
    """`rulesets` and `settlements` are the request's fact rows, in the order they were recorded."""
    versions = {UUID(row["ruleset_id"]): cache.parse(UUID(row["ruleset_id"]), row["content"]) for row in rulesets}
    return Known(versions, tuple(row["month"] for row in settlements), today, staff)


def as_known(row: Row, known: Known) -> Row:
    """The row of a case with what its events, as far as they were known, come to in place of what is stored of it."""
    bodies = (decode(canonical(event["body"])) for event in row["events"])
    shown = project([event for event in bodies if isinstance(event, CaseEvent)], known.versions)
    # Of a party's events the staff's own view is the party's; the team's move nothing, and are counted by the team.
    then = {**asdict(shown), "state": shown.internal.state, "version": len(row["events"])}
    return {**row, **{name: value.isoformat() if isinstance(value, date) else value for name, value in then.items()}}


def listed_of(rows: Sequence[Row]) -> dict[Month, int]:
    """Month → listed persons, the latest record of each month."""
    ordered = sorted(rows, key=lambda row: row["stream_version"])
    return {Month.parse(row["month"]): row["listed"] for row in ordered}


def agreements_of(rows: Sequence[Row]) -> list[Row]:
    """The latest row of each agreement, in order of their beginning."""
    latest = {row["agreement_id"]: row for row in sorted(rows, key=lambda row: row["stream_version"])}
    return sorted(latest.values(), key=lambda row: row["valid_from"])


def frozen_of(rows: Sequence[Row], months: Sequence[str], on: date) -> list[MonthSettled]:
    """The settlements as far as `rows` (settlement_line) show them, one for every settled month, in that order."""
    by_month: dict[str, list[Row]] = {month: [] for month in months}
    for row in rows:
        if row["settled_in"] in by_month:
            by_month[row["settled_in"]].append(row)
    return [frozen_month(month, on, found) for month, found in by_month.items()]


def frozen_month(month: str, on: date, rows: Iterable[Row]) -> MonthSettled:
    """The settlement of a month as far as its `rows` (settlement_line) show it."""
    lines: dict[bool, list[SettledLine]] = {False: [], True: []}
    for row in rows:
        fields = {name: row[name] for name in SettledLine.model_fields}
        lines[row["correction"]].append(SettledLine.model_validate(fields))
    return MonthSettled(
        month=month,
        settled_on=on,
        lines=tuple(lines[False]),
        corrections=tuple(lines[True]),
        left_out=(),
        total_ore=sum(line.amount_ore for line in (*lines[False], *lines[True])),
    )


def period_of(row: Row) -> Period:
    """When an agreement or a version holds, by its row."""
    until = row["valid_until"]
    return Period(date.fromisoformat(row["valid_from"]), date.fromisoformat(until) if until else None)


@dataclass(frozen=True, slots=True)
class Origin(Generic[Act]):
    """A signal or an impulse of the day `dated`, with when it was recorded and the role it was recorded as."""

    act: Act
    dated: date
    recorded_at: datetime
    acted_as: str | None

    @property
    def retrospective(self) -> bool:
        """Whether it is dated before the day, in Stockholm, on which it was recorded (C11)."""
        return self.dated < local_date(self.recorded_at)


class CaseView:
    """One case as its viewer may see it, computed from its events and never stored.

    A party's rows lack the staff's events, so that what follows from those is absent, not hidden.
    """

    def __init__(self, row: Row, known: Known) -> None:
        self._row = row
        self._known = known

    @cached_property
    def events(self) -> list[CaseEvent]:
        bodies = (decode(canonical(event["body"])) for event in self._row["events"])
        return [event for event in bodies if isinstance(event, CaseEvent)]

    @cached_property
    def recorded(self) -> list[tuple[CaseEvent, datetime]]:
        """The events the viewer may see, each with when it was recorded."""
        instants = [datetime.fromisoformat(event["recorded_at"]) for event in self._row["events"]]
        return list(zip(self.events, instants, strict=True))

    @cached_property
    def retold(self) -> list[Retold]:
        """The events the viewer may see, each with its reasons."""
        return retell(self.recorded, self._known.versions)

    def options(self, actor: Actor, now: datetime) -> list[Option]:
        """What the viewer may do now, or why not."""
        return options(self.state, self._known.versions, actor, now, self.agreement_ends_on)

    @cached_property
    def state(self) -> CaseState:
        return replay(self.events)

    @property
    def ruleset(self) -> Ruleset:
        return self._known.versions[self.state.ruleset_id]

    @cached_property
    def listed(self) -> dict[Month, int]:
        return listed_of(self._row["listed"])

    @property
    def case_id(self) -> UUID:
        return UUID(self._row["case_id"])

    @cached_property
    def agreement_ends_on(self) -> date | None:
        """The end of the agreement under which the case was opened."""
        held = agreements_of(self._row["agreements"])
        return ends_on((period_of(row) for row in held), self.state.opened.opened_on)

    @cached_property
    def facts(self) -> Facts:
        return Facts(self._known.versions, self.listed, self._known.today, self.agreement_ends_on)

    @cached_property
    def lines(self) -> CaseLines:
        return case_lines(self.case_id, self.state, self.facts)

    @cached_property
    def entries(self) -> list[Entry]:
        frozen = frozen_of(self._row["settled"], self._known.settled_months, self._known.today)
        return ledger([self.lines], frozen)

    @property
    def owed_ore(self) -> int | None:
        return owed_ore(self.entries)

    @cached_property
    def threatened(self) -> list[Entry]:
        """What an undecided failure would cost so far; nothing for a party (AM-01)."""
        return threatened(self.case_id, self.state, self.facts) if self._known.staff else []

    @property
    def obligations(self) -> list[Obligation]:
        found = obligations(self._known.versions, self.state, self._known.today, self.agreement_ends_on)
        return found if self._known.staff else [one for one in found if one.kind in PARTY_KINDS]

    def next_step(self, now: datetime) -> Proposal | None:
        """What the ruleset proposes, of the duties that the viewer sees."""
        return proposal(self.state, self.obligations, self._known.versions, now, self.agreement_ends_on)

    def foresee(self, new: Sequence[CaseEvent], actor: Actor, now: datetime) -> Effect:
        """What events to come would lead to; needs the case's ledger where the actor may read it."""
        money = None
        if actor.holds("READ_LEDGER"):
            frozen = frozen_of(self._row["settled"], self._known.settled_months, self._known.today)
            money = Money(self.facts, frozen)
        return on_case(
            self.case_id,
            self.recorded,
            new,
            self._known.versions,
            money,
            now=now,
            audiences=actor.audiences,
            agreement_ends_on=self.agreement_ends_on,
        )

    @property
    def opened_under(self) -> Ruleset:
        """The version that weighs signal against impulse."""
        return self._known.versions[self.state.opened.ruleset_id]

    @property
    def signal(self) -> Origin[Signal] | None:
        for event, at in self.recorded:
            if isinstance(event, CaseOpened | SignalRecorded) and event.signal is not None:
                return Origin(event.signal, event.signal.signalled_on, at, event.acted_as)
        return None

    @property
    def impulse(self) -> Origin[Impulse] | None:
        for event, at in self.recorded:
            if isinstance(event, CaseOpened | ImpulseRecorded) and event.impulse is not None:
                return Origin(event.impulse, event.impulse.known_on, at, event.acted_as)
        return None

    @property
    def told(self) -> list[PersonalRef]:
        """The sealed records of what the opening, and a signal that joined it, tell in words."""
        origins = (event for event in self.events if isinstance(event, CaseOpened | SignalRecorded))
        return [event.personal for event in origins if event.personal is not None]

    @property
    def informant(self) -> PersonalRef | None:
        """The sealed record of who told the region; no party sees that there is one."""
        return next((event.personal for event in self.events if isinstance(event, InformantRecorded)), None)

    @property
    def signal_came_first(self) -> bool:
        """By date, and by the rule of ties where both bear one date (AM-11)."""
        return bool(came_first(self.opened_under, self.state.signal, self.state.impulse).value)

    def explain_ladder(self) -> Node:
        return choose_ladder(self.opened_under, self.state.signal, self.state.impulse)

    def explain_classification(self) -> Node | None:
        classified = self.state.classified
        if classified is None:
            return None
        return classify(self._known.versions[classified.ruleset_id], classified.levels)

    def explain_sanction(self) -> Node | None:
        if not self.state.pieces:
            return None
        return explain_total(self.lines.lines, self._known.versions, self.lines.ruleset_id)

    def explain_entry(self, entry: Entry) -> Node:
        explain = explain_threat if entry.status == "THREATENED" else explain_entry
        return explain(entry, self._known.versions)
