"""What of a case the team alone may read: events and sealed records of an audience of their own."""

from infra.migrations.scripts import run

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run("0011_team")
