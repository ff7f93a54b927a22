"""Alembic's entry: runs the versions on the connection and in the transaction that infra.db.migrate has opened."""

from alembic import context

from infra.db.columns import SCHEMA
from infra.db.migrate import VERSION_TABLE
from infra.db.tables import chain_head

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=chain_head.metadata,
    version_table=VERSION_TABLE,
    version_table_schema=SCHEMA,
    include_schemas=True,
)
context.run_migrations()
