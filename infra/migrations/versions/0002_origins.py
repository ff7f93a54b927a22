"""A case's ladder of rates follows from signal and impulse, of which one may be recorded after the other."""

from importlib.resources import files

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    script = files("infra") / "migrations" / "versions" / "0002_origins.sql"
    op.execute(script.read_text(encoding="utf-8"))
