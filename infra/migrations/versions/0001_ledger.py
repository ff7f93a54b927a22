"""Events and their chain, projections, seats, command memory, issuers; with policies and grants."""

from infra.migrations.scripts import run

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    run("0001_tables", "0001_chain", "0001_policies")
