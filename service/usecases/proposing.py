"""What the ruleset proposes now: the next step of a case as a command, with all of its input that is known. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, TypeAlias, cast
from uuid import UUID

from service.domain.case import CaseState, evolve
from service.domain.dates import local_date
from service.domain.errors import Refusal
from service.domain.events import CaseEvent
from service.rules.commands import CaseCommand, action_of
from service.rules.consultations import unheard
from service.rules.deadlines import Obligation, ObligationKind
from service.rules.decide import decide
from service.rules.decision import Circumstances
from service.rules.delegation import mandates
from service.rules.procedure import Mandate
from service.rules.ruleset import Action, Ruleset
from service.usecases.deciding import governing, smallest

Given: TypeAlias = Mapping[str, Any]
Outcome: TypeAlias = tuple[CaseEvent, ...] | Refusal | None


@dataclass(frozen=True, slots=True)
class _Way:
    """How a duty is done: the action, the field that holds the day, what only a person can say, what is known."""

    action: Action
    day: str
    missing: tuple[str, ...] = ()
    known: tuple[str, ...] = ()


_WAYS: Final[Mapping[ObligationKind, _Way]] = {
    "START_IN_DEPTH": _Way("START_IN_DEPTH", "started_on"),
    "CLASSIFY": _Way("CLASSIFY", "classified_on", ("levels",)),
    "SEND_REQUEST": _Way("SEND_CORRECTION_REQUEST", "sent_at", ("channel", "receipt")),
    "PLAN_DUE": _Way("RECEIVE_PLAN", "received_on", ("on_template", "timetable", "signed_on", "signed_by_unit_head")),
    "SUPPLEMENT_DUE": _Way("RECEIVE_SUPPLEMENT", "received_on"),
    "DECIDE_PLAN": _Way("DECIDE_PLAN", "decided_on", ("verdict", "follow_up_on")),
    "FOLLOW_UP": _Way("RECORD_FOLLOW_UP", "decided_on", ("carried_out", "intended_effect")),
    "DECIDE_SANCTION": _Way("DECIDE_SANCTION", "decided_on"),
    "RELEASE_PAYMENT": _Way("RELEASE_PAYMENT", "decided_on", known=("of", "amount_ore")),
    "CLOSE": _Way("CLOSE_CASE", "closed_on"),
}
_POSITION: Final = _Way("TAKE_TERMINATION_POSITION", "decided_on", ("outcome", "note"))
"""A duty that a ruleset adds by a colour of its own (ON_REQUEST) has no command, but for the one that this answers."""

_AWAITED: Final = frozenset({"PLAN_DUE", "SUPPLEMENT_DUE"})
"""What the region waits for: proposed where there is nothing that it can do itself."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A duty with the action that does it.

    `given` is the command's input as far as it is known and `missing` the fields that a person has to fill in.
    `deciders` may do it, of any outcome where that is not known yet; `consult` have to be heard first. `comes_to` are
    the events of it, or the refusal that the rules have for it; None while something is missing.
    """

    duty: Obligation
    action: Action
    given: Given
    missing: tuple[str, ...]
    deciders: tuple[str, ...]
    consult: tuple[str, ...]
    comes_to: Outcome


def _way_of(duty: Obligation, ruleset: Ruleset) -> _Way | None:
    rules = ruleset.termination
    if duty.kind == "ON_REQUEST" and rules is not None and duty.rule == rules.answers:
        return _POSITION
    return _WAYS.get(duty.kind)


def next_duty(duties: Sequence[Obligation], ruleset: Ruleset, now: datetime) -> tuple[Obligation, _Way] | None:
    """The duty to see to first, and how; `ruleset` is the version that the case is pinned to.

    Of those that can be done now what is overdue, then what was raised first; after them what is to come, and what is
    awaited.
    """
    today = local_date(now)

    def rank(duty: Obligation) -> tuple[bool, bool, bool, date]:
        to_come = duty.due_on is not None and duty.due_on > today
        first = duty.due_on if to_come and duty.due_on is not None else duty.raised_on
        return duty.kind in _AWAITED, to_come, not duty.overdue, first

    ways = [(one, way) for one in duties if (way := _way_of(one, ruleset)) is not None]
    return min(ways, key=lambda pair: rank(pair[0]), default=None)


def proposal(
    case: CaseState,
    duties: Sequence[Obligation],
    versions: Mapping[UUID, Ruleset],
    now: datetime,
    agreement_ends_on: date | None = None,
) -> Proposal | None:
    """The next step of a case of which the viewer sees this state and has these `duties`; None where there is none."""
    first_duty = next_duty(duties, versions[case.ruleset_id], now)
    if first_duty is None:
        return None
    (duty, way), today = first_duty, local_date(now)
    command = next(one for _, one in smallest(case, versions, now) if action_of(one) == way.action)
    ruleset, comes_to = versions[case.ruleset_id], cast("Outcome", None)
    try:
        ruleset = governing(case, command, versions).ruleset
    except Refusal as refusal:
        comes_to = refusal
    given: dict[str, Any] = {way.day: now if way.action == "SEND_CORRECTION_REQUEST" else today}
    given |= {name: getattr(command, name) for name in way.known}
    missing = way.missing
    if way.action == "SEND_CORRECTION_REQUEST":
        if ruleset.plan.default_months is None:
            missing = (*missing, "plan_due_on")
        else:
            given["plan_due_months"] = ruleset.plan.default_months
    circumstances = Circumstances(now, by_party=False, agreement_ends_on=agreement_ends_on)
    comes_to = comes_to if missing else _outcome(case, command, versions, circumstances)
    rows = [_rows(case, way.action, ruleset, comes_to)]
    if way.action == "SEND_CORRECTION_REQUEST" and _decides_sanction(case, ruleset):
        rows.append(mandates(ruleset, "DECIDE_SANCTION", "ON_REQUEST"))
    first, *others = [tuple(dict.fromkeys(role for row in each for role in row.roles)) for each in rows]
    return Proposal(
        duty=duty,
        action=way.action,
        given=given,
        missing=missing,
        deciders=tuple(role for role in first if all(role in other for other in others)),
        consult=tuple(dict.fromkeys(role for each in rows for row in each for role in unheard(case, row, today))),
        comes_to=comes_to,
    )


def _rows(case: CaseState, action: Action, ruleset: Ruleset, comes_to: Outcome) -> list[Mandate]:
    """The mandates for the action: of its outcome where that is known, else all of them."""
    if isinstance(comes_to, tuple):
        return mandates(ruleset, action, evolve(case, comes_to[0]).acts[-1].outcome)
    if action == "SEND_CORRECTION_REQUEST" and case.colour is not None:
        return mandates(ruleset, action, case.colour)
    return [row for row in ruleset.mandates if row.action == action]


def _decides_sanction(case: CaseState, ruleset: Ruleset) -> bool:
    """Whether the request itself decides a sanction, by the colour that it is sent for."""
    sanction = next((one.sanction for one in ruleset.colours if one.id == case.colour), None)
    return sanction is not None and sanction.due == "ON_REQUEST"


def _outcome(
    case: CaseState, command: CaseCommand, versions: Mapping[UUID, Ruleset], circumstances: Circumstances
) -> Outcome:
    try:
        return decide(case, command, governing(case, command, versions), circumstances).events
    except Refusal as refusal:
        return refusal
