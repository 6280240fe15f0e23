"""Bring a database up to this code's tables, and say what of it is missing."""

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config as AlembicConfig
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from marketplace import guards, tables
from marketplace.config import ROOT
from marketplace.db import Base, make_engine

SCRIPTS = ROOT / "migrations"


def upgrade(url: str) -> None:
    """Run every migration that this database has not seen."""
    command.upgrade(_alembic(url), "head")


def why_not_ready(engine: Engine) -> str | None:
    """Why nothing can be done with this database yet, in words; None when its tables are those of this code."""
    try:
        with engine.connect() as connection:
            is_at = MigrationContext.configure(connection).get_current_revision()
    except OperationalError:
        return "The database cannot be reached. Look at DATABASE_URL."
    if is_at == ScriptDirectory(str(SCRIPTS)).get_current_head():
        return None
    return "The database does not have the tables of this version yet. First run: marketplace db upgrade"


def problems(engine: Engine) -> list[str]:
    """What keeps this database from being as the code expects: tables that differ and guards that are missing."""
    tables.load()
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = [f"differs: {difference}" for difference in compare_metadata(context, Base.metadata)]
        gone = [f"missing guard: {guard.name} on {guard.table}" for guard in guards.missing(connection)]
    return differences + gone


def standing_guards(dialect: str) -> list[guards.Guard]:
    """Every guard that ``problems`` looks for on this engine, in order."""
    tables.load()
    return sorted(guards.expected(dialect))


def _alembic(url: str) -> AlembicConfig:
    config = AlembicConfig()
    config.set_main_option("script_location", str(SCRIPTS))
    config.attributes["engine"] = make_engine(url)
    return config
