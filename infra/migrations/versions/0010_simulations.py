"""Simulations that are asked for and run as jobs, and the queue of jobs."""

from infra.migrations.scripts import run

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run("0010_queue")
    run("0010_simulations")
