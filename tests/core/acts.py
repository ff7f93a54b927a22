"""A case that a test leads by hand: each act decided by the rules, applied by `evolve`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest

from service.domain.case import CaseState, evolve
from service.domain.dates import Period
from service.domain.endings import TerminationPosition
from service.domain.errors import Refusal
from service.domain.events import CaseEvent, Impulse, Signal
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
from service.rules.decision import Adopted, Circumstances, Decision
from service.rules.opening import open_case
from service.rules.ruleset import Ruleset
from service.rules.track import position
from tests.core.kalmar import KALMAR, adopted
from tests.core.play import at, named

AGREEMENT = Period(date(2024, 1, 1), date(2030, 1, 1))
OPENED, CLASSIFIED, SENT, DUE = date(2025, 3, 3), date(2025, 3, 5), date(2025, 3, 11), date(2025, 4, 11)
LEVELS = {
    "GREEN": {"severity": 1, "deviation": 1},
    "YELLOW": {"severity": 2, "deviation": 2},
    "RED": {"severity": 3, "deviation": 3},
    "BLACK": {"severity": 4, "deviation": 4},
}


def refusal(act: Callable[[], object]) -> Refusal:
    """What the act is refused with."""
    with pytest.raises(Refusal) as raised:
        act()
    return raised.value


def circumstances(today: date, *, by_party: bool = False, agreement_ends_on: date | None = None) -> Circumstances:
    return Circumstances(at(today), by_party, agreement_ends_on)


def signalled(on: date, **facts: bool) -> Signal:
    """A signal on the template, of a risk to some party, where nothing else is said."""
    return Signal(signalled_on=on, **{"on_template": True, "risk_of_deviation": True, "party_at_risk": True} | facts)


def opening(
    signal: Signal | None = None,
    impulse: Impulse | None = None,
    *,
    today: date = OPENED,
    by_party: bool = False,
    agreements: Sequence[Period] = (AGREEMENT,),
    ruleset: Ruleset = KALMAR,
) -> Decision:
    command = OpenCase(named("unit"), signal, impulse)
    return open_case(command, adopted(ruleset), agreements, circumstances(today, by_party=by_party))


@dataclass
class Led:
    """A case with its events so far; every act is dated and recorded on one day unless `today` says otherwise."""

    adopted: Adopted
    events: list[CaseEvent] = field(default_factory=list)
    state: CaseState = field(init=False)

    def __post_init__(self) -> None:
        state: CaseState | None = None
        for event in self.events:
            state = evolve(state, event)
        assert state is not None
        self.state = state

    @property
    def position(self) -> str:
        return position(self.adopted.ruleset, self.state).id

    def do(
        self, command: CaseCommand, today: date, *, by_party: bool = False, agreement_ends_on: date | None = None
    ) -> Decision:
        known = circumstances(today, by_party=by_party, agreement_ends_on=agreement_ends_on)
        decision = decide(self.state, command, self.adopted, known)
        for event in decision.events:
            self.state = evolve(self.state, event)
        self.events += decision.events
        return decision

    def signal(self, on: date, today: date | None = None, *, by_party: bool = False, **facts: bool) -> Decision:
        return self.do(RecordSignal(signalled(on, **facts)), today or on, by_party=by_party)

    def impulse(self, on: date, today: date | None = None) -> Decision:
        return self.do(RecordImpulse(Impulse(known_on=on, kind="DIALOGUE")), today or on)

    def classify(self, colour: str = "YELLOW", on: date = CLASSIFIED) -> Decision:
        return self.do(Classify(LEVELS[colour], on), on)

    def send(self, on: date = SENT, due: date | None = DUE, months: int | None = None) -> Decision:
        return self.do(SendCorrectionRequest(at(on), "LETTER", "SIGNED_RECEIPT", due, months), on)

    def receive(self, on: date, today: date | None = None, *, by_party: bool = False, **lacking: Any) -> Decision:
        plan: dict[str, Any] = {
            "on_template": True,
            "timetable": True,
            "signed_on": on,
            "signed_by_unit_head": True,
        } | lacking
        return self.do(ReceivePlan(on, **plan), today or on, by_party=by_party)

    def ask(self, on: date, due: date) -> Decision:
        return self.do(RequestSupplement(on, due), on)

    def supply(self, on: date, today: date | None = None, *, by_party: bool = False) -> Decision:
        return self.do(ReceiveSupplement(on), today or on, by_party=by_party)

    def approve(self, on: date, follow_up_on: date | None = date(2025, 7, 1)) -> Decision:
        return self.do(DecidePlan("APPROVED", on, follow_up_on), on)

    def reject(self, on: date) -> Decision:
        return self.do(DecidePlan("REJECTED", on), on)

    def follow_up(self, on: date, *, carried_out: bool = True, effect: bool = True) -> Decision:
        return self.do(RecordFollowUp(carried_out, effect, on), on)

    def sanction(self, on: date) -> Decision:
        return self.do(DecideSanction(on), on)

    def refrain(self, on: date) -> Decision:
        return self.do(RefrainFromSanction(on), on)

    def deepen(self, on: date) -> Decision:
        return self.do(StartInDepth(on), on)

    def ask_early(self, on: date, due: date | None = DUE, months: int | None = None) -> Decision:
        return self.do(RequestPlan(at(on), "LETTER", "SIGNED_RECEIPT", due, months), on)

    def extend(self, on: date, due: date) -> Decision:
        return self.do(ExtendPlanDue(on, due), on)

    def split(self, on: date, *happenings: int) -> Decision:
        return self.do(SplitCase(happenings, on), on)

    def end(self, on: date) -> Decision:
        return self.do(DecideNoMeasure(on), on)

    def close(self, on: date) -> Decision:
        return self.do(CloseCase(on), on)

    def reopen(self, on: date) -> Decision:
        return self.do(ReopenCase(on), on)

    def withhold(self, on: date, ore: int = 5_000_000, month: str = "2025-04", today: date | None = None) -> Decision:
        return self.do(WithholdPayment(month, ore, on), today or on)

    def release(self, on: date, ore: int = 5_000_000, of: int = 1, today: date | None = None) -> Decision:
        return self.do(ReleasePayment(of, ore, on), today or on)

    def position_on(self, on: date, outcome: TerminationPosition = "TERMINATE", today: date | None = None) -> Decision:
        return self.do(TakeTerminationPosition(outcome, on), today or on)

    def terminate(self, on: date, ends_on: date, *, agreement_ends_on: date | None = None) -> Decision:
        return self.do(TerminateAgreement(on, ends_on), on, agreement_ends_on=agreement_ends_on)

    def recur(self, on: date, *earlier: str, today: date | None = None) -> Decision:
        return self.do(FlagRecurrence(tuple(map(named, earlier)), on), today or on)


def led(colour: str | None = None, *, sent: bool = False, trust: bool = False, ruleset: Ruleset = KALMAR) -> Led:
    """A case opened on 3 March 2025, classified on the 5th where a colour is given, with a request of the 11th."""
    signal = signalled(OPENED)
    impulse = Impulse(known_on=OPENED, kind="DATA_ANALYSIS")
    decision = opening(signal, None, ruleset=ruleset) if trust else opening(None, impulse, ruleset=ruleset)
    case = Led(adopted(ruleset), list(decision.events))
    if colour is not None:
        case.classify(colour)
    if sent:
        case.send()
    return case
