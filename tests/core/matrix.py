"""Who may do what in which state of a case in Hälsoval Kalmar: a table written by hand from the annex and SM-3.

A cell holds what somebody with the mandate meets. Whoever has none is told who has, and nothing of the state.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Final

from service.domain.dates import Month
from service.domain.events import Impulse
from service.rules.commands import (
    CaseCommand,
    Classify,
    CloseCase,
    DecidePlan,
    DecideSanction,
    FlagRecurrence,
    ReceivePlan,
    ReceiveSupplement,
    RecordConsultation,
    RecordFollowUp,
    RecordImpulse,
    RecordSignal,
    ReleasePayment,
    RequestSupplement,
    SendCorrectionRequest,
    TakeTerminationPosition,
    TerminateAgreement,
    WithholdPayment,
)
from tests.core import matrix_ends
from tests.core.acts import CLASSIFIED, DUE, LEVELS, SENT, signalled
from tests.core.play import at, named

OFFICE: Final = ("coordination_office",)
DESK: Final = ("handler", "coordination_office")
RECEIVERS: Final = ("unit_head", *DESK)
ADVISERS: Final = ("legal_counsel", "medical_adviser")

MANDATED: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "signal": ("RECORD_SIGNAL", RECEIVERS),
    "impulse": ("RECORD_IMPULSE", DESK),
    "colour": ("CLASSIFY", OFFICE),
    "send": ("SEND_CORRECTION_REQUEST", OFFICE),
    "plan": ("RECEIVE_PLAN", RECEIVERS),
    "ask": ("REQUEST_SUPPLEMENT", OFFICE),
    "supply": ("RECEIVE_SUPPLEMENT", RECEIVERS),
    "approve": ("DECIDE_PLAN APPROVED", OFFICE),
    "reject": ("DECIDE_PLAN REJECTED", OFFICE),
    "right": ("RECORD_FOLLOW_UP APPROVED", OFFICE),
    "wrong": ("RECORD_FOLLOW_UP NOT_APPROVED", OFFICE),
    "sanction": ("DECIDE_SANCTION", OFFICE),
    "close": ("CLOSE_CASE", DESK),
    "advice": ("RECORD_CONSULTATION", ADVISERS),
    **matrix_ends.MANDATED,
}
"""Column of the table → the act it stands for, with its outcome where it has several, and the roles that may."""

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
    **matrix_ends.CODES,
}
"""Word of the table → the refusal it stands for."""

TABLES: Final[Mapping[str, str]] = {
    # The region's impulse opened the case, and the unit does everything in time.
    "in time": """
                     signal impulse colour send  plan  ask   supply approve reject right wrong sanction close advice
FOLLOW_UP            open   told    open   order order order order  order   order  order order order    order open
CLASSIFIED           open   told    open   open  order order order  order   order  order order order    order open
NO_MEASURE           open   told    open   order order order order  order   order  order order order    open  open
REQUEST_SENT         order  order   order  sent  open  order order  order   order  order order kept     order open
PLAN_RECEIVED        order  order   order  sent  order open  order  open    open   order order kept     order open
SUPPLEMENT_REQUESTED order  order   order  sent  order order open   open    open   order order kept     order open
PLAN_APPROVED        order  order   order  sent  order order order  order   order  open  open  kept     order open
CORRECTED            order  order   order  order order order order  order   order  order order kept     open  open
CLOSED               closed closed  closed closed closed closed closed closed closed closed closed closed closed closed
""",
    # The unit's own signal opened it.
    "signalled": """
                     signal impulse colour send  plan  ask   supply approve reject right wrong sanction close advice
FOLLOW_UP            told   open    open   order order order order  order   order  order order order    order open
CLASSIFIED           told   open    open   open  order order order  order   order  order order order    order open
NO_MEASURE           told   open    open   order order order order  order   order  order order order    open  open
CLOSED               closed closed  closed closed closed closed closed closed closed closed closed closed closed closed
""",
    # Something failed at yellow, and nobody has decided on it.
    "failed": """
                     signal impulse colour send  plan  ask   supply approve reject right wrong sanction close advice
REQUEST_SENT         order  order   order  sent  open  order order  order   order  order order open     order open
PLAN_RECEIVED        order  order   order  sent  order open  order  open    open   order order open     order open
SUPPLEMENT_REQUESTED order  order   order  sent  order order open   open    open   order order open     order open
PLAN_APPROVED        order  order   order  sent  order order order  order   order  open  open  open     order open
PLAN_REJECTED        order  order   order  sent  open  order order  order   order  order order open     order open
FOLLOW_UP_FAILED     order  order   order  sent  open  order order  order   order  open  open  open     order open
CORRECTED            order  order   order  order order order order  order   order  order order open     open  open
CLOSED               closed closed  closed closed closed closed closed closed closed closed closed closed closed closed
""",
    # The failure at yellow was decided on: a sanction runs, and red needs a request of its own.
    "sanctioned": """
                     signal impulse colour send  plan  ask   supply approve reject right wrong sanction close advice
REQUEST_SENT         order  order   order  open  open  order order  order   order  order order next     runs  open
PLAN_RECEIVED        order  order   order  open  order open  order  open    open   order order next     runs  open
SUPPLEMENT_REQUESTED order  order   order  open  order order open   open    open   order order next     runs  open
PLAN_APPROVED        order  order   order  open  order order order  order   order  open  open  next     runs  open
PLAN_REJECTED        order  order   order  open  open  order order  order   order  order order next     runs  open
FOLLOW_UP_FAILED     order  order   order  open  open  order order  order   order  open  open  next     runs  open
CORRECTED            order  order   order  order order order order  order   order  order order next     open  open
CLOSED               closed closed  closed closed closed closed closed closed closed closed closed closed closed closed
""",
    # Black from the start: the sanction came with the request, and there is no colour above.
    "black": """
                     signal impulse colour send  plan  ask   supply approve reject right wrong sanction close advice
REQUEST_SENT         order  order   order  sent  open  order order  order   order  order order twice    runs  open
PLAN_RECEIVED        order  order   order  sent  order open  order  open    open   order order twice    runs  open
SUPPLEMENT_REQUESTED order  order   order  sent  order order open   open    open   order order twice    runs  open
PLAN_APPROVED        order  order   order  sent  order order order  order   order  open  open  twice    runs  open
PLAN_REJECTED        order  order   order  sent  open  order order  order   order  order order twice    runs  open
FOLLOW_UP_FAILED     order  order   order  sent  open  order order  order   order  open  open  twice    runs  open
CORRECTED            order  order   order  order order order order  order   order  order order twice    open  open
CLOSED               closed closed  closed closed closed closed closed closed closed closed closed closed closed closed
""",
}
"""How it came there → state → command → what it meets."""


@dataclass(frozen=True)
class Place:
    """A state of the case and the way it came there."""

    way: str
    state: str

    def __str__(self) -> str:
        return f"{self.state} {self.way}"


@cache
def table() -> dict[Place, dict[str, str]]:
    """Place → act → word, in the order of the tables."""
    found: dict[Place, dict[str, str]] = {}
    blocks = {way: (text, matrix_ends.BESIDE[way]) for way, text in TABLES.items()}
    for way, texts in {**blocks, **matrix_ends.OF_THEIR_OWN}.items():
        for text in texts:
            head, *rows = (line.split() for line in text.strip().splitlines())
            for state, *words in rows:
                found.setdefault(Place(way, state), {}).update(zip(head, words, strict=True))
    assert {tuple(words) for words in found.values()} == {tuple(MANDATED)}
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
        "colour": Classify(LEVELS["GREEN"], today),
        "send": SendCorrectionRequest(at(today), "LETTER", "SIGNED_RECEIPT", today),
        "plan": ReceivePlan(today, on_template=True, timetable=True, signed_on=today, signed_by_unit_head=True),
        "ask": RequestSupplement(today, today),
        "supply": ReceiveSupplement(today),
        "approve": DecidePlan("APPROVED", today, today),
        "reject": DecidePlan("REJECTED", today),
        "right": RecordFollowUp(carried_out=True, intended_effect=True, decided_on=today),
        "wrong": RecordFollowUp(carried_out=True, intended_effect=False, decided_on=today),
        "sanction": DecideSanction(today),
        "close": CloseCase(today),
        "advice": RecordConsultation("DECIDE_SANCTION", today, "COMMENTS"),
        "hold": WithholdPayment(str(Month.of(today)), 100, today),
        "free": ReleasePayment(1, 100, today),
        "sever": TakeTerminationPosition("TERMINATE", today),
        "keep": TakeTerminationPosition("CONTINUE", today),
        "end": TerminateAgreement(today, today),
        "recur": FlagRecurrence((EARLIER_CASE,), today),
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
    measure = [(CLASSIFIED, Classify(LEVELS["GREEN"], CLASSIFIED))]
    match place.state, place.way:
        case state, "held" | "doomed" | "unfit":
            return {"held": _held, "doomed": _doomed, "unfit": _unfit}[place.way](state)
        case "FOLLOW_UP", _:
            return []
        case "CLASSIFIED", _:
            return [(CLASSIFIED, Classify(LEVELS["YELLOW"], CLASSIFIED))]
        case "NO_MEASURE", _:
            return [*measure]
        case "CLOSED", "signalled":
            return [*measure, (CLASSIFIED, smallest("close", CLASSIFIED))]
        case state, "over":
            return _over(state)
        case state, way:
            return _asked_for(state, way)


def looked_at(place: Place) -> date:
    """The day the place is looked at; where nothing may have failed and no plan came, the last day for it."""
    return DUE if place in {Place("in time", "REQUEST_SENT"), Place("unfit", "REQUEST_SENT")} else LOOKED
