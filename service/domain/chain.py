"""The hash chain of a tenant's events: what is hashed, and how a break in it is found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from service.domain.dates import utc_text

GENESIS = bytes(32)


@dataclass(frozen=True, slots=True)
class Link:
    """One event as the chain sees it; `body` is the stored text, byte for byte."""

    tenant_id: str
    seq: int
    stream_kind: str
    stream_id: UUID
    version: int
    type: str
    audience: str
    actor_id: UUID
    command_id: UUID | None
    recorded_at: datetime
    body: str
    prev_hash: bytes
    hash: bytes


def hashed_text(link: Link) -> str:
    """What is hashed after the previous hash: the fields in this order, one line each. The database does the same."""
    return "\n".join(
        (
            link.tenant_id,
            str(link.seq),
            link.stream_kind,
            str(link.stream_id),
            str(link.version),
            link.type,
            link.audience,
            str(link.actor_id),
            str(link.command_id) if link.command_id else "-",
            utc_text(link.recorded_at),
            link.body,
        )
    )


def link_hash(prev_hash: bytes, link: Link) -> bytes:
    return sha256(prev_hash + hashed_text(link).encode()).digest()


@dataclass(frozen=True, slots=True)
class Break:
    """Where the chain does not hold."""

    seq: int
    problem: str


def breaks(links: Iterable[Link], head: tuple[int, bytes] | None) -> Iterator[Break]:
    """Every place where the links, in order of `seq`, or the head beside them do not fit together."""
    expected, previous = 1, GENESIS
    for link in links:
        if link.seq != expected:
            yield Break(link.seq, f"expected event {expected}, found {link.seq}")
        if link.prev_hash != previous:
            yield Break(link.seq, "does not follow from the event before")
        if link_hash(link.prev_hash, link) != link.hash:
            yield Break(link.seq, "its content does not match its hash")
        expected, previous = link.seq + 1, link.hash
    if head is None:
        if expected > 1:
            yield Break(expected - 1, "the chain has no head")
    elif head != (expected - 1, previous):
        yield Break(head[0], f"the head does not match the last event, {expected - 1}")
