"""Starting a break and saying what it is. A draft is kept from its first step on."""

from sqlalchemy import select

from marketplace import audit, clock
from marketplace.accounts.viewer import Viewer
from marketplace.booking import drafts
from marketplace.booking.drafts import LONGEST_NAME, LONGEST_WORDS, BreakDraft
from marketplace.booking.lifecycle import PLANNED, BreakState
from marketplace.booking.models import Break, CoverNeed
from marketplace.booking.needed import as_profile_says
from marketplace.booking.queries.breaks import draft_as_kept
from marketplace.booking.queries.known import known_as
from marketplace.booking.queries.outside import days_for_all, days_stamp
from marketplace.booking.queries.saying import way_to_say
from marketplace.booking.services.knowing import locked, locked_to_plan, refuse_after_death
from marketplace.booking.services.moving import begin_break
from marketplace.booking.services.safety_letters import tell_consent
from marketplace.booking.sorts import Whose
from marketplace.db import session, transaction
from marketplace.editing import refuse_changed, stamp
from marketplace.errors import NotAllowed, NotFound, Refused
from marketplace.people.models import Caring, Person
from marketplace.people.queries.persons import known
from marketplace.people.writing import one_line


def start_break(*, draft: BreakDraft, by: Viewer) -> str:
    """A new draft for a person, a carer or both; its reference.

    Whoever starts it may plan for everyone whose break it is. The other of the two, whose break it is not, is somebody
    they see, or whom the carer cares for. Raises Refused by field, NotFound, NotAllowed.
    """
    tidy = _checked(draft)
    if tidy.starts_at <= clock.now():
        raise Refused(fields={"starts_at": "A break starts in the future"})
    with transaction():
        person, carer = people_of(tidy, by)
        now = clock.now()
        made = Break(
            whose=tidy.whose,
            person_id=person.id if person else None,
            carer_id=carer.id if carer else None,
            state=BreakState.DRAFT,
            arranged_by_account_id=by.account_id,
            arranged_by_organisation_id=by.organisation_id,
            made_at=now,
            changed_at=now,
        )
        _write(made, tidy)
        _cover_as_profile_says(made, person)
        begin_break(made, by=by.actor)
        refuse_after_death(made)
        made.council_id = next((one.council_id for one in made.principals if one.council_id), None)
        known_as(made, viewer=by).require_planner()
        session.flush()
        return made.ref


def change_break(ref: str, *, draft: BreakDraft, seen: str | None = None, by: Viewer) -> None:
    """Another name, other days, cover needed or not. Lines stay as they are. Raises NotNow while anything is held.

    ``seen``: the stamp of the draft that the form showed. Raises ChangedMeanwhile.
    """
    tidy = _checked(draft)
    with transaction():
        known_one = locked_to_plan(ref, by=by)
        known_one.require_state(*PLANNED, to="to change its days. Let it go first")
        refuse_changed(seen, stamp(draft_as_kept(known_one.break_)))
        _write(known_one.break_, tidy)
        _cover_as_profile_says(known_one.break_, known_one.break_.person)
        _record("break-changed", known_one.break_, by)


def change_days_for_parts(ref: str, *, seen: str | None = None, by: Viewer) -> None:
    """Make the days of a break hold every part that is in it. Lines stay as they are.

    ``seen``: the stamp of the days that the page showed. Raises ChangedMeanwhile, Refused where that is too long, and
    NotNow while anything is held.
    """
    with transaction():
        known_one = locked_to_plan(ref, by=by)
        known_one.require_state(*PLANNED, to="to change its days. Let it go first")
        one = known_one.break_
        days = days_for_all(one)
        refuse_changed(seen, days_stamp(one.period, days))
        if days is None:
            raise Refused("No break is long enough for all of these. Take a part out, or choose other days for it")
        one.starts_at, one.ends_at, one.changed_at = days.starts_at, days.ends_at, clock.now()
        _record("break-changed", one, by)


def _cover_as_profile_says(one: Break, person: Person | None) -> None:
    """Cover is first counted by what a profile says of the times of the day; whoever arranges may say otherwise."""
    if one.needs_cover and person and not one.cover_needs:
        one.cover_needs.extend(map(CoverNeed.of, as_profile_says(person.support_levels)))


def record_protection(ref: str, *, organiser: str, protection: str, seen: str | None = None, by: Viewer) -> None:
    """Who organises a package holiday, and how money is safe if they fail (R39).

    ``seen``: ``protection_stamp`` of what the form showed. Raises Refused by field, ChangedMeanwhile.
    """
    texts = {"organiser": (one_line(organiser), LONGEST_NAME), "protection": (one_line(protection), LONGEST_WORDS)}
    wrong = drafts.text_problems(texts)
    if wrong:
        raise Refused(fields=wrong)
    with transaction():
        one = locked_to_plan(ref, by=by).break_
        refuse_changed(seen, protection_stamp(one))
        one.package_organiser, one.package_protection = texts["organiser"][0], texts["protection"][0]
        _record("break-protection", one, by)


def protection_stamp(one: Break) -> str:
    """The stamp of what is written down of a package holiday, to see whether it was changed meanwhile."""
    return stamp(one.package_organiser, one.package_protection)


def consent_to_safety(ref: str, *, is_yes: bool, by: Viewer) -> None:
    """Whether supporters who accept provisionally may read what keeps the person safe (R54).

    The person says so, somebody with powers for them, or an adviser or officer who was told. Providers that have said
    yes for now are told of a new answer. Raises NotAllowed.
    """
    with transaction():
        known_one = locked(ref, by=by)
        one = known_one.break_
        supported = one.person or one.carer
        how = way_to_say(known_one, supported) if supported else None
        if how is None:
            raise NotAllowed("Only the person, or whoever has powers for them, can say this")
        is_new = one.safety_consent is not is_yes
        one.safety_consent, one.safety_consent_how = is_yes, how
        one.safety_consent_at, one.safety_consent_by_account_id = clock.now(), by.account_id
        _record("safety-consent" if is_yes else "safety-consent-refused", one, by)
        if is_new:
            tell_consent(one)


def _checked(draft: BreakDraft) -> BreakDraft:
    tidy = draft.tidy()
    wrong = drafts.problems(tidy)
    if wrong:
        raise Refused(fields=wrong)
    return tidy


def _write(one: Break, draft: BreakDraft) -> None:
    one.title, one.town = draft.title, draft.town
    one.starts_at, one.ends_at = draft.starts_at, draft.ends_at
    one.needs_cover, one.is_emergency = draft.needs_cover, draft.is_emergency
    if draft.duty is not None:
        one.duty = draft.duty
    one.changed_at = clock.now()


def people_of(draft: BreakDraft, by: Viewer) -> tuple[Person | None, Person | None]:
    """The person and the carer of a draft, as far as they are named. Raises NotFound."""
    whose_ref, other_ref = draft.person_ref, draft.carer_ref
    if draft.whose is Whose.CARER:
        whose_ref, other_ref = other_ref, whose_ref
    whose = known(whose_ref, viewer=by).person
    other = _other(other_ref, whose, by) if other_ref else None
    return (other, whose) if draft.whose is Whose.CARER else (whose, other)


def _other(ref: str, whose: Person, by: Viewer) -> Person:
    """The other of the two: tied to the first by care, or somebody whom the viewer sees. Raises NotFound."""
    found = session.scalar(select(Person).where(Person.ref == ref))
    if found is None:
        raise NotFound
    pairs = ((found.id, whose.id), (whose.id, found.id))
    for carer_id, person_id in pairs:
        tie = select(Caring.id).where(Caring.carer_id == carer_id, Caring.person_id == person_id)
        if session.scalar(tie.where(Caring.ended_at.is_(None))) is not None:
            return found
    return known(ref, viewer=by).person


def _record(action: str, one: Break, by: Viewer) -> None:
    audit.record(action, about=one.about, by=by.actor)
    session.flush()
