"""A region's rules for one procedure, as a typed document. Every rule carries its source.

Nothing here is particular to a region: scales, colours, ladders, steps, states and roles are ids that the document
itself declares. Money stands as decimal SEK text, dates as ISO dates. A procedure has the sections that it needs: one
without colours leaves those of money out, one without acts of its own those of `procedure`.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final, Literal, Protocol, Self, TypeVar, get_args

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from service.domain.dates import Period
from service.domain.events import FailureGround
from service.domain.money import parse_sek
from service.domain.request_events import DirectGround
from service.rules.accrual_terms import (
    Accrual,
    AcrossCases,
    InCase,
    ListedDay,
    Proration,
    RoundingRule,
    SanctionEnd,
    SanctionStart,
    SignalTie,
    Transition,
    Unit,
)
from service.rules.procedure import (
    Act,
    Body,
    Checklist,
    Document,
    FieldRule,
    Group,
    Mandate,
    Party,
    Position,
    Report,
    SideTrack,
    State,
    Subject,
    Track,
)
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
    "COMPLETE_TASK",
    "MOVE_TO_VERSION",
]
ACTIONS: Final[frozenset[str]] = frozenset(get_args(Action))
"""What the platform itself knows how to do in a case; what else a ruleset names, it declares as an act."""
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
    scales: tuple[Scale, ...]
    combine: Literal["PRODUCT", "SUM", "MAX"]
    bands: tuple[Band, ...]
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


_LACKING: Final = SourceText(
    clause="-",
    derived=Label(sv="Rutinen har ingen sådan regel.", en="The procedure has no such rule."),
)
_NO_CLASSIFICATION: Final = Classification(scales=(), combine="MAX", bands=(), source=_LACKING)
_NO_TIE: Final = SignalTie(value="SIGNAL", source=_LACKING)
_NO_ACCRUAL: Final = Accrual(
    unit=Unit(value="PER_LISTED_AND_MONTH", source=_LACKING),
    starts=SanctionStart(value="OWN_REQUEST", source=_LACKING),
    ends=SanctionEnd(value="APPROVAL_DAY_FREE", source=_LACKING),
    proration=Proration(value="ACTUAL_DAYS", source=_LACKING),
    listed_day=ListedDay(value="FIRST_OF_MONTH", source=_LACKING),
    rounding=RoundingRule(value="HALF_UP", source=_LACKING),
    in_case=InCase(value="REPLACE", source=_LACKING),
    across_cases=AcrossCases(value="ADD", source=_LACKING),
    transition=Transition(value="PINNED", source=_LACKING),
)
_NO_PLAN: Final = PlanRules(rolls_forward=False, rolls_source=_LACKING, requirements=(), source=_LACKING)
_A_UNIT: Final = Subject(unit="REQUIRED", agreement=True, source=_LACKING)


class Ruleset(Section):
    """One version of one region's rules for one procedure."""

    format: Literal["trappa-ruleset/1"]
    procedure: Id
    region: Annotated[str, StringConstraints(pattern=r"^\d{2}$")]
    label: Text
    title: Label
    documents: dict[Id, Document]
    validity: Validity
    subject: Subject = _A_UNIT
    parties: tuple[Party, ...] = ()
    classification: Classification = _NO_CLASSIFICATION
    colours: tuple[Colour, ...] = ()
    ladders: tuple[Ladder, ...] = ()
    signal_tie: SignalTie = _NO_TIE
    accrual: Accrual = _NO_ACCRUAL
    plan: PlanRules = _NO_PLAN
    breaches: tuple[Breach, ...] = ()
    direct_sanctions: tuple[DirectSanction, ...] = ()
    fields: tuple[FieldRule, ...] = ()
    acts: tuple[Act, ...] = ()
    track: Track
    side_tracks: tuple[SideTrack, ...] = ()
    checklists: tuple[Checklist, ...] = ()
    groups: tuple[Group, ...] = ()
    bodies: tuple[Body, ...] = ()
    positions: tuple[Position, ...] = ()
    reports: tuple[Report, ...] = ()
    mandates: tuple[Mandate, ...]
    references: tuple[ObligationRule, ...] = ()
    termination: TerminationRules | None = None

    def colour(self, colour_id: str) -> Colour:
        """KeyError for a colour the ruleset does not have."""
        return _named(self.colours, colour_id)

    def rank(self, colour_id: str) -> int:
        """Where the colour stands among the colours, which are in order of gravity; KeyError as `colour`."""
        return self.colours.index(self.colour(colour_id))

    def ladder(self, ladder_id: str) -> Ladder:
        """KeyError for a ladder the ruleset does not have."""
        return _named(self.ladders, ladder_id)

    def state(self, state_id: str) -> State:
        return _named(self.track.states, state_id)

    def act(self, act_id: str) -> Act:
        """KeyError for an act the ruleset does not declare."""
        return _named(self.acts, act_id)

    def field(self, field_id: str) -> FieldRule:
        """KeyError for a field the ruleset does not have."""
        return _named(self.fields, field_id)


class _WithId(Protocol):
    @property
    def id(self) -> str: ...


T = TypeVar("T", bound=_WithId)


def _named(ones: tuple[T, ...], own_id: str) -> T:
    for one in ones:
        if one.id == own_id:
            return one
    raise KeyError(own_id)
