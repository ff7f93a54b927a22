"""A case's ladder of rates follows from signal and impulse, of which one may be recorded after the other."""

from infra.migrations.scripts import run

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run("0002_origins")
