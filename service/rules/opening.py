"""How a case begins, gets its colour and ends."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from service.domain.act_words import CAME_OUT
from service.domain.case import CaseState
from service.domain.dates import Period
from service.domain.errors import FieldName, RuleRefused
from service.domain.events import CaseClosed, CaseOpened, InDepthStarted
from service.domain.explained import Node, explain
from service.domain.words import Words, plain
from service.rules.classify import choose_ladder
from service.rules.commands import CloseCase, OpenCase, StartInDepth
from service.rules.decision import Adopted, Circumstances, Decision, check_dated
from service.rules.origins import told_by
from service.rules.ruleset import Ruleset
from service.rules.track import over, require, step_of


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


def close_case(case: CaseState, command: CloseCase, adopted: Adopted, circumstances: Circumstances) -> Decision:
    """Closed on the ground that holds: corrected, no measure required, or that the agreement has ended (AM-37).

    What is withheld is released first; a sanction that runs hinders it where the agreement has not ended.
    """
    ended_on = over(adopted.ruleset, case, circumstances.agreement_ends_on, command.closed_on)
    if case.sanction_runs and ended_on is None:
        source = adopted.ruleset.accrual.ends.source.source
        raise RuleRefused("SANCTION_RUNS", source=source, allowed=("RECORD_FOLLOW_UP",))
    ground = "CORRECTED" if case.corrected_on else "NO_MEASURE" if ended_on is None else "AGREEMENT_ENDED"
    # Once a correction has been requested the case ends with it: that is the clause to refuse by.
    step = require(adopted.ruleset, case, "CLOSE_CASE", ground, cited="CORRECTED" if case.request else ground)
    if case.held:
        released = step_of(adopted.ruleset, "RELEASE_PAYMENT") or step
        allowed = ("RELEASE_PAYMENT",)
        raise RuleRefused("PAYMENT_WITHHELD", amount=case.withheld_ore, allowed=allowed, source=released.source.source)
    classified_on = case.classified.classified_on if case.classified else case.opened.opened_on
    sanctions = [one.sanction.decided_on for one in case.requests if one.sanction]
    releases = [one.decided_on for held in case.withholdings for one in held.releases]
    sent = [one.sent.sent_on for one in case.requests] if ended_on is not None else []
    earliest = max([case.corrected_on or classified_on, *sanctions, *releases, *sent])
    check_dated(command.closed_on, circumstances, earliest, path="closed_on")
    explanation = explain(
        "fact",
        name=plain(Words("Avslutas", "Closed")),
        stated=ground,
        said={"stated": CAME_OUT[ground]},
        rule=step.action,
        source=step.source.source,
        because=_ended_because(ended_on, adopted.ruleset),
    )
    closed = {"closed_on": command.closed_on, "ground": ground}
    if ended_on is not None:
        closed["agreement_ended_on"] = ended_on
    return Decision((CaseClosed.model_validate(closed),), explanation)


def _ended_because(ended_on: date | None, ruleset: Ruleset) -> tuple[Node, ...]:
    if ended_on is None:
        return ()
    source = ruleset.accrual.ends.source.source
    named = plain(Words("Första dag utan avtal", "First day without agreement"))
    return (explain("fact", name=named, stated=ended_on.isoformat(), rule="accrual.ends", source=source),)
