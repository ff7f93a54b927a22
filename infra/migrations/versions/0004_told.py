"""The state and version of a case: the party's with the case, the staff's own beside it."""

from infra.migrations.scripts import run

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run("0004_told")
