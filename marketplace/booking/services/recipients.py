"""Who is told of a break: those whose it is, whoever arranges it, the teams of its providers, who agrees for a pot."""

from sqlalchemy import select

from marketplace.accounts.models import Membership
from marketplace.accounts.queries import accounts_in
from marketplace.accounts.roles import Permission, RoleName, roles_that
from marketplace.accounts.signing_in import viewer_in
from marketplace.accounts.viewer import Viewer
from marketplace.booking.models import Break, Line
from marketplace.booking.queries.known import has_council
from marketplace.booking.sorts import LineSort
from marketplace.budgets.models import Pot
from marketplace.budgets.sorts import AgreedBy
from marketplace.db import session
from marketplace.notifications.services import Recipient
from marketplace.people.models import Person
from marketplace.people.queries.persons import standing_for
from marketplace.people.representation import DECIDING, Capacity, Scope
from marketplace.people.services.readers import acting_for, brokerage, officers_of, once, recipient


def readers_of(one: Break) -> list[Recipient]:
    """Those whose break it is, and whoever arranges it."""
    return once((*map(recipient, one.principals), *arranger_of(one)))


def providers_of(line: Line) -> list[Recipient]:
    """Everyone who answers for the provider of a listed line; nobody for other lines."""
    if line.sort is not LineSort.LISTED or line.listing is None:
        return []
    return members_of(line.listing.provider.organisation_id, *roles_that(Permission.ANSWER_REQUESTS))


def members_of(organisation_id: int, *roles: RoleName) -> list[Recipient]:
    """Everyone who has one of these roles in an organisation."""
    return [Recipient(one.name, one.email) for one in accounts_in(organisation_id, *roles)]


def approvers_of(council_id: int | None) -> list[Recipient]:
    """The officers of a council to whom what is above a limit, or not answered in time, goes next."""
    return officers_of(council_id, RoleName.APPROVER)


def agreeing_for(one: Break, pot: Pot) -> list[Recipient]:
    """Who says yes or no for a pot."""
    if pot.sort.agreed_by is AgreedBy.HOLDER:
        if pot.holder_id is not None:
            return members_of(pot.holder_id, RoleName.ISF_HOLDER)
        return once([recipient(pot.person), *acting_for(pot.person, Scope.PAY)])
    return care_managers_of(pot.person) or _arranging(one) or _officers(one)


def care_managers_of(person: Person) -> list[Recipient]:
    """The care managers who work with a person."""
    return once(acting_for(person, Scope.SEE, within=(Capacity.CARE_MANAGER,)))


def brokers_for(one: Break) -> list[Recipient]:
    """The brokerage, where nobody has a council: it decides what rules leave to a named officer."""
    return [] if has_council(one) else brokerage()


def deciders_of(one: Break) -> list[Recipient]:
    """Who is asked what rules leave to a named officer; who arranges it where no officer works with them.

    Once that one has left, officers of the council who do not work with them.
    """
    managers = once(manager for person in one.principals for manager in care_managers_of(person))
    return managers or brokers_for(one) or _arranging(one) or _officers(one)


def deciding_for(person: Person) -> list[Recipient]:
    """Whoever decides in a person's place today, by papers or as the parent of a child (R52)."""
    return acting_for(person, Scope.PLAN, within=DECIDING)


def arranger_of(one: Break) -> list[Recipient]:
    """Who arranges a break. Once they may see nothing of it any more, whoever else may plan for all of its people.

    Where there is nobody, officers or the brokerage; last those whose break it is. Nobody stands in for an account that
    was closed and acted in its own name.
    """
    account = one.arranged_by
    if account is None or (account.closed_at is not None and one.arranged_by_organisation_id is None):
        return []
    return _arranging(one) or _planning(one) or _officers(one) or once(map(recipient, one.principals))


def _arranging(one: Break) -> list[Recipient]:
    """Who arranges a break, while they are in the team they arrange it for and may see somebody whose break it is."""
    account = one.arranged_by
    if account is None or account.closed_at is not None:
        return []
    works = select(Membership).where(
        Membership.account_id == account.id,
        Membership.organisation_id == one.arranged_by_organisation_id,
        Membership.ended_at.is_(None),
    )
    viewers = [viewer_in(row) for row in session.scalars(works)]
    if one.arranged_by_organisation_id is None:
        viewers.append(Viewer(account_id=account.id))
    sees = any(standing_for(person, viewer=viewer).may_see for viewer in viewers for person in one.principals)
    return [Recipient(account.name, account.email)] if sees else []


def _planning(one: Break) -> list[Recipient]:
    """Whoever may plan for everybody whose break it is: what one of them has is not for who acts for the other."""
    several = [acting_for(person, Scope.PLAN) for person in one.principals]
    return [reader for reader in several[0] if all(reader in each for each in several)] if several else []


def _officers(one: Break) -> list[Recipient]:
    """Officers of the councils of those whose break it is, none of whom works with them; the brokerage without any."""
    councils = {person.council_id for person in one.principals}
    found = once(reader for council_id in councils for reader in officers_of(council_id, RoleName.APPROVER))
    return found or brokers_for(one)
