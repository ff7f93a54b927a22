"""Consultation (samråd): what somebody has to say on a decision, and the decisions that wait for it."""

from __future__ import annotations

from datetime import date
from typing import Final, get_args

from service.domain.act_words import STANDPOINTS
from service.domain.case import CaseState
from service.domain.errors import InvalidInput
from service.domain.events import CaseDecision, ConsultationRecorded
from service.domain.explained import explain
from service.domain.words import Words, plain
from service.rules.commands import RecordConsultation
from service.rules.decision import Adopted, Circumstances, Decision, check_dated
from service.rules.procedure import Mandate
from service.rules.team import acts_of_team
from service.rules.track import require

_NO_DECISION: Final = Words("inget beslut", "no decision")


def record_consultation(
    case: CaseState, command: RecordConsultation, adopted: Adopted, circumstances: Circumstances
) -> Decision:
    """A standpoint on a decision to come, dated after the latest correction request, or after what opened the case."""
    step = require(adopted.ruleset, case, "RECORD_CONSULTATION", command.standpoint)
    known = (*get_args(CaseDecision), *(act.id for act in adopted.ruleset.acts))
    if command.on not in known:
        raise InvalidInput("INVALID_INPUT", path="on", problem=_NO_DECISION, allowed=known)
    if case.request is not None:
        check_dated(command.consulted_on, circumstances, case.request.sent.sent_on, path="consulted_on")
    else:
        earliest = case.opened.opened_on
        check_dated(command.consulted_on, circumstances, earliest, "ACT_BEFORE_SIGNAL", path="consulted_on")
    event = ConsultationRecorded(
        on=command.on,
        request=_latest(case),
        consulted_on=command.consulted_on,
        standpoint=command.standpoint,
        team=command.on in acts_of_team(adopted.ruleset),
        personal=command.personal,
    )
    explanation = explain(
        "fact",
        name=plain(Words("Samråd", "Consultation")),
        stated=command.standpoint,
        said={"stated": STANDPOINTS[command.standpoint]},
        rule=step.action,
        source=step.source.source,
    )
    return Decision((event,), explanation)


def unheard(case: CaseState, mandate: Mandate, on: date) -> tuple[str, ...]:
    """The roles that a decision of the day `on` on this mandate waits for: not consulted by then, or not in support.

    What was said before the latest correction request, or before the last decision of the kind, was said of something
    else.
    """
    said = heard(case, mandate.action, on)
    silent = [role for role in mandate.consult if role not in said]
    return (*silent, *(role for role in mandate.co_deciders if said.get(role) != "SUPPORTS"))


def heard(case: CaseState, action: str, on: date) -> dict[str, str]:
    """Role → its latest standpoint on a decision of that kind to come, by the day `on`."""
    decided = max((place for place, act in enumerate(case.acts, 1) if act.action == action), default=0)
    spent = sum(act.action == "RECORD_CONSULTATION" for act in case.acts[:decided])
    return {
        one.acted_as or "": one.standpoint
        for one in case.consultations[spent:]
        if one.on == action and one.request == _latest(case) and one.consulted_on <= on
    }


def _latest(case: CaseState) -> int | None:
    return case.request.sent.number if case.request is not None else None
