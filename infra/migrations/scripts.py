"""SQL scripts beside the versions that run them."""

from importlib.resources import files
from typing import Any

from alembic import op
from sqlalchemy.util import await_only


def run(*names: str) -> None:
    """Run scripts of `versions`, named without ending, inside the migration's own transaction."""
    # A script is many statements, which only the driver itself takes; it joins the transaction that already runs.
    driver: Any = op.get_bind().connection.driver_connection
    for name in names:
        script = files("infra") / "migrations" / "versions" / f"{name}.sql"
        await_only(driver.execute(script.read_text(encoding="utf-8")))
