"""Adding people and keeping who they are."""

from dataclasses import replace

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from marketplace import audit, clock
from marketplace.accounts.roles import RoleName
from marketplace.accounts.viewer import Viewer
from marketplace.db import lock, session, transaction
from marketplace.editing import refuse_changed, stamp
from marketplace.errors import NotAllowed, Refused
from marketplace.people import offers, representation, writing
from marketplace.people.models import Caring, Person, Representation
from marketplace.people.offers import Offer
from marketplace.people.queries.persons import Known, known, own_person
from marketplace.people.representation import ALL, Capacity, Consent, Scope
from marketplace.people.services.moving import end_work_of_other_councils
from marketplace.people.writing import Details

_HERE_ALREADY = "You are here already. Open your own page in My people"


def add_myself(*, details: Details, by: Viewer) -> str:
    """The account acting, as a person with support or breaks of their own; their reference. Raises Refused."""
    if by.account_id is None or by.organisation_id is not None:
        raise NotAllowed("Act for yourself first: this is for you alone, not for your work")
    with transaction():
        if own_person(viewer=by) is not None:
            raise Refused(_HERE_ALREADY)
        return _add_own(details, by).ref


def add_someone(*, details: Details, offer: Offer, is_carer: bool, by: Viewer) -> str:
    """A person whom the account acting helps, in the capacity offered; their reference.

    ``is_carer``: the account acting is their unpaid carer, and becomes a person here too. Raises Refused by field:
    guardian or attorney without recorded powers (R52), a helper or adviser without the person's yes.
    """
    if (offer.capacity is Capacity.ADVISER) is not (by.role is RoleName.ADVISER):
        raise NotAllowed("Only advisers act as advisers")
    with transaction():
        wrong = offers.problems(offer, passing_on=ALL, born_on=details.born_on, today=clock.today())
        person = _add(details, by, also_wrong=wrong)
        _represent(person, offer, by)
        if is_carer:
            session.add(Caring(carer=myself(by), person=person))
        return person.ref


def add_for_council(*, details: Details, by: Viewer) -> str:
    """A person of the officer's council, with whom the officer works from now on; their reference. Raises Refused."""
    if by.council_id is None:
        raise NotAllowed("Only a council's own workers add people for it")
    with transaction():
        person = _add(replace(details, council_id=by.council_id), by)
        _work_with(person, by)
        return person.ref


def change_details(ref: str, *, details: Details, seen: str | None, by: Viewer) -> None:
    """Keep who a person is. ``seen`` is ``details_stamp`` of what the form showed.

    An officer leaves the council as it is. Raises Refused by field, ChangedMeanwhile.
    """
    with transaction():
        who = theirs_to_change(ref, by=by)
        who.require(Scope.PLAN)
        refuse_changed(seen, details_stamp(who.person))
        if who.standing.is_officer:
            details = replace(details, council_id=who.person.council_id)
        before = who.person.council_id
        _write(who.person, _checked(details))
        audit.record("change_details", about=about(who.person), by=by.actor)
        if who.person.council_id != before:
            end_work_of_other_councils(who.person, by)


def take_on(ref: str, *, by: Viewer) -> None:
    """From now on the officer works with this person, sees health notes, and finds them in My people."""
    with transaction():
        who = theirs_to_change(ref, by=by)
        if not who.standing.is_officer:
            raise NotAllowed("Only officers of the person's council work with them here")
        if Capacity.CARE_MANAGER not in who.standing.capacities:
            _work_with(who.person, by)


def look_at(ref: str, *, what: str, by: Viewer) -> Known:
    """A person for ``by`` to read, and a record of the look (R54). A person's look at themself is not recorded."""
    who = known(ref, viewer=by)
    if who.standing.is_self:
        return who
    with transaction():
        audit.saw(what, about=about(who.person), task=_task(who), by=by.actor)
    return who


def theirs_to_change(ref: str, *, by: Viewer) -> Known:
    """The person, for ``by`` alone to change until the transaction that is open ends. Raises NotFound."""
    person_id = session.scalar(select(Person.id).where(Person.ref == ref))
    if person_id is not None:
        lock((Person, [person_id]))
    return known(ref, viewer=by)


def myself(by: Viewer) -> Person:
    """The account acting as a person, made when there is none yet; in the transaction that is open."""
    return own_person(viewer=by) or _add_own(Details(name=by.name, email=by.email), by)


def details_stamp(person: Person) -> str:
    """The stamp of a person's details."""
    return stamp(details_of(person))


def details_of(person: Person) -> Details:
    """Who a person is, as it is kept."""
    return Details(
        name=person.name,
        known_as=person.known_as or "",
        born_on=person.born_on,
        postal_address=person.postal_address or "",
        postcode=person.postcode or "",
        email=person.email or "",
        telephone=person.telephone or "",
        council_id=person.council_id,
    )


def about(person: Person) -> str:
    """How audit records and looks name a person."""
    return f"person:{person.ref}"


def _add(details: Details, by: Viewer, also_wrong: dict[str, str] | None = None) -> Person:
    checked = _checked(details, also_wrong)
    if by.council_id is not None and checked.council_id == by.council_id:
        _refuse_twin(checked)
    person = Person(made_by_account_id=by.account_id, made_at=clock.now())
    _write(person, checked)
    session.add(person)
    session.flush()
    audit.record("add_person", about=about(person), by=by.actor)
    return person


def _checked(details: Details, also_wrong: dict[str, str] | None = None) -> Details:
    tidy = details.tidy()
    wrong = writing.problems(tidy, today=clock.today()) | (also_wrong or {})
    if wrong:
        raise Refused(fields=wrong)
    return tidy


def _write(person: Person, details: Details) -> None:
    person.name = details.name
    person.known_as = details.known_as or None
    person.born_on = details.born_on
    person.postal_address = details.postal_address or None
    person.postcode = details.postcode or None
    person.email = details.email or None
    person.telephone = details.telephone or None
    person.council_id = details.council_id


def _refuse_twin(details: Details) -> None:
    """One council, one name, one birthday and one postcode are one person: an officer does not keep them twice.

    Others are not told, for it would tell them who is here.
    """
    if details.born_on is None:
        return
    same = select(func.count()).where(
        Person.council_id == details.council_id,
        Person.name == details.name,
        Person.born_on == details.born_on,
        Person.postcode == (details.postcode or None),
    )
    if session.scalar(same):
        why = "Somebody of this name, date of birth and postcode is here already. Look for them, or call us"
        raise Refused(fields={"name": why})


def _represent(person: Person, offer: Offer, by: Viewer) -> None:
    """Record what ``by`` may do, accepted at once."""
    now = clock.now()
    session.add(
        Representation(
            person_id=person.id,
            account_id=by.account_id,
            organisation_id=by.organisation_id,
            email=by.email,
            capacity=offer.capacity,
            powers=writing.one_line(offer.powers) or None,
            may_plan=Scope.PLAN in offer.scopes,
            may_pay=Scope.PAY in offer.scopes,
            may_see_medical=Scope.MEDICAL in offer.scopes,
            from_on=offer.from_on,
            until_on=offer.until_on,
            consent=offer.consent or Consent.NOT_NEEDED,
            made_at=now,
            made_by_account_id=by.account_id,
            accepted_at=now,
        )
    )
    session.flush()
    audit.record("represent", about=about(person), by=by.actor, on_behalf_of=about(person), reason=offer.capacity)


def _work_with(person: Person, by: Viewer) -> None:
    offer = Offer(Capacity.CARE_MANAGER, representation.at_most(Capacity.CARE_MANAGER), clock.today())
    _represent(person, offer, by)


def _add_own(details: Details, by: Viewer) -> Person:
    """The account acting, as a person. Of two requests at once the second is refused."""
    person = _add(details, by)
    person.account_id = by.account_id
    try:
        session.flush()
    except IntegrityError as error:
        raise Refused(_HERE_ALREADY) from error
    return person


def _task(who: Known) -> str:
    """As what somebody looked."""
    if who.standing.capacities:
        return " and ".join(sorted(capacity.label for capacity in who.standing.capacities))
    return "officer of the council, not their care manager"
