"""Paying for a break as it was suggested: the shares of several parts at once, or of none."""

from collections.abc import Mapping

from marketplace.accounts.viewer import Viewer
from marketplace.booking.drafts import SharePart
from marketplace.booking.queries.known import KnownBreak
from marketplace.booking.queries.who_might_pay import Suggested, parts_with, suggested
from marketplace.booking.queries.would_pay import placed
from marketplace.booking.services.knowing import locked_to_plan
from marketplace.booking.services.sharing import set_shares
from marketplace.db import transaction
from marketplace.editing import refuse_changed
from marketplace.errors import Refused


def pay_as_suggested(
    ref: str, *, first: str = "", is_anew: bool = False, said: Mapping[str, SharePart], seen: str | None, by: Viewer
) -> None:
    """Let pots pay as it is suggested now. ``said``: by the pot's reference, the option and what the money is for.

    ``seen``: the stamp of the suggestion that was shown; another one by now is refused. Raises ChangedMeanwhile,
    Refused by field (``option-POT``) or in words, NotFound, NotAllowed, NotNow.
    """
    with transaction():
        known = locked_to_plan(ref, by=by)
        found = suggested(ref, viewer=by, first=first, is_anew=is_anew)
        refuse_changed(seen, found.stamp)
        if not found.given:
            raise Refused("There is nothing to change")
        without = [pot for pot in found.pots if pot.options and said[pot.pot_ref].option not in pot.options]
        if without:
            raise Refused(fields={f"option-{pot.pot_ref}": f"Choose the option of {pot.name}" for pot in without})
        pay_parts(known, found, said, by=by)


def pay_as_shown(ref: str, *, shown: str, by: Viewer) -> None:
    """Let pots pay as it was shown of a suggestion whose parts have been added just now. ``shown``: see ``placed``.

    A pot pays under its option, and for its outcome, where there is one alone; nobody chooses for anybody (R1).
    Raises ChangedMeanwhile, Refused.
    """
    known = locked_to_plan(ref, by=by)
    found = suggested(ref, viewer=by)
    refuse_changed(shown, placed([part.line_ref for part in found.parts], found.given))
    pay_parts(known, found, {pot.pot_ref: pot.alone for pot in found.pots}, by=by)


def pay_parts(known: KnownBreak, found: Suggested, said: Mapping[str, SharePart], *, by: Viewer) -> None:
    """Let pots pay as a suggestion gives it. A refusal is in words alone: the fields of a part are on another page."""
    try:
        for line_ref, parts in parts_with(known, found, said).items():
            set_shares(known.break_.ref, line_ref, parts=parts, by=by)
    except Refused as refused:
        raise Refused(" ".join(refused.fields.values()) or refused.message) from refused
