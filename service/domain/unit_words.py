"""What became of a care unit in words, Swedish and English."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final, assert_never

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
from service.domain.words import Words

END_REASONS: Final[Mapping[AgreementEndReason, Words]] = {
    "EXPIRED": Words("avtalstiden har gått ut", "its time has run out"),
    "NOTICE": Words("det är uppsagt", "notice was given"),
    "TERMINATED": Words("det är hävt", "it was terminated"),
    "TRANSFERRED": Words("det har övergått till en annan vårdgivare", "another provider took it over"),
}


def told(event: UnitEvent) -> Words:
    """The event in a sentence."""
    match event:
        case UnitRegistered():
            return _registered(event)
        case AgreementAdded():
            terms = _terms(event.agreement)
            return Words(f"Avtal tillkom: {terms.sv}.", f"An agreement was added: {terms.en}.")
        case AgreementEnded():
            return _ended(event)
        case UnitTransferred():
            who = f"{event.provider_name} ({event.provider_orgnr})"
            return Words(
                f"{who} driver enheten från och med {event.from_day}.", f"{who} runs the unit from {event.from_day}."
            )
        case UnitRenamed():
            return Words(
                f"Enheten heter {event.name} från och med {event.from_day}.",
                f"The unit is called {event.name} from {event.from_day}.",
            )
        case UnitMoved():
            place = address(event.address)
            return Words(
                f"Enheten finns på {place} från och med {event.from_day}.",
                f"The unit is at {place} from {event.from_day}.",
            )
        case ListedCountsRecorded():
            counts = ", ".join(f"{month}: {listed}" for month, listed in sorted(event.counts.items()))
            return Words(f"Antal listade registrerades, {counts}.", f"Listed counts were recorded, {counts}.")
        case _:
            assert_never(event)


def happened_on(event: UnitEvent) -> date | None:
    """The day from which it holds; None for counts, which are of whole months."""
    match event:
        case UnitRegistered() | AgreementAdded():
            return event.agreement.valid_from
        case AgreementEnded():
            return event.ends_on
        case UnitTransferred() | UnitRenamed() | UnitMoved():
            return event.from_day
        case ListedCountsRecorded():
            return None
        case _:
            assert_never(event)


def address(of: Address) -> str:
    """On one line."""
    return f"{of.street}, {of.postal_code} {of.city}"


def _registered(event: UnitRegistered) -> Words:
    terms = _terms(event.agreement)
    who = f"{event.name}, {event.provider_name} ({event.provider_orgnr})"
    sv = f"Enheten registrerades: {who}. Avtal: {terms.sv}."
    en = f"The unit was registered: {who}. Agreement: {terms.en}."
    if event.address is None:
        return Words(sv, en)
    place = address(event.address)
    return Words(f"{sv} Adress: {place}.", f"{en} Address: {place}.")


def _terms(of: Agreement) -> Words:
    sv = f"{of.kind}, {of.legal_basis}, från och med {of.valid_from}"
    en = f"{of.kind}, {of.legal_basis}, from {of.valid_from}"
    if of.valid_until is not None:
        sv, en = f"{sv} till {of.valid_until}", f"{en} until {of.valid_until}"
    within = _in_brackets(of.external_reference)
    return Words(f"{sv}{within}", f"{en}{within}")


def _ended(event: AgreementEnded) -> Words:
    reason, within = END_REASONS[event.reason], _in_brackets(event.external_reference)
    return Words(
        f"Avtalet upphör {event.ends_on}: {reason.sv}{within}.",
        f"The agreement ends on {event.ends_on}: {reason.en}{within}.",
    )


def _in_brackets(reference: str | None) -> str:
    return "" if reference is None else f" ({reference})"
