"""Care units: registered with their first agreement, and how many persons are listed at them each month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from service.authorize import permit
from service.domain.dates import Month, local_date
from service.domain.errors import NotFound, RuleRefused
from service.domain.register_events import ListedCountsRecorded, UnitRegistered
from service.domain.words import Words
from service.ports import NewEvent, Recorded, Tx
from service.rules.registers import check_counted
from service.usecases import unit_fields
from service.usecases.checking import invalid, short_text, twice
from service.usecases.commanding import Outcome, Sent, Services, run
from service.usecases.unit_fields import Located, Terms, within

MOST_LISTED = 1_000_000


@dataclass(frozen=True, slots=True)
class Registration:
    hsa_id: str
    name: str
    provider_name: str
    provider_orgnr: str
    terms: Terms
    address: Located | None = None


@dataclass(frozen=True, slots=True)
class Count:
    month: str
    listed: int


async def register_unit(services: Services, sent: Sent, registration: Registration) -> Outcome:
    """Register a care unit with its agreement: `{unit_id}`.

    HSA-id as in requirements A15, orgnr with check digit and no person's; what the agreement says in text is a short
    reference. Raises InvalidInput, or RuleRefused UNIT_ALREADY_REGISTERED.
    """

    async def act(tx: Tx) -> tuple[Recorded, Outcome]:
        role = permit(sent.actor, "REGISTER_UNIT", services.catalogue)
        hsa_id = unit_fields.hsa_id(registration.hsa_id, "hsaId")
        located = registration.address
        agreement = unit_fields.agreement(registration.terms, services.ids.new(), within("agreement"))
        event = UnitRegistered(
            **sent.actor.signed(role),
            hsa_id=hsa_id,
            name=short_text(registration.name, "name"),
            provider_name=short_text(registration.provider_name, "provider.name"),
            provider_orgnr=unit_fields.orgnr(registration.provider_orgnr, "provider.orgnr"),
            agreement=agreement,
            address=None if located is None else unit_fields.address(located, within("address")),
        )
        if await tx.unit_with_hsa_id(hsa_id) is not None:
            raise RuleRefused("UNIT_ALREADY_REGISTERED", path="hsaId", hsa_id=hsa_id)
        unit_id = services.ids.new()
        return Recorded((NewEvent("unit", unit_id, 1, event),)), {"unit_id": str(unit_id)}

    return await run(services, sent, act)


def _checked(counts: Sequence[Count], today: date, begins: date) -> dict[str, int]:
    """The counts by month; `begins` is the first day of the unit's first agreement."""
    if not counts:
        raise invalid("counts", Words("tomt", "empty"), Words("minst en månad", "at least one month"))
    months: set[str] = set()
    for position, count in enumerate(counts):
        path = f"counts[{position}]"
        try:
            month = Month.parse(count.month)
        except ValueError:
            raise invalid(f"{path}.month", repr(count.month), "YYYY-MM") from None
        if not 0 <= count.listed <= MOST_LISTED:
            raise invalid(f"{path}.listed", str(count.listed), f"0-{MOST_LISTED}")
        check_counted(month, today, begins, f"{path}.month")
        if count.month in months:
            raise invalid(f"{path}.month", twice(count.month))
        months.add(count.month)
    return {count.month: count.listed for count in counts}


async def record_listed_counts(services: Services, sent: Sent, unit_id: UUID, counts: Sequence[Count]) -> Outcome:
    """Record or correct a unit's listed persons per month: `{unit_id}`. The earlier figure stays readable (EX-11).

    Raises NotFound, InvalidInput, or RuleRefused MONTH_IN_FUTURE or MONTH_BEFORE_AGREEMENT.
    """

    async def act(tx: Tx) -> tuple[Recorded, Outcome]:
        role = permit(sent.actor, "RECORD_LISTED_COUNTS", services.catalogue)
        unit = await tx.unit(unit_id)
        if unit is None:
            raise NotFound(path="unitId")
        checked = _checked(counts, local_date(tx.now), unit.begins)
        event = ListedCountsRecorded(**sent.actor.signed(role), counts=checked)
        return Recorded((NewEvent("unit", unit_id, unit.version + 1, event),)), {"unit_id": str(unit_id)}

    return await run(services, sent, act)
