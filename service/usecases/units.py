"""Care units with their agreements, and how many persons are listed at them each month."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from service.authorize import permit
from service.domain.dates import Month, local_date
from service.domain.errors import NotFound, RuleRefused
from service.domain.events import Agreement, ListedCountsRecorded, UnitRegistered
from service.domain.identifiers import luhn
from service.domain.words import Words
from service.ports import NewEvent, Recorded, Tx
from service.usecases.checking import invalid, reference, short_text, twice
from service.usecases.commanding import Outcome, Sent, Services, run

_HSA_ID = re.compile(r"SE[0-9]{10}-[A-Z0-9]{1,18}")
_ORGNR = re.compile(r"[0-9]{6}-?[0-9]{4}")
_MAX_LISTED = 1_000_000


@dataclass(frozen=True, slots=True)
class Registration:
    hsa_id: str
    name: str
    provider_name: str
    provider_orgnr: str
    agreement_kind: str
    legal_basis: str
    valid_from: date
    valid_until: date | None
    external_reference: str | None


@dataclass(frozen=True, slots=True)
class Count:
    month: str
    listed: int


def _orgnr(text: str) -> str:
    digits = text.replace("-", "")
    if not _ORGNR.fullmatch(text) or not luhn(digits):
        problem = Words("inget organisationsnummer", "not an organisationsnummer")
        allowed = Words("NNNNNN-NNNN med rätt kontrollsiffra", "NNNNNN-NNNN with a valid check digit")
        raise invalid("provider.orgnr", problem, allowed)
    # An organisation's third digit is 2 or more; a person's is the first of the month of birth.
    if digits[2] < "2":
        problem = Words(
            "en enskild näringsidkares nummer är en persons och godtas inte",
            "a sole trader's number is a person's and is not accepted",
        )
        allowed = Words(
            "ett organisationsnummer, vars tredje siffra är 2 eller högre",
            "an organisationsnummer, whose third digit is 2 or more",
        )
        raise invalid("provider.orgnr", problem, allowed)
    return digits


async def register_unit(services: Services, sent: Sent, registration: Registration) -> Outcome:
    """Register a care unit with its agreement: `{unit_id}`.

    HSA-id as in requirements A15, orgnr with check digit and no person's; what the agreement says in text is a short
    reference. Raises InvalidInput, or RuleRefused UNIT_ALREADY_REGISTERED.
    """

    async def act(tx: Tx) -> tuple[Recorded, Outcome]:
        role = permit(sent.actor, "REGISTER_UNIT", services.catalogue)
        hsa_id = registration.hsa_id.upper()
        if not _HSA_ID.fullmatch(hsa_id):
            allowed = Words(
                "SE + 10 siffror + '-' + 1-18 bokstäver eller siffror", "SE + 10 digits + '-' + 1-18 letters or digits"
            )
            raise invalid("hsaId", Words("inget HSA-id", "not an HSA-id"), allowed)
        until = registration.valid_until
        if until is not None and until <= registration.valid_from:
            raise invalid("agreement.validUntil", str(until), f"> {registration.valid_from}")
        annex = registration.external_reference
        event = UnitRegistered(
            **sent.actor.signed(role),
            hsa_id=hsa_id,
            name=short_text(registration.name, "name"),
            provider_name=short_text(registration.provider_name, "provider.name"),
            provider_orgnr=_orgnr(registration.provider_orgnr),
            agreement=Agreement(
                agreement_id=services.ids.new(),
                kind=reference(registration.agreement_kind, "agreement.kind"),
                legal_basis=reference(registration.legal_basis, "agreement.legalBasis"),
                valid_from=registration.valid_from,
                valid_until=until,
                external_reference=reference(annex, "agreement.externalReference") if annex else None,
            ),
        )
        if await tx.unit_with_hsa_id(hsa_id) is not None:
            raise RuleRefused("UNIT_ALREADY_REGISTERED", path="hsaId", hsa_id=hsa_id)
        unit_id = services.ids.new()
        return Recorded((NewEvent("unit", unit_id, 1, event),)), {"unit_id": str(unit_id)}

    return await run(services, sent, act)


def _checked(counts: Sequence[Count], today: date) -> dict[str, int]:
    if not counts:
        raise invalid("counts", Words("tomt", "empty"), Words("minst en månad", "at least one month"))
    months: set[str] = set()
    for position, count in enumerate(counts):
        path = f"counts[{position}]"
        try:
            month = Month.parse(count.month)
        except ValueError:
            raise invalid(f"{path}.month", repr(count.month), "YYYY-MM") from None
        if not 0 <= count.listed <= _MAX_LISTED:
            raise invalid(f"{path}.listed", str(count.listed), f"0-{_MAX_LISTED}")
        if month.first > today:
            allowed = (f"<= {Month.of(today)}",)
            raise RuleRefused("MONTH_IN_FUTURE", path=f"{path}.month", month=str(month), allowed=allowed)
        if count.month in months:
            raise invalid(f"{path}.month", twice(count.month))
        months.add(count.month)
    return {count.month: count.listed for count in counts}


async def record_listed_counts(services: Services, sent: Sent, unit_id: UUID, counts: Sequence[Count]) -> Outcome:
    """Record or correct a unit's listed persons per month: `{unit_id}`. The earlier figure stays readable (EX-11)."""

    async def act(tx: Tx) -> tuple[Recorded, Outcome]:
        role = permit(sent.actor, "RECORD_LISTED_COUNTS", services.catalogue)
        checked = _checked(counts, local_date(tx.now))
        unit = await tx.unit(unit_id)
        if unit is None:
            raise NotFound(path="unitId")
        event = ListedCountsRecorded(**sent.actor.signed(role), counts=checked)
        return Recorded((NewEvent("unit", unit_id, unit.version + 1, event),)), {"unit_id": str(unit_id)}

    return await run(services, sent, act)
