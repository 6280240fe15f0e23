"""``marketplace worker``: thin, as every command is."""

import logging

import click

from marketplace import worker
from marketplace.config import Config


@click.command("worker")
@click.option("--once", is_flag=True, help="Do what is due, then end.")
@click.pass_obj
def work(config: Config, *, once: bool) -> None:
    """Do what is owed after each change, such as sending letters, until stopped."""
    logging.basicConfig(format="%(asctime)s %(levelname)s %(message)s")
    worker.run(config, once=once)
