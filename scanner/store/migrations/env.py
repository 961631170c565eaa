"""Alembic's entry: runs the steps on the connection that the store hands over."""

from alembic import context

# One transaction around all steps, so that a step that is cut short leaves the old tables.
context.configure(connection=context.config.attributes["connection"], transactional_ddl=True)
with context.begin_transaction():
    context.run_migrations()
