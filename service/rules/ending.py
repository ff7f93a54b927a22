"""How a case ends, with correction or without, and how one that was closed goes on."""

from __future__ import annotations

from datetime import date

from service.domain.act_words import CAME_OUT
from service.domain.case import CaseState
from service.domain.errors import RuleRefused
from service.domain.events import CaseClosed, CaseReopened
from service.domain.explained import Node, explain
from service.domain.words import Words, plain
from service.rules.commands import CloseCase, DecideNoMeasure, ReopenCase
from service.rules.decision import Adopted, Circumstances, Decision, check_dated
from service.rules.procedure import TrackStep
from service.rules.ruleset import Ruleset
from service.rules.track import out_of_order, over, require, step_of


def close_case(case: CaseState, command: CloseCase, adopted: Adopted, circumstances: Circumstances) -> Decision:
    """Closed on the ground that holds: corrected, no measure required, or that the agreement has ended (AM-37).

    What is withheld is released first; a sanction that runs hinders it where the agreement has not ended.
    """
    ended_on = over(adopted.ruleset, case, circumstances.agreement_ends_on, command.closed_on)
    if ended_on is None:
        _check_stopped(case, adopted.ruleset)
    ground = "CORRECTED" if case.corrected_on else "NO_MEASURE" if ended_on is None else "AGREEMENT_ENDED"
    # Once a correction has been requested the case ends with it: that is the clause to refuse by.
    step = require(adopted.ruleset, case, "CLOSE_CASE", ground, cited="CORRECTED" if case.request else ground)
    _check_released(case, adopted.ruleset, step)
    check_dated(command.closed_on, circumstances, case.latest_on, path="closed_on")
    explanation = explain(
        "fact",
        name=plain(Words("Avslutas", "Closed")),
        stated=ground,
        said={"stated": CAME_OUT[ground]},
        rule=step.action,
        source=step.source.source,
        because=_ended_because(ended_on, step),
    )
    closed = {"closed_on": command.closed_on, "ground": ground}
    if ended_on is not None:
        closed["agreement_ended_on"] = ended_on
    return Decision((CaseClosed.model_validate(closed),), explanation)


def decide_no_measure(
    case: CaseState, command: DecideNoMeasure, adopted: Adopted, circumstances: Circumstances
) -> Decision:
    """No further measure: the case ends, and what was asked of the unit is left behind. Not while a sanction runs."""
    ground = "NO_FURTHER_MEASURE"
    step = require(adopted.ruleset, case, "DECIDE_NO_MEASURE", ground)
    _check_stopped(case, adopted.ruleset)
    _check_released(case, adopted.ruleset, step)
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


def _check_stopped(case: CaseState, ruleset: Ruleset) -> None:
    if case.sanction_runs:
        source = ruleset.accrual.ends.source.source
        raise RuleRefused("SANCTION_RUNS", source=source, allowed=("RECORD_FOLLOW_UP",))


def _check_released(case: CaseState, ruleset: Ruleset, step: TrackStep) -> None:
    if case.held:
        released, allowed = step_of(ruleset, "RELEASE_PAYMENT") or step, ("RELEASE_PAYMENT",)
        raise RuleRefused("PAYMENT_WITHHELD", amount=case.withheld_ore, allowed=allowed, source=released.source.source)


def _ended_because(ended_on: date | None, step: TrackStep) -> tuple[Node, ...]:
    if ended_on is None:
        return ()
    named = plain(Words("Första dag utan avtal", "First day without agreement"))
    return (explain("fact", name=named, stated=ended_on.isoformat(), rule=step.action, source=step.source.source),)
