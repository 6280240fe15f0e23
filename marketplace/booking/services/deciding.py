"""What named officers decide: where a rule says "ask", and how much each of them may agree alone (R18a, R47)."""

from sqlalchemy import select

from marketplace import audit, clock
from marketplace.accounts.models import Membership
from marketplace.accounts.roles import Permission, RoleName
from marketplace.accounts.viewer import Viewer
from marketplace.booking.drafts import LONGEST_WORDS
from marketplace.booking.errors import DecidedAlready
from marketplace.booking.lifecycle import WAITING
from marketplace.booking.models import Break, OfficerLimit, RuleDecision
from marketplace.booking.queries.known import KnownBreak, known_as
from marketplace.booking.queries.readiness import decisions_of
from marketplace.booking.queries.rulings import rulings
from marketplace.booking.services.confirming import confirm_if_all_agreed
from marketplace.booking.services.knowing import locked_alone
from marketplace.booking.services.officer_letters import tell_decision
from marketplace.db import session, transaction
from marketplace.errors import NotAllowed, NotFound, Refused
from marketplace.money import MOST_PENCE, format_pence
from marketplace.people.queries.persons import OFFICERS
from marketplace.people.writing import one_line


def decide(
    ref: str,
    *,
    rule_id: str,
    line_ref: str = "",
    pot_ref: str = "",
    is_yes: bool,
    reason: str,
    by: Viewer,
    instead_of: str = "",
) -> None:
    """An officer of the person's council decides what a rule asks, with a reason that is kept as a precedent.

    Where nobody whose break it is has a council, the brokerage does, once it is asked for. ``pot_ref``: where it is
    asked of one pot alone. ``instead_of``: the decision that stands, which whoever decides has read and changes.
    Raises NotFound when nothing of the kind is asked, NotAllowed for anybody else, DecidedAlready where another
    decision stands, Refused by field.
    """
    words = one_line(reason)
    if not words or len(words) > LONGEST_WORDS:
        raise Refused(fields={"reason": f"Say why, in {LONGEST_WORDS} letters or fewer"})
    with transaction():
        one = locked_alone(ref)
        known = _deciding(one, by)
        asked = {(where, result.rule_id, result.pot_ref) for where, result in rulings(one).asking}
        if (line_ref, rule_id, pot_ref) not in asked:
            raise NotFound
        line = next((line for line in one.lines if line.ref == line_ref), None)
        standing = decisions_of(one).get((line.id if line else None, rule_id, pot_ref))
        if not known.is_officer and standing is None and known.state not in WAITING:
            raise NotFound  # nobody asks the brokerage about what was not asked for
        if (standing.ref if standing else "") != instead_of:
            raise DecidedAlready(standing.by.name if standing else "", is_yes=standing is not None and standing.is_yes)
        session.add(
            RuleDecision(
                break_id=one.id,
                line_id=line.id if line else None,
                rule_id=rule_id,
                pot_ref=pot_ref,
                is_yes=is_yes,
                reason=words,
                by_account_id=by.account_id,
                at=clock.now(),
                instead_of_id=standing.id if standing else None,
            )
        )
        audit.record("rule-decided", about=one.about, by=by.actor, reason=f"{rule_id}:{'yes' if is_yes else 'no'}")
        session.flush()
        tell_decision(one, line, is_yes=is_yes, reason=words, by=by)
        confirm_if_all_agreed(one, by=by.actor)


def _deciding(one: Break, by: Viewer) -> KnownBreak:
    """What whoever decides is to a break. Raises NotFound for who sees none of it, NotAllowed for who only sees it."""
    known = known_as(one, viewer=by)
    if not known.is_seen and not known.may_decide:
        raise NotFound
    if not known.may_decide or by.account_id is None:
        raise NotAllowed("Only an officer of the person's council decides this")
    return known


def name_limit(membership_ref: str, *, pence: int, by: Viewer) -> None:
    """An approver names how much of one break an officer of their council may agree alone. Nobody names their own.

    The first approver of a council has theirs from whoever keeps the site's settings. Raises NotFound, Refused.
    """
    if not 0 <= pence <= MOST_PENCE:
        raise Refused(fields={"limit": f"Enter an amount up to {format_pence(MOST_PENCE)}"})
    with transaction():
        member = _officer(membership_ref, by)
        council_id = member.organisation.council_id if member.organisation else None
        if council_id is None:
            raise NotFound
        now = clock.now()
        standing = session.scalar(
            select(OfficerLimit).where(
                OfficerLimit.account_id == member.account_id,
                OfficerLimit.council_id == council_id,
                OfficerLimit.ended_at.is_(None),
            )
        )
        if standing is not None:
            standing.ended_at = now
            session.flush()
        session.add(
            OfficerLimit(
                account_id=member.account_id,
                council_id=council_id,
                pence=pence,
                named_at=now,
                named_by_account_id=by.account_id,
            )
        )
        audit.record("limit-named", about=f"membership:{membership_ref}", by=by.actor)
        session.flush()


def _officer(membership_ref: str, by: Viewer) -> Membership:
    """A membership whose limit ``by`` may name. Raises NotFound."""
    found = session.scalar(select(Membership).where(Membership.ref == membership_ref, Membership.ended_at.is_(None)))
    if found is None or found.role not in OFFICERS or found.account_id == by.account_id:
        raise NotFound
    is_approver = by.role is RoleName.APPROVER and found.organisation_id == by.organisation_id
    if not is_approver and not by.can(Permission.KEEP_SETTINGS):
        raise NotFound
    return found
