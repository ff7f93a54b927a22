"""Counterparts of the regions (motparter), from `counterparts.yaml`: who has seats in many of them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

from tenants.catalog import RoleSource
from tenants.registry import Text, read_model


class UnknownCounterpartError(KeyError):
    """No counterpart has the id; `allowed` are the ids that exist."""

    def __init__(self, own_id: str, allowed: tuple[str, ...]) -> None:
        super().__init__(own_id)
        self.own_id = own_id
        self.allowed = allowed

    def __str__(self) -> str:
        return f"no counterpart has the id {self.own_id!r}; allowed: {', '.join(self.allowed)}"


class Counterpart(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Annotated[str, StringConstraints(pattern=r"^[a-z]+(_[a-z]+)*$")]
    sv: Text
    en: Text
    source: RoleSource


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    documents: dict[str, dict[str, str]]
    counterparts: tuple[Counterpart, ...]


@cache
def counterparts() -> Mapping[str, Counterpart]:
    """All counterparts by id."""
    text = (files("tenants") / "counterparts.yaml").read_text(encoding="utf-8")
    return MappingProxyType({one.id: one for one in read_model(_File, text, "tenants/counterparts.yaml").counterparts})


def counterpart(own_id: str) -> Counterpart:
    """The counterpart of that id; UnknownCounterpartError."""
    found = counterparts().get(own_id)
    if found is None:
        raise UnknownCounterpartError(own_id, tuple(counterparts()))
    return found
