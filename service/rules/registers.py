"""What may be recorded of a care unit, its agreements and counts: the unit as it is becomes an event or a refusal."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from service.domain.dates import Month, Period
from service.domain.errors import InvalidInput, NotFound, RuleRefused
from service.domain.register_events import (
    Address,
    Agreement,
    AgreementAdded,
    AgreementEnded,
    AgreementEndReason,
    UnitMoved,
    UnitRenamed,
    UnitTransferred,
)
from service.domain.unit import UnitState
from service.domain.words import Words


def held(period: Period) -> Words:
    """From which day, and until but not with which, where there is such a day."""
    sv, en = f"från och med {period.start}", f"from {period.start}"
    return Words(sv, en) if period.end is None else Words(f"{sv} till {period.end}", f"{en} until {period.end}")


def add_agreement(unit: UnitState, agreement: Agreement) -> AgreementAdded:
    """A further agreement. RuleRefused AGREEMENTS_OVERLAP, naming the one in the way."""
    _check_free(unit, Period(agreement.valid_from, agreement.valid_until), None, "agreement.validFrom")
    return AgreementAdded(agreement=agreement)


def end_agreement(
    unit: UnitState, agreement_id: UUID, ends_on: date, reason: AgreementEndReason, reference: str | None
) -> AgreementEnded:
    """The end of an agreement, also once more: the later one corrects. A day before or after it is no end of it.

    NotFound, InvalidInput, or RuleRefused: AGREEMENTS_OVERLAP where a later end runs into the agreement that followed,
    TERMINATED_BY_CASE where the end is for a case to decide, whose mandates the register does not know (HV-24).
    """
    found = unit.agreement(agreement_id)
    if found is None:
        raise NotFound(path="agreementId")
    if "TERMINATED" in (reason, found.end_reason):
        path = "reason" if reason == "TERMINATED" else "agreementId"
        raise RuleRefused("TERMINATED_BY_CASE", path=path, allowed=("TERMINATE_AGREEMENT",))
    first, last = found.terms.valid_from, found.terms.valid_until
    if ends_on <= first or (last is not None and ends_on > last):
        allowed = (f"> {first}",) if last is None else (f"> {first}", f"<= {last}")
        raise InvalidInput("INVALID_INPUT", path="endsOn", problem=str(ends_on), allowed=allowed)
    _check_free(unit, Period(first, ends_on), agreement_id, "endsOn")
    return AgreementEnded(agreement_id=agreement_id, ends_on=ends_on, reason=reason, external_reference=reference)


def transfer(unit: UnitState, name: str, orgnr: str, from_day: date, today: date) -> UnitTransferred:
    """Another owner. RuleRefused for a day to come, or one before the last change of the kind; as the next two."""
    _check_day(from_day, unit.provider_from, today)
    return UnitTransferred(provider_name=name, provider_orgnr=orgnr, from_day=from_day)


def rename(unit: UnitState, name: str, from_day: date, today: date) -> UnitRenamed:
    _check_day(from_day, unit.name_from, today)
    return UnitRenamed(name=name, from_day=from_day)


def move(unit: UnitState, address: Address, from_day: date, today: date) -> UnitMoved:
    _check_day(from_day, unit.address_from, today)
    return UnitMoved(address=address, from_day=from_day)


def check_counted(month: Month, today: date, begins: date, path: str) -> None:
    """A count is of a month that has begun, and in which the unit had an agreement or had had one.

    RuleRefused MONTH_IN_FUTURE or MONTH_BEFORE_AGREEMENT; `begins` is the first day of the unit's first agreement.
    """
    if month.first > today:
        allowed = (f"<= {Month.of(today)}",)
        raise RuleRefused("MONTH_IN_FUTURE", path=path, month=str(month), allowed=allowed)
    if month.end <= begins:
        allowed = (f">= {Month.of(begins)}",)
        raise RuleRefused(
            "MONTH_BEFORE_AGREEMENT", path=path, month=str(month), earliest=begins.isoformat(), allowed=allowed
        )


def _check_free(unit: UnitState, period: Period, besides: UUID | None, path: str) -> None:
    hindering = unit.in_the_way(period, besides=besides)
    if hindering is not None:
        raise RuleRefused(
            "AGREEMENTS_OVERLAP", path=path, kind=hindering.terms.kind, held=held(hindering.period), asked=held(period)
        )


def _check_day(from_day: date, previous: date | None, today: date) -> None:
    if from_day > today:
        raise RuleRefused("ACT_IN_FUTURE", path="from", stated=from_day.isoformat(), now=today.isoformat())
    if previous is not None and from_day < previous:
        raise RuleRefused("ACT_BEFORE_PREVIOUS", path="from", day=from_day.isoformat(), earliest=previous.isoformat())
