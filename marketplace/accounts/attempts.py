"""How often something may be tried: signing in, asking for a letter. Counted per account and per address.

A block ends by itself, because a refused try is not counted; and a link sent by e-mail always signs its owner in, so
that no stranger can lock them out. Pure: ``services.counting`` counts.
"""

import hashlib
import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta

from marketplace.errors import MarketplaceError
from marketplace.wording import time_of_day


@dataclass(frozen=True)
class Limit:
    """At most ``most`` tries of one thing within any stretch of ``within``."""

    name: str
    most: int
    within: timedelta


SIGN_IN_HERE = Limit("sign-in-here", most=5, within=timedelta(minutes=15))
"""One account from one address: a typing error or four. Whoever is elsewhere is not held up by it."""

SIGN_IN_FROM = Limit("sign-in-from", most=60, within=timedelta(minutes=15))
"""All accounts from one address. A council's offices or a library are one address for everybody in them."""

SIGN_IN_TO = Limit("sign-in-to", most=40, within=timedelta(hours=1))
"""One account from all addresses: guessing from many machines. Its owner can still come in by e-mail."""

LETTERS_TO = Limit("letters-to", most=4, within=timedelta(hours=1))
"""Letters to one mailbox that anybody can ask for, whoever asks."""

LETTERS_FROM = Limit("letters-from", most=30, within=timedelta(hours=1))
"""Letters asked for from one address: an afternoon of people joining at a carers' centre."""

LIMITS = (SIGN_IN_HERE, SIGN_IN_FROM, SIGN_IN_TO, LETTERS_TO, LETTERS_FROM)


class TooManyTries(MarketplaceError):
    """The limit is reached. ``again_at`` is when the next try is counted."""

    status = 429

    def __init__(self, again_at: datetime) -> None:
        super().__init__(f"You have tried too many times. Try again at {time_of_day(again_at)}")
        self.again_at = again_at


@dataclass(frozen=True)
class Try:
    """One try under one limit. ``key`` is a digest: neither e-mail nor network address is kept."""

    limit: Limit
    key: str


def a_try(limit: Limit, *what: str) -> Try:
    """A try of ``what`` under ``limit``."""
    digest = hashlib.sha256("\n".join((limit.name, *what)).encode()).hexdigest()
    return Try(limit, f"{limit.name}:{digest[:40]}")


def network_of(address: str) -> str:
    """The part of a network address that one household or office has: all of IPv4, the first half of IPv6."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network((ip, 64), strict=False)) if ip.version == 6 else str(ip)
