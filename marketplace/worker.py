"""The worker: does what is owed after commit, and each regular tidying in its time, until it is told to stop.

Any number may run, on any number of machines: a job is leased to one at a time, and a sweep is a job as well, owed once
for each of its turns. A worker told to stop (SIGTERM, Ctrl-C) ends the job in hand first; one that is killed leaves a
lease behind, which runs out.
"""

import logging
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial

from sqlalchemy.exc import OperationalError

from marketplace import clock, db, jobs
from marketplace.accounts import services as accounts
from marketplace.booking import services as booking
from marketplace.booking.queries.hushed import is_hushed
from marketplace.booking.queries.paid_for import told_to_funders
from marketplace.booking.services import asked_money, finding, suggesting, surplus
from marketplace.budgets.services import exports, proving
from marketplace.config import Config
from marketplace.finding.services import telling
from marketplace.listings.gateway import FeedGateway
from marketplace.listings.services import closing_ahead, feeds, sheets, unmet
from marketplace.notifications import services as notifications
from marketplace.payments import services as cards
from marketplace.payments.invoices import services as invoices
from marketplace.payments.payouts import services as payouts
from marketplace.payments.recharges import services as recharges
from marketplace.payments.services import emptying
from marketplace.web import once as forms_sent

SECONDS_BETWEEN_LOOKS = 1.0
STOPS = (signal.SIGTERM, signal.SIGINT)
FIRST_TURN = datetime(2026, 1, 1, 3, 0, tzinfo=UTC)
"""Turns are counted from here: a daily sweep is owed from three in the morning."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Sweep:
    """Something done regularly. ``do`` is harmless when repeated."""

    name: str
    every: timedelta
    do: Callable[[], object]

    @property
    def turn(self) -> int:
        """Which of its times this is."""
        return (clock.now() - FIRST_TURN) // self.every


SWEEPS = (
    Sweep("expire-breaks", timedelta(minutes=1), booking.expire_over),
    Sweep("end-swaps", timedelta(minutes=1), booking.end_late_swaps),
    Sweep("owe-calendars", timedelta(minutes=1), feeds.owe_due),
    Sweep("confirm-breaks", timedelta(minutes=5), booking.confirm_all_agreed),
    Sweep("tell-of-a-no", timedelta(minutes=10), booking.tell_all_stopped),
    Sweep("tell-what-is-new", timedelta(minutes=10), telling.look_again),
    Sweep("seal-ledger", timedelta(hours=1), proving.seal),
    Sweep("prove-ledger", timedelta(days=1), proving.prove),
    Sweep("reconcile-cards", timedelta(days=1), cards.reconcile),
    Sweep("look-at-payouts", timedelta(days=1), payouts.look_again),
    Sweep("owe-transfers", timedelta(days=1), booking.owe_transfers),
    Sweep("roll-closures-on", timedelta(days=1), closing_ahead.roll_on),
    Sweep("remind-of-rest", timedelta(hours=1), booking.remind_of_rest),
    Sweep("ask-if-over", timedelta(hours=1), booking.ask_if_over),
    Sweep("end-not-given", timedelta(hours=1), booking.end_unanswered),
    Sweep("end-let-offs", timedelta(hours=1), booking.end_unanswered_let_offs),
    Sweep("complete-unanswered", timedelta(hours=1), booking.complete_unanswered),
    Sweep("pay-beside-others", timedelta(hours=1), booking.pay_beside_others),
    Sweep("escalate-clocks", timedelta(hours=1), booking.escalate_clocks),
    Sweep("escalate-support-plans", timedelta(days=1), booking.escalate_plans),
    Sweep("tell-surplus", timedelta(days=1), surplus.tell_surplus),
    Sweep("remind-money-asked-back", timedelta(days=1), asked_money.remind),
    Sweep("lapse-papers", timedelta(days=1), booking.lapse),
    Sweep("tidy-accounts", timedelta(days=1), accounts.tidy),
    Sweep("forget-old-forms", timedelta(days=1), forms_sent.forget_old),
    Sweep("forget-old-letters", timedelta(days=1), notifications.forget_old),
    Sweep("forget-old-jobs", timedelta(days=1), jobs.forget_old),
    Sweep("forget-old-sheets", timedelta(days=1), sheets.forget_old),
    Sweep("forget-old-suggestions", timedelta(days=1), suggesting.forget_old),
    Sweep("forget-old-searches", timedelta(days=1), telling.forget_old),
    Sweep("empty-old-papers", timedelta(days=1), emptying.empty_old_papers),
    Sweep("forget-old-exports", timedelta(days=1), exports.forget_old),
    Sweep("forget-old-counts", timedelta(days=1), unmet.forget_old),
)


def doers(config: Config) -> dict[str, jobs.Does]:
    """What is done for each kind of job."""
    return {
        notifications.SEND: partial(notifications.send, config=config),
        **cards.DOERS,
        **finding.DOERS,
        **proving.DOERS,
        invoices.REMIND: invoices.remind_late,
        recharges.REMIND: recharges.remind_owed,
        **{sweep.name: partial(_sweep, sweep) for sweep in SWEEPS},
    }


def visits(config: Config, gateway: FeedGateway | None = None) -> dict[str, jobs.Does]:
    """What may take long, on other people's machines too: after all else that is due."""
    agent = f"{config.site.name} calendar reader (+{config.site.address})"
    return {
        feeds.READ: partial(feeds.read_owed, gateway=gateway or FeedGateway(agent=agent)),
        **sheets.DOERS,
        **exports.doers(told_to_funders),
    }


def run(config: Config, *, once: bool = False, gateway: FeedGateway | None = None) -> None:
    """Work until told to stop; with ``once`` until nothing is due, then return. The database is connected already.

    ``gateway`` stands in for the one that fetches calendars from the open internet.

    With ``once`` a database that does not answer raises OperationalError; otherwise the worker waits for it.
    """
    notifications.speak_for(config.site)
    notifications.stop_what(is_hushed)
    cards.speak_to(config.cards)
    cards.answer_to(booking.CardPayer())
    worker = Worker(doers(config), visits(config, gateway), is_patient=not once)
    with _signals_kept() as told_to_stop:
        while not told_to_stop(within=0):
            if not worker.did_something() and (once or told_to_stop(within=SECONDS_BETWEEN_LOOKS)):
                return


@dataclass
class Worker:
    """One worker, which knows the turns of the sweeps that it has seen owed."""

    doers: dict[str, jobs.Does]
    visits: dict[str, jobs.Does]
    is_patient: bool
    turns: dict[str, int] = field(default_factory=dict)

    def did_something(self) -> bool:
        """Owe the sweeps whose turn has come, do one job if one is due; whether there was one."""
        try:
            for sweep in SWEEPS:
                self._owe(sweep)
            return jobs.work(self.doers) or jobs.work(self.visits)
        except OperationalError:
            if not self.is_patient:
                raise
            log.exception("the database does not answer; trying again")
            return False
        finally:
            db.session.remove()

    def _owe(self, sweep: Sweep) -> None:
        turn = sweep.turn
        if self.turns.get(sweep.name) != turn:
            with db.transaction():
                jobs.owe(sweep.name, key=f"{sweep.name}:{turn}", payload={})
            self.turns[sweep.name] = turn


def _sweep(sweep: Sweep, _payload: jobs.Payload) -> None:
    sweep.do()


@contextmanager
def _signals_kept() -> Iterator[Callable[..., bool]]:
    """Keep the signals to stop until they are asked for, so that none cuts a job short; yields the question."""
    heard: list[int] = []

    def told_to_stop(*, within: float) -> bool:
        found = signal.sigtimedwait(STOPS, within) if not heard else None
        if found is not None:
            heard.append(found.si_signo)
        return bool(heard)

    before = signal.pthread_sigmask(signal.SIG_BLOCK, STOPS)
    try:
        yield told_to_stop
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
