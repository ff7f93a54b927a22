"""Every refusal the core can raise, by an act that meets it, and cases brought to where acts are refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID

from service.authorize import authorize
from service.domain.dates import Month, Period
from service.domain.endings import TerminationPosition
from service.domain.errors import busy
from service.domain.events import Impulse, Signal
from service.domain.request_events import DirectGround
from service.domain.unit import evolve
from service.rules.classify import classify
from service.rules.commands import Classify, CloseCase, DecidePlan, SendCorrectionRequest
from service.rules.decision import Decision
from service.rules.registers import add_agreement, check_counted, end_agreement, rename, transfer
from service.rules.ruleset import Ruleset
from service.rules.settle import settle
from tests.core.acts import CLASSIFIED, DUE, LEVELS, OPENED, SENT, Led, led, opening
from tests.core.drafted import DRAFT_REFUSALS
from tests.core.kalmar import KALMAR, varied
from tests.core.moves import MOVE_REFUSALS
from tests.core.play import actor, at, named, play
from tests.core.points import AFTER, received, requested, sanctioned
from tests.core.refused_steps import DECLARED
from tests.core.units import CORRECTED, UNIT, agreed, ended

BEFORE = OPENED - timedelta(days=1)
IMPULSE = Impulse(known_on=OPENED, kind="OTHER")
RENAMED = evolve(UNIT, rename(UNIT, "B", OPENED, OPENED))


def approved() -> Led:
    case = received()
    case.approve(AFTER)
    return case


def replaced(on: date) -> Decision:
    """A second plan, received on the day `on`, after the first was rejected."""
    case = received()
    case.reject(AFTER)
    return case.receive(on)


def supplemented_after_all() -> Decision:
    """A supplement of its last day, received after a sanction was decided since it had not come."""
    case, after = received(), AFTER + timedelta(days=1)
    case.ask(DUE, AFTER)
    case.sanction(after)
    return case.supply(AFTER, today=after)


def several() -> Led:
    case = led()
    case.do(Classify({}, CLASSIFIED, happenings=(LEVELS["GREEN"], LEVELS["RED"])), CLASSIFIED)
    return case


def overridden(computed: str, colour: str) -> None:
    led().do(Classify(LEVELS[computed], SENT, override=colour), SENT)


def directly(colour: str, ground: DirectGround = "PARTICULARLY_SERIOUS") -> None:
    sent = SendCorrectionRequest(at(SENT), "LETTER", "SIGNED_RECEIPT", DUE, direct=ground)
    led(colour).do(sent, SENT)


def recurring_nowhere() -> None:
    sent = SendCorrectionRequest(at(SENT), "LETTER", "SIGNED_RECEIPT", DUE, direct="RECURRING")
    led("RED", ruleset=varied(direct_sanctions=[])).do(sent, SENT)


def reopened(on: date) -> None:
    case = requested()
    case.end(DUE)
    case.reopen(on)


def closed() -> Led:
    case = led("GREEN")
    case.do(CloseCase(CLASSIFIED), CLASSIFIED)
    return case


def green_may_be_asked() -> Ruleset:
    """A table that lets a request through for a green case, so that the colour itself has to refuse it."""
    steps = [step.model_dump(mode="json") for step in KALMAR.track.steps]
    for step in steps:
        if step["action"] == "SEND_CORRECTION_REQUEST":
            step["states"] = [*step["states"], "NO_MEASURE"]
    return varied(track__steps=steps)


def settled(month: str, today: str, left_out: tuple[UUID, ...] = (), name: str = "EX-16") -> None:
    played = play(name)
    day = date.fromisoformat(today)
    settle(Month.parse(month), played.computed(day), played.settlements, left_out=left_out, today=day)


def with_left_out(month: str) -> None:
    settled(month, "2025-03-03", (named("A"),))


def out_of_turn() -> None:
    raise busy()


def bare_bands() -> None:
    bands = KALMAR.classification.bands[1:]
    classification = KALMAR.classification.model_copy(update={"bands": bands})
    classify(KALMAR.model_copy(update={"classification": classification}), {"severity": 1, "deviation": 1})


def held() -> Led:
    """Fifty thousand kronor withheld of April's payment."""
    case = requested()
    case.withhold(AFTER)
    return case


def released_twice() -> Decision:
    case = held()
    case.release(AFTER)
    return case.release(AFTER)


def closed_while_held() -> Decision:
    case, later = approved(), date(2025, 7, 1)
    case.withhold(AFTER)
    case.follow_up(later)
    return case.do(CloseCase(later), later)


def doomed(position: TerminationPosition | None = "TERMINATE") -> Led:
    """Black, no plan by its day, and a position taken on the day after next."""
    case = requested("BLACK")
    if position is not None:
        case.position_on(AFTER, position)
    return case


def terminated_too_soon() -> Decision:
    case = requested("BLACK")
    case.position_on(DUE)
    return case.terminate(DUE, AFTER)


def terminated_too_late() -> Decision:
    return doomed().terminate(AFTER, AFTER + timedelta(days=2), agreement_ends_on=AFTER + timedelta(days=1))


def terminated_though_corrected() -> Decision:
    case, later = approved(), date(2025, 7, 1)
    case.position_on(AFTER)
    case.follow_up(later)
    return case.terminate(later, later)


def terminated_by_nobody() -> None:
    end_agreement(UNIT, UUID(int=1), date(2024, 3, 1), "TERMINATED", None)


def terminated_again() -> None:
    terminated = ended(UNIT, "2024-03-01").model_copy(update={"reason": "TERMINATED"})
    ended(evolve(UNIT, terminated), "2024-09-01")


REFUSALS: list[tuple[str, str, Callable[[], object]]] = [
    ("BUSY", "a command that did not get its turn", out_of_turn),
    ("SIGNAL_OR_IMPULSE_MISSING", "a case from nothing", opening),
    ("NO_AGREEMENT_IN_FORCE", "a unit without agreement", lambda: opening(None, IMPULSE, agreements=())),
    (
        "NO_AGREEMENT_IN_FORCE",
        "an agreement that ended that day",
        lambda: opening(None, IMPULSE, agreements=[Period(date(2024, 1, 1), OPENED)]),
    ),
    ("ACT_IN_FUTURE", "an impulse of tomorrow", lambda: opening(None, IMPULSE, today=BEFORE)),
    (
        "BACKDATED_BY_PARTY",
        "a signal that the unit dates back",
        lambda: opening(
            Signal(signalled_on=BEFORE, on_template=True, risk_of_deviation=True, party_at_risk=True), by_party=True
        ),
    ),
    ("ORIGIN_ALREADY_RECORDED", "a second impulse", lambda: led().impulse(OPENED)),
    ("ORIGIN_ALREADY_RECORDED", "a second signal", lambda: led(trust=True).signal(OPENED)),
    ("SIGNAL_CAME_FIRST", "an impulse of before the signal", lambda: led(trust=True).impulse(BEFORE, today=OPENED)),
    ("OUT_OF_ORDER", "a signal after the request", lambda: requested().signal(SENT)),
    ("OUT_OF_ORDER", "a request before any colour", lambda: led().send()),
    ("OUT_OF_ORDER", "a plan before any request", lambda: led("YELLOW").receive(SENT)),
    ("OUT_OF_ORDER", "a decision on no plan", lambda: requested().approve(AFTER)),
    ("OUT_OF_ORDER", "a follow-up of no approved plan", lambda: received().follow_up(AFTER)),
    ("OUT_OF_ORDER", "a sanction before any request", lambda: led("RED").sanction(AFTER)),
    ("OUT_OF_ORDER", "a request for a green case", lambda: led("GREEN").send()),
    ("OUT_OF_ORDER", "closing what waits for a plan", lambda: requested().do(CloseCase(AFTER), AFTER)),
    ("OUT_OF_ORDER", "a second plan on top of one not decided", lambda: received().receive(DUE)),
    ("CASE_CLOSED", "a colour for a closed case", lambda: closed().classify("RED")),
    ("CASE_CLOSED", "closing twice", lambda: closed().do(CloseCase(CLASSIFIED), CLASSIFIED)),
    (
        "ACT_IN_FUTURE",
        "a colour of tomorrow",
        lambda: led().do(Classify({"severity": 1, "deviation": 1}, DUE), SENT),
    ),
    (
        "ACT_IN_FUTURE",
        "a letter sent later today",
        lambda: led("YELLOW").do(
            SendCorrectionRequest(at(SENT) + timedelta(hours=1), "EMAIL", "READ_RECEIPT", DUE), SENT
        ),
    ),
    ("ACT_BEFORE_SIGNAL", "a colour from before the case", lambda: led().classify("RED", BEFORE)),
    ("ACT_BEFORE_SIGNAL", "a letter from before the case", lambda: led("RED").send(BEFORE)),
    ("ACT_BEFORE_PREVIOUS", "a letter from before the colour", lambda: led("RED").send(OPENED)),
    ("ACT_BEFORE_PREVIOUS", "a plan from before its request", lambda: requested().receive(CLASSIFIED)),
    ("ACT_BEFORE_PREVIOUS", "a colour from before the one it replaces", lambda: led("YELLOW").classify("RED", OPENED)),
    ("ACT_BEFORE_PREVIOUS", "a plan from before the rejection of the last", lambda: replaced(SENT)),
    ("ACT_BEFORE_PREVIOUS", "a verdict from before the plan", lambda: received().approve(SENT)),
    ("ACT_BEFORE_PREVIOUS", "a follow-up from before the verdict", lambda: approved().follow_up(DUE)),
    ("ACT_BEFORE_PREVIOUS", "a time for follow-up in the past", lambda: received().approve(AFTER, follow_up_on=DUE)),
    ("ACT_BEFORE_PREVIOUS", "a sanction from before its request", lambda: requested().sanction(CLASSIFIED)),
    (
        "BACKDATED_BY_PARTY",
        "a plan that the unit dates back",
        lambda: requested().receive(DUE, today=AFTER, by_party=True),
    ),
    ("LEVEL_OUTSIDE_SCALE", "severity 5", lambda: led().do(Classify({"severity": 5, "deviation": 1}, SENT), SENT)),
    ("SCALE_MISSING", "one level of two", lambda: led().do(Classify({"severity": 1}, SENT), SENT)),
    ("INVALID_INPUT", "a scale there is not", lambda: led().do(Classify({"cost": 1}, SENT), SENT)),
    ("SCORE_OUTSIDE_BANDS", "bands without green", bare_bands),
    ("REQUEST_NOT_REQUIRED", "a green case let through", lambda: led("GREEN", ruleset=green_may_be_asked()).send()),
    ("REQUEST_ALREADY_SENT", "the same colour twice", lambda: requested().send(SENT + timedelta(days=1))),
    ("COLOUR_NOT_OVERRIDDEN", "a lower colour than the score's", lambda: overridden("RED", "YELLOW")),
    ("COLOUR_NOT_OVERRIDDEN", "the score's own colour", lambda: overridden("RED", "RED")),
    ("COLOUR_NOT_OVERRIDDEN", "a colour there is not", lambda: overridden("RED", "PURPLE")),
    ("NOTHING_TO_SPLIT", "a case of one event", lambda: led("YELLOW").split(SENT, 1)),
    ("NOTHING_TO_SPLIT", "all of its events", lambda: several().split(SENT, 1, 2)),
    ("NOTHING_TO_SPLIT", "an event that it does not have", lambda: several().split(SENT, 3)),
    ("NOTHING_TO_SPLIT", "one event twice", lambda: several().split(SENT, 1, 1)),
    ("NOTHING_TO_SPLIT", "no event", lambda: several().split(SENT)),
    ("ACT_BEFORE_PREVIOUS", "a split from before the colour", lambda: several().split(OPENED, 1)),
    (
        "INVALID_INPUT",
        "levels of the case and of its events",
        lambda: led().do(Classify(LEVELS["RED"], SENT, happenings=(LEVELS["RED"],)), SENT),
    ),
    ("NO_DIRECT_SANCTION", "a direct sanction at yellow", lambda: directly("YELLOW")),
    ("NO_DIRECT_SANCTION", "on a ground that the ruleset lacks", recurring_nowhere),
    ("DIRECT_SANCTION_UNFOUNDED", "without in-depth follow-up", lambda: directly("RED")),
    ("EXTENSION_NOT_LATER", "the day that it has already", lambda: requested().extend(SENT, DUE)),
    ("EXTENSION_NOT_LATER", "a day before the agreement", lambda: requested().extend(AFTER, DUE + timedelta(days=1))),
    ("EXTENSION_CONTRADICTS_SANCTION", "after the day has cost", lambda: sanctioned().extend(AFTER, AFTER)),
    ("ACT_BEFORE_PREVIOUS", "an extension from before the request", lambda: requested().extend(CLASSIFIED, AFTER)),
    ("OUT_OF_ORDER", "an extension for a plan that has come", lambda: received().extend(DUE, AFTER)),
    ("OUT_OF_ORDER", "a request for a plan after a colour", lambda: led("YELLOW").ask_early(SENT)),
    ("OUT_OF_ORDER", "in-depth follow-up after a request", lambda: requested().deepen(DUE)),
    ("OUT_OF_ORDER", "reopening what is open", lambda: requested().reopen(AFTER)),
    ("NO_BREACH", "refraining from nothing", lambda: requested().refrain(DUE)),
    ("SANCTION_RUNS", "no further measure while a sanction runs", lambda: sanctioned().end(AFTER)),
    ("ACT_BEFORE_PREVIOUS", "no further measure from before the request", lambda: requested().end(CLASSIFIED)),
    ("ACT_BEFORE_PREVIOUS", "reopening from before the end", lambda: reopened(CLASSIFIED)),
    ("PLAN_DUE_MISSING", "no time for the plan", lambda: led("YELLOW").send(due=None)),
    ("PLAN_DUE_MISSING", "two times for the plan", lambda: led("YELLOW").send(due=DUE, months=1)),
    ("PLAN_DUE_BEFORE_REQUEST", "due before it is sent", lambda: led("YELLOW").send(due=CLASSIFIED)),
    ("INVALID_INPUT", "no months", lambda: led("YELLOW").send(due=None, months=0)),
    ("INVALID_INPUT", "months backwards", lambda: led("YELLOW").send(due=None, months=-1)),
    ("INVALID_INPUT", "a thousand years", lambda: led("YELLOW").send(due=None, months=12000)),
    ("PLAN_INCOMPLETE", "not signed", lambda: requested().receive(DUE, signed_by_unit_head=False)),
    (
        "PLAN_SIGNED_AFTER_RECEIPT",
        "signed after it came",
        lambda: requested().receive(DUE, signed_on=DUE + timedelta(days=1)),
    ),
    ("PLAN_CONTRADICTS_SANCTION", "in time after all", lambda: sanctioned().receive(DUE, today=AFTER)),
    ("OUT_OF_ORDER", "a supplement of no plan", lambda: requested().ask(AFTER, AFTER)),
    ("OUT_OF_ORDER", "a supplement that nobody asked for", lambda: received().supply(AFTER)),
    ("ACT_BEFORE_PREVIOUS", "a supplement due before it is asked for", lambda: received().ask(AFTER, DUE)),
    ("SUPPLEMENT_CONTRADICTS_SANCTION", "a supplement in time after all", supplemented_after_all),
    ("FOLLOW_UP_DATE_MISSING", "approved with no time for follow-up", lambda: received().approve(AFTER, None)),
    (
        "FOLLOW_UP_DATE_UNEXPECTED",
        "rejected with a time for follow-up",
        lambda: received().do(DecidePlan("REJECTED", AFTER, AFTER), AFTER),
    ),
    ("NO_BREACH", "the last day has not passed", lambda: requested().sanction(DUE)),
    ("NO_BREACH", "the plan came in time", lambda: received().sanction(AFTER)),
    ("NEW_REQUEST_REQUIRED", "red without a letter", lambda: sanctioned().sanction(AFTER)),
    ("SANCTION_ALREADY_DECIDED", "black twice", lambda: requested("BLACK").sanction(AFTER)),
    ("SANCTION_RUNS", "closing what still costs", lambda: sanctioned().do(CloseCase(AFTER), AFTER)),
    ("PAYMENT_WITHHELD", "closing what a payment is withheld for", closed_while_held),
    ("NOTHING_WITHHELD", "releasing what was never withheld", lambda: requested().release(AFTER)),
    ("NOTHING_WITHHELD", "releasing the same twice", released_twice),
    ("MORE_THAN_WITHHELD", "releasing an öre more than is withheld", lambda: held().release(AFTER, 5_000_001)),
    ("INVALID_INPUT", "withholding nothing", lambda: requested().withhold(AFTER, 0)),
    ("INVALID_INPUT", "withholding of a month before the case", lambda: requested().withhold(AFTER, month="2025-02")),
    ("INVALID_INPUT", "withholding of a month far ahead", lambda: requested().withhold(AFTER, month="2026-05")),
    ("INVALID_INPUT", "releasing a debt", lambda: held().release(AFTER, -1)),
    ("ACT_BEFORE_PREVIOUS", "withholding before the request", lambda: requested().withhold(OPENED, today=AFTER)),
    ("ACT_BEFORE_PREVIOUS", "releasing before it was withheld", lambda: held().release(DUE, today=AFTER)),
    ("OUT_OF_ORDER", "withholding before any request", lambda: led("BLACK").withhold(SENT)),
    ("TERMINATION_WITHOUT_POSITION", "terminating without a position", lambda: doomed(None).terminate(AFTER, AFTER)),
    (
        "TERMINATION_WITHOUT_POSITION",
        "terminating on a position that it goes on",
        lambda: doomed("CONTINUE").terminate(AFTER, AFTER),
    ),
    ("NO_RIGHT_TO_TERMINATE", "terminating while the plan may come", terminated_too_soon),
    ("AGREEMENT_ENDS_BEFORE", "terminating later than it ends", terminated_too_late),
    ("ACT_BEFORE_PREVIOUS", "terminating before the position", lambda: doomed().terminate(DUE, AFTER)),
    ("ACT_BEFORE_PREVIOUS", "an end before the termination", lambda: doomed().terminate(AFTER, DUE)),
    ("ACT_BEFORE_PREVIOUS", "a position before the request", lambda: requested().position_on(OPENED, today=AFTER)),
    ("ACT_BEFORE_PREVIOUS", "a position before the one it replaces", lambda: doomed().position_on(DUE, today=AFTER)),
    ("OUT_OF_ORDER", "a position before any colour", lambda: led().position_on(SENT)),
    ("OUT_OF_ORDER", "terminating what is corrected", terminated_though_corrected),
    ("INVALID_INPUT", "a recurrence of nothing", lambda: led().recur(SENT)),
    ("INVALID_INPUT", "a recurrence of one case twice", lambda: led().recur(SENT, "first", "first")),
    ("ACT_BEFORE_SIGNAL", "a recurrence before the case", lambda: led().recur(BEFORE, "first", today=SENT)),
    ("MONTH_NOT_ENDED", "settling on the month's last day", lambda: settled("2025-02", "2025-02-28")),
    ("MONTH_ALREADY_SETTLED", "settling twice", lambda: settled("2025-10", "2026-01-05", name="EX-11")),
    ("LISTED_COUNT_MISSING", "settling with a count missing", lambda: settled("2025-02", "2025-03-03")),
    (
        "LEFT_OUT_NOT_AWAITING",
        "leaving out a case that has its count",
        lambda: with_left_out("2025-01"),
    ),
    ("AGREEMENTS_OVERLAP", "two agreements on a day", lambda: add_agreement(UNIT, agreed("2024-12-31"))),
    ("TERMINATED_BY_CASE", "a termination that no case decided", terminated_by_nobody),
    ("TERMINATED_BY_CASE", "another end of what was terminated", terminated_again),
    ("AGREEMENTS_OVERLAP", "an end after the next has begun", lambda: ended(CORRECTED, "2025-01-02")),
    ("NOT_FOUND", "the end of no agreement", lambda: end_agreement(UNIT, UUID(int=9), AFTER, "NOTICE", None)),
    ("INVALID_INPUT", "an end before the beginning", lambda: ended(UNIT, "2024-01-01")),
    ("INVALID_INPUT", "an end after the end that was agreed on", lambda: ended(UNIT, "2025-01-02")),
    ("ACT_IN_FUTURE", "an owner of tomorrow", lambda: transfer(UNIT, "B", "5560360793", DUE, SENT)),
    ("ACT_BEFORE_PREVIOUS", "a name from before the last", lambda: rename(RENAMED, "C", BEFORE, SENT)),
    ("MONTH_IN_FUTURE", "a count of a month to come", lambda: check_counted(Month(2025, 5), SENT, OPENED, "month")),
    ("MONTH_BEFORE_AGREEMENT", "a count too early", lambda: check_counted(Month(2025, 2), SENT, OPENED, "month")),
    (
        "MANDATE_MISSING",
        "a unit head that decides a sanction",
        lambda: authorize(actor("unit_head", named("unit")), KALMAR, "DECIDE_SANCTION", "PLAN_NOT_RECEIVED"),
    ),
    *DECLARED,
    *DRAFT_REFUSALS,
    *MOVE_REFUSALS,
]
