"""Inviting somebody to act for a person, and ending it at once (R52)."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import func, select

from marketplace import audit, clock
from marketplace.accounts.attempts import LETTERS_TO, a_try
from marketplace.accounts.contacts import email_as_kept
from marketplace.accounts.services import counting, tokens
from marketplace.accounts.viewer import Viewer
from marketplace.db import session, transaction
from marketplace.errors import NotAllowed, Refused
from marketplace.notifications.services import Recipient, owe
from marketplace.people import offers
from marketplace.people.models import Person, Representation
from marketplace.people.offers import PURPOSE, Offer
from marketplace.people.queries.persons import Known
from marketplace.people.queries.representations import representation
from marketplace.people.representation import NEEDING_CONSENT, WITH_POWERS, Consent, Scope
from marketplace.people.services.persons import about, theirs_to_change
from marketplace.people.services.power_letters import tell_powers_ended
from marketplace.people.writing import one_line

LASTS = timedelta(days=14)
MOST_OPEN = 10
"""Invitations to help one person that may be open at once: enough for any family, too few to pester with."""

_NOT_YOURS_TO_NAME = "Only {0}, who decides for {0} by law, or an officer of the council names somebody who decides"
_NO_EMAIL = "Enter an e-mail address like name@example.com"


def invite_representative(ref: str, *, email: str, offer: Offer, by: Viewer) -> str:
    """Offer somebody to act for a person, by a letter with a link good once; the representation's reference.

    Nobody passes on more than they have, and who decides nothing for the person names nobody who does (R52). The yes of
    who may decide for the person needs no words; anybody else says how the person said yes. Raises Refused by field
    (R52 among them), NotAllowed, TooManyTries.
    """
    address = email_as_kept(email)
    if address is not None:
        counting.count(a_try(LETTERS_TO, address))
    with transaction():
        who = theirs_to_change(ref, by=by)
        if not who.standing.may_pass_on:
            raise NotAllowed(f"You may not choose who helps {who.person.called}")
        _refuse_standstill(who.person)
        offer = _with_consent(offer, who)
        wrong = _email_problem(address, who, by) | offers.problems(
            offer, passing_on=who.standing.may_pass_on, born_on=who.person.born_on, today=clock.today()
        )
        if not who.standing.may_offer(offer.capacity):
            wrong |= {"capacity": _NOT_YOURS_TO_NAME.format(who.person.called)}
        if wrong or address is None:
            raise Refused(fields=wrong)
        made = _offered(who.person, address, offer, by)
        audit.record(
            "invite_representative",
            about=name_of(made),
            by=by.actor,
            on_behalf_of=about(who.person),
            reason=offer.capacity,
        )
        _write_to(address, "people-help", name_of(made), called=who.person.called, by=by, offer=offer)
        return made.ref


def invite_person(ref: str, *, email: str, by: Viewer) -> None:
    """Offer the person a sign-in of their own, by a letter with a link good once.

    Raises Refused by field, NotAllowed, TooManyTries.
    """
    address = email_as_kept(email)
    if address is not None:
        counting.count(a_try(LETTERS_TO, address))
    with transaction():
        who = theirs_to_change(ref, by=by)
        if not who.standing.may_invite_person:
            raise NotAllowed(f"You may not send {who.person.called} a sign-in. Ask the care manager, or call us")
        _refuse_standstill(who.person)
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


def end_representation(ref: str, representation_ref: str, *, by: Viewer) -> None:
    """End a representation or an offer of one, at once: at the next request it gives nothing. Ended twice is once.

    Raises NotFound, NotAllowed.
    """
    with transaction():
        who = theirs_to_change(ref, by=by)
        row = representation(representation_ref, of=who, viewer=by)
        one = kept(row.ref)
        if one.revoked_at is not None:
            return
        if not row.may_end:
            raise NotAllowed("You may not end this help. Ask the council, or call us")
        end(one)
        audit.record("end_representation", about=name_of(one), by=by.actor, on_behalf_of=about(who.person))
        if one.capacity in WITH_POWERS and one.accepted_at is not None:
            tell_powers_ended(one)


def _refuse_standstill(person: Person) -> None:
    """Nobody is invited about somebody who is in hospital or has died."""
    if person.stands_still is not None:
        raise Refused(fields={"email": f"{person.called} {person.stands_still.words}. No invitation is sent now"})


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
        to=Recipient(name="", email=address),
        about=reference,
        holds_secret=True,
        secret=tokens.issue(PURPOSE, reference=reference, lasts=LASTS),
        lasts_days=LASTS.days,
        called=called,
        by_name=by.name,
        offer=offer,
    )


def end(one: Representation) -> None:
    """From now on it gives nothing, and its letter opens nothing; in the transaction that is open."""
    one.revoked_at = clock.now()
    tokens.cancel(PURPOSE, reference=name_of(one))


def name_of(one: Representation) -> str:
    """How secrets and audit records name a representation."""
    return one.about


def kept(ref: str) -> Representation:
    """A representation that is there, as it is kept."""
    return session.scalars(select(Representation).where(Representation.ref == ref)).one()
