"""What in a draft makes a case come out otherwise: each cause as the draft's own clause, beside what it replaces."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final, Literal, get_args

from service.domain.act_words import act_words
from service.domain.events import CaseClassified, FailureGround, Impulse, Signal
from service.domain.explained import Node, Plain, Source, explain, operation
from service.domain.request_events import RequestEvent
from service.domain.words import Words, lowered, plain
from service.rules.classify import choose_ladder, classify
from service.rules.deadlines import Obligation, failure_source, plan_due
from service.rules.procedure import Mandate, SideTrack, Track
from service.rules.ruleset import Ruleset
from service.rules.sanctions import rate_of
from service.rules.track import called

Term = Literal["starts", "ends", "in_case", "proration", "listed_day", "rounding"]
TERMS: Final[tuple[Term, ...]] = get_args(Term)
"""How sanctions run, in the order in which lines are made of it."""
_NAMES: Final[Mapping[Term, Words]] = {
    "starts": Words("Sanktionen räknas från", "The sanction counts from"),
    "ends": Words("Dagen för godkänd rättelse", "The day of approved correction"),
    "in_case": Words("Flera steg i ett ärende", "Several steps in one case"),
    "proration": Words("Del av månad", "Part of a month"),
    "listed_day": Words("Antal listade avser", "Listed persons are those of"),
    "rounding": Words("Avrundning", "Rounding"),
}
_VALUES: Final[Mapping[str, Words]] = {
    "OWN_REQUEST": Words("stegets egen begäran", "the step's own request"),
    "FIRST_REQUEST": Words("ärendets första begäran", "the first request of the case"),
    "APPROVAL_DAY_FREE": Words("räknas inte", "is not counted"),
    "APPROVAL_DAY_INCLUDED": Words("räknas med", "is counted"),
    "REPLACE": Words("det senare ersätter", "the later one replaces"),
    "ADD": Words("läggs samman", "are added"),
    "ACTUAL_DAYS": Words("faktiska dagar", "actual days"),
    "WHOLE_STARTED_MONTHS": Words("hel påbörjad månad", "whole month once begun"),
    "WHOLE_COMPLETED_MONTHS": Words("endast hel månad", "whole months only"),
    "THIRTY_DAYS": Words("trettiondelar", "thirtieths"),
    "FIRST_OF_MONTH": Words("månadens första dag", "the first day of the month"),
    "FIRST_OF_PREVIOUS_MONTH": Words("föregående månads första dag", "the first day of the month before"),
    "HALF_UP": Words("till närmaste öre, halva uppåt", "to the nearest öre, halves up"),
    "HALF_EVEN": Words("till närmaste öre, halva till jämnt", "to the nearest öre, halves to even"),
    "DOWN": Words("nedåt till hela ören", "down to whole öre"),
    "ON_FAILURE": Words("vid beslutad brist", "on a decided failure"),
    "ON_REQUEST": Words("med begäran", "with the request"),
}
_NONE: Final = Words("ingen", "none")


@operation(
    "what_if",
    sv="{after:kr} i stället för {before:kr}: skillnaden är {value:kr}",
    en="{after:kr} instead of {before:kr}: the difference is {value:kr}",
)
def what_if(before: int, after: int) -> int:
    """What a draft adds to what a case costs; negative where it would have cost less (C1)."""
    return after - before


def amounts(before: int, after: int, cause: Node) -> Node:
    """The difference in öre, by what first made it."""
    return explain("what_if", before=before, after=after, rule=cause.rule, source=cause.source, because=(cause,))


def instead(before: Node, after: Node) -> Node:
    """What the draft makes of it, with its clause, and beneath it what that takes the place of."""
    replaced = _fact(
        Words("I stället för", "Instead of"),
        before.value,
        said=_said(before),
        rule=before.rule,
        source=before.source,
        because=(before,) if before.because else (),
    )
    return replace(after, because=(*after.because, replaced))


def _said(node: Node) -> Words | None:
    return node.said.get("stated") or node.said.get("value")


def _fact(
    name: Words,
    stated: Plain,
    *,
    rule: str | None,
    source: Source | None,
    said: Words | None = None,
    because: tuple[Node, ...] = (),
) -> Node:
    words = {} if said is None else {"stated": said}
    return explain("fact", name=plain(name), stated=stated, said=words, rule=rule, source=source, because=because)


def ladder_cause(before: Ruleset, after: Ruleset, signal: Signal | None, impulse: Impulse | None) -> Node:
    return instead(choose_ladder(before, signal, impulse), choose_ladder(after, signal, impulse))


def colour_cause(before: Ruleset, after: Ruleset, was: CaseClassified, becomes: CaseClassified) -> Node:
    """The band that holds the score, or how the score is made where that is another."""
    old, new = classify(before, was.levels), classify(after, becomes.levels)
    if old.because[0].value != new.because[0].value and was.levels == becomes.levels:
        new = replace(new, rule=new.because[0].rule, source=new.because[0].source)
    return instead(old, new)


def next_cause(before: Ruleset, after: Ruleset, colours: tuple[str, str]) -> Node:
    """Which colour a decided failure leads to, at the colour of its request before and after."""
    return instead(*(_next(ruleset, colour) for ruleset, colour in zip((before, after), colours, strict=True)))


def _next(ruleset: Ruleset, colour: str) -> Node:
    ruled = ruleset.colour(colour)
    said = lowered(ruleset.colour(ruled.next).label) if ruled.next is not None else _NONE
    name = Words("Färg efter beslutad brist", "Colour after a decided failure")
    return _fact(name, ruled.next, said=said, rule=f"{colour}.next", source=ruled.source.source)


def due_cause(before: Ruleset, after: Ruleset, was: RequestEvent, becomes: RequestEvent) -> Node:
    """The months of a plan, or whether its day rolls."""
    old, new = (
        plan_due(ruleset, one.sent_on, one.plan_due_months or 0) for ruleset, one in ((before, was), (after, becomes))
    )
    rolls, months = "plan.rolls_forward", "plan.default_months"
    if was.plan_due_months != becomes.plan_due_months:
        old = replace(old, rule=months, source=before.plan.source.source)
        return instead(old, replace(new, rule=months, source=after.plan.source.source))
    return instead(replace(old, rule=rolls), replace(new, rule=rolls))


def plan_cause(before: Ruleset, after: Ruleset, colours: tuple[str, str]) -> Node:
    """Whether a plan is required at the colour before and after."""
    return instead(*(_plan(ruleset, colour) for ruleset, colour in zip((before, after), colours, strict=True)))


def _plan(ruleset: Ruleset, colour: str) -> Node:
    ruled = ruleset.colour(colour)
    name = Words("Handlingsplan krävs", "An action plan is required")
    return _fact(name, ruled.plan_required, rule=f"{colour}.plan_required", source=ruled.source.source)


def requirements_cause(before: Ruleset, after: Ruleset) -> Node:
    """What a plan has to be: the first that only one of the two asks for is cited."""
    return instead(_requirements(before, after), _requirements(after, before))


def _requirements(ruleset: Ruleset, other: Ruleset) -> Node:
    theirs = {one.requires for one in other.plan.requirements}
    own = next((one.source for one in ruleset.plan.requirements if one.requires not in theirs), ruleset.plan.source)
    labels = [one.label for one in ruleset.plan.requirements]
    said = Words(", ".join(one.sv for one in labels), ", ".join(one.en for one in labels)) if labels else _NONE
    stated = [one.requires for one in ruleset.plan.requirements]
    name = Words("Krav på handlingsplanen", "Demands on the action plan")
    return _fact(name, stated, said=said, rule="plan.requirements", source=own.source)


def sanction_cause(before: Ruleset, after: Ruleset, colours: tuple[str, str]) -> Node:
    """Whether the colour before and after costs anything, and by what: a failure, or the request alone."""
    return instead(*(_sanction(ruleset, colour) for ruleset, colour in zip((before, after), colours, strict=True)))


def _sanction(ruleset: Ruleset, colour: str) -> Node:
    ruled = ruleset.colour(colour)
    stated = ruled.sanction.due if ruled.sanction is not None else None
    said = _VALUES[stated] if stated is not None else _NONE
    name = Words(f"Sanktion vid {ruled.label.sv.lower()}", f"Sanction at {ruled.label.en.lower()}")
    return _fact(name, stated, said=said, rule=f"{colour}.sanction", source=(ruled.sanction or ruled).source.source)


def step_cause(before: Ruleset, after: Ruleset, colours: tuple[str, str], ladder: str) -> Node:
    """Which step of the ladder the colour before and after costs, told by its rate."""
    return instead(*(_step(ruleset, colour, ladder) for ruleset, colour in zip((before, after), colours, strict=True)))


def _step(ruleset: Ruleset, colour: str, ladder: str) -> Node:
    sanction = ruleset.colour(colour).sanction
    if sanction is None:
        return _sanction(ruleset, colour)
    rate = rate_of(ruleset, ladder, sanction.step)
    return replace(rate, rule=f"{colour}.step", source=sanction.source.source, because=(rate,))


def term_cause(before: Ruleset, after: Ruleset, term: Term) -> Node:
    """A parameter of how sanctions run."""
    return instead(_term(before, term), _term(after, term))


def _term(ruleset: Ruleset, term: Term) -> Node:
    choice = getattr(ruleset.accrual, term)
    said = _VALUES[choice.value]
    return _fact(_NAMES[term], choice.value, said=said, rule=f"accrual.{term}", source=choice.source.source)


def rate_cause(before: Ruleset, after: Ruleset, ladder: str, step: str) -> Node:
    """The rate of a step that both know."""
    return instead(rate_of(before, ladder, step), rate_of(after, ladder, step))


def transition_cause(before: Ruleset, after: Ruleset, ladder: str, step: str) -> Node:
    """The rate at which a sanction goes on that was decided before, by the version that is `after` then."""
    rate, source = rate_of(after, ladder, step), after.accrual.transition.source.source
    reached = replace(rate, rule="accrual.transition", source=source, because=(rate,))
    return instead(rate_of(before, ladder, step), reached)


def failure_cause(after: Ruleset, colour: str | None, ground: FailureGround, because: Node | None) -> Node:
    """A decided failure that would have been none; `because` is what made it so, where another change did."""
    source = failure_source(after, colour, ground) or after.plan.source.source
    label = next((one.label for one in after.breaches if one.ground == ground), None)
    name = Words("Bristen finns enligt utkastet", "There is a failure by the draft")
    said = None if label is None else Words(f"nej ({label.sv.lower()})", f"no ({label.en.lower()})")
    reasons = () if because is None else (because,)
    return _fact(name, stated=False, said=said, rule=ground, source=source, because=reasons)


def mandate_cause(
    action: str, before: tuple[Ruleset, Sequence[Mandate]], after: tuple[Ruleset, Sequence[Mandate]]
) -> Node:
    """Who has to decide, with whom, and who has to be heard first."""
    return instead(_mandate(action, *before), _mandate(action, *after))


def _mandate(action: str, ruleset: Ruleset, rows: Sequence[Mandate]) -> Node:
    tracks: tuple[Track | SideTrack, ...] = (ruleset.track, *ruleset.side_tracks)
    steps = (one.source for track in tracks for one in track.steps if one.action == action)
    step = next(steps, ruleset.validity.source)
    stated = [f"{', '.join(row.roles)}{_with('+', row.co_deciders)}{_with('?', row.consult)}" for row in rows]
    said = Words("; ".join(stated), "; ".join(stated)) if stated else _NONE
    source = rows[0].source.source if rows else step.source
    named = called(ruleset, action)
    return _fact(
        act_words(action) if isinstance(named, str) else named,
        stated,
        said=said,
        rule=f"mandates.{action}",
        source=source,
    )


def _with(sign: str, roles: Sequence[str]) -> str:
    return f" {sign} {', '.join(roles)}" if roles else ""


def duty_cause(duty: Obligation, because: Node | None) -> Node:
    """A duty that the draft raises, or no longer does; `because` is what made it so, where another change did."""
    reasons = () if because is None else (because,)
    stated = duty.due_on.isoformat() if duty.due_on is not None else None
    said = None if stated is not None else Words("utan dag", "without a day")
    name = Words(duty.label_sv, duty.label_en)
    return _fact(name, stated, said=said, rule=duty.rule, source=duty.source, because=reasons)
