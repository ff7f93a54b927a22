"""Whether the agreement is to go on: the region's position, termination (hävning) on a ground, recurrence as a flag."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final, assert_never

from service.domain.act_words import CAME_OUT
from service.domain.case import CaseState
from service.domain.endings import (
    AgreementTerminated,
    RecurrenceFlagged,
    TerminationPositionTaken,
)
from service.domain.errors import InvalidInput, RuleRefused
from service.domain.explained import Node, explain
from service.domain.words import Words, plain
from service.rules.commands import FlagRecurrence, TakeTerminationPosition, TerminateAgreement
from service.rules.deadlines import breaches
from service.rules.decision import Adopted, Circumstances, Decision, check_dated
from service.rules.procedure import TrackStep
from service.rules.ruleset import Ruleset, TerminationGround
from service.rules.track import out_of_order, require, step_of

MOST_EARLIER: Final = 50


def take_position(
    case: CaseState, command: TakeTerminationPosition, adopted: Adopted, circumstances: Circumstances
) -> Decision:
    """The region's position on terminating, of which a later one or a later request makes an earlier one spent."""
    step = require(adopted.ruleset, case, "TAKE_TERMINATION_POSITION", command.outcome)
    _check_considered(case, command.decided_on, circumstances, "decided_on")
    if case.positions:
        check_dated(command.decided_on, circumstances, case.positions[-1].decided_on, path="decided_on")
    event = TerminationPositionTaken(
        request=case.request.sent.number if case.request is not None else None,
        decided_on=command.decided_on,
        outcome=command.outcome,
        personal=command.personal,
    )
    explanation = explain(
        "fact",
        name=plain(Words("Ställningstagande", "Position")),
        stated=command.outcome,
        said={"stated": CAME_OUT[command.outcome]},
        rule=step.action,
        source=step.source.source,
    )
    return Decision((event,), explanation)


def terminate(case: CaseState, command: TerminateAgreement, adopted: Adopted, circumstances: Circumstances) -> Decision:
    """The end of the agreement, on the first of the ruleset's grounds that is met (HV-08, HV-12, HV-24, HV-28).

    Raises RuleRefused TERMINATION_WITHOUT_POSITION, NO_RIGHT_TO_TERMINATE, or AGREEMENT_ENDS_BEFORE where the agreement
    ends sooner anyhow; what the table says comes first.
    """
    ruleset, rules = adopted.ruleset, adopted.ruleset.termination
    met = list(_met(case, ruleset, command))
    step = require(ruleset, case, "TERMINATE_AGREEMENT", met[0][0].id if met else "")
    if rules is None:
        raise out_of_order(ruleset, case, "TERMINATE_AGREEMENT")
    position = case.position
    if position is None or position.outcome != "TERMINATE":
        allowed = ("TAKE_TERMINATION_POSITION",)
        raise RuleRefused("TERMINATION_WITHOUT_POSITION", allowed=allowed, source=rules.source.source)
    check_dated(command.decided_on, circumstances, position.decided_on, path="decided_on")
    if not met:
        grounds = tuple(Words(one.label.sv, one.label.en) for one in rules.grounds)
        raise RuleRefused("NO_RIGHT_TO_TERMINATE", allowed=grounds, source=rules.grounds[0].source.source)
    # An agreement under which a case was opened has held for a day.
    day, first = command.ends_on.isoformat(), max(command.decided_on, case.opened.opened_on + timedelta(days=1))
    if command.ends_on < first:
        earliest = first.isoformat()
        raise InvalidInput("ACT_BEFORE_PREVIOUS", path="ends_on", day=day, earliest=earliest, allowed=(f">= {first}",))
    ends = circumstances.agreement_ends_on
    if ends is not None and command.ends_on > ends:
        earliest = ends.isoformat()
        source = step.source.source
        raise RuleRefused(
            "AGREEMENT_ENDS_BEFORE", path="ends_on", day=day, earliest=earliest, allowed=(f"<= {ends}",), source=source
        )
    event = AgreementTerminated(
        ruleset_id=adopted.id,
        decided_on=command.decided_on,
        ends_on=command.ends_on,
        ground=met[0][0].id,
        external_reference=command.external_reference,
    )
    return Decision((event,), _explained(event, step, tuple(node for _, node in met)))


def terminated_as_told(event: AgreementTerminated, ruleset: Ruleset) -> Decision | None:
    """The decision as it stands in its event alone; None where the version does not know its ground."""
    grounds = ruleset.termination.grounds if ruleset.termination is not None else ()
    ground = next((one for one in grounds if one.id == event.ground), None)
    step = step_of(ruleset, "TERMINATE_AGREEMENT", event.ground)
    if ground is None or step is None:
        return None
    return Decision((event,), _explained(event, step, (_ground(ground, ()),)))


def _explained(event: AgreementTerminated, step: TrackStep, because: tuple[Node, ...]) -> Node:
    return explain(
        "fact",
        name=plain(Words("Första dag utan avtal", "First day without agreement")),
        stated=event.ends_on.isoformat(),
        rule=step.action,
        source=step.source.source,
        because=because,
    )


def _ground(ground: TerminationGround, because: tuple[Node, ...]) -> Node:
    return explain(
        "fact",
        name=plain(Words("Grund", "Ground")),
        stated=ground.id,
        said={"stated": Words(ground.label.sv, ground.label.en)},
        rule=ground.id,
        source=ground.source.source,
        because=because,
    )


def _met(case: CaseState, ruleset: Ruleset, command: TerminateAgreement) -> Iterator[tuple[TerminationGround, Node]]:
    """The grounds that are met on the day of the decision, each with why."""
    if ruleset.termination is None:
        return
    for ground in ruleset.termination.grounds:
        because = _because(case, ruleset, ground, command)
        if because is not None:
            yield ground, _ground(ground, because)


def _because(
    case: CaseState, ruleset: Ruleset, ground: TerminationGround, command: TerminateAgreement
) -> tuple[Node, ...] | None:
    """What meets the ground; None where nothing does."""
    match ground.requires:
        case "BREACH":
            request = case.request
            if request is None or request.colour not in ground.colours:
                return None
            found = breaches(ruleset, request, command.decided_on)
            return tuple(one.explanation for one in found) or None
        case "ACT":
            return () if any(act.action in ground.actions for act in case.acts) else None
        case "RECURRENCE":
            days = [one.flagged_on for one in case.recurrences if one.flagged_on <= command.decided_on]
            return () if days else None
        case _:
            assert_never(ground.requires)


def flag_recurrence(
    case: CaseState, command: FlagRecurrence, adopted: Adopted, circumstances: Circumstances
) -> Decision:
    """That a deficiency recurs, with the earlier cases it was seen in (AM-17). Nothing follows by itself.

    Whether they are the unit's and earlier is for whoever can look them up.
    """
    step = require(adopted.ruleset, case, "FLAG_RECURRENCE", "FLAGGED")
    check_dated(command.flagged_on, circumstances, case.opened.opened_on, "ACT_BEFORE_SIGNAL", path="flagged_on")
    if not 1 <= len(command.earlier) <= MOST_EARLIER or len(set(command.earlier)) < len(command.earlier):
        problem = Words("inga, för många eller ett ärende två gånger", "none, too many or one case twice")
        allowed = (Words(f"1-{MOST_EARLIER} olika ärenden", f"1-{MOST_EARLIER} different cases"),)
        raise InvalidInput("INVALID_INPUT", path="earlier", problem=problem, allowed=allowed)
    event = RecurrenceFlagged(flagged_on=command.flagged_on, earlier=command.earlier, personal=command.personal)
    explanation = explain(
        "fact",
        name=plain(Words("Tidigare ärenden med återkommande brist", "Earlier cases of a recurring deficiency")),
        stated=len(command.earlier),
        rule=step.action,
        source=step.source.source,
    )
    return Decision((event,), explanation)


def _check_considered(case: CaseState, day: date, circumstances: Circumstances, path: str) -> None:
    """Dated after the latest request, or the classification, or what opened the case."""
    if case.request is not None:
        check_dated(day, circumstances, case.request.sent.sent_on, path=path)
    elif case.classified is not None:
        check_dated(day, circumstances, case.classified.classified_on, path=path)
    else:
        check_dated(day, circumstances, case.opened.opened_on, "ACT_BEFORE_SIGNAL", path=path)
