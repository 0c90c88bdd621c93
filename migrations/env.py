"""Alembic's entry: runs the revisions on the connection it is given; `wbs/migrating.py` opens it."""

from alembic import context

from wbs.db import Base

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
