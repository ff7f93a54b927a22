"""How a case begins, and how follow-up of it goes into depth."""

from __future__ import annotations

from collections.abc import Sequence

from service.domain.case import CaseState
from service.domain.dates import Period
from service.domain.errors import FieldName, RuleRefused
from service.domain.events import CaseOpened, InDepthStarted
from service.domain.explained import explain
from service.domain.words import Words, plain
from service.rules.classify import choose_ladder
from service.rules.commands import OpenCase, StartInDepth
from service.rules.decision import Adopted, Circumstances, Decision, check_dated
from service.rules.origins import told_by
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
    if not any(period.contains(opened_on) for period in agreements):
        known = tuple(f"{period.start}..{period.end or ''}" for period in agreements)
        raise RuleRefused("NO_AGREEMENT_IN_FORCE", day=opened_on.isoformat(), allowed=known)
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
