"""Inviting somebody to act for a person, taking that up, and ending it at once (R52)."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import func, select

from marketplace import audit, clock
from marketplace.accounts import tokens
from marketplace.accounts.contacts import email_as_kept
from marketplace.accounts.roles import RoleName
from marketplace.accounts.tokens import LinkNoLongerGood
from marketplace.accounts.viewer import Viewer
from marketplace.db import lock, session, transaction
from marketplace.errors import Conflict, NotAllowed, Refused
from marketplace.notifications.services import Recipient, owe
from marketplace.people import offers
from marketplace.people.models import Person, Representation
from marketplace.people.offers import PURPOSE, Offer
from marketplace.people.queries.persons import Known, known
from marketplace.people.queries.representations import representation
from marketplace.people.representation import NEEDING_CONSENT, Capacity, Consent, Scope, State
from marketplace.people.services.persons import about
from marketplace.people.writing import one_line

LASTS = timedelta(days=14)
MOST_OPEN = 10
"""Invitations to help one person that may be open at once: enough for any family, too few to pester with."""

_NO_EMAIL = "Enter an e-mail address like name@example.com"


class WrongAddress(NotAllowed):
    """The invitation went to another e-mail address than the one that is signed in."""

    def __init__(self) -> None:
        super().__init__("This invitation went to another e-mail address. Sign in with the address it was sent to")


def invite_representative(ref: str, *, email: str, offer: Offer, by: Viewer) -> str:
    """Offer somebody to act for a person, by a letter with a link good once; the representation's reference.

    Nobody passes on more than they have. The yes of who may decide for the person needs no words; anybody else says how
    the person said yes. Raises Refused by field (R52 among them), NotAllowed.
    """
    address = email_as_kept(email)
    with transaction():
        who = known(ref, viewer=by)
        if not who.standing.may_pass_on:
            raise NotAllowed(f"You may not choose who helps {who.person.called}")
        lock((Person, [who.person.id]))
        offer = _with_consent(offer, who)
        wrong = _email_problem(address, who, by) | offers.problems(
            offer, passing_on=who.standing.may_pass_on, born_on=who.person.born_on, today=clock.today()
        )
        if wrong or address is None:
            raise Refused(fields=wrong)
        made = _offered(who.person, address, offer, by)
        audit.record(
            "invite_representative",
            about=_name(made),
            by=by.actor,
            on_behalf_of=about(who.person),
            reason=offer.capacity,
        )
        _write_to(address, "people-help", _name(made), called=who.person.called, by=by, offer=offer)
        return made.ref


def invite_person(ref: str, *, email: str, by: Viewer) -> None:
    """Offer the person a sign-in of their own, by a letter with a link good once. Raises Refused, NotAllowed."""
    address = email_as_kept(email)
    with transaction():
        who = known(ref, viewer=by)
        if not who.standing.may_invite_person:
            raise NotAllowed(f"You may not send {who.person.called} a sign-in. Ask the care manager, or call us")
        lock((Person, [who.person.id]))
        if who.person.account_id is not None:
            raise Refused(fields={"email": f"{who.person.called} has a sign-in already"})
        if address is None:
            raise Refused(fields={"email": _NO_EMAIL})
        if address == by.email:
            raise Refused(fields={"email": "This is your own address. Enter theirs"})
        who.person.email = address
        tokens.cancel(PURPOSE, reference=about(who.person))
        audit.record("invite_person", about=about(who.person), by=by.actor)
        _write_to(address, "people-sign-in", about(who.person), called=who.person.called, by=by)


def accept_invitation(secret: str, *, by: Viewer) -> str:
    """Take up an invitation with the account that it was sent to; the person's reference.

    Raises LinkNoLongerGood, WrongAddress, NotAllowed.
    """
    with transaction():
        kind, _, ref = tokens.look(secret, PURPOSE).partition(":")
        person = _become(ref, by) if kind == "person" else _act_for(ref, by)
        tokens.use(secret, PURPOSE)
        return person.ref


def decline_invitation(secret: str) -> None:
    """Say no to an invitation. Whoever has the link may."""
    with transaction():
        kind, _, ref = tokens.use(secret, PURPOSE).partition(":")
        if kind == "representation":
            _end(session.scalars(select(Representation).where(Representation.ref == ref)).one())
        audit.record("decline_invitation", about=f"{kind}:{ref}", by=audit.Actor(name="invited"))


def end_representation(ref: str, representation_ref: str, *, by: Viewer) -> None:
    """End a representation or an offer of one, at once: at the next request it gives nothing. Ended twice is once.

    Raises NotFound, NotAllowed.
    """
    with transaction():
        who = known(ref, viewer=by)
        row = representation(representation_ref, of=who, viewer=by)
        lock((Person, [who.person.id]))
        one = session.scalars(select(Representation).where(Representation.ref == row.ref)).one()
        if one.revoked_at is not None:
            return
        if not row.may_end:
            raise NotAllowed("You may not end this help. Ask the council, or call us")
        _end(one)
        audit.record("end_representation", about=_name(one), by=by.actor, on_behalf_of=about(who.person))


def _with_consent(offer: Offer, who: Known) -> Offer:
    """The offer with the yes that stands behind it: by law, here and now, or as ``by`` says it was given."""
    if offer.capacity not in NEEDING_CONSENT:
        return replace(offer, consent=Consent.NOT_NEEDED)
    return replace(offer, consent=Consent.GIVEN_HERE) if who.standing.may_decide else offer


def _email_problem(address: str | None, who: Known, by: Viewer) -> dict[str, str]:
    if address is None:
        return {"email": _NO_EMAIL}
    if address == by.email:
        return {"email": "This is your own address. Enter theirs"}
    if address == (who.person.account.email if who.person.account else who.person.email):
        return {"email": f"This is {who.person.called}'s own address"}
    is_open = (
        Representation.person_id == who.person.id,
        Representation.accepted_at.is_(None),
        Representation.revoked_at.is_(None),
    )
    if session.scalar(select(func.count()).where(*is_open, Representation.email == address)):
        return {"email": "This address is invited already. End that invitation first to send another"}
    if (session.scalar(select(func.count()).where(*is_open)) or 0) >= MOST_OPEN:
        return {"email": f"{MOST_OPEN} invitations are open. End one first"}
    return {}


def _offered(person: Person, address: str, offer: Offer, by: Viewer) -> Representation:
    made = Representation(
        person_id=person.id,
        email=address,
        capacity=offer.capacity,
        powers=one_line(offer.powers) or None,
        may_plan=Scope.PLAN in offer.scopes,
        may_pay=Scope.PAY in offer.scopes,
        may_see_medical=Scope.MEDICAL in offer.scopes,
        from_on=offer.from_on,
        until_on=offer.until_on,
        consent=offer.consent,
        made_at=clock.now(),
        made_by_account_id=by.account_id,
    )
    session.add(made)
    session.flush()
    return made


def _write_to(
    address: str, letter: str, reference: str, *, called: str, by: Viewer, offer: Offer | None = None
) -> None:
    owe(
        letter,
        to=Recipient(name=address, email=address),
        about=reference,
        holds_secret=True,
        secret=tokens.issue(PURPOSE, reference=reference, lasts=LASTS),
        lasts_days=LASTS.days,
        called=called,
        by_name=by.name,
        offer=offer,
    )


def _act_for(ref: str, by: Viewer) -> Person:
    one = session.scalar(select(Representation).where(Representation.ref == ref))
    if one is None or one.mandate.state(clock.today(), born_on=one.person.born_on) is not State.OFFERED:
        raise LinkNoLongerGood
    if one.email != by.email:
        raise WrongAddress
    if (one.capacity is Capacity.ADVISER) is not (by.role is RoleName.ADVISER):
        must = "as an adviser" if one.capacity is Capacity.ADVISER else "for yourself, not for your work"
        raise NotAllowed(f"This invitation is for you {must}. Choose that under My account, then open the link again")
    if one.person.account_id == by.account_id:
        raise NotAllowed("Nobody acts for themself")
    one.account_id = by.account_id
    one.organisation_id = by.organisation_id
    one.accepted_at = clock.now()
    audit.record("accept_representation", about=_name(one), by=by.actor, on_behalf_of=about(one.person))
    return one.person


def _become(ref: str, by: Viewer) -> Person:
    person = session.scalar(select(Person).where(Person.ref == ref))
    if person is None or person.account_id is not None:
        raise LinkNoLongerGood
    if person.email != by.email:
        raise WrongAddress
    if session.scalar(select(Person.id).where(Person.account_id == by.account_id)) is not None:
        raise Conflict("Your sign-in belongs to a person already. Call us, and we will put the two together")
    person.account_id = by.account_id
    audit.record("take_own_sign_in", about=about(person), by=by.actor)
    return person


def _end(one: Representation) -> None:
    one.revoked_at = clock.now()
    tokens.cancel(PURPOSE, reference=_name(one))


def _name(one: Representation) -> str:
    return f"representation:{one.ref}"
