"""The persons of the demo: nobody real, one for each role, by token."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from infra.dev.issuer import DevKeys, mint


@dataclass(frozen=True, slots=True)
class Person:
    """Who acts. `region` None: for the national body. `subject` None: the demo's person with the first role."""

    region: str | None
    roles: tuple[str, ...]
    unit_id: UUID | None = None
    subject: str | None = None


def token_of(person: Person, keys: DevKeys, base_url: str, audience: str, now: float) -> str:
    """The person's token. `now` is in Unix seconds."""
    return mint(
        keys,
        base_url=base_url,
        audience=audience,
        region=person.region,
        roles=person.roles,
        unit_id=person.unit_id,
        subject=person.subject or f"demo-{person.roles[0]}",
        now=now,
    )
