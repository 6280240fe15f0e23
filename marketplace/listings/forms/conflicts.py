"""How a case of two calendars was settled."""

from marketplace.web.fields import Words
from marketplace.web.forms import Form

LONGEST_REASON = 300


class SettleForm(Form):
    """The reason, in a few words."""

    reason = Words(
        "How is it settled?",
        most=LONGEST_REASON,
        needed="Write how it is settled",
        lines=3,
        hint="For example: it is the same booking, shown in both calendars. No names, please.",
    )
