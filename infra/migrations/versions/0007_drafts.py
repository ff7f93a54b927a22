"""Drafts of rulesets, and what is said of them, for those of the region who keep its rules and read no case."""

from infra.migrations.scripts import run

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run("0007_drafts")
