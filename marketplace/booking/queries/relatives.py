"""What was said of somebody's own PA: a relative or not, what then is so, what follows for each pot (R19 to R22)."""

from dataclasses import dataclass

from marketplace import clock
from marketplace.accounts.viewer import Viewer
from marketplace.booking.models import Factor, Share
from marketplace.booking.queries.known import known_break
from marketplace.booking.queries.pot_rulings import of_relative
from marketplace.budgets.sorts import AgreedBy, Control
from marketplace.rules.options import Option
from marketplace.rules.queries import settings_in_force
from marketplace.rules.results import Answer, Result


@dataclass(frozen=True, slots=True)
class Relative:
    """What a PA is to the person; see ``PaidRelative``."""

    is_relative: bool
    has_powers: bool = False
    in_same_house: bool | None = None
    all_agree: bool = False
    is_capable: bool = False
    factor: Factor | None = None


def relative_said(ref: str, line_ref: str, *, viewer: Viewer) -> Relative | None:
    """What was said of the PA of a line that the viewer sees; none where nothing was. Raises NotFound."""
    row = known_break(ref, viewer=viewer).line(line_ref).relative
    if row is None:
        return None
    return Relative(row.is_relative, row.has_powers, row.in_same_house, row.all_agree, row.is_capable, row.factor)


@dataclass(frozen=True, slots=True)
class Follows:
    """What it means for one pot that pays: ``result``, what a rule says, or ``why_nothing``, why nothing changes."""

    pot: str
    why_nothing: str = ""
    result: Result | None = None


def what_follows(ref: str, line_ref: str, *, viewer: Viewer) -> tuple[Follows, ...]:
    """What it means for each pot that pays the PA of a line; for a viewer who does not see money, of none."""
    known = known_break(ref, viewer=viewer)
    line, settings, today = known.line(line_ref), settings_in_force(), clock.today()
    shares = {(share.pot_id, share.option): share for share in line.shares} if known.sees_money else {}
    return tuple(_of(share, of_relative(line, share.pot, share, settings, today)) for share in shares.values())


def _of(share: Share, result: Result | None) -> Follows:
    if result is None:
        return Follows(share.pot.name, why_nothing=_why_nothing(share))
    if result.answer is Answer.ALLOWED:
        return Follows(share.pot.name, why_nothing=result.sentence)
    return Follows(share.pot.name, result=result)


def _why_nothing(share: Share) -> str:
    """Why no rule about relatives asks of a pot, and who may have a say all the same."""
    pot = share.pot
    if pot.sort.control is Control.OWN:
        return "It is their own money. No rule here says whom it pays."
    rules = "The rules about relatives are for direct payments and the ILF."
    if pot.options:
        ways = f"It pays under {Option(share.option).words}." if share.option else "It is council money."
        who = "The officer" if pot.sort.agreed_by is AgreedBy.OFFICER else "Whoever holds the money"
        return f"{ways} {rules} {who} still says yes or no to this part."
    return f"{rules} {pot.funder or 'The funder'} still says yes or no to this part."
