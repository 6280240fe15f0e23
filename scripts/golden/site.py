"""The site as it runs for people: web server, worker and card stand-in, each a process of its own, on a fresh database.

Everything of one run is in one folder, and goes with it.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from marketplace.config import Config
from marketplace.money import format_pence
from scripts import serve

SECONDS_TO_SETTLE = 20


@dataclass(frozen=True)
class Site:
    """A running site: where it answers, and the folder that holds its database and its letters."""

    address: str
    instance: Path
    environment: Mapping[str, str]

    def finish_work(self) -> None:
        """Do all the work that is owed by now: what the worker has not come to yet is done when this returns."""
        serve.command("marketplace", "worker", "--once", of=self.environment)

    @property
    def config(self) -> Config:
        """Its settings."""
        return Config.from_environment(self.environment)

    def charged(self) -> dict[str, str]:
        """What cards were charged and given back so far, as the card stand-in knows it."""
        money = self._order_cards("money")
        return {
            what: ", ".join(format_pence(one["pence"]) for one in money[rows]) or "nothing"
            for what, rows in (("charged", "charges"), ("given back", "refunds"))
        }

    def repeat_webhooks(self) -> int:
        """Let the stand-in tell all that it ever told once more; how much of it the site did not take."""
        self._order_cards("messages/again")
        return int(self._order_cards("settle", within=SECONDS_TO_SETTLE)["owed"])

    def _order_cards(self, what: str, **order: object) -> dict[str, Any]:
        cards = self.config.cards
        request = Request(  # noqa: S310 - always our own http://127.0.0.1
            f"{cards.address}/_stand_in/{what}",
            data=json.dumps(order).encode(),
            headers={"Authorization": f"Bearer {cards.secret_key}"},
        )
        with urlopen(request, timeout=SECONDS_TO_SETTLE * 2) as answer:  # noqa: S310 - as above
            found: dict[str, Any] = json.loads(answer.read())
        return found


@contextmanager
def running(demo: Path | None = None) -> Iterator[Site]:
    """The site with the demo in it until the block ends. ``demo``: a SQLite file that has it already, to copy."""
    with tempfile.TemporaryDirectory(prefix="lull-demo-") as folder:
        instance = Path(folder)
        site = _site(instance)
        database = instance / "lull.db"
        if demo:
            shutil.copy(demo, database)
        serve.make_ready(f"{serve.SQLITE}{database}", site.environment)
        processes: dict[str, subprocess.Popen[bytes]] = {}
        try:
            processes["card stand-in"] = serve.start_stand_in(site.config, site.address)
            processes["web server"] = serve.start_web(int(site.address.rpartition(":")[2]), site.environment)
            processes["worker"] = serve.start("marketplace", "worker", of=site.environment)
            serve.wait_until_answers(site.address, processes)
            yield site
        finally:
            serve.stop(processes)


def _site(instance: Path) -> Site:
    """Settings of its own: none of whoever runs this, lest a real database or a real mail server were used."""
    address = f"http://127.0.0.1:{_free_port()}"
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
    environment = {
        **kept,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{kept.get('PATH', '')}",
        "LULL_INSTANCE": str(instance),
        "DATABASE_URL": f"{serve.SQLITE}{instance / 'lull.db'}",
        "SITE_ADDRESS": address,
        "CARD_STAND_IN": f"http://127.0.0.1:{_free_port()}",
    }
    return Site(address, instance, environment)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
