"""Events and their chain, projections, seats, command memory, issuers; with policies and grants."""

from importlib.resources import files
from typing import Any

from alembic import op
from sqlalchemy.util import await_only

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    # A script is many statements, which only the driver itself takes; it joins the transaction that already runs.
    driver: Any = op.get_bind().connection.driver_connection
    for part in ("tables", "chain", "policies"):
        script = files("infra") / "migrations" / "versions" / f"0001_{part}.sql"
        await_only(driver.execute(script.read_text(encoding="utf-8")))
