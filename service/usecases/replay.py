"""Replay: whether the chain holds, and whether lines and projections follow from the events that stand in it.

Pure: what is stored comes in as links and rows, findings go out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Final, TypeVar
from uuid import UUID

from pydantic import ValidationError

from service.domain.access import (
    ClaimMappingChanged,
    IssuerRegistered,
    IssuerWithdrawn,
    SeatGranted,
    SeatLimited,
    SeatRevoked,
)
from service.domain.chain import Link, breaks
from service.domain.dates import Month, Period, local_date
from service.domain.errors import Refusal
from service.domain.events import CaseEvent, Event, SanctionDecided, audience, decode, encode
from service.domain.facts import Recordable
from service.domain.register_events import MonthSettled, RulesetAdopted, SettledLine, UnitEvent
from service.domain.ruleset_events import RulesetEvent
from service.domain.unit import UnitState
from service.domain.unit import replay as unit_of
from service.rules.project import Projection, project
from service.rules.ruleset import Ruleset
from service.rules.settle import ledger, owed_ore, settle
from service.usecases.fact import Fact
from service.usecases.projected import differences, rows_of
from service.usecases.settlement import computed, settlement_id

Rows = Mapping[str, Sequence[Mapping[str, Any]]]
"""Table name → stored rows, as column → value."""
T = TypeVar("T")
_SIGNATURE: Final = frozenset(Recordable.model_fields)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something stored that does not follow: `kind` is what it is found in, `key` names the event, month or row."""

    kind: str
    key: str
    problem: str


@dataclass(frozen=True, slots=True)
class Replayed:
    """What a replay went through; sound where there is no finding. `lines` were recomputed."""

    events: int
    settlements: int
    lines: int
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class UnitSum:
    """What a unit owes as known at a time; None while a listed count is awaited."""

    unit_id: UUID
    name: str
    owed_ore: int | None


@dataclass(frozen=True, slots=True)
class Known:
    """Facts of a region in the shape in which settling asks for them."""

    versions: dict[UUID, Ruleset]
    streams: dict[UUID, list[CaseEvent]]
    units: dict[UUID, UnitState]
    settlements: list[MonthSettled]

    @property
    def listed(self) -> dict[UUID, Mapping[Month, int]]:
        return {unit_id: unit.listed for unit_id, unit in self.units.items()}

    @property
    def agreements(self) -> dict[UUID, list[Period]]:
        return {unit_id: unit.periods for unit_id, unit in self.units.items()}


class Unsound(Exception):  # noqa: N818 - becomes a finding
    """Stored facts from which nothing can be computed."""


def verify(
    tenant_id: str,
    links: Sequence[Link],
    head: tuple[int, bytes] | None,
    stored: Rows,
    sort_key: Callable[[str], str],
) -> Replayed:
    """Everything that is wrong with a tenant's chain, the lines in it and the rows beside it.

    `links` stand in order of `seq`; `stored` has the rows of every projected table; `sort_key` is what names sort by.
    """
    findings = [Finding("chain", str(one.seq), one.problem) for one in breaks(links, head)]
    facts, unread = facts_of(links)
    findings += unread
    settled = [fact for fact in facts if isinstance(fact.event, MonthSettled)]
    for fact in settled:
        findings += _settlement(tenant_id, facts, fact)
    projections, unsound = _projections(facts)
    findings += unsound
    expected = rows_of(facts, projections, sort_key)
    findings += [Finding(*one) for one in differences(expected, stored)]
    lines = sum(len(_lines(fact.event)) for fact in settled)
    return Replayed(len(links), len(settled), lines, tuple(findings))


def sums_as_of(links: Sequence[Link], instant: datetime) -> list[UnitSum]:
    """Every unit's ledger recomputed from what was known at `instant`; ValueError where the facts are unsound."""
    facts, _ = facts_of(links)
    try:
        known = known_of([fact for fact in facts if fact.link.recorded_at <= instant])
        cases = checked(
            lambda: computed(known.streams, known.versions, known.listed, known.agreements, local_date(instant))
        )
    except Unsound as unsound:
        raise ValueError(str(unsound)) from unsound
    entries = ledger(cases, known.settlements)
    names = {unit_id: unit.name for unit_id, unit in known.units.items()}
    return [
        UnitSum(unit_id, name, owed_ore(entry for entry in entries if entry.unit_id == unit_id))
        for unit_id, name in sorted(names.items(), key=lambda item: item[1])
    ]


def facts_of(links: Iterable[Link]) -> tuple[list[Fact], list[Finding]]:
    """The events of the links that hold one; what is wrong with a body or with what stands beside it."""
    facts: list[Fact] = []
    findings: list[Finding] = []
    for link in links:
        try:
            event = decode(link.body)
        except ValidationError:
            findings.append(Finding("event", str(link.seq), f"its body is no {link.type}"))
            continue
        facts.append(Fact(link, event))
        if encode(event) != link.body:
            findings.append(Finding("event", str(link.seq), "its body is not the canonical text of what it says"))
        for name, said, follows in (
            ("type", link.type, event.type),
            ("audience", link.audience, audience(event)),
            ("stream_kind", link.stream_kind, _stream_kind(event)),
        ):
            if said != follows:
                findings.append(Finding("event", str(link.seq), f"{name} is {said}, its body says {follows}"))
    return facts, findings


def _stream_kind(event: Event) -> str:
    match event:
        case _ if isinstance(event, UnitEvent):
            return "unit"
        case _ if isinstance(event, RulesetEvent):
            return "ruleset"
        case MonthSettled():
            return "settlement"
        case SeatGranted() | SeatLimited() | SeatRevoked():
            return "seat"
        case IssuerRegistered() | ClaimMappingChanged() | IssuerWithdrawn():
            return "issuer"
        case _:
            return "case"


def _streams(facts: Iterable[Fact]) -> dict[UUID, list[CaseEvent]]:
    """The cases' events in order of version.

    Each stream ends at its first gap: an event that cannot be read leaves one, and so does a stopped clock set back,
    where an act may bear an earlier time than the one it follows.
    """
    found: dict[UUID, list[CaseEvent]] = {}
    for fact in sorted(facts, key=lambda fact: fact.link.version):
        if isinstance(fact.event, CaseEvent):
            stream = found.setdefault(fact.link.stream_id, [])
            if fact.link.version == len(stream) + 1:
                stream.append(fact.event)
    return {case_id: events for case_id, events in found.items() if events}


def _versions(facts: Iterable[Fact]) -> dict[UUID, Ruleset]:
    """Adopted versions in order of adoption; Unsound where one is no ruleset."""
    adopted = [fact for fact in facts if isinstance(fact.event, RulesetAdopted)]
    found: dict[UUID, Ruleset] = {}
    for fact in sorted(adopted, key=lambda fact: (fact.link.recorded_at, fact.link.stream_id)):
        if isinstance(fact.event, RulesetAdopted):
            found[fact.link.stream_id] = checked(partial(Ruleset.model_validate, fact.event.content))
    return found


def known_of(facts: Sequence[Fact]) -> Known:
    """What `facts`, in chain order, come to."""
    streams = {
        case_id: events
        for case_id, events in _streams(facts).items()
        if any(isinstance(event, SanctionDecided) for event in events)
    }
    settlements = [fact.event for fact in facts if isinstance(fact.event, MonthSettled)]
    return Known(_versions(facts), streams, _units(facts), settlements)


def _units(facts: Iterable[Fact]) -> dict[UUID, UnitState]:
    """The units of the facts; Unsound where a stream is none of a unit."""
    streams: dict[UUID, list[UnitEvent]] = {}
    for fact in sorted(facts, key=lambda fact: fact.link.version):
        if isinstance(fact.event, UnitEvent):
            streams.setdefault(fact.link.stream_id, []).append(fact.event)
    return {unit_id: checked(partial(unit_of, events)) for unit_id, events in streams.items()}


def checked(compute: Callable[[], T]) -> T:
    """What `compute` gives; Unsound where altered facts break a rule that facts as recorded always keep."""
    try:
        return compute()
    except Refusal as refusal:
        raise Unsound(refusal.code) from refusal
    except (ValueError, LookupError, StopIteration) as error:
        raise Unsound(f"{type(error).__name__} {error}".split("\n", 1)[0]) from error


def _lines(event: Event) -> tuple[SettledLine, ...]:
    return (*event.lines, *event.corrections) if isinstance(event, MonthSettled) else ()


def _settlement(tenant_id: str, facts: Sequence[Fact], fact: Fact) -> Iterator[Finding]:
    """The settlement recomputed from all that stands before it in the chain, compared byte for byte."""
    event, link = fact.event, fact.link
    if not isinstance(event, MonthSettled):
        return
    before = [one for one in facts if one.link.seq < link.seq]
    try:
        month = checked(lambda: Month.parse(event.month))
        if link.stream_id != settlement_id(tenant_id, month):
            yield Finding("settlement", event.month, "stands in the stream of another month")
        known = known_of(before)
        again = checked(
            lambda: settle(
                month,
                computed(known.streams, known.versions, known.listed, known.agreements, event.settled_on),
                known.settlements,
                left_out=event.left_out,
                today=event.settled_on,
            )
        )
    except Unsound as unsound:
        yield Finding("settlement", event.month, f"cannot be recomputed: {unsound}")
        return
    again = again.model_copy(update={name: getattr(event, name) for name in _SIGNATURE & event.model_fields_set})
    if encode(again) == encode(event):
        return
    for name in MonthSettled.model_fields:
        told, follows = getattr(event, name), getattr(again, name)
        if told == follows:
            continue
        if name not in ("lines", "corrections"):
            yield Finding("settlement", event.month, f"{name} is {told}, the events before give {follows}")
            continue
        for said, computed_now in _unlike(told, follows):
            problem = f"{_line_text(said)} in {name}, the events before give {_line_text(computed_now)}"
            yield Finding("settlement", event.month, problem)


def _unlike(
    told: tuple[SettledLine, ...], follows: tuple[SettledLine, ...]
) -> Iterator[tuple[SettledLine | None, SettledLine | None]]:
    def keyed(lines: tuple[SettledLine, ...]) -> dict[tuple[UUID, str, int], SettledLine]:
        return {(line.case_id, line.month, line.rate_ore): line for line in lines}

    said, computed_now = keyed(told), keyed(follows)
    unlike = [key for key in {**said, **computed_now} if said.get(key) != computed_now.get(key)]
    if not unlike:  # the same lines in another order, or one of them twice
        yield told[0] if told else None, follows[0] if follows else None
    for key in unlike:
        yield said.get(key), computed_now.get(key)


def _line_text(line: SettledLine | None) -> str:
    return "no line" if line is None else " ".join(f"{key}={value}" for key, value in line.model_dump().items())


def _projections(facts: Sequence[Fact]) -> tuple[dict[UUID, Projection], list[Finding]]:
    """Every case's projection by replay of its stream."""
    found: dict[UUID, Projection] = {}
    findings: list[Finding] = []
    try:
        versions = _versions(facts)
    except Unsound as unsound:
        return {}, [Finding("ruleset_version", "(all)", f"cannot be read: {unsound}")]
    for case_id, events in _streams(facts).items():
        try:
            found[case_id] = checked(partial(project, events, versions))
        except Unsound as unsound:
            findings.append(Finding("case", str(case_id), f"cannot be replayed: {unsound}"))
    return found, findings
