"""A case as recorded and as it would have been, walked through event by event: what differs, and by which rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, cast, get_args
from uuid import UUID

from service.domain.case import CaseState, evolve
from service.domain.dated import happened_on
from service.domain.events import (
    CaseClassified,
    CaseEvent,
    CaseOpened,
    FailureGround,
    OriginEvent,
    PlanReceived,
    SanctionDecided,
)
from service.domain.explained import Node, Plain
from service.domain.request_events import RequestEvent
from service.rules.as_if import AsIf
from service.rules.deadlines import breaches
from service.rules.first_cause import (
    colour_cause,
    due_cause,
    failure_cause,
    ladder_cause,
    next_cause,
    plan_cause,
    requirements_cause,
    sanction_cause,
)
from service.rules.ruleset import Ruleset

ChangeKind = Literal[
    "LADDER",
    "COLOUR",
    "PLAN_REQUIRED",
    "PLAN_DUE",
    "PLAN_IN_TIME",
    "PLAN_REQUIREMENTS",
    "FAILURE",
    "MANDATE",
    "OBLIGATION",
]
"""FAILURE: a decided failure would have been none. MANDATE: others would have had to decide, or nobody."""
_FAILURES: Final = frozenset(get_args(FailureGround))


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that comes out otherwise, on the day of the act, in plain values; `cause` is the draft's rule for it.

    Colours and ladders are ids, days ISO dates, requirements lists of ids, deciders lists of [roles, co-deciders, to be
    consulted], a duty is its kind, rule and day. None: there is no such thing on that side.
    """

    kind: ChangeKind
    on: date
    before: Plain
    after: Plain
    cause: Node


@dataclass(frozen=True, slots=True)
class Need:
    """A decision that somebody has to make under a version, and the event that records it."""

    ruleset_id: UUID
    action: str
    outcome: str
    event: CaseEvent
    track: str | None = None

    @property
    def on(self) -> date:
        return happened_on(self.event)


Decision = tuple[int, str]
"""Which decision of a case: place of its event and action. One that a request decides by its colour has its number."""


class Walk:
    """Where the two sides of one case stand, and what was noted by then."""

    def __init__(self, adopted: Mapping[UUID, Ruleset], versions: Mapping[UUID, Ruleset]) -> None:
        """`adopted` govern the case as recorded, `versions`, the draft last, as it would have been."""
        self.changes: list[Change] = []
        self.needed: dict[Decision, Need] = {}
        self.would_need: dict[Decision, Need] = {}
        self._adopted = adopted
        self._versions = versions
        self._before: CaseState | None = None
        self._after: CaseState | None = None
        self._place = 0
        self._colours: tuple[str | None, str | None] = (None, None)

    @property
    def sides(self) -> tuple[CaseState, CaseState]:
        """The case as it is and as it would have been; ValueError before its first event."""
        if self._before is None or self._after is None:
            raise ValueError("a case has at least one event")
        return self._before, self._after

    def step(self, event: CaseEvent, as_if: AsIf) -> None:
        """The next event on both sides. Refusal as `AsIf.take`."""
        anew = as_if.take(self._after, event)
        self._place += 1
        self._before = self._evolved(self._before, event, self.needed)
        first = anew[0] if anew else None
        if isinstance(event, CaseOpened | OriginEvent) and isinstance(first, CaseOpened | OriginEvent):
            self._ladder(event, first)
        elif isinstance(event, PlanReceived) and isinstance(first, PlanReceived):
            self._received(event, first)
        elif isinstance(event, SanctionDecided) and first is not None and event.ground in _FAILURES:
            self._failure(event)
        for one in anew:
            self._after = self._evolved(self._after, one, self.would_need)
        if isinstance(event, CaseClassified) and isinstance(first, CaseClassified):
            self._classified(event, first)
        elif isinstance(event, RequestEvent) and isinstance(first, RequestEvent):
            self._due(event, first)
        elif isinstance(event, SanctionDecided):
            self._raised(event.request, event.decided_on)

    def _evolved(self, state: CaseState | None, event: CaseEvent, needs: dict[Decision, Need]) -> CaseState:
        after = evolve(state, event)
        if state is None or len(after.acts) > len(state.acts):
            act = after.acts[-1]
            ruled = isinstance(event, SanctionDecided) and event.ground == "ON_REQUEST"
            place = -event.request if isinstance(event, SanctionDecided) and ruled else self._place
            ruleset_id = after.opened.ruleset_id if isinstance(event, OriginEvent) else after.ruleset_id
            needs[place, act.action] = Need(ruleset_id, act.action, act.outcome, event, act.track)
        return after

    def _note(self, kind: ChangeKind, on: date, before: Plain, after: Plain, cause: Node) -> None:
        self.changes.append(Change(kind, on, before, after, cause))

    def _first(self, *kinds: ChangeKind) -> Node | None:
        return next((one.cause for one in self.changes if one.kind in kinds), None)

    def _ladder(self, event: CaseOpened | OriginEvent, anew: CaseOpened | OriginEvent) -> None:
        if event.ladder == anew.ladder:
            return
        case, draft = self._before, list(self._versions.values())[-1]
        if case is None:
            raise ValueError("a case begins with CaseOpened")
        cause = ladder_cause(self._adopted[case.opened.ruleset_id], draft, case.signal, case.impulse)
        self._note("LADDER", happened_on(event), event.ladder, anew.ladder, cause)

    def _classified(self, event: CaseClassified, anew: CaseClassified) -> None:
        before, after = self._adopted[event.ruleset_id], self._versions[anew.ruleset_id]
        self._colours = (event.colour, anew.colour)
        if event.colour != anew.colour:
            cause = colour_cause(before, after, event, anew)
            self._note("COLOUR", event.classified_on, event.colour, anew.colour, cause)
        required = before.colour(event.colour).plan_required, after.colour(anew.colour).plan_required
        if required[0] != required[1]:
            cause = plan_cause(before, after, (event.colour, anew.colour))
            self._note("PLAN_REQUIRED", event.classified_on, *required, cause)

    def _due(self, event: RequestEvent, anew: RequestEvent) -> None:
        if event.plan_due_on != anew.plan_due_on:
            before, after = self._adopted[event.ruleset_id], self._versions[anew.ruleset_id]
            days = event.plan_due_on.isoformat(), anew.plan_due_on.isoformat()
            self._note("PLAN_DUE", event.sent_on, *days, due_cause(before, after, event, anew))

    def _letters(self, number: int) -> tuple[RequestEvent, RequestEvent]:
        """The request of that number on both sides."""
        before, after = self.sides
        return before.requests[number - 1].sent, after.requests[number - 1].sent

    def _received(self, event: PlanReceived, anew: PlanReceived) -> None:
        """Whether the plan came in time, and what it had to be."""
        was, becomes = self._letters(event.request)
        before, after = self._adopted[was.ruleset_id], self._versions[becomes.ruleset_id]
        if event.in_time != anew.in_time:
            cause = due_cause(before, after, was, becomes)
            self._note("PLAN_IN_TIME", event.received_on, event.in_time, anew.in_time, cause)
        ours, theirs = ([one.requires for one in ruleset.plan.requirements] for ruleset in (before, after))
        if set(ours) != set(theirs):
            self._note("PLAN_REQUIREMENTS", event.received_on, ours, theirs, requirements_cause(before, after))

    def _failure(self, event: SanctionDecided) -> None:
        """Whether what was decided to be a failure would have been one, by what was known of the request by then."""
        before, after = self.sides
        was, becomes = before.requests[event.request - 1], after.requests[event.request - 1]
        ruleset = self._versions[becomes.sent.ruleset_id]
        if any(one.ground == event.ground for one in breaches(ruleset, becomes, event.decided_on)):
            return
        known = breaches(self._adopted[was.sent.ruleset_id], was, event.decided_on)
        if any(one.ground == event.ground for one in known):
            ground = cast("FailureGround", event.ground)
            cause = failure_cause(ruleset, becomes.colour, ground, self._first("PLAN_DUE"))
            self._note("FAILURE", event.decided_on, ground, None, cause)

    def finish(self) -> None:
        """Notes the colour to which a request led by itself on one side, where nothing after it told so."""
        case, _ = self.sides
        if case.pieces or self.sides[1].pieces:
            number = max(one.request for one in (*case.pieces, *self.sides[1].pieces))
            self._raised(number, case.requests[number - 1].sent.sent_on)

    def _raised(self, number: int, on: date) -> None:
        """The colour that a sanction leads to, where it is another than the request's would have been."""
        before, after = self.sides
        colours = before.colour, after.colour
        if colours == self._colours or colours[0] == colours[1]:
            self._colours = colours
            return
        self._colours = colours
        was, becomes = before.letter(number), after.letter(number)
        cause = self._first("COLOUR")
        if was.colour == becomes.colour or cause is None:
            pair, both = (was.colour, becomes.colour), (before.requests[number - 1], after.requests[number - 1])
            rulesets = self._adopted[was.ruleset_id], self._versions[becomes.ruleset_id]
            decided = all(one.sanction is not None for one in both)
            cause = next_cause(*rulesets, pair) if decided else sanction_cause(*rulesets, pair)
        self._note("COLOUR", on, *colours, cause)
