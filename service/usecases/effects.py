"""What a command would come to, before anybody sends it: the case as it would stand, and what would be owed. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from service.domain.case import replay
from service.domain.dates import local_date
from service.domain.endings import AgreementTerminated
from service.domain.events import Audience, CaseEvent, Event, audience, shown_to
from service.domain.explained import Node
from service.domain.register_events import MonthSettled
from service.rules.deadlines import PARTY_KINDS, Obligation, obligations
from service.rules.procedure import State
from service.rules.ruleset import Ruleset
from service.rules.settle import CaseLines, Entry, Facts, case_lines, frozen_entries, ledger, owed_ore
from service.rules.track import position
from service.usecases.history import Retold, retell


@dataclass(frozen=True, slots=True)
class CaseForeseen:
    """A case as its viewer would see it: `colour` is the staff's own, or to a party what it has been told."""

    case_id: UUID
    procedure: str
    state: State
    colour: str | None
    ladder: str | None
    obligations: tuple[Obligation, ...]


@dataclass(frozen=True, slots=True)
class Owed:
    """How a ledger would change: `lines` new or others than now, `dropped` no more, `corrections` of settled months.

    `before` and `after` are sums in öre, None while a listed count is awaited, and where no ledger is looked at.
    """

    lines: tuple[Entry, ...] = ()
    dropped: tuple[Entry, ...] = ()
    corrections: tuple[Entry, ...] = ()
    before: int | None = None
    after: int | None = None


@dataclass(frozen=True, slots=True)
class Effect:
    """What a command comes to: the `events`, a case's own also `retold`, and what follows from them.

    `versions` say why an entry of the ledger is what it is.
    """

    events: tuple[Event, ...]
    versions: Mapping[UUID, Ruleset]
    retold: tuple[Retold, ...] = ()
    case: CaseForeseen | None = None
    owed: Owed = Owed()

    @property
    def explanation(self) -> Node | None:
        """Why the command is decided so."""
        return next((one.explanation for one in self.retold if one.explanation is not None), None)

    @property
    def cases(self) -> frozenset[UUID]:
        """The cases that it shows something of."""
        lines = frozenset(one.case_id for one in (*self.owed.lines, *self.owed.dropped, *self.owed.corrections))
        return lines if self.case is None else lines | {self.case.case_id}


@dataclass(frozen=True, slots=True)
class Money:
    """What a case's ledger rests on beside its events; None for those who read no ledger."""

    facts: Facts
    settled: Sequence[MonthSettled]


def on_case(
    case_id: UUID,
    earlier: Sequence[tuple[CaseEvent, datetime]],
    new: Sequence[CaseEvent],
    versions: Mapping[UUID, Ruleset],
    money: Money | None,
    *,
    now: datetime,
    audiences: Collection[Audience],
    agreement_ends_on: date | None = None,
) -> Effect:
    """The effect of `new` events on a case of `earlier` ones, each with when it was recorded.

    The viewer is shown what follows from the events of `audiences`. `agreement_ends_on` is that of the agreement as it
    stands; where one of the events terminates it, it is then the day which that says.
    """
    becomes = next((one.ends_on for one in new if isinstance(one, AgreementTerminated)), agreement_ends_on)
    earlier = [one for one in earlier if audience(one[0]) in audiences]
    new = shown_to(audiences, new)
    together = [*earlier, *((event, now) for event in new)]
    case = replay(event for event, _ in together)
    due = obligations(versions, case, local_date(now), becomes)
    owed = Owed()
    if money is not None:
        before = [case_lines(case_id, replay(event for event, _ in earlier), money.facts)] if earlier else []
        facts = replace(money.facts, agreement_ends_on=becomes)
        owed = changed(before, [case_lines(case_id, case, facts)], money.settled)
    return Effect(
        events=tuple(new),
        versions=versions,
        retold=tuple(retell(together, versions)[len(earlier) :]),
        case=CaseForeseen(
            case_id=case_id,
            procedure=case.opened.procedure,
            state=position(versions[case.ruleset_id], case),
            colour=case.colour,
            ladder=case.ladder,
            obligations=tuple(one for one in due if "staff" in audiences or one.kind in PARTY_KINDS),
        ),
        owed=owed,
    )


def changed(before: Sequence[CaseLines], after: Sequence[CaseLines], settled: Sequence[MonthSettled]) -> Owed:
    """How a ledger of computed lines changes, beside the months that are settled."""
    was, becomes = ledger(before, settled), ledger(after, settled)
    known = {_said(entry) for entry in was}
    new = [entry for entry in becomes if _said(entry) not in known]
    left = {_named(entry) for entry in becomes}
    return Owed(
        lines=tuple(entry for entry in new if not entry.correction),
        dropped=tuple(entry for entry in was if _named(entry) not in left),
        corrections=tuple(entry for entry in new if entry.correction),
        before=owed_ore(was),
        after=owed_ore(becomes),
    )


def settling(event: MonthSettled, versions: Mapping[UUID, Ruleset]) -> Effect:
    """The effect of settling a month: the lines it would freeze, and its sum."""
    entries = frozen_entries(event)
    owed = Owed(
        lines=tuple(entry for entry in entries if not entry.correction),
        corrections=tuple(entry for entry in entries if entry.correction),
        after=event.total_ore,
    )
    return Effect((event,), versions, owed=owed)


def _named(entry: Entry) -> tuple[object, ...]:
    return entry.case_id, entry.month, entry.rate_ore, entry.correction, entry.settled_in


def _said(entry: Entry) -> tuple[object, ...]:
    return *_named(entry), entry.days, entry.listed, entry.amount_ore
