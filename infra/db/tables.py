"""The tables, as SQLAlchemy Core knows them. What may be done to their rows, and by whom, stands in `policies`.

Columns that reads filter or sort by are text with a check, integers, ids, dates, times or booleans, since under
row-level security only leakproof operators reach an index. Ids are made in Python. Every key of a tenant's table begins
with `tenant_id`, by which the data can be spread. Columns checked as a word go into JSON text without escaping.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Date,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
    Uuid,
    text,
)

from infra.db.columns import (
    DIGEST,
    MONTH,
    a_text,
    a_time,
    like,
    metadata,
    not_negative,
    of,
    one_of,
    tenant_table,
    words,
)

STREAM_KINDS: Final = ("case", "unit", "ruleset", "settlement", "seat", "issuer")

chain_head = tenant_table(
    "chain_head",
    of("seq", BigInteger()),
    of("hash", LargeBinary()),
    a_time("recorded_at"),
    PrimaryKeyConstraint("tenant_id"),
)

event = tenant_table(
    "event",
    of("seq", BigInteger()),
    a_text("stream_kind"),
    of("stream_id", Uuid()),
    of("version", Integer()),
    a_text("type"),
    a_text("audience"),
    of("actor_id", Uuid()),
    of("command_id", Uuid(), null=True),
    a_time("recorded_at"),
    a_text("body"),
    of("prev_hash", LargeBinary()),
    of("hash", LargeBinary()),
    PrimaryKeyConstraint("tenant_id", "seq"),
    UniqueConstraint("tenant_id", "stream_kind", "stream_id", "version", name="event_stream_key"),
    one_of("stream_kind", *STREAM_KINDS),
    one_of("audience", "team", "staff", "party"),
    CheckConstraint("version >= 1", name="version"),
    *words("type"),
    Index("event_team_idx", "tenant_id", "stream_id", postgresql_where=text("audience = 'team'")),
)

event_personal = tenant_table(
    "event_personal",
    of("record_id", Uuid()),
    a_text("stream_kind"),
    of("stream_id", Uuid()),
    a_text("audience"),
    of("ciphertext", LargeBinary()),
    of("nonce", LargeBinary()),
    of("wrapped_key", LargeBinary(), null=True),
    a_text("digest"),
    PrimaryKeyConstraint("tenant_id", "record_id"),
    one_of("stream_kind", *STREAM_KINDS),
    one_of("audience", "team", "staff", "party"),
    like("digest", DIGEST),
    Index(None, "tenant_id", "stream_kind", "stream_id"),
)

care_unit = tenant_table(
    "care_unit",
    of("unit_id", Uuid()),
    a_text("hsa_id"),
    a_text("name"),
    a_text("name_sort"),
    a_text("provider_name"),
    a_text("provider_orgnr"),
    a_time("registered_at"),
    a_text("street", null=True),
    a_text("postal_code", null=True),
    a_text("city", null=True),
    PrimaryKeyConstraint("tenant_id", "unit_id"),
    UniqueConstraint("tenant_id", "hsa_id"),
    CheckConstraint("(street is null) = (city is null) and (street is null) = (postal_code is null)", name="address"),
    Index(None, "tenant_id", "name_sort", "unit_id"),
    Index(None, "tenant_id", "provider_orgnr"),
)

# Each legal entity that runs or has run a unit, under the name that was last stated for it.
provider = tenant_table(
    "provider",
    a_text("orgnr"),
    a_text("name"),
    a_text("name_sort"),
    a_time("stated_at"),
    PrimaryKeyConstraint("tenant_id", "orgnr"),
    Index(None, "tenant_id", "name_sort", "orgnr"),
)

# What was known of an agreement, and since when: the row of the highest `stream_version` is what holds.
agreement = tenant_table(
    "agreement",
    of("agreement_id", Uuid()),
    of("unit_id", Uuid()),
    a_text("kind"),
    a_text("legal_basis"),
    of("valid_from", Date()),
    of("valid_until", Date(), null=True),
    a_text("external_reference", null=True),
    of("stream_version", Integer()),
    a_time("recorded_at"),
    a_text("end_reason", null=True),
    a_text("end_reference", null=True),
    PrimaryKeyConstraint("tenant_id", "agreement_id", "stream_version"),
    ForeignKeyConstraint(["tenant_id", "unit_id"], [care_unit.c.tenant_id, care_unit.c.unit_id]),
    CheckConstraint("valid_until > valid_from", name="valid_until"),
    CheckConstraint("stream_version >= 1", name="stream_version"),
    CheckConstraint("end_reason is null or valid_until is not null", name="ended"),
    *words("end_reason"),
    Index(None, "tenant_id", "unit_id"),
)

listed_count = tenant_table(
    "listed_count",
    of("unit_id", Uuid()),
    a_text("month"),
    a_time("recorded_at"),
    of("stream_version", Integer()),
    of("listed", Integer()),
    PrimaryKeyConstraint("tenant_id", "unit_id", "month", "stream_version"),
    ForeignKeyConstraint(["tenant_id", "unit_id"], [care_unit.c.tenant_id, care_unit.c.unit_id]),
    like("month", MONTH),
    *not_negative("listed"),
)

case_file = tenant_table(
    "case_file",
    of("case_id", Uuid()),
    of("unit_id", Uuid(), null=True),
    a_text("procedure"),
    of("opened_on", Date()),
    a_time("opened_at"),
    a_text("ladder", null=True),
    of("retrospective", Boolean()),
    a_text("state"),
    a_text("colour", null=True),
    of("plan_due_on", Date(), null=True),
    of("sanctioned", Boolean()),
    of("sanction_runs", Boolean()),
    of("closed_on", Date(), null=True),
    of("version", Integer()),
    PrimaryKeyConstraint("tenant_id", "case_id"),
    ForeignKeyConstraint(["tenant_id", "unit_id"], [care_unit.c.tenant_id, care_unit.c.unit_id]),
    CheckConstraint("version >= 1", name="version"),
    *words("procedure", "ladder", "state", "colour"),
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

case_internal = tenant_table(
    "case_internal",
    of("case_id", Uuid()),
    a_text("classified", null=True),
    of("score", Integer(), null=True),
    a_text("state"),
    of("version", Integer()),
    PrimaryKeyConstraint("tenant_id", "case_id"),
    ForeignKeyConstraint(["tenant_id", "case_id"], [case_file.c.tenant_id, case_file.c.case_id]),
    CheckConstraint("version >= 1", name="version"),
    *words("classified", "state"),
)

case_seat = tenant_table(
    "case_seat",
    a_text("organisation_id"),
    a_time("opened_at"),
    of("case_id", Uuid()),
    PrimaryKeyConstraint("tenant_id", "organisation_id", "opened_at", "case_id"),
    ForeignKeyConstraint(["tenant_id", "case_id"], [case_file.c.tenant_id, case_file.c.case_id]),
    CheckConstraint("organisation_id not in ('', 'access', 'none', 'staff')", name="organisation_id"),
    Index("case_seat_case_idx", "tenant_id", "case_id", "organisation_id"),
)

ruleset_version = tenant_table(
    "ruleset_version",
    of("ruleset_id", Uuid()),
    a_text("procedure"),
    a_text("label"),
    of("valid_from", Date()),
    of("valid_until", Date(), null=True),
    a_time("adopted_at"),
    a_text("content"),
    PrimaryKeyConstraint("tenant_id", "ruleset_id"),
    UniqueConstraint("tenant_id", "procedure", "label"),
    CheckConstraint("valid_until > valid_from", name="valid_until"),
    *words("procedure"),
)

# A version before it is adopted, under the id that it keeps.
ruleset_draft = tenant_table(
    "ruleset_draft",
    of("ruleset_id", Uuid()),
    a_text("procedure"),
    a_text("label"),
    a_text("state"),
    a_text("from_package", null=True),
    of("from_version", Uuid(), null=True),
    a_text("content"),
    a_time("drafted_at"),
    a_time("changed_at"),
    of("version", Integer()),
    PrimaryKeyConstraint("tenant_id", "ruleset_id"),
    one_of("state", "DRAFT", "CONSULTATION", "WITHDRAWN", "ADOPTED"),
    CheckConstraint("version >= 1", name="version"),
    *words("procedure", "from_package"),
)

settlement = tenant_table(
    "settlement",
    a_text("month"),
    of("settled_on", Date()),
    a_time("recorded_at"),
    of("settlement_id", Uuid()),
    PrimaryKeyConstraint("tenant_id", "month"),
    UniqueConstraint("tenant_id", "settlement_id"),
    like("month", MONTH),
)

settlement_line = tenant_table(
    "settlement_line",
    a_text("settled_in"),
    of("position", Integer()),
    of("case_id", Uuid()),
    of("unit_id", Uuid()),
    of("ruleset_id", Uuid()),
    a_text("month"),
    of("rate_ore", Integer()),
    of("days", Integer()),
    of("days_in_month", Integer()),
    of("listed", Integer(), null=True),
    of("amount_ore", BigInteger()),
    of("correction", Boolean()),
    a_time("recorded_at"),
    PrimaryKeyConstraint("tenant_id", "settled_in", "position"),
    ForeignKeyConstraint(["tenant_id", "settled_in"], [settlement.c.tenant_id, settlement.c.month]),
    like("settled_in", MONTH),
    like("month", MONTH),
    *not_negative("position", "rate_ore", "days", "days_in_month", "listed"),
    Index(None, "tenant_id", "unit_id", "month"),
)

withholding_entry = tenant_table(
    "withholding_entry",
    of("case_id", Uuid()),
    of("stream_version", Integer()),
    of("unit_id", Uuid()),
    of("withholding", Integer()),
    a_text("month"),
    of("decided_on", Date()),
    of("amount_ore", BigInteger()),
    a_time("recorded_at"),
    PrimaryKeyConstraint("tenant_id", "case_id", "stream_version"),
    ForeignKeyConstraint(["tenant_id", "case_id"], [case_file.c.tenant_id, case_file.c.case_id]),
    CheckConstraint("stream_version >= 1 and withholding >= 1 and amount_ore <> 0", name="entry"),
    like("month", MONTH),
    Index(None, "tenant_id", "unit_id", "month"),
    Index(None, "tenant_id", "month"),
)

command_memory = tenant_table(
    "command_memory",
    of("actor_id", Uuid()),
    of("command_id", Uuid()),
    a_text("input_digest"),
    a_text("outcome"),
    a_time("recorded_at"),
    PrimaryKeyConstraint("tenant_id", "actor_id", "command_id"),
)

seat = tenant_table(
    "seat",
    of("seat_id", Uuid()),
    of("holder", Uuid()),
    a_text("organisation"),
    of("unit_id", Uuid(), null=True),
    a_text("roles"),
    a_time("valid_from"),
    a_time("valid_until", null=True),
    a_time("revoked_at", null=True),
    a_time("granted_at"),
    of("version", Integer()),
    PrimaryKeyConstraint("tenant_id", "seat_id"),
    CheckConstraint("organisation not in ('', 'access', 'none')", name="organisation"),
    CheckConstraint("unit_id is null or unit_id::text = organisation", name="unit_id"),
    CheckConstraint("valid_until > valid_from", name="valid_until"),
    Index(None, "tenant_id", "holder"),
)
Index("seat_granted_idx", seat.c.tenant_id, seat.c.granted_at.desc(), seat.c.seat_id.desc())

access_version = tenant_table(
    "access_version", of("version", Integer()), PrimaryKeyConstraint("tenant_id"), *not_negative("version")
)

read_log = tenant_table(
    "read_log",
    of("read_id", Uuid()),
    of("case_id", Uuid()),
    a_time("read_at"),
    of("actor_id", Uuid()),
    a_text("roles"),
    of("sealed", Boolean()),
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

simulation = tenant_table(
    "simulation",
    *(of(name, Uuid()) for name in ("simulation_id", "actor_id")),
    *(a_text(name) for name in ("roles", "content")),
    *(of(name, Date(), null=True) for name in ("since", "until")),
    a_time("asked_at"),
    a_text("state"),
    *(of(name, Integer(), null=name == "cases") for name in ("done", "cases")),
    *(a_text(name, null=True) for name in ("totals", "refusal")),
    a_time("ended_at", null=True),
    PrimaryKeyConstraint("tenant_id", "simulation_id"),
    one_of("state", "QUEUED", "RUNNING", "DONE", "REFUSED", "FAILED", "CANCELLED"),
    CheckConstraint("(state in ('QUEUED', 'RUNNING')) = (ended_at is null)", name="ended"),
    CheckConstraint("(state = 'DONE', state = 'REFUSED') = (totals is not null, refusal is not null)", name="outcome"),
    *not_negative("done", "cases"),
)

simulation_case = tenant_table(
    "simulation_case",
    *(of(name, Uuid()) for name in ("simulation_id", "case_id")),
    of("weight_ore", BigInteger()),
    a_text("content"),
    PrimaryKeyConstraint("tenant_id", "simulation_id", "case_id"),
    ForeignKeyConstraint(["tenant_id", "simulation_id"], [simulation.c.tenant_id, simulation.c.simulation_id]),
    CheckConstraint("weight_ore >= -1", name="weight"),
)
_FOUND = simulation_case.c
Index("simulation_case_weight_idx", _FOUND.tenant_id, _FOUND.simulation_id, _FOUND.weight_ore.desc(), _FOUND.case_id)

issuer = Table(
    "issuer",
    metadata,
    a_text("iss"),
    a_text("tenant_id"),
    a_text("national_body", null=True),
    a_text("counterpart", null=True),
    a_text("audience"),
    a_text("algorithms"),
    a_text("jwks_uri"),
    a_text("roles_claim", null=True),
    a_text("unit_claim", null=True),
    a_text("allowed_roles", null=True),
    of("withdrawn", Boolean()),
    of("version", Integer()),
    PrimaryKeyConstraint("iss"),
    CheckConstraint("(tenant_id = '00') = (national_body is not null or counterpart is not null)", name="one_side"),
    CheckConstraint("national_body is null or counterpart is null", name="one_kind"),
    like("tenant_id", "^[0-9]{2}$"),
)
