"""A unit of one agreement for 2024, and one whose agreement ended early and was followed by the next."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from service.domain.register_events import Agreement, AgreementEnded, UnitRegistered
from service.domain.unit import UnitState, evolve
from service.rules.registers import add_agreement, end_agreement

FIRST, SECOND = UUID(int=1), UUID(int=2)


def agreed(begins: str, ends: str | None = None, agreement_id: UUID = SECOND) -> Agreement:
    return Agreement(
        agreement_id=agreement_id,
        kind="Hälsoval",
        legal_basis="LOV",
        valid_from=date.fromisoformat(begins),
        valid_until=None if ends is None else date.fromisoformat(ends),
        external_reference=None,
    )


def registered(agreement: Agreement) -> UnitState:
    event = UnitRegistered(
        hsa_id="SE2321000073-A", name="A", provider_name="B", provider_orgnr="2321000073", agreement=agreement
    )
    return evolve(None, event)


def ended(unit: UnitState, on: str, agreement_id: UUID = FIRST) -> AgreementEnded:
    return end_agreement(unit, agreement_id, date.fromisoformat(on), "NOTICE", None)


UNIT = registered(agreed("2024-01-01", "2025-01-01", FIRST))
_EARLY = evolve(registered(agreed("2024-01-01", "2026-01-01", FIRST)), ended(UNIT, "2025-01-01"))
CORRECTED = evolve(_EARLY, add_agreement(_EARLY, agreed("2025-01-01")))
