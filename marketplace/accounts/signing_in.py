"""Who is signed in, on Flask-Login: the session holds the account's reference and epoch, and the role acted in."""

from flask import Flask
from flask import session as cookie
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from marketplace.accounts.models import Account, Membership
from marketplace.accounts.viewer import VISITOR, Viewer
from marketplace.db import session

_ACTING_IN = "acting_in"

GATHERED = "gathered"
"""Where the cookie holds what a visitor has put aside: it goes on with them when they sign in."""


class SignIn(UserMixin):
    """An account as Flask-Login wants it. Its id changes with the epoch, which ends every older session."""

    def __init__(self, account: Account) -> None:
        self.account_id = account.id
        self.name = account.name
        self.email = account.email
        self.id = f"{account.ref}.{account.sign_in_epoch}"


def set_up(app: Flask) -> None:
    """Let Flask-Login find accounts."""
    manager = LoginManager()
    # Templates know the reader, not Flask-Login's user: a page about a database that is away must not ask it for one.
    manager.init_app(app, add_context_processor=False)
    manager.session_protection = "basic"
    manager.user_loader(_load)


def sign_in(account: Account) -> None:
    """Start a session for ``account``, in a fresh cookie; what a visitor has gathered goes on with them."""
    gathered = cookie.get(GATHERED)
    cookie.clear()
    login_user(SignIn(account))
    if gathered:
        cookie[GATHERED] = gathered


def sign_in_again(account: Account) -> None:
    """Go on in this session, in the same role, although the epoch has gone up and ended all others."""
    acting_in = cookie.get(_ACTING_IN)
    sign_in(account)
    if acting_in:
        cookie[_ACTING_IN] = acting_in


def sign_out() -> None:
    """End this session."""
    logout_user()
    cookie.clear()


def act_in(membership: Membership) -> None:
    """From now on act in this membership."""
    cookie[_ACTING_IN] = membership.ref


def current_viewer() -> Viewer:
    """Whoever asks, in the role they act in: the one chosen, else the first."""
    if not current_user.is_authenticated:
        return VISITOR
    memberships = list(
        session.scalars(
            select(Membership)
            .where(Membership.account_id == current_user.account_id, Membership.ended_at.is_(None))
            .options(joinedload(Membership.organisation), joinedload(Membership.account))
            .order_by(Membership.id)
        )
    )
    if not memberships:
        return Viewer(account_id=current_user.account_id, name=current_user.name, email=current_user.email)
    chosen = cookie.get(_ACTING_IN)
    return viewer_in(next((one for one in memberships if one.ref == chosen), memberships[0]))


def viewer_in(membership: Membership) -> Viewer:
    """The viewer that this membership makes of its account."""
    organisation = membership.organisation
    return Viewer(
        account_id=membership.account_id,
        name=membership.account.name,
        email=membership.account.email,
        role=membership.role,
        membership_ref=membership.ref,
        organisation_id=organisation.id if organisation else None,
        organisation_name=organisation.name if organisation else None,
        council_id=organisation.council_id if organisation else None,
        reads_easily=membership.account.reads_easily,
    )


def _load(sign_in_id: str) -> SignIn | None:
    ref, _, epoch = sign_in_id.rpartition(".")
    account = session.scalar(select(Account).where(Account.ref == ref, Account.closed_at.is_(None)))
    return SignIn(account) if account is not None and str(account.sign_in_epoch) == epoch else None
