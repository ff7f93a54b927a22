"""The decision that makes a failure cost, or not to let it cost, and the one that costs without waiting for any."""

from __future__ import annotations

from datetime import datetime

from service.domain.case import CaseState
from service.domain.dates import local_date
from service.domain.errors import RuleRefused
from service.domain.events import SanctionDecided, SanctionRefrained
from service.domain.explained import Node, explain, operation
from service.domain.request_events import CorrectionRequestSent, DirectGround
from service.domain.words import Words, lowered, per_listed, plain
from service.rules.commands import DecideSanction, RefrainFromSanction, SanctionCommand
from service.rules.deadlines import FoundBreach, breaches
from service.rules.decision import Adopted, Circumstances, Decision, check_dated, requested
from service.rules.ruleset import Action, Colour, ColourSanction, DirectSanction, Ruleset
from service.rules.track import out_of_order, require


@operation(
    "local_date",
    sv="{instant:time} svensk tid ger dagen {value}",
    en="{instant:time} Swedish time gives the day {value}",
)
def stockholm_day(instant: str) -> str:
    """The calendar day in Stockholm of an instant (EX-14)."""
    return local_date(datetime.fromisoformat(instant)).isoformat()


def counted_from(ruleset: Ruleset, colour: Colour, sent_at: datetime) -> Node:
    """The day a request was sent, by the clause of its colour from which day the sanction counts."""
    starts = colour.sanction.starts if colour.sanction is not None else ruleset.accrual.starts.source
    rule = f"{colour.id}.starts" if colour.sanction is not None else "accrual.starts"
    return explain("local_date", instant=sent_at.isoformat(), rule=rule, source=starts.source)


def rate_of(ruleset: Ruleset, ladder: str, step: str) -> Node:
    """A step of a ladder in öre per listed and month, with its clause."""
    rate = ruleset.ladder(ladder).rate(step)
    return explain(
        "fact",
        name=plain(ruleset.ladder(ladder).label),
        stated=rate.ore,
        said={"stated": per_listed(rate.ore)},
        rule=f"{ladder}.{step}",
        source=rate.source.source,
    )


def sanctioned(
    case: CaseState,
    adopted: Adopted,
    colour: Colour,
    sanction: ColourSanction,
    request: CorrectionRequestSent,
) -> tuple[Node, dict[str, object]]:
    """The rate of a colour on the case's ladder with its explanation, and the event fields both kinds share."""
    rate = adopted.ruleset.ladder(case.rates).rate(sanction.step)
    shared: dict[str, object] = {
        "ruleset_id": adopted.id,
        "request": request.number,
        "colour": colour.id,
        "ladder": case.rates,
        "step": sanction.step,
        "rate_ore": rate.ore,
        "starts_on": request.sent_on,
    }
    return rate_of(adopted.ruleset, case.rates, sanction.step), shared


def direct_rule(
    case: CaseState, ground: DirectGround | None, ruleset: Ruleset, colour: Colour
) -> DirectSanction | None:
    """The rule by which the request may decide a sanction at once; None where none is asked for."""
    if ground is None:
        return None
    rules = [one for one in ruleset.direct_sanctions if one.ground == ground]
    possible = tuple(dict.fromkeys(one for rule in rules for one in rule.colours))
    rule = next((one for one in rules if colour.id in one.colours), None)
    if rule is None:
        source = (rules[0] if rules else colour).source.source
        path = "direct_sanction"
        raise RuleRefused("NO_DIRECT_SANCTION", path=path, colour=colour.label, allowed=possible, source=source)
    if all(act.action != rule.requires for act in case.acts):
        action = rule.requires
        raise RuleRefused(
            "DIRECT_SANCTION_UNFOUNDED",
            path="direct_sanction.ground",
            action=action,
            ground=rule.label,
            allowed=(action,),
            source=rule.source.source,
        )
    return rule


def directly(
    case: CaseState,
    adopted: Adopted,
    colour: Colour,
    sanction: ColourSanction,
    sent: CorrectionRequestSent,
    rule: DirectSanction,
) -> tuple[Node, SanctionDecided]:
    """A sanction decided with the request, at the rate of its colour and from its day (HV-08, AM-15).

    The colour stays: it is a failure of what the request asks that raises it.
    """
    rate, shared = sanctioned(case, adopted, colour, sanction, sent)
    decided = {"ground": rule.ground, "decided_on": sent.sent_on, "next_colour": None, **shared}
    node = explain(
        "fact",
        name=plain(Words("Direkt sanktion", "Direct sanction")),
        stated=rule.ground,
        said={"stated": lowered(rule.label)},
        rule=rule.ground,
        source=rule.source.source,
        because=(rate,),
    )
    return node, SanctionDecided.model_validate(decided)


def _failed(
    case: CaseState, command: SanctionCommand, action: Action, adopted: Adopted, circumstances: Circumstances
) -> tuple[CorrectionRequestSent, Colour, ColourSanction, list[FoundBreach]]:
    """The request with its failures that wait for a decision, at least one; refused where none does."""
    ruleset = adopted.ruleset
    request, _ = requested(case, adopted, action)
    sent = request.sent
    if not isinstance(sent, CorrectionRequestSent):
        raise out_of_order(ruleset, case, action)
    check_dated(command.decided_on, circumstances, request.sent.sent_on, path="decided_on")
    colour = ruleset.colour(sent.colour)
    if request.failure_decided:
        if case.colour != sent.colour:
            raised = ruleset.colour(case.colour or "")
            raise RuleRefused("NEW_REQUEST_REQUIRED", colour=raised.label, source=raised.source.source)
        source = (colour.sanction or colour).source.source
        raise RuleRefused("SANCTION_ALREADY_DECIDED", number=request.sent.number, source=source)
    found = breaches(ruleset, request, command.decided_on)
    if not found or colour.sanction is None:
        failure = colour.sanction.failure if colour.sanction is not None else None
        source = (failure or (colour.sanction or colour).source).source
        allowed = tuple(rule.ground for rule in ruleset.breaches)
        judged = explain(
            "late",
            due_on=request.plan_due_on.isoformat(),
            judged_on=command.decided_on.isoformat(),
            received_in_time=request.plan_in_time,
            rule=colour.id,
            source=source,
        )
        raise RuleRefused("NO_BREACH", source=source, allowed=allowed, explanation=judged)
    return sent, colour, colour.sanction, found


def refrain_from_sanction(
    case: CaseState, command: RefrainFromSanction, adopted: Adopted, circumstances: Circumstances
) -> Decision:
    """No sanction for the earliest failure that waits for a decision (HV-10); another failure may still cost."""
    action: Action = "REFRAIN_FROM_SANCTION"
    sent, _, _, found = _failed(case, command, action, adopted, circumstances)
    first = found[0]
    step = require(adopted.ruleset, case, action, first.ground)
    event = SanctionRefrained(
        request=sent.number,
        ground=first.ground,
        failed_on=first.since,
        decided_on=command.decided_on,
        personal=command.personal,
    )
    explanation = explain(
        "fact",
        name=plain(Words("Ingen sanktion", "No sanction")),
        stated=first.ground,
        said={"stated": lowered(next(one.label for one in adopted.ruleset.breaches if one.ground == first.ground))},
        rule=step.action,
        source=step.source.source,
        because=(first.explanation,),
    )
    return Decision((event,), explanation)


def decide_sanction(
    case: CaseState, command: DecideSanction, adopted: Adopted, circumstances: Circumstances
) -> Decision:
    """A decided failure at the request's colour: its rate runs from that request's sent date (HV-20…23, AM-02)."""
    ruleset = adopted.ruleset
    sent, colour, sanction, found = _failed(case, command, "DECIDE_SANCTION", adopted, circumstances)
    rate, shared = sanctioned(case, adopted, colour, sanction, sent)
    decided = {
        "ground": found[0].ground,
        "decided_on": command.decided_on,
        "next_colour": colour.next,
        **shared,
    }
    start = counted_from(ruleset, colour, sent.sent_at)
    explanation = explain(
        "fact",
        name=plain(Words("Sanktion", "Sanction")),
        stated=rate.value,
        said=rate.said,
        rule=colour.id,
        source=sanction.source.source,
        because=(*(one.explanation for one in found), rate, start),
    )
    return Decision((SanctionDecided.model_validate(decided),), explanation)
