"""A provider from the address book is invited with one link, and finds its listing half made.

What it finds comes from the book: its name, what it offers, its town and its prices. Nothing of whose breaks they were.
"""

from datetime import timedelta

from marketplace import audit, clock, geo
from marketplace.accounts.attempts import LETTERS_TO, a_try
from marketplace.accounts.contacts import email_as_kept
from marketplace.accounts.models import Account, Membership
from marketplace.accounts.queries import own_account
from marketplace.accounts.roles import OrganisationKind, RoleName
from marketplace.accounts.services import counting, members, tokens
from marketplace.accounts.services.accounts import NewAccount, check, make
from marketplace.accounts.services.invitations import NotForYou
from marketplace.accounts.services.organisations import make_organisation
from marketplace.accounts.viewer import VISITOR, Viewer
from marketplace.audit import Actor
from marketplace.booking.models import OffSiteInvitation, OffSiteProvider
from marketplace.booking.queries.address_book import PURPOSE, entry_seen, invitation_opened_by, prices_of
from marketplace.db import session, transaction
from marketplace.errors import NotFound, Refused
from marketplace.listings.answers import RateAnswer
from marketplace.listings.services.begun import Known, begin_known
from marketplace.notifications.services import Recipient, owe

LASTS = timedelta(days=30)


def invite_off_site(ref: str, *, email: str, by: Viewer) -> None:
    """Send one link, good once and for a month; an older one does nothing then.

    Raises NotFound, Refused by field or when it has joined, TooManyTries.
    """
    kept = email_as_kept(email)
    if kept is None:
        raise Refused(fields={"email": "Enter an e-mail address, like name@example.org"})
    if by.account_id is None:
        raise NotFound
    counting.count(a_try(LETTERS_TO, kept))
    with transaction():
        entry = session.get_one(OffSiteProvider, entry_seen(ref, viewer=by).id, with_for_update=True)
        if entry.provider_id is not None:
            raise Refused(fields={"email": f"{entry.name} has joined this site already"})
        withdraw_open(entry, by=by.actor)
        _send(entry, kept, by)


def withdraw_off_site_invitation(ref: str, *, by: Viewer) -> None:
    """Make the open link of an entry useless. Raises NotFound; twice is no harm."""
    with transaction():
        entry = session.get_one(OffSiteProvider, entry_seen(ref, viewer=by).id, with_for_update=True)
        withdraw_open(entry, by=by.actor)


def withdraw_open(entry: OffSiteProvider, *, by: Actor) -> None:
    """The same, in the transaction that is open."""
    for one in entry.invitations:
        if one.taken_at is None and one.withdrawn_at is None:
            one.withdrawn_at = clock.now()
            tokens.cancel(PURPOSE, reference=one.about)
            audit.record("withdraw-off-site-invitation", about=one.about, by=by)
    session.flush()


def join_invited(secret: str, *, by: Viewer) -> Membership:
    """Join with the account that the letter went to. Raises LinkNoLongerGood, NotForYou."""
    with transaction():
        return _join(secret, own_account(viewer=by))


def join_invited_anew(secret: str, *, name: str, password: str) -> Membership:
    """Join with an account made for it: having the letter shows whose the address is.

    Raises LinkNoLongerGood, Refused by field (the link stays good), EmailTaken.
    """
    checked = check(NewAccount(name, invitation_opened_by(secret).email, password))
    with transaction():
        return _join(secret, make(checked, by=VISITOR.actor))


def _send(entry: OffSiteProvider, email: str, by: Viewer) -> None:
    now = clock.now()
    made = OffSiteInvitation(
        off_site_id=entry.id, email=email, invited_by_id=by.account_id, made_at=now, expires_at=now + LASTS
    )
    session.add(made)
    session.flush()
    owe(
        "off-site-invitation",
        to=Recipient("", email),
        about=made.about,
        holds_secret=True,
        inviter=by.name,
        team=by.organisation_name or "",
        name=entry.name,
        secret=tokens.issue(PURPOSE, reference=made.about, lasts=LASTS),
        until=made.expires_at,
    )
    audit.record("invite-off-site", about=made.about, by=by.actor)


def _join(secret: str, account: Account) -> Membership:
    one = invitation_opened_by(secret)
    if one.email != account.email:
        raise NotForYou("This invitation went to another e-mail address. Sign in with the address it was sent to")
    tokens.use(secret, PURPOSE)
    entry = session.get_one(OffSiteProvider, one.off_site_id, with_for_update=True)
    by = Actor(name="account", account_id=account.id)
    organisation = make_organisation(kind=OrganisationKind.PROVIDER, name=entry.name[:120], council_id=None, by=by)
    membership = members.join(account, role=RoleName.PROVIDER, organisation=organisation, by=by)
    provider = begin_known(organisation_id=organisation.id, known=_known(entry), by=by)
    entry.provider_id, one.taken_at = provider.id, clock.now()
    audit.record("off-site-joined", about=entry.about, by=by)
    return membership


def _known(entry: OffSiteProvider) -> Known:
    prices = tuple(
        RateAnswer(price.unit, price.noun[:40], price.pence, price.pence, price.pence) for price in prices_of(entry)
    )
    return Known(
        name=entry.name,
        kind=entry.kind,
        place=_place(entry.town),
        email=entry.email or None,
        telephone=entry.telephone or None,
        registration_number=entry.registration_number,
        rates=prices,
    )


def _place(town: str) -> geo.Place | None:
    """The town, where the site's own tables know it."""
    try:
        return geo.find(town) if town else None
    except geo.UnknownPlace:
        return None
