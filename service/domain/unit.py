"""A care unit as its events make it: name, owner, address, and agreements of which never two hold on one day."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import TypeVar, assert_never
from uuid import UUID

from service.domain.dates import Month, Period
from service.domain.register_events import (
    Address,
    Agreement,
    AgreementAdded,
    AgreementEnded,
    AgreementEndReason,
    ListedCountsRecorded,
    UnitEvent,
    UnitMoved,
    UnitRegistered,
    UnitRenamed,
    UnitTransferred,
)

T = TypeVar("T")


def begun_last(agreements: Iterable[T], opened_on: date, begins: Callable[[T], date]) -> T | None:
    """The agreement under which a case was opened on that day: the one that began last by then (AM-37).

    That is so too where it turned out afterwards to have ended before.
    """
    return max((one for one in agreements if begins(one) <= opened_on), key=begins, default=None)


@dataclass(frozen=True, slots=True)
class HeldAgreement:
    """An agreement as it stands: its `terms` as they were agreed, and where and why it ended before them."""

    terms: Agreement
    valid_until: date | None
    end_reason: AgreementEndReason | None = None
    end_reference: str | None = None

    @property
    def period(self) -> Period:
        return Period(self.terms.valid_from, self.valid_until)


@dataclass(frozen=True, slots=True)
class UnitState:
    """What a unit's events come to.

    Each `…_from` is the day from which that holds, None where it has been so since the registration.
    `listed` are persons by month, as recorded last.
    """

    hsa_id: str
    name: str
    provider_name: str
    provider_orgnr: str
    address: Address | None
    agreements: tuple[HeldAgreement, ...]
    version: int
    name_from: date | None = None
    provider_from: date | None = None
    address_from: date | None = None
    listed: Mapping[Month, int] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def periods(self) -> list[Period]:
        """The periods of its agreements, in order of their beginning."""
        return sorted((one.period for one in self.agreements), key=lambda period: period.start)

    @property
    def begins(self) -> date:
        """The first day of its first agreement."""
        return min(one.terms.valid_from for one in self.agreements)

    def agreement(self, agreement_id: UUID) -> HeldAgreement | None:
        return next((one for one in self.agreements if one.terms.agreement_id == agreement_id), None)

    def agreement_of(self, opened_on: date) -> HeldAgreement | None:
        """The agreement of a case opened on that day."""
        return begun_last(self.agreements, opened_on, lambda one: one.terms.valid_from)

    def in_the_way(self, period: Period, *, besides: UUID | None = None) -> HeldAgreement | None:
        """The first agreement that holds on a day of `period`, of all but the one that is left out of account."""
        others = (one for one in self.agreements if one.terms.agreement_id != besides)
        hindering = [one for one in others if one.period.overlaps(period)]
        return min(hindering, key=lambda one: one.terms.valid_from, default=None)


def evolve(state: UnitState | None, event: UnitEvent) -> UnitState:
    """The unit after `event`. ValueError for a first event that registers nothing, or an end of no agreement."""
    if isinstance(event, UnitRegistered):
        held = HeldAgreement(event.agreement, event.agreement.valid_until)
        return UnitState(
            event.hsa_id, event.name, event.provider_name, event.provider_orgnr, event.address, (held,), version=1
        )
    if state is None:
        raise ValueError("a unit begins with its registration")
    state = replace(state, version=state.version + 1)
    match event:
        case AgreementAdded():
            added = HeldAgreement(event.agreement, event.agreement.valid_until)
            return replace(state, agreements=(*state.agreements, added))
        case AgreementEnded():
            return replace(state, agreements=_ended(state.agreements, event))
        case UnitTransferred():
            owner = replace(state, provider_name=event.provider_name, provider_orgnr=event.provider_orgnr)
            return replace(owner, provider_from=event.from_day)
        case UnitRenamed():
            return replace(state, name=event.name, name_from=event.from_day)
        case UnitMoved():
            return replace(state, address=event.address, address_from=event.from_day)
        case ListedCountsRecorded():
            counted = {Month.parse(month): listed for month, listed in event.counts.items()}
            return replace(state, listed=MappingProxyType({**state.listed, **counted}))
        case _:
            assert_never(event)


def _ended(agreements: Sequence[HeldAgreement], event: AgreementEnded) -> tuple[HeldAgreement, ...]:
    if all(one.terms.agreement_id != event.agreement_id for one in agreements):
        raise ValueError(f"the unit has no agreement {event.agreement_id}")
    return tuple(
        HeldAgreement(one.terms, event.ends_on, event.reason, event.external_reference)
        if one.terms.agreement_id == event.agreement_id
        else one
        for one in agreements
    )


def replay(events: Iterable[UnitEvent]) -> UnitState:
    """The unit of all its events, in order. ValueError as `evolve`, and for none."""
    state: UnitState | None = None
    for event in events:
        state = evolve(state, event)
    if state is None:
        raise ValueError("a unit begins with its registration")
    return state
