"""National indicators: rounds, deliveries with their figures, publications and their cells."""

from infra.migrations.scripts import run

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run("0012_national")
