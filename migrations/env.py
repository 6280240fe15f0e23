"""How Alembic runs here: on the engine it is given, SQLite's foreign keys off meanwhile (DATA_MODEL 8)."""

from alembic import context

from marketplace import tables
from marketplace.db import Base

tables.load()
engine = context.config.attributes["engine"]

with engine.connect() as connection:
    is_sqlite = connection.dialect.name == "sqlite"
    if is_sqlite:
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
    context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=is_sqlite)
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
    if is_sqlite:
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        connection.exec_driver_sql("PRAGMA foreign_keys=ON")
        if broken:
            msg = f"rows without what they point to: {broken[:5]}"
            raise RuntimeError(msg)
engine.dispose()
