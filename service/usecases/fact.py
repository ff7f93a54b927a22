"""An event with its place in the chain, as replay reads it."""

from __future__ import annotations

from dataclasses import dataclass

from service.domain.chain import Link
from service.domain.events import Event


@dataclass(frozen=True, slots=True)
class Fact:
    link: Link
    event: Event
