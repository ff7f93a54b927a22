"""What a draft would have come to over a region's own history: case by case, in kronor and in what else differs (C1).

Both sides are made by the engine that makes what is owed: the case as recorded under the versions that governed it,
and the case as it would have been (`as_if`). Explanations are made only of cases that differ.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final
from uuid import UUID

from service.domain.dates import Month, Period
from service.domain.errors import Refusal
from service.domain.events import CaseEvent, CaseOpened, FollowUpRecorded, SanctionDecided
from service.domain.explained import Node
from service.domain.request_events import CorrectionRequestSent
from service.rules.accrue import total_ore
from service.rules.as_if import AsIf, Draft
from service.rules.deadlines import obligations
from service.rules.deciders import Delegations, duties
from service.rules.first_cause import amounts
from service.rules.ruleset import Ruleset
from service.rules.settle import Facts, ends_on
from service.rules.side_by_side import Change, ChangeKind, Walk
from service.rules.what_costs import Side, money_cause, unlike


@dataclass(frozen=True, slots=True)
class History:
    """A case as recorded, with what its lines follow from beside: listed persons by month, its unit's agreements."""

    case_id: UUID
    events: Sequence[CaseEvent]
    listed: Mapping[Month, int]
    agreements: Sequence[Period]


@dataclass(frozen=True, slots=True)
class CaseDifference:
    """A case that comes out otherwise.

    The amounts are None while a listed count is awaited. `cause` is the first cause of the difference in kronor, where
    there is one, else of the first change; None of a case that the draft cannot weigh, for the reason `refusal`.
    """

    case_id: UUID
    unit_id: UUID | None
    opened_on: date
    before_ore: int | None
    after_ore: int | None
    changes: tuple[Change, ...]
    cause: Node | None
    refusal: Refusal | None = None

    @property
    def difference_ore(self) -> int | None:
        return None if self.before_ore is None or self.after_ore is None else self.after_ore - self.before_ore


BOUNDS: Final = (-10_000_000, -1_000_000, -100_000, 0, 1, 100_000, 1_000_000, 10_000_000)
"""Where the classes of differences meet, in öre: each class is from one up to the next, the outer ones are open."""


@dataclass(slots=True)
class Totals:
    """What all cases come to.

    `outside` are not of the period, `refused` cannot be weighed by the draft, `awaiting` await a listed count: the sums
    are of the others, in öre. `differing` counts refused ones too; `changed` counts cases by kind of change, `classes`
    those that the sums are of by the class of their difference, the most negative first.
    """

    cases: int = 0
    outside: int = 0
    differing: int = 0
    refused: int = 0
    awaiting: int = 0
    before_ore: int = 0
    after_ore: int = 0
    changed: Counter[ChangeKind] = field(default_factory=Counter)
    classes: list[int] = field(default_factory=lambda: [0] * (len(BOUNDS) + 1))

    @property
    def difference_ore(self) -> int:
        return self.after_ore - self.before_ore


class Simulation:
    """Takes one case after the other, in any order, and keeps nothing of it but the totals."""

    def __init__(self, draft: Draft, adopted: Mapping[UUID, Ruleset], today: date, until: date | None = None) -> None:
        """`adopted` are the versions of the draft's procedure in order of adoption, `today` the first day not counted.

        Of the period, from the draft's `since` to the day before `until`, is a case that was opened in it, had a
        correction request sent in it, or whose sanction ran in it.
        """
        self.totals = Totals()
        self._draft = draft
        self._adopted = adopted
        self._today = today
        self._until = until or date.max
        self._versions = _as_if_adopted(draft, adopted)
        self._as_if = AsIf(draft, adopted, self._versions)
        self._delegations = Delegations(adopted, self._versions)

    def take(self, history: History) -> CaseDifference | None:
        """How the case would have come out otherwise; None where it does not, or is not of the period."""
        self.totals.cases += 1
        if not self._of_the_period(history):
            self.totals.outside += 1
            return None
        try:
            found = self._compared(history)
        except Refusal as refusal:
            found = _refused(history, refusal)
            self.totals.refused += 1
        if found is not None:
            self.totals.differing += 1
            self.totals.changed.update({change.kind for change in found.changes})
        return found

    def _of_the_period(self, history: History) -> bool:
        runs_from, ended = date.max, date.max
        for event in history.events:
            match event:
                case CaseOpened(opened_on=day) | CorrectionRequestSent(sent_on=day):
                    if self._draft.begins <= day < self._until:
                        return True
                    if isinstance(event, CaseOpened):
                        ended = ends_on(history.agreements, day) or ended
                case SanctionDecided():
                    runs_from = min(runs_from, event.starts_on)
                case FollowUpRecorded(approved=True):
                    ended = min(ended, event.decided_on)
                case _:
                    pass
        return runs_from < self._until and self._draft.begins < ended

    def _compared(self, history: History) -> CaseDifference | None:
        walk = Walk(self._adopted, self._versions)
        for event in history.events:
            walk.step(event, self._as_if)
        walk.finish()
        case, anew = walk.sides
        changes = [*walk.changes, *self._delegations.changes(walk)]
        until = ends_on(history.agreements, case.opened.opened_on)
        before = Side(case, Facts(self._adopted, history.listed, self._today, until))
        after = Side(anew, Facts(self._versions, history.listed, self._today, until))
        if case.closed is None:
            ours, theirs = (obligations(one.facts.versions, one.case, self._today, until) for one in (before, after))
            changes += duties(ours, theirs, changes)
        owed, cause = _owed(before, after, changes)
        self._count(*owed)
        if cause is None and not changes:
            return None
        opened = case.opened
        return CaseDifference(
            history.case_id, opened.unit_id, opened.opened_on, *owed, tuple(changes), cause or changes[0].cause
        )

    def _count(self, before: int | None, after: int | None) -> None:
        if before is None or after is None:
            self.totals.awaiting += 1
            return
        self.totals.before_ore += before
        self.totals.after_ore += after
        self.totals.classes[bisect_right(BOUNDS, after - before)] += 1


def _owed(before: Side, after: Side, changes: Sequence[Change]) -> tuple[tuple[int | None, int | None], Node | None]:
    """What the case comes to on both sides, and the first cause where its lines are others."""
    if not before.case.pieces and not after.case.pieces:
        return (0, 0), None
    ours, theirs = before.lines, after.lines
    owed = total_ore(ours), total_ore(theirs)
    if not unlike(ours, theirs):
        return owed, None
    cause = money_cause(before, after, changes)
    if owed[0] is None or owed[1] is None:
        return owed, cause
    return owed, amounts(owed[0], owed[1], cause)


def _as_if_adopted(draft: Draft, adopted: Mapping[UUID, Ruleset]) -> dict[UUID, Ruleset]:
    """The versions that would have been: those in force before the draft, and the draft with nothing after it."""
    validity = draft.ruleset.validity.model_copy(update={"valid_from": draft.begins, "valid_until": None})
    earlier = {key: one for key, one in adopted.items() if one.validity.valid_from < draft.begins}
    return {**earlier, draft.id: draft.ruleset.model_copy(update={"validity": validity})}


def _refused(history: History, refusal: Refusal) -> CaseDifference:
    opened = history.events[0]
    if not isinstance(opened, CaseOpened):
        raise ValueError("a case begins with CaseOpened") from refusal  # noqa: TRY004 - a broken stream
    return CaseDifference(history.case_id, opened.unit_id, opened.opened_on, None, None, (), None, refusal)
