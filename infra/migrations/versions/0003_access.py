"""Seats, the version of who may come in, the log of reads, and issuers as events."""

from infra.migrations.scripts import run

revision = "0003"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run("0003_access")
