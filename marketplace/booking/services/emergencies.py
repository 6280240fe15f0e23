"""An emergency goes first when a named officer says so; the support plan follows in time, or those above are told."""

from datetime import timedelta

from marketplace import audit, clock
from marketplace.accounts.viewer import Viewer
from marketplace.booking.drafts import LONGEST_WORDS
from marketplace.booking.errors import NotNow
from marketplace.booking.lifecycle import BreakState
from marketplace.booking.models import Break, Emergency
from marketplace.booking.queries.emergencies import without_plan
from marketplace.booking.queries.requesting import terms_of
from marketplace.booking.services.confirming import confirm_if_all_agreed
from marketplace.booking.services.knowing import locked, refuse_after_death
from marketplace.booking.services.letting_go import extend
from marketplace.booking.services.recipients import approvers_of
from marketplace.db import session, transaction
from marketplace.errors import NotAllowed, Refused
from marketplace.notifications.services import owe
from marketplace.people.writing import one_line
from marketplace.rules.queries import settings_in_force
from marketplace.rules.settings import SettingName


def agree_emergency(ref: str, *, reason: str, by: Viewer) -> None:
    """An officer lets an emergency go first, with a reason; the support plan follows (R7).

    Raises NotAllowed for anybody else, NotNow when another officer did, Refused by field or after a death.
    """
    words = one_line(reason)
    if not words or len(words) > LONGEST_WORDS:
        raise Refused(fields={"reason": f"Say why it cannot wait, in {LONGEST_WORDS} letters or fewer"})
    with transaction():
        known = locked(ref, by=by)
        one = known.break_
        if not known.is_officer or by.account_id is None:
            raise NotAllowed("Only an officer of the person's council can agree an emergency")
        refuse_after_death(one)
        if one.emergency_officer is not None:
            raise NotNow(f"{one.emergency_officer.name} said already that it may go first")
        one.is_emergency, one.emergency_officer_id = True, by.account_id
        today = clock.today()
        due_on = today + timedelta(days=_days(one))
        session.add(
            Emergency(break_id=one.id, reason=words, officer_id=by.account_id, agreed_on=today, plan_due_on=due_on)
        )
        audit.record("break-emergency", about=one.about, by=by.actor)
        session.flush()
        _hold_through_first_night(one, by)
        confirm_if_all_agreed(one, by=by.actor)


def escalate_plans() -> int:
    """Tell the approvers of a council of each support plan that is over its day, once; how many. The worker's sweep."""
    with transaction():
        over = without_plan().where(Emergency.plan_due_on < clock.today(), Emergency.escalated_at.is_(None))
        rows = session.scalars(over).all()
        for row in rows:
            row.escalated_at = clock.now()
            for reader in approvers_of(row.break_.council_id):
                owe(
                    "support-plan-over",
                    to=reader,
                    about=row.break_.about,
                    called=row.break_.principals[0].called,
                    officer=row.officer.name,
                    due_on=row.plan_due_on,
                    ref=row.break_.ref,
                )
        session.flush()
        return len(rows)


def _hold_through_first_night(one: Break, by: Viewer) -> None:
    """What waits for answers already is held as long as an emergency is, where that is longer."""
    if one.state_on(clock.now()) is not BreakState.REQUESTED or one.requested_at is None or one.hold_until is None:
        return
    until = terms_of(one, at=one.requested_at).until
    if until > one.hold_until:
        extend(one.lines_open, until, by=by.actor)
        one.hold_until = until
        session.flush()


def _days(one: Break) -> int:
    """How many days a support plan has to follow in: a setting of the council."""
    council = next((person.council.gss_code for person in one.principals if person.council), None)
    return settings_in_force().number(SettingName.EMERGENCY_SUPPORT_PLAN_DAYS, on=clock.today(), council=council)
