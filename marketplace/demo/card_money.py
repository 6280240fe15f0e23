"""A break that was paid by card: charged, given, passed on to its provider; and now the cardholder's bank disputes it.

Nobody is spoken to: what the card firm would tell is told by the demo itself, so that it loads where no card firm is.
It is so long ago that the firm's list of each night does not reach back to it.
"""

from collections.abc import Mapping
from datetime import date, timedelta

from sqlalchemy import select

from marketplace import clock
from marketplace.accounts.viewer import Viewer
from marketplace.audit import SITE
from marketplace.booking import services
from marketplace.booking.drafts import PotYes, SharePart
from marketplace.budgets.sorts import SettlesBy
from marketplace.db import session, transaction
from marketplace.demo.breaks import OWN_MONEY, Table, add_part, draft_of, listing_of, manager_of, share_of, texts
from marketplace.demo.cast import Cast
from marketplace.demo.days import monday_of_week
from marketplace.payments import services as cards
from marketplace.payments.charges import ChargeState
from marketplace.payments.disputes import DisputeState
from marketplace.payments.gateway import Charged, Ended, SavedCard
from marketplace.payments.models import CardPayment, Charge
from marketplace.payments.payouts.accounts import AccountFacts
from marketplace.payments.payouts.models import Payout
from marketplace.payments.payouts.services.connecting import keep_account
from marketplace.payments.payouts.services.sending import record_sent
from marketplace.payments.services.charging import take_answer
from marketplace.payments.services.disputing import take_dispute
from marketplace.payments.services.keeping import keep
from marketplace.payments.told import Disputed

ARRANGED_WEEKS_BEFORE = 4
DISPUTED_DAYS_AGO = 2
ANSWER_DAYS = 9
CARD = SavedCard("cus_demo", "pm_demo", "Visa ending 4242")
DISPUTE, ACCOUNT = "du_demo", "acct_demo"
"""What the card firm would call them."""


def bring_in(cast: Cast, refs: Mapping[str, str]) -> None:
    """Every break of the file that a card paid. ``refs``: the references of people by their keys."""
    cards.answer_to(services.CardPayer())
    today = clock.today()
    for text in texts()["by_card"]:
        monday, by = monday_of_week(-text["weeks_ago"], today=today), cast.viewers[text["by"]]
        with clock.set_back(timedelta(weeks=text["weeks_ago"] + ARRANGED_WEEKS_BEFORE)):
            ref = _agreed(text, cast, monday, person_ref=refs[text["by"]], by=by)
            pence = _charged(text["intent"])
            services.forget_card(_own_money(refs[text["by"]]).pot_ref, by=by)
        with clock.set_back(timedelta(weeks=text["weeks_ago"] - 1)):
            _open_account(text, cast)
            services.complete(ref, by=by)
            _pass_on(text["intent"])
        with clock.set_back(timedelta(days=DISPUTED_DAYS_AGO)), transaction():
            due_at = clock.now() + timedelta(days=ANSWER_DAYS)
            take_dispute(Disputed(DISPUTE, text["intent"], pence, text["reason"], DisputeState.ASKED, due_at))


def _agreed(text: Table, cast: Cast, monday: date, *, person_ref: str, by: Viewer) -> str:
    """Every yes, the last of which lets the card be charged."""
    ref = services.start_break(draft=draft_of(text, person_ref, monday), by=by)
    share = _own_money(person_ref)
    lines = {add_part(ref, part, text, monday, by): part for part in text["part"]}
    for line_ref in lines:
        services.set_shares(ref, line_ref, parts=[share], by=by)
    services.hold(ref, by=by)
    services.request(ref, asks_longer=False, by=by)
    services.agree(ref, share.pot_ref, yes=PotYes(way=SettlesBy.CARD), by=by)
    with transaction():
        keep(f"pot:{share.pot_ref}", CARD, account_id=by.account_id)
    services.use_kept_card(ref, share.pot_ref, by=by)
    for line_ref, part in lines.items():
        services.accept(line_ref, by=manager_of(part, cast))
        services.say(ref, line_ref, is_yes=True, by=by)
    return ref


def _own_money(person_ref: str) -> SharePart:
    return share_of(person_ref, OWN_MONEY, 100)


def _charged(intent: str) -> int:
    """The one charge that waits was made: the break is confirmed. So many pence."""
    charge = session.scalars(select(Charge).where(Charge.state == ChargeState.WANTED)).one()
    ref, pence = charge.ref, charge.pence
    session.rollback()
    with transaction():
        take_answer(ref, Charged(Ended.PAID, intent), pence)
    return pence


def _open_account(text: Table, cast: Cast) -> None:
    """Its provider has said to the card firm who it is and where it is paid."""
    listing = listing_of(text["part"][0])
    provider_id, by = listing.provider_id, cast.managers[listing.provider_id]
    session.rollback()
    keep_account(provider_id, AccountFacts(ACCOUNT, is_submitted=True, transfers="active", due=(), disabled=""), by)


def _pass_on(intent: str) -> None:
    """Its provider has its part of the money."""
    with transaction():
        owed = select(Payout).join(CardPayment, CardPayment.id == Payout.payment_id)
        for payout in session.scalars(owed.where(CardPayment.intent_id == intent)):
            record_sent(payout, f"tr_demo_{payout.id}", by=SITE)
