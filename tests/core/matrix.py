"""Who may do what in which state of a case in Hälsoval Kalmar: `matrix.txt`, written by hand from the annex and SM-3.

A cell holds what somebody with the mandate meets. Whoever has none is told who has, and nothing of the state.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Final

from service.domain.dates import Month
from service.domain.events import Impulse
from service.rules.commands import (
    CaseCommand,
    Classify,
    CloseCase,
    DecideNoMeasure,
    DecidePlan,
    DecideSanction,
    ExtendPlanDue,
    FlagRecurrence,
    MoveToVersion,
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
from tenants.catalog import roles
from tests.core.acts import CLASSIFIED, DUE, LEVELS, SENT, signalled
from tests.core.kalmar import adopted
from tests.core.play import at, named

OFFICE: Final = ("coordination_office",)
DESK: Final = ("handler", "coordination_office")
RECEIVERS: Final = ("unit_head", *DESK)
PRINCIPAL: Final = ("region_principal",)
ADVISERS: Final = ("legal_counsel", "medical_adviser")

MANDATED: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "signal": ("RECORD_SIGNAL", RECEIVERS),
    "impulse": ("RECORD_IMPULSE", DESK),
    "early": ("REQUEST_PLAN", DESK),
    "depth": ("START_IN_DEPTH", OFFICE),
    "colour": ("CLASSIFY", OFFICE),
    "split": ("SPLIT_CASE", OFFICE),
    "send": ("SEND_CORRECTION_REQUEST", OFFICE),
    "extend": ("EXTEND_PLAN_DUE", OFFICE),
    "plan": ("RECEIVE_PLAN", RECEIVERS),
    "ask": ("REQUEST_SUPPLEMENT", OFFICE),
    "supply": ("RECEIVE_SUPPLEMENT", RECEIVERS),
    "approve": ("DECIDE_PLAN APPROVED", OFFICE),
    "reject": ("DECIDE_PLAN REJECTED", OFFICE),
    "right": ("RECORD_FOLLOW_UP APPROVED", OFFICE),
    "wrong": ("RECORD_FOLLOW_UP NOT_APPROVED", OFFICE),
    "sanction": ("DECIDE_SANCTION", OFFICE),
    "refrain": ("REFRAIN_FROM_SANCTION", OFFICE),
    "drop": ("DECIDE_NO_MEASURE", OFFICE),
    "close": ("CLOSE_CASE", DESK),
    "reopen": ("REOPEN_CASE", OFFICE),
    "advice": ("RECORD_CONSULTATION", ADVISERS),
    "hold": ("WITHHOLD_PAYMENT", PRINCIPAL),
    "free": ("RELEASE_PAYMENT", PRINCIPAL),
    "sever": ("TAKE_TERMINATION_POSITION TERMINATE", OFFICE),
    "keep": ("TAKE_TERMINATION_POSITION CONTINUE", OFFICE),
    "end": ("TERMINATE_AGREEMENT", PRINCIPAL),
    "recur": ("FLAG_RECURRENCE", OFFICE),
    "move": ("MOVE_TO_VERSION", OFFICE),
}
"""Column of the table → the act it stands for, with its outcome where it has several, and the roles that may."""


def _told_apart() -> tuple[str, ...]:
    acting = {role for _, may in MANDATED.values() for role in may}
    found: dict[object, str] = {}
    for name, role in roles().items():
        found.setdefault(name if name in acting else (role.side, role.permissions, role.logged), name)
    return tuple(found.values())


ROLES: Final = _told_apart()
"""The roles that may do something here, and of the others one of each kind: by side, permissions and log."""

CODES: Final[Mapping[str, str | None]] = {
    "open": None,
    "order": "OUT_OF_ORDER",
    "closed": "CASE_CLOSED",
    "told": "ORIGIN_ALREADY_RECORDED",
    "sent": "REQUEST_ALREADY_SENT",
    "kept": "NO_BREACH",
    "next": "NEW_REQUEST_REQUIRED",
    "twice": "SANCTION_ALREADY_DECIDED",
    "runs": "SANCTION_RUNS",
    "whole": "NOTHING_TO_SPLIT",
    "fixed": "EXTENSION_CONTRADICTS_SANCTION",
    "held": "PAYMENT_WITHHELD",
    "empty": "NOTHING_WITHHELD",
    "unsaid": "TERMINATION_WITHOUT_POSITION",
    "unfit": "NO_RIGHT_TO_TERMINATE",
    "same": "INVALID_INPUT",
}
"""Word of the table → the refusal it stands for."""

SIGNALLED: Final = frozenset({"signalled", "early signalled"})
"""The ways that begin with the unit's own signal; the others begin with the region's impulse."""


@dataclass(frozen=True)
class Place:
    """A state of the case and the way it came there."""

    way: str
    state: str

    def __str__(self) -> str:
        return f"{self.state} {self.way}"


@cache
def table() -> dict[Place, dict[str, str]]:
    """Place → act → word, in the order of the tables: a heading in brackets, acts across, a line for each state."""
    found: dict[Place, dict[str, str]] = {}
    for section in (Path(__file__).parent / "matrix.txt").read_text(encoding="utf-8").split("\n\n"):
        way, _, head, *rows = section.strip().splitlines()
        assert head.split() == list(MANDATED), way
        for state, *words in (row.split() for row in rows):
            found[Place(way.strip("[]"), state)] = dict(zip(head.split(), words, strict=True))
    return found


PLACES: Final = tuple(table())


def expected(place: Place, column: str, role: str) -> str | None:
    """The code of the refusal; None where the role may."""
    if role not in MANDATED[column][1]:
        return "MANDATE_MISSING"
    return CODES[table()[place][column]]


def act(action: str, outcome: str | None) -> str:
    """The column of an action with its outcome."""
    sought = action if outcome is None else f"{action} {outcome}"
    return next(column for column, (name, _) in MANDATED.items() if name == sought)


def smallest(column: str, today: date) -> CaseCommand:
    """The act of that day, with as little said as it takes."""
    acts: dict[str, CaseCommand] = {
        "signal": RecordSignal(signalled(today)),
        "impulse": RecordImpulse(Impulse(known_on=today, kind="OTHER")),
        "early": RequestPlan(at(today), "LETTER", "SIGNED_RECEIPT", today),
        "depth": StartInDepth(today),
        "colour": Classify(LEVELS["GREEN"], today),
        "send": SendCorrectionRequest(at(today), "LETTER", "SIGNED_RECEIPT", today),
        "extend": ExtendPlanDue(today, max(today, DUE) + timedelta(days=1)),
        "split": SplitCase((2,), today),
        "plan": ReceivePlan(today, on_template=True, timetable=True, signed_on=today, signed_by_unit_head=True),
        "ask": RequestSupplement(today, today),
        "supply": ReceiveSupplement(today),
        "approve": DecidePlan("APPROVED", today, today),
        "reject": DecidePlan("REJECTED", today),
        "right": RecordFollowUp(carried_out=True, intended_effect=True, decided_on=today),
        "wrong": RecordFollowUp(carried_out=True, intended_effect=False, decided_on=today),
        "sanction": DecideSanction(today),
        "refrain": RefrainFromSanction(today),
        "drop": DecideNoMeasure(today),
        "close": CloseCase(today),
        "reopen": ReopenCase(today),
        "advice": RecordConsultation("DECIDE_SANCTION", today, "COMMENTS"),
        "hold": WithholdPayment(str(Month.of(today)), 100, today),
        "free": ReleasePayment(1, 100, today),
        "sever": TakeTerminationPosition("TERMINATE", today),
        "keep": TakeTerminationPosition("CONTINUE", today),
        "end": TerminateAgreement(today, today),
        "recur": FlagRecurrence((EARLIER_CASE,), today),
        "move": MoveToVersion(adopted().id, today),
    }
    return acts[column]


EARLIER_CASE: Final = named("earlier")
"""Stands for another case of the unit, opened before."""
Story = list[tuple[date, CaseCommand]]
EARLY, ASKED, JUDGED = DUE - timedelta(days=7), DUE - timedelta(days=4), DUE - timedelta(days=1)
DECIDED, LATE, LOOKED = DUE + timedelta(days=3), DUE + timedelta(days=11), DUE + timedelta(days=24)
"""In time, and its supplement and verdict; the sanction, a late plan, and the day everything is looked at."""


def _planned(state: str, *, late: bool, supplement_due: date) -> Story:
    """From the request on to the state: the plan, what is asked of it, the verdict, the follow-up, the end."""
    came, asked, judged = (LATE, LATE, LATE) if late else (EARLY, ASKED, JUDGED)
    plan = (came, smallest("plan", came))
    approved = (judged, DecidePlan("APPROVED", judged, LOOKED))
    followed = (LOOKED, smallest("right", LOOKED))
    ways: dict[str, Story] = {
        "REQUEST_SENT": [],
        "PLAN_RECEIVED": [plan],
        "SUPPLEMENT_REQUESTED": [plan, (asked, RequestSupplement(asked, supplement_due))],
        "PLAN_APPROVED": [plan, approved],
        "PLAN_REJECTED": [plan, (judged, smallest("reject", judged))],
        "FOLLOW_UP_FAILED": [plan, approved, (LOOKED, smallest("wrong", LOOKED))],
        "CORRECTED": [plan, approved, followed],
        "CLOSED": [plan, approved, followed, (LOOKED, smallest("close", LOOKED))],
    }
    return ways[state]


def _early(state: str) -> Story:
    """From the opening on, where a plan is asked for before any colour."""
    asked: Story = [(SENT, RequestPlan(at(SENT), "LETTER", "SIGNED_RECEIPT", DUE))]
    beside = {"EARLY_PLAN_REQUESTED": "REQUEST_SENT", "EARLY_PLAN_RECEIVED": "PLAN_RECEIVED"}
    reached = beside.get(state, state.removeprefix("EARLY_"))
    return asked + _planned(reached, late=False, supplement_due=LOOKED)


def _early_signalled(state: str) -> Story:
    match state:
        case "IN_DEPTH":
            return [*_early("EARLY_PLAN_REQUESTED"), (LOOKED, smallest("depth", LOOKED))]
        case "EARLY_PLAN_RECEIVED":
            return [*_early(state), (ASKED, RequestSupplement(ASKED, LOOKED))]
        case _:
            return _early(state)


def _directly() -> Story:
    """From the opening on, where in-depth follow-up leads to a sanction that waits for no plan."""
    sent = SendCorrectionRequest(at(SENT), "LETTER", "SIGNED_RECEIPT", DUE, direct="PARTICULARLY_SERIOUS")
    return [
        (CLASSIFIED, smallest("depth", CLASSIFIED)),
        (CLASSIFIED, Classify(LEVELS["RED"], CLASSIFIED)),
        (SENT, sent),
    ]


def _asked_for(state: str, way: str) -> Story:
    """From the opening on, where a request is sent on the way."""
    colour = "BLACK" if way in {"black", "doomed"} else "YELLOW"
    sent = SendCorrectionRequest(at(SENT), "LETTER", "SIGNED_RECEIPT", DUE)
    begun: Story = [(CLASSIFIED, Classify(LEVELS[colour], CLASSIFIED)), (SENT, sent)]
    match way:
        case "sanctioned":
            begun.append((DECIDED, smallest("sanction", DECIDED)))
            return begun + _planned(state, late=True, supplement_due=LOOKED)
        case "failed" | "doomed":
            # What fails by itself did not need to come late.
            late = state in {"PLAN_RECEIVED", "PLAN_APPROVED", "CORRECTED", "CLOSED"}
            return begun + _planned(state, late=late, supplement_due=JUDGED)
        case _:
            return begun + _planned(state, late=False, supplement_due=LOOKED)


RECURRING: Final = (LOOKED, smallest("recur", LOOKED)), (LOOKED, smallest("sever", LOOKED))
"""What gives the right to terminate in any case, and the position for it."""


def _ended(begun: Story, ends_on: date) -> Story:
    return [*begun, *RECURRING, (LOOKED, TerminateAgreement(LOOKED, ends_on))]


def _held(state: str) -> Story:
    """As where something failed, with a payment withheld after the request."""
    begun = _asked_for("REQUEST_SENT" if state == "AGREEMENT_TERMINATED" else state, "failed")
    withheld: Story = [*begun[:2], (SENT, smallest("hold", SENT)), *begun[2:]]
    if state == "AGREEMENT_TERMINATED":
        return _ended(withheld, LOOKED)
    return [*withheld[:-1], (LOOKED, smallest("free", LOOKED)), withheld[-1]] if state == "CLOSED" else withheld


def _doomed(state: str) -> Story:
    """Black, with a failure that stands and a position for terminating, or terminated in a month."""
    if state == "CLASSIFIED":
        return [(CLASSIFIED, Classify(LEVELS["YELLOW"], CLASSIFIED)), *RECURRING]
    if state == "AGREEMENT_TERMINATED":
        return _ended(_asked_for("REQUEST_SENT", "black"), LOOKED + timedelta(days=30))
    return [*_asked_for(state, "doomed"), (LOOKED, smallest("sever", LOOKED))]


def _unfit(state: str) -> Story:
    """Yellow, where nothing failed, with a position for terminating all the same."""
    if state == "CLASSIFIED":
        return [(CLASSIFIED, Classify(LEVELS["YELLOW"], CLASSIFIED)), (LOOKED, smallest("sever", LOOKED))]
    return [*_asked_for(state, "in time"), (DUE, smallest("sever", DUE))]


def _over(state: str) -> Story:
    """As where a sanction runs; once it is terminated and closed, the agreement having ended."""
    if state == "IN_DEPTH":
        return [(SENT, smallest("depth", SENT))]
    if state.startswith("EARLY"):
        return _early(state)
    if state not in {"AGREEMENT_TERMINATED", "AGREEMENT_ENDED"}:
        return _asked_for(state, "sanctioned")
    terminated = _ended(_asked_for("REQUEST_SENT", "sanctioned"), LOOKED)
    return terminated if state == "AGREEMENT_TERMINATED" else [*terminated, (LOOKED, smallest("close", LOOKED))]


def agreement_ends_on(place: Place) -> date | None:
    """The first day on which the unit's agreement no longer holds; None where it has no end."""
    if place == Place("doomed", "AGREEMENT_TERMINATED"):
        return LOOKED + timedelta(days=30)
    return LOOKED if place.way == "over" or place == Place("held", "AGREEMENT_TERMINATED") else None


def story(place: Place) -> Story:
    """What is done in the case after its opening on 3 March 2025, with the day of each act."""
    match place.way:
        case "several":
            return _several(place.state)
        case "early":
            return _early(place.state)
        case "early signalled":
            return _early_signalled(place.state)
        case "in depth":
            return [(SENT, smallest("depth", SENT))]
        case "ended":
            return _dropped(place.state)
        case "direct" | "direct failed":
            return _directly()
        case _:
            return _by_colour(place)


def _several(state: str) -> Story:
    levels = (LEVELS["GREEN"], LEVELS["YELLOW" if state == "CLASSIFIED" else "GREEN"])
    return [(CLASSIFIED, Classify({}, CLASSIFIED, happenings=levels))]


def _dropped(state: str) -> Story:
    ended: Story = [(CLASSIFIED, Classify(LEVELS["YELLOW"], CLASSIFIED)), (SENT, smallest("drop", SENT))]
    return ended if state == "CLOSED" else [*ended, (DUE, smallest("reopen", DUE))]


def _by_colour(place: Place) -> Story:
    measure: Story = [(CLASSIFIED, Classify(LEVELS["GREEN"], CLASSIFIED))]
    match place.state, place.way:
        case state, "held" | "doomed" | "unfit":
            return {"held": _held, "doomed": _doomed, "unfit": _unfit}[place.way](state)
        case "FOLLOW_UP", _:
            return []
        case "CLASSIFIED", _:
            return [(CLASSIFIED, Classify(LEVELS["YELLOW"], CLASSIFIED))]
        case "NO_MEASURE", _:
            return measure
        case "CLOSED", "signalled":
            return [*measure, (CLASSIFIED, smallest("close", CLASSIFIED))]
        case state, "over":
            return _over(state)
        case state, way:
            return _asked_for(state, way)


def looked_at(place: Place) -> date:
    """The day the place is looked at; where nothing may have failed and no plan came, the last day for it."""
    waits = {
        "in time": "REQUEST_SENT",
        "unfit": "REQUEST_SENT",
        "direct": "REQUEST_SENT",
        "early": "EARLY_PLAN_REQUESTED",
    }
    return DUE if waits.get(place.way) == place.state else LOOKED
