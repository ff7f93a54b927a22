"""How a case ends without correction, and how one that was closed goes on."""

from __future__ import annotations

from service.domain.act_words import CAME_OUT
from service.domain.case import CaseState
from service.domain.errors import RuleRefused
from service.domain.events import CaseClosed, CaseReopened
from service.domain.explained import explain
from service.domain.words import Words, plain
from service.rules.commands import DecideNoMeasure, ReopenCase
from service.rules.decision import Adopted, Circumstances, Decision, check_dated
from service.rules.track import out_of_order, require, step_of


def decide_no_measure(
    case: CaseState, command: DecideNoMeasure, adopted: Adopted, circumstances: Circumstances
) -> Decision:
    """No further measure: the case ends, and what was asked of the unit is left behind. Not while a sanction runs."""
    ground = "NO_FURTHER_MEASURE"
    step = require(adopted.ruleset, case, "DECIDE_NO_MEASURE", ground)
    if case.sanction_runs:
        source = adopted.ruleset.accrual.ends.source.source
        raise RuleRefused("SANCTION_RUNS", source=source, allowed=("RECORD_FOLLOW_UP",))
    if case.held:
        released, allowed = step_of(adopted.ruleset, "RELEASE_PAYMENT") or step, ("RELEASE_PAYMENT",)
        raise RuleRefused("PAYMENT_WITHHELD", amount=case.withheld_ore, allowed=allowed, source=released.source.source)
    check_dated(command.decided_on, circumstances, case.latest_on, path="decided_on")
    explanation = explain(
        "fact",
        name=plain(Words("Avslutas", "Closed")),
        stated=ground,
        said={"stated": CAME_OUT[ground]},
        rule=step.action,
        source=step.source.source,
    )
    event = CaseClosed.model_validate({"closed_on": command.decided_on, "ground": ground, "personal": command.personal})
    return Decision((event,), explanation)


def reopen_case(case: CaseState, command: ReopenCase, adopted: Adopted, circumstances: Circumstances) -> Decision:
    """A closed case goes on where the table takes it from the ground that it was closed on."""
    if case.closed is None:
        raise out_of_order(adopted.ruleset, case, "REOPEN_CASE")
    step = require(adopted.ruleset, case, "REOPEN_CASE", case.closed.ground)
    check_dated(command.reopened_on, circumstances, case.closed.closed_on, path="reopened_on")
    explanation = explain(
        "fact",
        name=plain(Words("Avslutades", "Was closed")),
        stated=case.closed.ground,
        said={"stated": CAME_OUT[case.closed.ground]},
        rule=step.action,
        source=step.source.source,
    )
    return Decision((CaseReopened(reopened_on=command.reopened_on, personal=command.personal),), explanation)
