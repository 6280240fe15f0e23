"""django-hordak's plain transfer, as often as it can: run by an interpreter that has it, never by the site's own.

``PYTHON hordak_transfer.py postgresql+psycopg://... CLIENTS SECONDS`` makes a database beside the one that is named,
lets each process move a penny from an account of its own to one that all share, and prints how many a second.
"""

import importlib
import multiprocessing
import sys
import time
from multiprocessing.synchronize import Barrier
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

PATIENCE_SECONDS = 120
NAME = "hordak_beside"


def main() -> None:
    """Make the database, run, print the rate, take the database away."""
    url, clients, seconds = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
    _run_sql(url, f"CREATE DATABASE {NAME}")
    try:
        django = _set_up(url)
        django.core.management.call_command("migrate", verbosity=0)
        print(_rate(_accounts(clients), seconds))
    finally:
        _import("django.db").connections.close_all()
        _run_sql(url, f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")


def _import(name: str) -> Any:  # noqa: ANN401 - a library that the site does not have
    return importlib.import_module(name)


def _run_sql(url: str, statement: str) -> None:
    psycopg = _import("psycopg")
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(statement)


def _set_up(url: str) -> Any:  # noqa: ANN401
    parts = urlsplit(url)
    host = parse_qs(parts.query).get("host", [parts.hostname or ""])[0]
    _import("django.conf").settings.configure(
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.postgresql",
                "NAME": NAME,
                "USER": parts.username or "",
                "PASSWORD": unquote(parts.password or ""),
                "HOST": host,
                "PORT": str(parts.port or ""),
            }
        },
        INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "mptt", "hordak"],
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        DEFAULT_CURRENCY="GBP",
        CURRENCIES=["GBP"],
        HORDAK_CURRENCIES=["GBP"],
        USE_TZ=True,
    )
    django = _import("django")
    django.setup()
    _import("django.core.management")
    return django


def _accounts(clients: int) -> list[tuple[Any, Any]]:
    """Accounts from which each client pays, and the one that all pay to."""
    account: Any = _import("hordak.models").Account
    kinds: Any = _import("hordak.models").AccountType
    payee = account.objects.create(name="Payee", type=kinds.income, currencies=["GBP"], code="1")
    return [
        (account.objects.create(name=f"Pot {n}", type=kinds.asset, currencies=["GBP"], code=str(n + 2)), payee)
        for n in range(clients)
    ]


def _rate(pairs: list[tuple[Any, Any]], seconds: float) -> float:
    _import("django.db").connections.close_all()  # processes that are forked must not share a connection
    context = multiprocessing.get_context("fork")
    barrier, results = context.Barrier(len(pairs)), context.Queue()
    processes = [
        context.Process(target=_client, args=(source.pk, target.pk, seconds, barrier, results))
        for source, target in pairs
    ]
    for process in processes:
        process.start()
    ran = [results.get(timeout=PATIENCE_SECONDS + seconds) for _ in processes]
    for process in processes:
        process.join()
    return float(round(sum(count for count, _ in ran) / max(lasted for _, lasted in ran), 1))


def _client(
    source_id: int,
    target_id: int,
    seconds: float,
    barrier: Barrier,
    results: "multiprocessing.Queue[tuple[int, float]]",
) -> None:
    account: Any = _import("hordak.models").Account
    penny = _import("djmoney.money").Money("0.01", "GBP")
    source, target = account.objects.get(pk=source_id), account.objects.get(pk=target_id)
    source.transfer_to(target, penny)
    barrier.wait(PATIENCE_SECONDS)
    count, start = 0, time.monotonic()
    while time.monotonic() - start < seconds:
        source.transfer_to(target, penny)
        count += 1
    results.put((count, time.monotonic() - start))


if __name__ == "__main__":
    main()
