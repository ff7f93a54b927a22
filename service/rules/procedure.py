"""What a procedure consists of beside its money: acts and what they ask, side tracks, checklists, groups, reports.

An act is something that people do in a case and that the ruleset itself declares: the platform knows how it is
recorded, the ruleset what it is called, what it asks, who may do it and where it leads.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from service.rules.sourced import Id, Label, Rule, Section, Text, Truth

MOST_MONTHS = 24
MOST_DAYS = 366
OrganisationId = Annotated[str, StringConstraints(pattern=r"^[a-z]+(_[a-z]+)*$")]
FieldKind = Literal["TEXT", "CHOICE", "CHOICES", "TRUTH", "WHOLE", "DATE", "REFERENCE", "COUNTS"]
"""COUNTS: how many of each member of a group. REFERENCE: an id in another system. TEXT is kept sealed, others not."""


class Criterion(Rule):
    """What speaks for an option. One that stands under two options of a field leaves the choice to the person."""

    id: Id
    label: Label


class Option(Section):
    id: Id
    label: Label
    criteria: tuple[Criterion, ...] = ()


class FieldRule(Rule):
    """What is stated with an act. `longest` is of a TEXT, `options` of CHOICE and CHOICES, `group` of COUNTS."""

    id: Id
    label: Label
    kind: FieldKind
    options: tuple[Option, ...] = ()
    longest: Annotated[int, Field(ge=1, le=4000)] = 4000
    group: Id | None = None
    help: Label | None = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if bool(self.options) != (self.kind in {"CHOICE", "CHOICES"}) or (self.group is not None) != (
            self.kind == "COUNTS"
        ):
            message = "a field has options where it is CHOICE or CHOICES, a group where it is COUNTS, else neither"
            raise ValueError(message)
        return self


class When(Section):
    """What holds of a case: an option of a field, a truth, or an act that has been done. Of several, all hold.

    `field` with `any_of`: one of these options is chosen. With `holds`: the truth is so. `act`: it has been done, with
    one of `outcomes` where any are named; with `done` false: it has not.
    """

    field: Id | None = None
    any_of: tuple[Id, ...] = ()
    holds: Truth | None = None
    act: Id | None = None
    outcomes: tuple[Id, ...] = ()
    done: Truth = True

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        of_field = self.field is not None and (bool(self.any_of) != (self.holds is not None))
        of_act = self.act is not None and not self.any_of and self.holds is None
        if of_field == of_act or (self.field is not None and self.act is not None) or (self.outcomes and not of_act):
            message = "a condition has field with any_of or holds, or act"
            raise ValueError(message)
        return self


class Asked(Section):
    """A field that an act takes; with `when`, only where those conditions hold, and else not at all."""

    field: Id
    required: Truth = True
    when: tuple[When, ...] = ()


class Before(Rule):
    """What has been done before the act: each of `acts`.

    Or the conditions of `unless` hold, or all of `unless_heard` have been consulted on the act.
    """

    acts: Annotated[tuple[Id, ...], Field(min_length=1)]
    unless: tuple[When, ...] = ()
    unless_heard: tuple[Id, ...] = ()


class Bar(Rule):
    """What stands in the way of the act: it is refused where the conditions hold."""

    label: Label
    when: Annotated[tuple[When, ...], Field(min_length=1)]


class Balance(Rule):
    """Of whole numbers stated with the act: `total` is the sum of `plus` less that of `minus`."""

    total: Id
    plus: Annotated[tuple[Id, ...], Field(min_length=1)]
    minus: tuple[Id, ...] = ()


class Due(Rule):
    """The day that the act sets, and by which one of `met_by` is to be done.

    `months` is the period where none is stated; None: the day or a period is stated, nothing is assumed. What lies
    outside `least_months` to `most_months`, or `least_days` to `most_days`, is refused, or needs a reason. With
    `outcomes`, only those set a day.
    """

    label: Label
    met_by: Annotated[tuple[Id, ...], Field(min_length=1)]
    months: Annotated[int, Field(ge=1, le=MOST_MONTHS)] | None = None
    outcomes: tuple[Id, ...] = ()
    least_months: Annotated[int, Field(ge=0, le=MOST_MONTHS)] | None = None
    most_months: Annotated[int, Field(ge=1, le=MOST_MONTHS)] | None = None
    least_days: Annotated[int, Field(ge=0, le=MOST_DAYS)] | None = None
    most_days: Annotated[int, Field(ge=0, le=MOST_DAYS)] | None = None
    beyond: Literal["REFUSED", "WITH_REASON"] = "REFUSED"
    required: Truth = True
    rolls_forward: Truth
    owners: tuple[Id, ...] = ()


class Act(Rule):
    """Something done in a case. Without `outcomes` it comes out in one way only, DONE.

    `audience` is who may read it: of the region's staff those who may read what is the team's own (VG-10), all of the
    staff, or the parties of the case as well.
    """

    id: Id
    label: Label
    outcomes: tuple[Option, ...] = ()
    asks: tuple[Asked, ...] = ()
    audience: Literal["TEAM", "STAFF", "PARTY"] = "STAFF"
    after: tuple[Before, ...] = ()
    bars: tuple[Bar, ...] = ()
    balances: tuple[Balance, ...] = ()
    due: Due | None = None

    @property
    def possible(self) -> tuple[str, ...]:
        """The ids of its outcomes."""
        return tuple(one.id for one in self.outcomes) or ("DONE",)


class Subject(Rule):
    """What a case is about: whether it names a care unit, and whether that has an agreement on the day."""

    unit: Literal["REQUIRED", "OPTIONAL", "NONE"]
    agreement: Truth = False


class Party(Rule):
    """Who may see a case beside the region's staff: its care unit, or a counterpart, once the conditions hold."""

    organisation: OrganisationId | Literal["UNIT"]
    when: tuple[When, ...] = ()


class State(Section):
    id: Id
    label: Label
    closed: Truth = False


class TrackStep(Rule):
    """From any of `states`, the action with one of `outcomes` (none named: any) leads `to`; None: the state stays.

    Only where the conditions of `when` hold, and the side tracks `closed_tracks` that the case has are closed.
    `criterion` says when the step is to be taken, to people.
    """

    action: Id
    outcomes: tuple[Id, ...] = ()
    states: tuple[Id, ...] = ()
    to: Id | None = None
    when: tuple[When, ...] = ()
    closed_tracks: tuple[Id, ...] = ()
    criterion: Label | None = None


class Order(Rule):
    """States in the order in which they are meant to be come to, and whether some may be passed over for a reason."""

    states: Annotated[tuple[Id, ...], Field(min_length=2)]
    skip: Literal["WITH_REASON", "NEVER"]


class Track(Section):
    states: Annotated[tuple[State, ...], Field(min_length=1)]
    steps: Annotated[tuple[TrackStep, ...], Field(min_length=1)]
    order: tuple[Order, ...] = ()


class SideTrack(Rule):
    """A handling beside the main track, which a case has once the conditions hold; it begins in its first state."""

    id: Id
    label: Label
    opened_by: Annotated[tuple[When, ...], Field(min_length=1)]
    states: Annotated[tuple[State, ...], Field(min_length=1)]
    steps: Annotated[tuple[TrackStep, ...], Field(min_length=1)]
    order: tuple[Order, ...] = ()


class Task(Rule):
    """Something on a checklist. It belongs to the case where `when` holds; `same_day_as` is the act it is done with.

    `owners` are roles; none: the document names nobody, which lint warns of. `every` DAY: once each day.
    """

    id: Id
    label: Label
    owners: tuple[Id, ...] = ()
    when: tuple[When, ...] = ()
    priority: Annotated[int, Field(ge=1)] | None = None
    timing: Label | None = None
    same_day_as: Id | None = None
    every: Literal["ONCE", "DAY"] = "ONCE"


class Checklist(Rule):
    """Tasks that a case has once the conditions hold. The acts `before` wait until every task of it is done."""

    id: Id
    label: Label
    opened_by: Annotated[tuple[When, ...], Field(min_length=1)]
    before: tuple[Id, ...] = ()
    tasks: Annotated[tuple[Task, ...], Field(min_length=1)]


class Member(Rule):
    """How many of a kind sit in a group; with too few of them the act is refused, or warned of. More are refused."""

    id: Id
    label: Label
    least: Annotated[int, Field(ge=0)] = 1
    most: Annotated[int, Field(ge=1)] = 1
    lacking: Literal["REFUSED", "WARNING"] = "REFUSED"


class Group(Rule):
    id: Id
    label: Label
    members: Annotated[tuple[Member, ...], Field(min_length=1)]


class Body(Rule):
    """A body that receives reports or gives missions and acts in no case by itself."""

    id: Id
    label: Label


class Position(Rule):
    """A role that is to be held by at least `least` persons; `named` is how many the document names, where it does."""

    role: Id
    least: Annotated[int, Field(ge=1)]
    named: Annotated[int, Field(ge=0)] | None = None


class Cadence(Rule):
    """When a report falls due. `months` of MONTHS; `every` of the periods between, where it is not 1.

    PER_DECISION, ON_EVENT and ON_CLOSE have no day before somebody decides or something happens.
    """

    kind: Literal["MONTHS", "MONTHLY", "QUARTERLY", "TERM", "YEARLY", "DAILY", "PER_DECISION", "ON_EVENT", "ON_CLOSE"]
    months: tuple[Annotated[int, Field(ge=1, le=12)], ...] = ()
    every: Annotated[int, Field(ge=1, le=10)] = 1
    day: Literal["LAST_WORKING_DAY", "LAST_DAY", "FIRST_DAY"] | None = None
    act: Id | None = None

    @model_validator(mode="after")
    def _fitting(self) -> Self:
        if bool(self.months) != (self.kind == "MONTHS") or (self.act is not None) != (self.kind == "ON_EVENT"):
            message = "a cadence has months where it is MONTHS, an act where it is ON_EVENT, else neither"
            raise ValueError(message)
        return self


class Report(Rule):
    """A report that is to be made: what it holds, by whom, to whom, how often, and which period it covers."""

    id: Id
    label: Label
    contents: tuple[Label, ...] = ()
    owners: tuple[Id, ...] = ()
    recipients: tuple[Id, ...] = ()
    cadence: Cadence
    covers: Literal["PREVIOUS_HALF_YEAR", "PREVIOUS_YEAR", "PREVIOUS_MONTH", "CASE", "UNSTATED"] = "UNSTATED"


class Contradiction(Rule):
    """What a document says elsewhere: other deciders than those of the mandate it stands in."""

    roles: Annotated[tuple[Id, ...], Field(min_length=1)]


class Mandate(Rule):
    """Who may do the act. Each of `consult` is consulted on each decision first, each of `co_deciders` supports it.

    `tracks` are the side tracks it is of (none named: whichever). `propose` prepares and `inform` is told; both are for
    people to know, and may name bodies. `otherwise` keeps what a document says to the contrary.
    """

    action: Id
    roles: Annotated[tuple[Id, ...], Field(min_length=1)]
    outcomes: tuple[Id, ...] = ()
    tracks: tuple[Id, ...] = ()
    propose: tuple[Id, ...] = ()
    co_deciders: tuple[Id, ...] = ()
    consult: tuple[Id, ...] = ()
    inform: tuple[Id, ...] = ()
    otherwise: tuple[Contradiction, ...] = ()


class Document(Section):
    """A founding document. `edition`, `adopted_on` and `figures_of` are kept apart: they may differ (AM-24)."""

    file: Text
    title: Text
    dated: date | None = None
    edition: Text | None = None
    adopted_on: date | None = None
    figures_of: date | None = None
    owner: Text | None = None
