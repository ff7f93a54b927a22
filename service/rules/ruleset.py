"""A region's rules for one procedure, as a typed document. Every rule carries its source.

Nothing here is particular to a region: scales, colours, ladders, steps, states and roles are ids that the document
itself declares. Money stands as decimal SEK text, dates as ISO dates.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from service.domain.dates import Period
from service.domain.events import DirectGround, FailureGround
from service.domain.money import parse_sek
from service.rules.accrual_terms import Accrual, SignalTie
from service.rules.sourced import Id, Label, Rule, Section, SourceText, Text, Truth, Whole

Action = Literal[
    "OPEN_CASE",
    "RECORD_SIGNAL",
    "RECORD_IMPULSE",
    "REQUEST_PLAN",
    "START_IN_DEPTH",
    "CLASSIFY",
    "SPLIT_CASE",
    "SEND_CORRECTION_REQUEST",
    "EXTEND_PLAN_DUE",
    "RECEIVE_PLAN",
    "REQUEST_SUPPLEMENT",
    "RECEIVE_SUPPLEMENT",
    "DECIDE_PLAN",
    "RECORD_FOLLOW_UP",
    "DECIDE_SANCTION",
    "REFRAIN_FROM_SANCTION",
    "DECIDE_NO_MEASURE",
    "CLOSE_CASE",
    "REOPEN_CASE",
    "RECORD_CONSULTATION",
    "WITHHOLD_PAYMENT",
    "RELEASE_PAYMENT",
    "TAKE_TERMINATION_POSITION",
    "TERMINATE_AGREEMENT",
    "FLAG_RECURRENCE",
    "MOVE_TO_VERSION",
]
LadderCondition = Literal["ON_TEMPLATE", "RISK_OF_DEVIATION", "PARTY_AT_RISK", "SIGNAL_NOT_AFTER_IMPULSE"]
PlanRequirement = Literal["ON_TEMPLATE", "TIMETABLE", "DATED", "SIGNED_BY_UNIT_HEAD"]
MOST_PLAN_MONTHS = 24


def _amount(text: str) -> str:
    try:
        ore = parse_sek(text)
    except ValueError:
        ore = -1
    if ore < 0:
        message = "an amount in kronor, not negative, with at most two decimals"
        raise ValueError(message)
    return text


class Document(Section):
    file: Text
    title: Text
    dated: date | None = None


class Validity(Rule):
    valid_from: date
    valid_until: date | None = None

    @model_validator(mode="after")
    def _not_empty(self) -> Self:
        if self.valid_until is not None and self.valid_until <= self.valid_from:
            message = "valid_until lies after valid_from"
            raise ValueError(message)
        return self

    @property
    def period(self) -> Period:
        return Period(self.valid_from, self.valid_until)


class Level(Section):
    value: Whole
    label: Label


class Scale(Rule):
    id: Id
    label: Label
    levels: Annotated[tuple[Level, ...], Field(min_length=1)]


class Band(Rule):
    colour: Id
    lowest: Whole
    highest: Whole


class Override(Rule):
    """Whether a colour other than the score's may be decided with a reason: a higher one, or any (AM-06)."""

    value: Literal["RAISE", "ANY"]


class Hint(Rule):
    """What to think of where `scale` has reached `level` and the colour lies below `below`."""

    scale: Id
    level: Whole
    below: Id
    label: Label


class Classification(Rule):
    scales: Annotated[tuple[Scale, ...], Field(min_length=1)]
    combine: Literal["PRODUCT", "SUM", "MAX"]
    bands: Annotated[tuple[Band, ...], Field(min_length=1)]
    override: Override | None = None
    hints: tuple[Hint, ...] = ()


class ColourSanction(Rule):
    """Which step of the ladder the colour costs, and whether by the request itself or by a decided failure.

    `failure` is the colour's clause on what makes a failure cost, `starts` the one on the day from which it counts.
    """

    step: Id
    due: Literal["ON_FAILURE", "ON_REQUEST"]
    failure: SourceText | None = None
    starts: SourceText

    @model_validator(mode="after")
    def _failure_cited(self) -> Self:
        if self.due == "ON_FAILURE" and self.failure is None:
            message = "a sanction due ON_FAILURE has failure, the clause that makes a failure cost"
            raise ValueError(message)
        return self


class ObligationRule(Rule):
    id: Id
    label: Label


class Colour(Rule):
    """`next` is the colour after a decided failure; None at the top."""

    id: Id
    label: Label
    plan_required: Truth
    sanction: ColourSanction | None = None
    next: Id | None = None
    on_request: tuple[ObligationRule, ...] = ()


class Rate(Rule):
    step: Id
    sek: Annotated[str, AfterValidator(_amount)]

    @property
    def ore(self) -> int:
        return parse_sek(self.sek)


class Condition(Rule):
    requires: LadderCondition


class Ladder(Rule):
    """Rates by step. The first ladder whose conditions all hold is the case's; the last has none."""

    id: Id
    label: Label
    conditions: tuple[Condition, ...] = ()
    rates: Annotated[tuple[Rate, ...], Field(min_length=1)]

    def rate(self, step: str) -> Rate:
        """The rate of a step; KeyError for one the ladder does not have (the loader sees to it that it has)."""
        for rate in self.rates:
            if rate.step == step:
                return rate
        raise KeyError(step)


class Required(Rule):
    requires: PlanRequirement
    label: Label


class PlanRules(Rule):
    """`default_months` None: the region states the day in each request; nothing is assumed."""

    default_months: Annotated[int, Field(ge=1, le=MOST_PLAN_MONTHS)] | None = None
    rolls_forward: Truth
    rolls_source: SourceText
    requirements: tuple[Required, ...]


class DirectSanction(Rule):
    """A sanction decided with the request itself, at any of `colours`, once the case has had the act `requires`."""

    ground: DirectGround
    label: Label
    requires: Action
    colours: Annotated[tuple[Id, ...], Field(min_length=1)]


class Breach(Rule):
    """`source` is the procedure's own clause, which stands where the request's colour has none for the failure."""

    ground: FailureGround
    label: Label


class TerminationGround(Rule):
    """What gives the right to terminate, once the region has taken its position.

    BREACH: a failure of the latest request is established, and its colour is one of `colours`. ACT: one of `actions`
    has been done in the case. RECURRENCE: a recurrence has been flagged in it.
    """

    id: Id
    label: Label
    requires: Literal["BREACH", "ACT", "RECURRENCE"]
    colours: tuple[Id, ...] = ()
    actions: tuple[Action, ...] = ()

    @model_validator(mode="after")
    def _named(self) -> Self:
        if (self.requires == "BREACH") != bool(self.colours) or (self.requires == "ACT") != bool(self.actions):
            message = "a ground names colours where it requires BREACH, actions where it requires ACT, else neither"
            raise ValueError(message)
        return self


class TerminationRules(Rule):
    """`source` is the clause by which the region takes its position first.

    `answers` names the duty that a colour raises by its request and that taking the position does.
    """

    answers: Id | None = None
    grounds: Annotated[tuple[TerminationGround, ...], Field(min_length=1)]


class State(Section):
    id: Id
    label: Label
    closed: Truth = False


class TrackStep(Rule):
    """From any of `states`, the action with one of `outcomes` (none named: any) leads `to`; None: the state stays."""

    action: Action
    outcomes: tuple[Id, ...] = ()
    states: tuple[Id, ...] = ()
    to: Id | None = None


class Track(Section):
    states: Annotated[tuple[State, ...], Field(min_length=1)]
    steps: Annotated[tuple[TrackStep, ...], Field(min_length=1)]


class Mandate(Rule):
    """Each role of `consult` has to be consulted on each decision first, after the latest correction request."""

    action: Action
    roles: Annotated[tuple[Id, ...], Field(min_length=1)]
    outcomes: tuple[Id, ...] = ()
    co_deciders: tuple[Id, ...] = ()
    consult: tuple[Id, ...] = ()
    inform: tuple[Id, ...] = ()


class Ruleset(Section):
    """One version of one region's rules for one procedure."""

    format: Literal["trappa-ruleset/1"]
    procedure: Id
    region: Annotated[str, StringConstraints(pattern=r"^\d{2}$")]
    label: Text
    title: Label
    documents: dict[Id, Document]
    validity: Validity
    classification: Classification
    colours: Annotated[tuple[Colour, ...], Field(min_length=1)]
    ladders: Annotated[tuple[Ladder, ...], Field(min_length=1)]
    signal_tie: SignalTie
    accrual: Accrual
    plan: PlanRules
    breaches: tuple[Breach, ...]
    direct_sanctions: tuple[DirectSanction, ...] = ()
    track: Track
    mandates: tuple[Mandate, ...]
    references: tuple[ObligationRule, ...] = ()
    termination: TerminationRules | None = None

    def colour(self, colour_id: str) -> Colour:
        """KeyError for a colour the ruleset does not have."""
        for colour in self.colours:
            if colour.id == colour_id:
                return colour
        raise KeyError(colour_id)

    def rank(self, colour_id: str) -> int:
        """Where the colour stands among the colours, which are in order of gravity; KeyError as `colour`."""
        return self.colours.index(self.colour(colour_id))

    def ladder(self, ladder_id: str) -> Ladder:
        """KeyError for a ladder the ruleset does not have."""
        for ladder in self.ladders:
            if ladder.id == ladder_id:
                return ladder
        raise KeyError(ladder_id)

    def state(self, state_id: str) -> State:
        for state in self.track.states:
            if state.id == state_id:
                return state
        raise KeyError(state_id)
