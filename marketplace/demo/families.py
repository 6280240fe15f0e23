"""The people of the demo: added, invited, given a profile and a support plan, each by whoever would do it."""

import re
from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import select

from marketplace import clock
from marketplace.access_facts.needs import Strength, parse_need
from marketplace.accounts import queries
from marketplace.accounts.demo import DEMO_PASSWORD
from marketplace.accounts.signing_in import viewer_in
from marketplace.accounts.viewer import Viewer
from marketplace.db import session
from marketplace.demo.cast import Cast
from marketplace.demo.days import born_on, plan_days
from marketplace.demo.people_texts import AccountText, HelpText, PeopleTexts, PersonText, PlanText
from marketplace.notifications.models import Letter
from marketplace.people.about import TOPICS, FilledBy, InWords
from marketplace.people.needs import Need
from marketplace.people.offers import Offer
from marketplace.people.representation import Scope
from marketplace.people.services import about, caring, invitations, persons, profile, representations, support_plans
from marketplace.people.services.profile import Measures
from marketplace.people.services.support_plans import PlanTerms
from marketplace.people.writing import Details

_SECRET = re.compile(r"/people/invitation/(\S+)")
_AGREED_DAYS_BEFORE = 12


def bring_in(texts: PeopleTexts, cast: Cast) -> dict[str, str]:
    """Every person with who acts for them; the references of people and of support plans, by their keys."""
    by_letter = {one.key: one for one in texts.accounts if one.role is None}
    refs: dict[str, str] = {}
    for text in texts.persons:
        ref = refs[text.key] = _add(text, by=cast.viewers[text.added_by])
        if text.carer:
            caring.say_who_cares(ref, carer_ref=refs[text.carer], by=cast.viewers[text.added_by])
        if text.has_own_sign_in:
            cast.viewers[text.key] = _give_sign_in(ref, by_letter[text.key], by=cast.viewers[text.added_by])
        if text.care_manager:
            persons.take_on(ref, by=cast.viewers[text.care_manager])
            refs |= {plan.key: _plan(ref, plan, by=cast.viewers[text.care_manager]) for plan in text.plans}
        for helper in text.helpers:
            _give_help(ref, helper, by=cast.viewers[text.added_by], to=cast.viewers[helper.account])
        _keep_profile(ref, text, by=cast.viewers[text.profile_by])
    return refs


def _add(text: PersonText, *, by: Viewer) -> str:
    details = _details(text, by)
    if text.capacity is None:
        return persons.add_myself(details=details, by=by)
    today = clock.today()
    offer = Offer(
        capacity=text.capacity,
        scopes=text.scopes,
        from_on=today + timedelta(days=text.from_days),
        until_on=today + timedelta(days=text.until_days) if text.until_days is not None else None,
        powers=text.powers,
        consent=text.consent,
    )
    return persons.add_someone(details=details, offer=offer, is_carer=text.is_cared_for, by=by)


def _details(text: PersonText, by: Viewer) -> Details:
    return Details(
        name=text.name,
        known_as=text.known_as,
        born_on=born_on(text.age, text.birthday, today=clock.today()),
        postal_address=text.postal_address,
        postcode=text.postcode,
        email=by.email if text.capacity is None else "",
        telephone=text.telephone,
        council_id=queries.council(text.council).id if text.council else None,
    )


def _give_sign_in(ref: str, account: AccountText, *, by: Viewer) -> Viewer:
    """The person's own sign-in: ``by`` sends the letter, and the person answers it."""
    representations.invite_person(ref, email=account.email, by=by)
    secret = _secret_in_letter_to(account.email)
    accepted = invitations.accept_invitation_anew(secret, name=account.name, password=DEMO_PASSWORD)
    return viewer_in(accepted.membership)


def _give_help(ref: str, text: HelpText, *, by: Viewer, to: Viewer) -> None:
    """Help that the person offers by letter, and the other takes up."""
    today = clock.today()
    until_on = today + timedelta(days=text.until_days) if text.until_days is not None else None
    offer = Offer(text.capacity, text.scopes, today + timedelta(days=text.from_days), until_on)
    representations.invite_representative(ref, email=to.email, offer=offer, by=by)
    invitations.accept_invitation(_secret_in_letter_to(to.email), by=to)


def _secret_in_letter_to(email: str) -> str:
    """The secret of the newest letter to an address: the demo's people read their mail at once."""
    words = session.scalars(select(Letter.body).where(Letter.to_address == email).order_by(Letter.id.desc())).first()
    found = _SECRET.search(words or "")
    if found is None:
        raise LookupError(email)
    return found[1]


def _plan(ref: str, text: PlanText, *, by: Viewer) -> str:
    first, last = plan_days(clock.today())
    terms = PlanTerms(text.duty, first - timedelta(days=_AGREED_DAYS_BEFORE), first, last)
    plan_ref = support_plans.make_support_plan(ref, terms=terms, by=by)
    for words in text.outcomes:
        support_plans.add_outcome(ref, plan_ref, words=words, by=by)
    return plan_ref


def _keep_profile(ref: str, text: PersonText, *, by: Viewer) -> None:
    needs = tuple(_needs(text))
    profile.keep_needs(ref, asked={need.kind.id for need in needs}, needs=needs, by=by)
    if text.chair_width_mm is not None:
        profile.keep_measures(ref, measures=_measures(text), by=by)
    if text.care is not None:
        profile.keep_care_wish(ref, wish=text.care, by=by)
    if text.times:
        about.keep_times(ref, levels=text.times, by=by)
    for part, topics in TOPICS.items():
        if any(topic in text.notes for topic in topics):
            about.keep_notes(ref, part=part, notes=text.notes, in_words=InWords(FilledBy.WITH_HELP, by.name), by=by)
    if text.safety and Scope.MEDICAL in text.scopes:
        profile.keep_safety_notes(ref, notes=text.safety, by=by)


def _measures(text: PersonText) -> Measures:
    return Measures(
        chair_width_mm=text.chair_width_mm,
        weight_kg=text.weight_kg,
        chair_length_mm=text.chair_length_mm,
        turning_mm=text.turning_mm,
        with_chair_kg=text.with_chair_kg,
        sling=text.sling,
    )


def _needs(text: PersonText) -> Iterator[Need]:
    for strength, needs in ((Strength.MUST, text.must), (Strength.SHOULD, text.should), (Strength.AVOID, text.avoid)):
        yield from (parse_need(need, strength=strength) for need in needs)
