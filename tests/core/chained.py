"""Chains of events as the database would link them, made in memory from scenarios and at will."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from service.domain.chain import GENESIS, Link, link_hash
from service.domain.dates import Month
from service.domain.endings import AgreementTerminated
from service.domain.events import Event, audience, encode
from service.domain.register_events import (
    Agreement,
    AgreementEnded,
    ListedCountsRecorded,
    MonthSettled,
    RulesetAdopted,
    UnitRegistered,
)
from service.rules.ruleset import Ruleset
from service.usecases.certificate import Asked
from service.usecases.replay import _stream_kind
from service.usecases.settlement import settlement_id
from tests.core.kalmar import KALMAR, adopted
from tests.core.play import Player, at, named, scenarios
from tests.core.stories import STORIES

EPOCH = datetime(2023, 1, 1, 9, tzinfo=UTC)
REGION = "08"


@dataclass
class Chain:
    """Events appended one after the other; each is recorded some time after the one before."""

    links: list[Link] = field(default_factory=list)
    _versions: dict[tuple[str, UUID], int] = field(default_factory=dict)

    def add(self, stream_id: UUID, event: Event, recorded_at: datetime | None = None) -> None:
        kind = _stream_kind(event)
        version = self._versions.get((kind, stream_id), 0) + 1
        self._versions[kind, stream_id] = version
        earliest = self.links[-1].recorded_at + timedelta(microseconds=1) if self.links else EPOCH
        previous = self.links[-1].hash if self.links else GENESIS
        link = Link(
            REGION,
            len(self.links) + 1,
            kind,
            stream_id,
            version,
            event.type,
            audience(event),
            named("actor"),
            None if len(self.links) % 2 else named(f"command {len(self.links)}"),
            max(earliest, recorded_at or earliest),
            encode(event),
            previous,
            b"",
        )
        self.links.append(Link(**{**_fields(link), "hash": link_hash(previous, link)}))

    @property
    def hashes(self) -> list[bytes]:
        return [link.hash for link in self.links]

    def of(self, unit_id: UUID, known_at: datetime | None = None) -> list[Link]:
        """What a certificate of the unit is made from."""
        cases = {
            link.stream_id for link in self.links if link.type == "CaseOpened" and f'"unit_id":"{unit_id}"' in link.body
        }
        return [
            link
            for link in self.links
            if (known_at is None or link.recorded_at <= known_at)
            and (link.stream_kind in {"ruleset", "settlement"} or link.stream_id in {unit_id, *cases})
        ]


def _fields(link: Link) -> dict[str, Any]:
    return {name: getattr(link, name) for name in Link.__dataclass_fields__}


def adoption(ruleset: Ruleset) -> RulesetAdopted:
    return RulesetAdopted(
        procedure=ruleset.procedure,
        label=ruleset.label,
        valid_from=ruleset.validity.valid_from,
        valid_until=ruleset.validity.valid_until,
        content=ruleset.model_dump(mode="json"),
    )


def ended(hsa_id: str, on: date) -> AgreementEnded:
    return AgreementEnded(agreement_id=named(f"agreement {hsa_id}"), ends_on=on, reason="TERMINATED")


def registration(hsa_id: str, valid_from: date, valid_until: date | None = None) -> UnitRegistered:
    return UnitRegistered(
        hsa_id=hsa_id,
        name=f"Hälsocentralen {hsa_id}",
        provider_name="Vård AB",
        provider_orgnr="5560000001",
        agreement=Agreement(
            agreement_id=named(f"agreement {hsa_id}"),
            kind="HALSOVAL",
            legal_basis="LOV",
            valid_from=valid_from,
            valid_until=valid_until,
            external_reference=None,
        ),
    )


def counts(months: Mapping[Month, int]) -> ListedCountsRecorded:
    return ListedCountsRecorded(counts={str(month): listed for month, listed in months.items()})


def played(scenario: str, *versions: Ruleset) -> tuple[Chain, UUID]:
    """A scenario of the demo, or a story, as a chain, with what another unit does in between."""
    told = STORIES[scenario] if scenario in STORIES else scenarios()[scenario]
    rulesets = versions or (KALMAR,)
    player, chain = Player(told, rulesets), Chain()
    stranger = named("stranger")
    for ruleset in rulesets:
        chain.add(adopted(ruleset).id, adoption(ruleset))
    chain.add(stranger, registration("SE-STRANGER", date(2020, 1, 1)))
    unit_id = player.played.unit_id
    chain.add(unit_id, registration(told["unit"]["hsa_id"], player.agreement.start))
    for step in told["steps"]:
        before = {letter: len(events) for letter, events in player.played.events.items()}
        settled = len(player.played.settlements)
        player.take(step)
        when = at(step["on"])
        if step["do"] == "record_listed_counts":
            chain.add(unit_id, counts({Month.parse(month): count for month, count in step["counts"].items()}), when)
            chain.add(stranger, counts({Month(2025, 1): 1}), when)
        for letter, events in player.played.events.items():
            for event in events[before.get(letter, 0) :]:
                chain.add(named(letter), event, when)
                if isinstance(event, AgreementTerminated):
                    chain.add(unit_id, ended(told["unit"]["hsa_id"], event.ends_on), when)
        for event in player.played.settlements[settled:]:
            assert isinstance(event, MonthSettled)
            chain.add(settlement_id(REGION, Month.parse(event.month)), event, when)
    return chain, unit_id


def asked(unit_id: UUID, known_at: datetime, first: str = "2024-01", last: str = "2028-12") -> Asked:
    return Asked(REGION, unit_id, Month.parse(first), Month.parse(last), known_at)
