"""Writing down how somebody agreed that a break is arranged for them, and why under these options (R1)."""

from dataclasses import dataclass

from marketplace import audit, clock
from marketplace.accounts.viewer import Viewer
from marketplace.booking import drafts
from marketplace.booking.drafts import LONGEST_WORDS
from marketplace.booking.models import OnBehalf
from marketplace.booking.queries.behalf import code_of, options_of
from marketplace.booking.services.knowing import locked
from marketplace.booking.sorts import BehalfHow
from marketplace.db import session, transaction
from marketplace.errors import NotAllowed, Refused
from marketplace.people.writing import one_line


@dataclass(frozen=True, slots=True)
class BehalfYes:
    """How they said yes, in whose words, and why council money pays under the options that it does."""

    how: BehalfHow
    words: str
    option_reason: str = ""


def record_behalf(ref: str, *, yes: BehalfYes, by: Viewer) -> None:
    """Keep it, instead of what was kept before; the audit has both. Raises NotFound, NotAllowed, Refused by field."""
    texts = {
        "words": (one_line(yes.words), LONGEST_WORDS),
        "option_reason": (one_line(yes.option_reason), LONGEST_WORDS),
    }
    wrong = drafts.text_problems(texts)
    if not texts["words"][0]:
        wrong["words"] = "Say what they said, in a few words"
    with transaction():
        known = locked(ref, by=by)
        if not known.may_record or by.account_id is None:
            raise NotAllowed("Only an adviser or officer who arranges this break writes this down")
        options = options_of(known.break_)
        if options and not texts["option_reason"][0]:
            wrong["option_reason"] = "Say why the money is paid this way"
        if wrong:
            raise Refused(fields=wrong)
        kept = session.get(OnBehalf, known.break_.id) or OnBehalf(break_id=known.break_.id)
        kept.how, kept.words = yes.how, texts["words"][0]
        kept.options = code_of(options)
        kept.option_reason = texts["option_reason"][0] if options else ""
        kept.by_account_id, kept.at = by.account_id, clock.now()
        session.add(kept)
        audit.record("behalf-recorded", about=known.break_.about, by=by.actor, reason=f"{yes.how}:{kept.options}")
        session.flush()
