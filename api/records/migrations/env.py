"""What alembic runs: our migrations, on the connection that `Database.migrate` hands in."""

from alembic import context

from api.records.tables import metadata

connection = context.config.attributes["connection"]
# the transaction belongs to whoever handed the connection in
context.configure(connection=connection, target_metadata=metadata, transactional_ddl=False)
context.run_migrations()
