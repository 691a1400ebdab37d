"""How alembic meets our tables. ``gis db migrate`` hands over the connection.

For a new step, against a database that is at head::

    alembic -x url=postgresql://wangge_owner:...@127.0.0.1:54320/wangge revision --autogenerate
"""

from __future__ import annotations

from alembic import context
from geoalchemy2 import alembic_helpers
from sqlalchemy import Connection, NullPool, create_engine

from gis.store import address
from gis.store.tables import metadata


def _run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        include_object=alembic_helpers.include_object,
        process_revision_directives=alembic_helpers.writer,
        render_item=alembic_helpers.render_item,
        compare_type=True,
        compare_server_default=True,
        # All steps or none.
        transaction_per_migration=False,
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    _run(given)
else:
    url = address.parse(context.get_x_argument(as_dictionary=True).get("url", ""))
    with create_engine(url, poolclass=NullPool).connect() as own:
        _run(own)
        own.commit()
