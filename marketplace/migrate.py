"""Bring a database up to this code's tables, and say what of it is missing."""

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config as AlembicConfig
from alembic.migration import MigrationContext
from sqlalchemy import Engine

from marketplace import guards, tables
from marketplace.config import ROOT
from marketplace.db import Base, make_engine


def upgrade(url: str) -> None:
    """Run every migration that this database has not seen."""
    command.upgrade(_alembic(url), "head")


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
    config.set_main_option("script_location", str(ROOT / "migrations"))
    config.attributes["engine"] = make_engine(url)
    return config
