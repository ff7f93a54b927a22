"""The roles a seat can carry, from `roles.yaml`. What a role may decide in a case is a ruleset's matter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Annotated, Literal, Self, get_args

from pydantic import BaseModel, ConfigDict, StringConstraints, model_validator

from service.authorize import RoleGrant
from tenants.registry import Text, read_model

Side = Literal["staff", "party", "platform", "national"]
Permission = Literal[
    "READ_CASES",
    "READ_TEAM",
    "READ_UNITS",
    "READ_LEDGER",
    "READ_RULESET",
    "READ_INFORMANT",
    "REGISTER_UNIT",
    "RECORD_LISTED_COUNTS",
    "SETTLE_MONTH",
    "ADOPT_RULESET",
    "EDIT_RULESET",
    "ADMIN_SEATS",
    "READ_AUDIT",
    "READ_SEATS",
    "READ_DELIVERIES",
    "DELIVER_INDICATORS",
    "APPROVE_INDICATORS",
    "READ_NATIONAL",
    "OPEN_ROUND",
    "RECEIVE_DELIVERY",
    "PUBLISH_NATIONAL",
]
PERMISSIONS: frozenset[Permission] = frozenset(get_args(Permission))


class RoleSource(BaseModel):
    """Where a founding document speaks of the role; the quote is verbatim."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    document: Text
    clause: Text
    quote: Text


class Role(BaseModel):
    """A role with its names. Exactly one of `source` and `derived` says why it exists."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Annotated[str, StringConstraints(pattern=r"^[a-z]+(_[a-z]+)*$")]
    sv: Text
    en: Text
    side: Side
    permissions: frozenset[Permission]
    logged: bool = False
    source: RoleSource | None = None
    derived: Text | None = None

    @model_validator(mode="after")
    def _one_reason(self) -> Self:
        if (self.source is None) == (self.derived is None):
            raise ValueError("give either source or derived")
        return self


class _Document(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    file: Text
    title: Text


class _RolesFile(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    documents: dict[str, _Document]
    roles: tuple[Role, ...]

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if twice := [name for name, times in Counter(role.id for role in self.roles).items() if times > 1]:
            raise ValueError(f"role stands twice: {', '.join(twice)}")
        if unknown := {role.source.document for role in self.roles if role.source} - self.documents.keys():
            raise ValueError(f"unknown document: {', '.join(sorted(unknown))}; allowed: {', '.join(self.documents)}")
        return self


@cache
def roles() -> Mapping[str, Role]:
    """All roles by id, in the catalogue's order."""
    return read_roles((files("tenants") / "roles.yaml").read_text(encoding="utf-8"), "tenants/roles.yaml")


@cache
def grants() -> Mapping[str, RoleGrant]:
    """The role catalogue as policy sees it (`service.authorize.Catalogue`)."""
    return MappingProxyType(
        {name: RoleGrant(role.side, frozenset(role.permissions), role.logged) for name, role in roles().items()}
    )


def read_roles(text: str, file: str) -> Mapping[str, Role]:
    """The roles of a YAML text; TenantFileError, naming `file`, for whatever is wrong in it."""
    return MappingProxyType({role.id: role for role in read_model(_RolesFile, text, file).roles})
