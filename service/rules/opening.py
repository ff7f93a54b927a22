"""How a case begins, and how follow-up of it goes into depth."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from service.domain.case import Act, CaseState
from service.domain.dates import Period
from service.domain.errors import FieldName, RuleRefused
from service.domain.events import CaseOpened, InDepthStarted
from service.domain.explained import Node, Source, explain
from service.domain.steps import StepTaken
from service.domain.words import Words, plain
from service.rules.classify import choose_ladder
from service.rules.commands import OpenCase, OpenDeclared, StartInDepth
from service.rules.decision import Adopted, Circumstances, Decision, check_dated
from service.rules.origins import told_by
from service.rules.ruleset import Ruleset
from service.rules.stated import Stated, checked
from service.rules.steps import barred, came_out, parties
from service.rules.track import require


def open_case(
    command: OpenCase, adopted: Adopted, agreements: Sequence[Period], circumstances: Circumstances
) -> Decision:
    """A new case from a signal, an impulse or both. The earlier of their dates is the case's first signal (AM-11).

    Who told of the impulse is an event of its own.

    Raises RuleRefused for no origin, a future or party-backdated date, or a unit without agreement that day.
    """
    days = {"signal.signalled_on": command.signal.signalled_on} if command.signal else {}
    if command.impulse:
        days["impulse.known_on"] = command.impulse.known_on
    if not days:
        raise RuleRefused("SIGNAL_OR_IMPULSE_MISSING", allowed=(FieldName("signal"), FieldName("impulse")))
    opened_on, ruleset = min(days.values()), adopted.ruleset
    for path, day in days.items():
        check_dated(day, circumstances, opened_on, path=path)
    _check_agreement(opened_on, agreements)
    ladder = choose_ladder(ruleset, command.signal, command.impulse)
    opened = CaseOpened(
        procedure=ruleset.procedure,
        ruleset_id=adopted.id,
        unit_id=command.unit_id,
        signal=command.signal,
        impulse=command.impulse,
        opened_on=opened_on,
        ladder=ladder.value,
        retrospective=opened_on < circumstances.today,
        personal=command.personal,
    )
    return Decision((opened, *told_by(command.impulse, command.informant)), ladder)


def _check_agreement(day: date, agreements: Sequence[Period], source: Source | None = None) -> None:
    if not any(period.contains(day) for period in agreements):
        known = tuple(f"{period.start}..{period.end or ''}" for period in agreements)
        raise RuleRefused("NO_AGREEMENT_IN_FORCE", day=day.isoformat(), allowed=known, source=source)


def open_declared(
    command: OpenDeclared, adopted: Adopted, agreements: Sequence[Period], circumstances: Circumstances
) -> Decision:
    """A new case by the act of opening that the ruleset declares, with what it states and whom it lets in.

    Raises RuleRefused for the day, the unit or its agreement, and what `stated.checked` does.
    """
    ruleset = adopted.ruleset
    act, subject = ruleset.act("OPEN_CASE"), ruleset.subject
    outcome = came_out(act, command.outcome)
    check_dated(command.opened_on, circumstances, command.opened_on, path="opened_on")
    source = subject.source.source
    if (command.unit_id is None) != (subject.unit == "NONE") and subject.unit != "OPTIONAL":
        raise RuleRefused("UNIT_NOT_AS_RULED", path="unit_id", needed=subject.unit == "REQUIRED", source=source)
    if subject.agreement:
        _check_agreement(command.opened_on, agreements, source)
    values = checked(ruleset, act, Stated(command.values, command.told), {}, ())
    barred(ruleset, act, values, ())
    shared = act.audience == "PARTY" or circumstances.by_party
    opened = CaseOpened(
        procedure=ruleset.procedure,
        ruleset_id=adopted.id,
        unit_id=command.unit_id,
        signal=None,
        impulse=None,
        opened_on=command.opened_on,
        ladder=None,
        retrospective=command.opened_on < circumstances.today,
        outcome=outcome,
        values=(values or None) if shared else None,
        told=command.told if shared else (),
        parties=parties(ruleset, command.unit_id, values, (Act("OPEN_CASE", outcome),)) if ruleset.parties else None,
        personal=command.personal if shared else None,
    )
    explanation = explain_opening(ruleset, command.opened_on)
    if shared or not (values or command.told):
        return Decision((opened,), explanation)
    # What only the staff may read of the opening is an event of its own: a party may be let in later (PV-09).
    stated = StepTaken(
        act=act.id,
        outcome=outcome,
        taken_on=command.opened_on,
        shared=False,
        values=values or None,
        told=command.told,
        personal=command.personal,
    )
    return Decision((opened, stated), explanation)


def explain_opening(ruleset: Ruleset, opened_on: date) -> Node:
    """The act of opening that the ruleset declares, on its day, with its clause."""
    act = ruleset.act("OPEN_CASE")
    return explain(
        "fact",
        name=plain(Words(act.label.sv, act.label.en)),
        stated=opened_on.isoformat(),
        rule=act.id,
        source=act.source.source,
    )


def start_in_depth(case: CaseState, command: StartInDepth, adopted: Adopted, circumstances: Circumstances) -> Decision:
    """Further investigation, as a consequence of what the follow-up found (HV-06). What an early plan asked is left."""
    step = require(adopted.ruleset, case, "START_IN_DEPTH", "STARTED")
    check_dated(command.started_on, circumstances, case.latest_on, path="started_on")
    explanation = explain(
        "fact",
        name=plain(Words("Fördjupad uppföljning", "In-depth follow-up")),
        stated=command.started_on.isoformat(),
        rule=step.action,
        source=step.source.source,
    )
    return Decision((InDepthStarted(started_on=command.started_on, personal=command.personal),), explanation)
