"""How Alembic runs here: on the engine it is given or, as its own command, on the database of the settings.

SQLite's foreign keys are off meanwhile (DATA_MODEL 8).
"""

from alembic import context

from marketplace import tables
from marketplace.config import Config
from marketplace.db import Base, make_engine

tables.load()
engine = context.config.attributes.get("engine") or make_engine(Config.from_environment().database_url)

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
