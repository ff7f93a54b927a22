"""What can be read: the entities' tables and columns, and how one entity belongs to another."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import Column, Subquery, Table

from infra.db import national_tables, tables
from infra.db.figures import figure
from service.reads import Entity


@dataclass(frozen=True, slots=True)
class Staffs:
    """Columns of which the region's staff have values of their own, in `table`, under the same `key`.

    To the one that is `counted`, those of the team add the events of the stream `key` that are the team's.
    """

    table: Table
    key: str
    columns: frozenset[str]
    counted: str


@dataclass(frozen=True, slots=True)
class EntityTable:
    """The `columns` of a table, or of what is put together of several, that may be asked for.

    Each of `keys` identifies a row, of a tenant's table within its tenant.

    `documents` are stored JSON texts, emitted as JSON values. Neither they nor bytes can be compared or ordered by.
    """

    table: Table | Subquery
    columns: tuple[str, ...]
    keys: tuple[frozenset[str], ...]
    documents: frozenset[str] = field(default_factory=frozenset)
    staffs: Staffs | None = None

    def nullable(self, name: str) -> bool:
        """Whether rows may lack the column; what is worked out is always there."""
        column = self.table.c[name]
        return isinstance(column, Column) and bool(column.nullable)


@dataclass(frozen=True, slots=True)
class Relation:
    """Children of a row: `columns` of the child equal those of the parent, `constants` equal the text beside them."""

    parent: Entity
    child: Entity
    columns: Mapping[str, str]
    constants: Mapping[str, str] = field(default_factory=dict)

    @property
    def fixed(self) -> frozenset[str]:
        """The child's columns that have one value among the children of one parent."""
        return frozenset(self.columns) | frozenset(self.constants)


ENTITIES: Mapping[Entity, EntityTable] = {
    "case": EntityTable(
        tables.case_file,
        (
            "case_id",
            "unit_id",
            "procedure",
            "opened_on",
            "opened_at",
            "ladder",
            "retrospective",
            "state",
            "colour",
            "plan_due_on",
            "sanctioned",
            "sanction_runs",
            "closed_on",
            "version",
        ),
        (frozenset({"case_id"}),),
        staffs=Staffs(tables.case_internal, "case_id", frozenset({"state", "version"}), "version"),
    ),
    "case_internal": EntityTable(tables.case_internal, ("case_id", "classified", "score"), (frozenset({"case_id"}),)),
    "unit": EntityTable(
        tables.care_unit,
        (
            "unit_id",
            "hsa_id",
            "name",
            "name_sort",
            "provider_name",
            "provider_orgnr",
            "registered_at",
            "street",
            "postal_code",
            "city",
        ),
        (frozenset({"unit_id"}), frozenset({"hsa_id"})),
    ),
    "agreement": EntityTable(
        tables.agreement,
        (
            "agreement_id",
            "unit_id",
            "kind",
            "legal_basis",
            "valid_from",
            "valid_until",
            "external_reference",
            "stream_version",
            "recorded_at",
            "end_reason",
            "end_reference",
        ),
        (frozenset({"agreement_id", "stream_version"}),),
    ),
    "provider": EntityTable(tables.provider, ("orgnr", "name", "name_sort", "stated_at"), (frozenset({"orgnr"}),)),
    "listed_count": EntityTable(
        tables.listed_count,
        ("unit_id", "month", "recorded_at", "stream_version", "listed"),
        (frozenset({"unit_id", "month", "stream_version"}),),
    ),
    "event": EntityTable(
        tables.event,
        (
            "seq",
            "stream_kind",
            "stream_id",
            "version",
            "type",
            "audience",
            "actor_id",
            "command_id",
            "recorded_at",
            "body",
            "prev_hash",
            "hash",
        ),
        (frozenset({"seq"}), frozenset({"stream_kind", "stream_id", "version"})),
        documents=frozenset({"body"}),
    ),
    "personal": EntityTable(
        tables.event_personal,
        ("record_id", "stream_kind", "stream_id", "ciphertext", "nonce", "wrapped_key", "digest"),
        (frozenset({"record_id"}),),
    ),
    "ruleset_version": EntityTable(
        tables.ruleset_version,
        ("ruleset_id", "procedure", "label", "valid_from", "valid_until", "adopted_at", "content"),
        (frozenset({"ruleset_id"}), frozenset({"procedure", "label"})),
        documents=frozenset({"content"}),
    ),
    "ruleset_draft": EntityTable(
        tables.ruleset_draft,
        (
            "ruleset_id",
            "procedure",
            "label",
            "state",
            "from_package",
            "from_version",
            "content",
            "drafted_at",
            "changed_at",
            "version",
        ),
        (frozenset({"ruleset_id"}),),
        documents=frozenset({"content"}),
    ),
    "settlement": EntityTable(
        tables.settlement, ("month", "settled_on", "recorded_at", "settlement_id"), (frozenset({"month"}),)
    ),
    "settlement_line": EntityTable(
        tables.settlement_line,
        (
            "settled_in",
            "position",
            "case_id",
            "unit_id",
            "ruleset_id",
            "month",
            "rate_ore",
            "days",
            "days_in_month",
            "listed",
            "amount_ore",
            "correction",
            "recorded_at",
        ),
        (frozenset({"settled_in", "position"}),),
    ),
    "withholding_entry": EntityTable(
        tables.withholding_entry,
        (
            "case_id",
            "stream_version",
            "unit_id",
            "withholding",
            "month",
            "decided_on",
            "amount_ore",
            "recorded_at",
        ),
        (frozenset({"case_id", "stream_version"}),),
    ),
    "seat": EntityTable(
        tables.seat,
        (
            "seat_id",
            "holder",
            "organisation",
            "unit_id",
            "roles",
            "valid_from",
            "valid_until",
            "revoked_at",
            "granted_at",
            "version",
        ),
        (frozenset({"seat_id"}),),
    ),
    "issuer": EntityTable(
        tables.issuer,
        (
            "iss",
            "audience",
            "algorithms",
            "jwks_uri",
            "roles_claim",
            "unit_claim",
            "allowed_roles",
            "withdrawn",
            "version",
        ),
        (frozenset({"iss"}),),
    ),
    "read_log": EntityTable(
        tables.read_log,
        ("read_id", "case_id", "read_at", "actor_id", "roles", "sealed"),
        (frozenset({"read_id", "case_id"}),),
    ),
    "simulation": EntityTable(
        tables.simulation,
        ("simulation_id", "state", "done", "cases", "totals", "refusal", "since", "until", "asked_at", "ended_at"),
        (frozenset({"simulation_id"}),),
        documents=frozenset({"totals", "refusal"}),
    ),
    "simulation_case": EntityTable(
        tables.simulation_case,
        ("simulation_id", "case_id", "weight_ore", "content"),
        (frozenset({"simulation_id", "case_id"}),),
        documents=frozenset({"content"}),
    ),
    "indicator_round": EntityTable(
        national_tables.indicator_round,
        ("round_id", "body", "indicators", "opens_on", "closes_on", "opened_at"),
        (frozenset({"round_id"}),),
    ),
    "delivery": EntityTable(
        national_tables.delivery,
        (
            "round_id",
            "number",
            "batch",
            "opened_at",
            "opened_by",
            "submitted_at",
            "submitted_by",
            "approved_at",
            "approved_by",
            "acknowledged",
            "amounts_released",
            "version",
        ),
        (frozenset({"round_id", "number"}),),
    ),
    "delivery_notice": EntityTable(
        national_tables.delivery_notice,
        (
            "round_id",
            "number",
            "expected",
            "present",
            "answered",
            "digest",
            "received_at",
            "returned_at",
            "return_reason",
            "publication_id",
        ),
        (frozenset({"round_id", "number"}),),
    ),
    "publication": EntityTable(
        national_tables.publication, ("publication_id", "round_id", "published_at"), (frozenset({"publication_id"}),)
    ),
    "figure": EntityTable(
        figure,
        (
            "round_id",
            "delivery",
            "indicator",
            "period",
            "categories",
            "number",
            "batch",
            "status",
            "source",
            "scope",
            "numerator",
            "denominator",
            "value",
            "registrant",
            "code_text",
            "coverage",
            "flags",
            "comment",
            "definition",
            "recorded_at",
            "delivered_by",
            "superseded_at",
        ),
        (frozenset({"round_id", "delivery", "indicator", "period", "categories", "number", "batch"}),),
    ),
}

RELATIONS: Mapping[str, Relation] = {
    "case.unit": Relation("case", "unit", {"unit_id": "unit_id"}),
    "case.internal": Relation("case", "case_internal", {"case_id": "case_id"}),
    "case.events": Relation("case", "event", {"stream_id": "case_id"}, {"stream_kind": "case"}),
    "case.personal": Relation("case", "personal", {"stream_id": "case_id"}, {"stream_kind": "case"}),
    "case.agreements": Relation("case", "agreement", {"unit_id": "unit_id"}),
    "case.listed": Relation("case", "listed_count", {"unit_id": "unit_id"}),
    # A case stays with its unit; named as well because the index on settled lines is by unit.
    "case.settled": Relation("case", "settlement_line", {"unit_id": "unit_id", "case_id": "case_id"}),
    # Who acted, as far as a seat says so; a person may have had several.
    "event.seats": Relation("event", "seat", {"holder": "actor_id"}),
    # The seat that an event is of; none of another stream's.
    "event.seat": Relation("event", "seat", {"seat_id": "stream_id"}),
    "provider.units": Relation("provider", "unit", {"provider_orgnr": "orgnr"}),
    "read_log.seats": Relation("read_log", "seat", {"holder": "actor_id"}),
    "ruleset_draft.adopted": Relation("ruleset_draft", "ruleset_version", {"ruleset_id": "ruleset_id"}),
    "seat.unit": Relation("seat", "unit", {"unit_id": "unit_id"}),
    "seat.personal": Relation("seat", "personal", {"stream_id": "seat_id"}, {"stream_kind": "seat"}),
    "unit.agreements": Relation("unit", "agreement", {"unit_id": "unit_id"}),
    "unit.cases": Relation("unit", "case", {"unit_id": "unit_id"}),
    "unit.events": Relation("unit", "event", {"stream_id": "unit_id"}, {"stream_kind": "unit"}),
    "unit.listed": Relation("unit", "listed_count", {"unit_id": "unit_id"}),
    "unit.withheld": Relation("unit", "withholding_entry", {"unit_id": "unit_id"}),
    "unit.settled": Relation("unit", "settlement_line", {"unit_id": "unit_id"}),
    "event.personal": Relation("event", "personal", {"stream_kind": "stream_kind", "stream_id": "stream_id"}),
    "indicator_round.deliveries": Relation("indicator_round", "delivery", {"round_id": "round_id"}),
    "delivery.round": Relation("delivery", "indicator_round", {"round_id": "round_id"}),
    "delivery.notice": Relation("delivery", "delivery_notice", {"round_id": "round_id", "number": "number"}),
    "delivery_notice.publication": Relation("delivery_notice", "publication", {"publication_id": "publication_id"}),
    "settlement.lines": Relation("settlement", "settlement_line", {"settled_in": "month"}),
    "settlement_line.case": Relation("settlement_line", "case", {"case_id": "case_id"}),
    "settlement_line.unit": Relation("settlement_line", "unit", {"unit_id": "unit_id"}),
}
