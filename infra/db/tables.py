"""The tables, as SQLAlchemy Core knows them. What may be done to their rows, and by whom, stands in `policies`.

Columns that reads filter or sort by are text with a check, integers, ids, dates, times or booleans, since under
row-level security only leakproof operators reach an index. Ids are made in Python. Every key of a tenant's table begins
with `tenant_id`, by which the data can be spread. Columns checked as a word go into JSON text without escaping.
"""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.schema import SchemaItem

SCHEMA: Final = "trappa"
STREAM_KINDS: Final = ("case", "unit", "ruleset", "settlement", "seat", "issuer")

_WORD = "^[A-Za-z][A-Za-z0-9_-]{0,63}$"
_MONTH = "^[0-9]{4}-(0[1-9]|1[0-2])$"
_DIGEST = "^[0-9a-f]{64}$"

metadata = MetaData(
    schema=SCHEMA,
    naming_convention={
        "pk": "%(table_name)s_pk",
        "uq": "%(table_name)s_%(column_0_N_name)s_key",
        "fk": "%(table_name)s_%(referred_table_name)s_fk",
        "ck": "%(table_name)s_%(constraint_name)s_check",
        "ix": "%(table_name)s_%(column_0_N_name)s_idx",
    },
)


def _of(name: str, kind: Any, *, null: bool = False) -> Column[Any]:
    return Column(name, kind, nullable=null, autoincrement=False)


def _text(name: str, *, null: bool = False) -> Column[Any]:
    return _of(name, Text(), null=null)


def _time(name: str, *, null: bool = False) -> Column[Any]:
    return _of(name, DateTime(timezone=True), null=null)


def _like(column: str, pattern: str) -> CheckConstraint:
    return CheckConstraint(f"{column} ~ '{pattern}'", name=column)


def _words(*columns: str) -> tuple[CheckConstraint, ...]:
    return tuple(_like(column, _WORD) for column in columns)


def _not_negative(*columns: str) -> tuple[CheckConstraint, ...]:
    return tuple(CheckConstraint(f"{column} >= 0", name=column) for column in columns)


def _one_of(column: str, *values: str) -> CheckConstraint:
    return CheckConstraint(f"{column} in ({', '.join(repr(value) for value in values)})", name=column)


def _tenant(name: str, *parts: SchemaItem) -> Table:
    """A tenant's table: its first column is the region's SCB code."""
    return Table(name, metadata, _text("tenant_id"), _like("tenant_id", "^[0-9]{2}$"), *parts)


chain_head = _tenant(
    "chain_head",
    _of("seq", BigInteger()),
    _of("hash", LargeBinary()),
    _time("recorded_at"),
    PrimaryKeyConstraint("tenant_id"),
)

event = _tenant(
    "event",
    _of("seq", BigInteger()),
    _text("stream_kind"),
    _of("stream_id", Uuid()),
    _of("version", Integer()),
    _text("type"),
    _text("audience"),
    _of("actor_id", Uuid()),
    _of("command_id", Uuid(), null=True),
    _time("recorded_at"),
    _text("body"),
    _of("prev_hash", LargeBinary()),
    _of("hash", LargeBinary()),
    PrimaryKeyConstraint("tenant_id", "seq"),
    UniqueConstraint("tenant_id", "stream_kind", "stream_id", "version", name="event_stream_key"),
    _one_of("stream_kind", *STREAM_KINDS),
    _one_of("audience", "staff", "party"),
    CheckConstraint("version >= 1", name="version"),
    *_words("type"),
)

event_personal = _tenant(
    "event_personal",
    _of("record_id", Uuid()),
    _text("stream_kind"),
    _of("stream_id", Uuid()),
    _text("audience"),
    _of("ciphertext", LargeBinary()),
    _of("nonce", LargeBinary()),
    _of("wrapped_key", LargeBinary(), null=True),
    _text("digest"),
    PrimaryKeyConstraint("tenant_id", "record_id"),
    _one_of("stream_kind", *STREAM_KINDS),
    _one_of("audience", "staff", "party"),
    _like("digest", _DIGEST),
    Index(None, "tenant_id", "stream_kind", "stream_id"),
)

care_unit = _tenant(
    "care_unit",
    _of("unit_id", Uuid()),
    _text("hsa_id"),
    _text("name"),
    _text("name_sort"),
    _text("provider_name"),
    _text("provider_orgnr"),
    _time("registered_at"),
    _text("street", null=True),
    _text("postal_code", null=True),
    _text("city", null=True),
    PrimaryKeyConstraint("tenant_id", "unit_id"),
    UniqueConstraint("tenant_id", "hsa_id"),
    CheckConstraint("(street is null) = (city is null) and (street is null) = (postal_code is null)", name="address"),
    Index(None, "tenant_id", "name_sort", "unit_id"),
    Index(None, "tenant_id", "provider_orgnr"),
)

# Each legal entity that runs or has run a unit, under the name that was last stated for it.
provider = _tenant(
    "provider",
    _text("orgnr"),
    _text("name"),
    _text("name_sort"),
    _time("stated_at"),
    PrimaryKeyConstraint("tenant_id", "orgnr"),
    Index(None, "tenant_id", "name_sort", "orgnr"),
)

# What was known of an agreement, and since when: the row of the highest `stream_version` is what holds.
agreement = _tenant(
    "agreement",
    _of("agreement_id", Uuid()),
    _of("unit_id", Uuid()),
    _text("kind"),
    _text("legal_basis"),
    _of("valid_from", Date()),
    _of("valid_until", Date(), null=True),
    _text("external_reference", null=True),
    _of("stream_version", Integer()),
    _time("recorded_at"),
    _text("end_reason", null=True),
    _text("end_reference", null=True),
    PrimaryKeyConstraint("tenant_id", "agreement_id", "stream_version"),
    ForeignKeyConstraint(["tenant_id", "unit_id"], [care_unit.c.tenant_id, care_unit.c.unit_id]),
    CheckConstraint("valid_until > valid_from", name="valid_until"),
    CheckConstraint("stream_version >= 1", name="stream_version"),
    CheckConstraint("end_reason is null or valid_until is not null", name="ended"),
    *_words("end_reason"),
    Index(None, "tenant_id", "unit_id"),
)

listed_count = _tenant(
    "listed_count",
    _of("unit_id", Uuid()),
    _text("month"),
    _time("recorded_at"),
    _of("stream_version", Integer()),
    _of("listed", Integer()),
    PrimaryKeyConstraint("tenant_id", "unit_id", "month", "stream_version"),
    ForeignKeyConstraint(["tenant_id", "unit_id"], [care_unit.c.tenant_id, care_unit.c.unit_id]),
    _like("month", _MONTH),
    *_not_negative("listed"),
)

case_file = _tenant(
    "case_file",
    _of("case_id", Uuid()),
    _of("unit_id", Uuid(), null=True),
    _text("procedure"),
    _of("opened_on", Date()),
    _time("opened_at"),
    _text("ladder", null=True),
    _of("retrospective", Boolean()),
    _text("state"),
    _text("colour", null=True),
    _of("plan_due_on", Date(), null=True),
    _of("sanctioned", Boolean()),
    _of("sanction_runs", Boolean()),
    _of("closed_on", Date(), null=True),
    _of("version", Integer()),
    PrimaryKeyConstraint("tenant_id", "case_id"),
    ForeignKeyConstraint(["tenant_id", "unit_id"], [care_unit.c.tenant_id, care_unit.c.unit_id]),
    CheckConstraint("version >= 1", name="version"),
    *_words("procedure", "ladder", "state", "colour"),
)
Index("case_file_opened_idx", case_file.c.tenant_id, case_file.c.opened_at.desc(), case_file.c.case_id.desc())
Index(
    "case_file_unit_idx",
    case_file.c.tenant_id,
    case_file.c.unit_id,
    case_file.c.opened_at.desc(),
    case_file.c.case_id.desc(),
)
Index("case_file_sanctioned_idx", case_file.c.tenant_id, case_file.c.case_id, postgresql_where=text("sanctioned"))

case_internal = _tenant(
    "case_internal",
    _of("case_id", Uuid()),
    _text("classified", null=True),
    _of("score", Integer(), null=True),
    _text("state"),
    _of("version", Integer()),
    PrimaryKeyConstraint("tenant_id", "case_id"),
    ForeignKeyConstraint(["tenant_id", "case_id"], [case_file.c.tenant_id, case_file.c.case_id]),
    CheckConstraint("version >= 1", name="version"),
    *_words("classified", "state"),
)

case_seat = _tenant(
    "case_seat",
    _text("organisation_id"),
    _time("opened_at"),
    _of("case_id", Uuid()),
    PrimaryKeyConstraint("tenant_id", "organisation_id", "opened_at", "case_id"),
    ForeignKeyConstraint(["tenant_id", "case_id"], [case_file.c.tenant_id, case_file.c.case_id]),
    CheckConstraint("organisation_id not in ('', 'access', 'none', 'staff')", name="organisation_id"),
    Index("case_seat_case_idx", "tenant_id", "case_id", "organisation_id"),
)

ruleset_version = _tenant(
    "ruleset_version",
    _of("ruleset_id", Uuid()),
    _text("procedure"),
    _text("label"),
    _of("valid_from", Date()),
    _of("valid_until", Date(), null=True),
    _time("adopted_at"),
    _text("content"),
    PrimaryKeyConstraint("tenant_id", "ruleset_id"),
    UniqueConstraint("tenant_id", "procedure", "label"),
    CheckConstraint("valid_until > valid_from", name="valid_until"),
    *_words("procedure"),
)

settlement = _tenant(
    "settlement",
    _text("month"),
    _of("settled_on", Date()),
    _time("recorded_at"),
    _of("settlement_id", Uuid()),
    PrimaryKeyConstraint("tenant_id", "month"),
    UniqueConstraint("tenant_id", "settlement_id"),
    _like("month", _MONTH),
)

settlement_line = _tenant(
    "settlement_line",
    _text("settled_in"),
    _of("position", Integer()),
    _of("case_id", Uuid()),
    _of("unit_id", Uuid()),
    _of("ruleset_id", Uuid()),
    _text("month"),
    _of("rate_ore", Integer()),
    _of("days", Integer()),
    _of("days_in_month", Integer()),
    _of("listed", Integer(), null=True),
    _of("amount_ore", BigInteger()),
    _of("correction", Boolean()),
    _time("recorded_at"),
    PrimaryKeyConstraint("tenant_id", "settled_in", "position"),
    ForeignKeyConstraint(["tenant_id", "settled_in"], [settlement.c.tenant_id, settlement.c.month]),
    _like("settled_in", _MONTH),
    _like("month", _MONTH),
    *_not_negative("position", "rate_ore", "days", "days_in_month", "listed"),
    Index(None, "tenant_id", "unit_id", "month"),
)

withholding_entry = _tenant(
    "withholding_entry",
    _of("case_id", Uuid()),
    _of("stream_version", Integer()),
    _of("unit_id", Uuid()),
    _of("withholding", Integer()),
    _text("month"),
    _of("decided_on", Date()),
    _of("amount_ore", BigInteger()),
    _time("recorded_at"),
    PrimaryKeyConstraint("tenant_id", "case_id", "stream_version"),
    ForeignKeyConstraint(["tenant_id", "case_id"], [case_file.c.tenant_id, case_file.c.case_id]),
    CheckConstraint("stream_version >= 1 and withholding >= 1 and amount_ore <> 0", name="entry"),
    _like("month", _MONTH),
    Index(None, "tenant_id", "unit_id", "month"),
    Index(None, "tenant_id", "month"),
)

command_memory = _tenant(
    "command_memory",
    _of("actor_id", Uuid()),
    _of("command_id", Uuid()),
    _text("input_digest"),
    _text("outcome"),
    _time("recorded_at"),
    PrimaryKeyConstraint("tenant_id", "actor_id", "command_id"),
)

seat = _tenant(
    "seat",
    _of("seat_id", Uuid()),
    _of("holder", Uuid()),
    _text("organisation"),
    _of("unit_id", Uuid(), null=True),
    _text("roles"),
    _time("valid_from"),
    _time("valid_until", null=True),
    _time("revoked_at", null=True),
    _time("granted_at"),
    _of("version", Integer()),
    PrimaryKeyConstraint("tenant_id", "seat_id"),
    CheckConstraint("organisation not in ('', 'access', 'none')", name="organisation"),
    CheckConstraint("unit_id is null or unit_id::text = organisation", name="unit_id"),
    CheckConstraint("valid_until > valid_from", name="valid_until"),
    Index(None, "tenant_id", "holder"),
)
Index("seat_granted_idx", seat.c.tenant_id, seat.c.granted_at.desc(), seat.c.seat_id.desc())

access_version = _tenant(
    "access_version", _of("version", Integer()), PrimaryKeyConstraint("tenant_id"), *_not_negative("version")
)

read_log = _tenant(
    "read_log",
    _of("read_id", Uuid()),
    _of("case_id", Uuid()),
    _time("read_at"),
    _of("actor_id", Uuid()),
    _text("roles"),
    _of("sealed", Boolean()),
    PrimaryKeyConstraint("tenant_id", "read_id", "case_id"),
    Index("read_log_case_idx", "tenant_id", "case_id", "read_at"),
)
Index(
    "read_log_read_idx",
    read_log.c.tenant_id,
    read_log.c.read_at.desc(),
    read_log.c.read_id.desc(),
    read_log.c.case_id.desc(),
)

issuer = Table(
    "issuer",
    metadata,
    _text("iss"),
    _text("tenant_id"),
    _text("national_body", null=True),
    _text("counterpart", null=True),
    _text("audience"),
    _text("algorithms"),
    _text("jwks_uri"),
    _text("roles_claim", null=True),
    _text("unit_claim", null=True),
    _text("allowed_roles", null=True),
    _of("withdrawn", Boolean()),
    _of("version", Integer()),
    PrimaryKeyConstraint("iss"),
    CheckConstraint("(tenant_id = '00') = (national_body is not null or counterpart is not null)", name="one_side"),
    CheckConstraint("national_body is null or counterpart is null", name="one_kind"),
    _like("tenant_id", "^[0-9]{2}$"),
)
