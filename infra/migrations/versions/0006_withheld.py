"""What is held back of units' payments, and paid out of it: a ledger beside that of sanctions."""

from infra.migrations.scripts import run

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run("0006_withheld")
