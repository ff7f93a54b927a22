"""Units that move, change name or owner and have several agreements; providers; a unit reads its own history."""

from alembic import op
from sqlalchemy import text

from infra.db.migrate import force_lifted
from infra.db.swedish_order import swedish_key
from infra.migrations.scripts import run

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_STATED = """
select distinct on (tenant_id, provider_orgnr) tenant_id, provider_orgnr as orgnr, provider_name as name,
  registered_at as stated_at
from trappa.care_unit order by tenant_id, provider_orgnr, registered_at desc, unit_id desc
"""
_PROVIDER = """
insert into trappa.provider (tenant_id, orgnr, name, name_sort, stated_at)
values (:tenant_id, :orgnr, :name, :name_sort, :stated_at)
"""


def upgrade() -> None:
    run("0005_registers", "0005_chain")
    connection = op.get_bind()
    with force_lifted(connection, "care_unit", "provider"):
        stated = [dict(row._mapping) for row in connection.execute(text(_STATED))]  # noqa: SLF001 - SQLAlchemy's own
        for row in stated:
            connection.execute(text(_PROVIDER), {**row, "name_sort": swedish_key(row["name"])})
