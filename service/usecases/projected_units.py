"""The rows of care units, their agreements and counts, and of providers, made again from the events."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from service.domain.register_events import (
    AgreementAdded,
    AgreementEnded,
    ListedCountsRecorded,
    UnitEvent,
    UnitRegistered,
    UnitTransferred,
)
from service.domain.unit import UnitState, evolve
from service.usecases.fact import Fact

Row = Mapping[str, Any]


def unit_rows(facts: Sequence[Fact], sort_key: Callable[[str], str]) -> Iterator[tuple[str, Row]]:
    """Table and row, from the facts in chain order; of a unit that has no registration there are none."""
    yield from _providers(facts, sort_key)
    for stream in _streams(facts).values():
        if isinstance(stream[0].event, UnitRegistered):
            yield from _of_unit(stream, sort_key)
    for fact in facts:
        if isinstance(fact.event, ListedCountsRecorded):
            for month, listed in fact.event.counts.items():
                row = {"month": month, "listed": listed, "stream_version": fact.link.version}
                yield "listed_count", {"unit_id": fact.link.stream_id, "recorded_at": fact.link.recorded_at, **row}


def _providers(facts: Iterable[Fact], sort_key: Callable[[str], str]) -> Iterator[tuple[str, Row]]:
    found: dict[str, Row] = {}
    for fact in facts:
        if isinstance(fact.event, UnitRegistered | UnitTransferred):
            name, orgnr = fact.event.provider_name, fact.event.provider_orgnr
            stated = {"orgnr": orgnr, "name": name, "name_sort": sort_key(name), "stated_at": fact.link.recorded_at}
            found[orgnr] = stated
    for row in found.values():
        yield "provider", row


def _streams(facts: Iterable[Fact]) -> dict[UUID, list[Fact]]:
    found: dict[UUID, list[Fact]] = {}
    for fact in sorted(facts, key=lambda fact: fact.link.version):
        if isinstance(fact.event, UnitEvent):
            found.setdefault(fact.link.stream_id, []).append(fact)
    return found


def _of_unit(stream: Sequence[Fact], sort_key: Callable[[str], str]) -> Iterator[tuple[str, Row]]:
    state: UnitState | None = None
    unit_id = stream[0].link.stream_id
    for fact in stream:
        event = fact.event
        known = {"unit_id": unit_id, "stream_version": fact.link.version, "recorded_at": fact.link.recorded_at}
        match event:
            case UnitRegistered() | AgreementAdded():
                yield "agreement", {**event.agreement.model_dump(), **known, "end_reason": None, "end_reference": None}
            case AgreementEnded():
                held = state.agreement(event.agreement_id) if state is not None else None
                if held is None:
                    continue  # no row follows from the end of what there is not: the one that stands is told
                ended = {"end_reason": event.reason, "end_reference": event.external_reference}
                row = {**held.terms.model_dump(), **known, "valid_until": event.ends_on}
                yield "agreement", row | ended
            case _:
                pass
        if isinstance(event, UnitEvent):
            state = evolve(state, event)
    if state is not None:
        yield "care_unit", _care_unit(unit_id, state, stream[0], sort_key)


def _care_unit(unit_id: UUID, state: UnitState, registered: Fact, sort_key: Callable[[str], str]) -> Row:
    address = state.address
    return {
        "unit_id": unit_id,
        "hsa_id": state.hsa_id,
        "name": state.name,
        "name_sort": sort_key(state.name),
        "provider_name": state.provider_name,
        "provider_orgnr": state.provider_orgnr,
        "registered_at": registered.link.recorded_at,
        "street": address.street if address else None,
        "postal_code": address.postal_code if address else None,
        "city": address.city if address else None,
    }
