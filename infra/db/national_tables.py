"""National indicators: what a region delivers, which stays the region's, and what is published, which is nobody's.

`delivery` and `observation` are tenants' tables. What national bodies read lies in tables of the class `published`: the
rounds that they open, the notice that a delivery is approved, publications and their cells.
"""

from __future__ import annotations

from typing import Any, Final, get_args

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKeyConstraint,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Uuid,
    text,
)

from infra.db.columns import DIGEST, a_text, a_time, like, metadata, not_negative, of, one_of, tenant_table
from service.national.observations import Status

PERIOD: Final = "^[0-9]{4}(-((0[1-9]|1[0-2])|Q[1-4]|T[1-3]|S[1-2]|3Y))?$"
_NUMBER: Final = "^-?[0-9]+([.][0-9]+)?$"
_CATEGORIES: Final = "^([A-Z_]+=[A-Za-z0-9_-]+(;[A-Z_]+=[A-Za-z0-9_-]+)*)?$"
_CODES: Final = "^([A-Z_]+( [A-Z_]+)*)?$"
_INDICATOR: Final = "^[A-Za-z][A-Za-z0-9_-]{0,63}$"
STATUSES: Final[tuple[str, ...]] = get_args(Status)


def _signed(act: str) -> tuple[Column[Any], Column[Any]]:
    """When something was done, and by whom; of a delivery that it was opened is always known."""
    later = act != "opened"
    return a_time(f"{act}_at", null=later), of(f"{act}_by", Uuid(), null=later)


indicator_round = Table(
    "indicator_round",
    metadata,
    a_text("round_id"),
    a_text("body"),
    a_text("indicators"),
    *(of(name, Date()) for name in ("opens_on", "closes_on")),
    a_time("opened_at"),
    of("opened_by", Uuid()),
    PrimaryKeyConstraint("round_id"),
    like("round_id", PERIOD),
    CheckConstraint("opens_on < closes_on", name="forward"),
)

delivery = tenant_table(
    "delivery",
    a_text("round_id"),
    *(of(name, Integer()) for name in ("number", "batch")),
    *(part for name in ("opened", "submitted", "approved") for part in _signed(name)),
    # Codes of the warnings that whoever submits has read, by blanks.
    a_text("acknowledged", null=True),
    of("amounts_released", Boolean()),
    a_time("changed_at"),
    of("version", Integer()),
    PrimaryKeyConstraint("tenant_id", "round_id", "number"),
    like("round_id", PERIOD),
    like("acknowledged", _CODES),
    CheckConstraint("number >= 1", name="number"),
    CheckConstraint("(submitted_at is null) = (submitted_by is null)", name="submitted"),
    CheckConstraint("(approved_at is null) = (approved_by is null)", name="approved"),
    CheckConstraint("(acknowledged is null) = (submitted_at is null)", name="acknowledged_by"),
    CheckConstraint("approved_at is null or submitted_at is not null", name="in_order"),
    CheckConstraint("approved_at is not null or not amounts_released", name="released"),
    CheckConstraint("approved_by <> submitted_by", name="four_eyes"),
    *not_negative("batch"),
)

observation = tenant_table(
    "observation",
    a_text("round_id"),
    *(of(name, Integer()) for name in ("number", "batch")),
    *(a_text(name) for name in ("indicator", "period", "categories", "status", "source", "scope")),
    *(of(name, BigInteger(), null=True) for name in ("numerator", "denominator")),
    *(a_text(name, null=True) for name in ("value", "registrant", "code_text", "coverage")),
    a_text("flags"),
    a_text("comment", null=True),
    of("definition", Integer()),
    a_time("recorded_at"),
    of("delivered_by", Uuid()),
    # By figure, so that its latest number and batch is found, and pages of figures. That there is such a delivery, its
    # policy sees to: a foreign key would look for it once more for each of a hundred thousand rows.
    PrimaryKeyConstraint("tenant_id", "round_id", "indicator", "period", "categories", "number", "batch"),
    like("period", PERIOD),
    like("indicator", _INDICATOR),
    like("categories", _CATEGORIES),
    like("value", _NUMBER),
    like("coverage", _NUMBER),
    one_of("status", *STATUSES),
    *not_negative("numerator", "denominator"),
)

delivery_notice = Table(
    "delivery_notice",
    metadata,
    a_text("tenant_id"),
    a_text("round_id"),
    of("number", Integer()),
    a_time("approved_at"),
    *(of(name, Integer()) for name in ("expected", "present", "answered")),
    a_text("digest"),
    a_time("received_at", null=True),
    of("received_by", Uuid(), null=True),
    a_time("returned_at", null=True),
    a_text("return_reason", null=True),
    of("publication_id", Integer(), null=True),
    PrimaryKeyConstraint("tenant_id", "round_id", "number"),
    like("tenant_id", "^[0-9]{2}$"),
    like("digest", DIGEST),
    ForeignKeyConstraint(["round_id"], [indicator_round.c.round_id]),
    CheckConstraint("(received_at is null) = (received_by is null)", name="received"),
    CheckConstraint("received_at is null or returned_at is null", name="one_answer"),
    CheckConstraint("(returned_at is null) = (return_reason is null)", name="reason"),
    *not_negative("expected", "present", "answered"),
)

publication = Table(
    "publication",
    metadata,
    of("publication_id", Integer()),
    a_text("round_id"),
    a_text("state"),
    a_text("package"),
    a_time("asked_at"),
    of("asked_by", Uuid()),
    a_time("published_at", null=True),
    *(of(name, Integer(), null=True) for name in ("regions", "cells", "changed")),
    PrimaryKeyConstraint("publication_id"),
    ForeignKeyConstraint(["round_id"], [indicator_round.c.round_id]),
    one_of("state", "QUEUED", "PUBLISHED", "FAILED"),
    CheckConstraint("(state = 'PUBLISHED') = (published_at is not null)", name="published"),
)

published_cell = Table(
    "published_cell",
    metadata,
    *(a_text(name) for name in ("indicator", "region", "period", "categories")),
    of("publication_id", Integer()),
    of("period_start", Date()),
    a_text("period_kind"),
    a_text("status"),
    of("deleted", Boolean()),
    # The same cell in each form that leaves the house, made once.
    *(a_text(name) for name in ("content", "csv", "sdmx", "remark")),
    *(a_text(name, null=True) for name in ("value", "kolada")),
    of("superseded_in", Integer(), null=True),
    PrimaryKeyConstraint("indicator", "region", "period", "categories", "publication_id"),
    ForeignKeyConstraint(["publication_id"], [publication.c.publication_id]),
    like("region", "^[0-9]{2}$"),
    like("period", PERIOD),
    like("categories", _CATEGORIES),
    one_of("status", *STATUSES),
    CheckConstraint("superseded_in > publication_id", name="superseded"),
)
Index("published_cell_publication_idx", published_cell.c.publication_id)
# The cells that hold, as pulls go through them: what was said before costs a pull nothing.
Index(
    "published_cell_current_idx",
    *(published_cell.c[name] for name in ("indicator", "region", "period_start", "period", "categories")),
    postgresql_where=text("superseded_in is null and not deleted"),
)
