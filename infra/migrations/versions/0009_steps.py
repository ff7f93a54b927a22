"""Cases that are about no care unit, cases without rates, and cases that a counterpart opens."""

from infra.migrations.scripts import run

revision = "0009"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run("0009_steps")
