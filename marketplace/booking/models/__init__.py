"""Tables of breaks: what is arranged, what it is made of, who pays, who said what, and every move."""

from marketplace.booking.models.answers import Agreement, OfficerLimit, RuleDecision, Say
from marketplace.booking.models.breaks import Break, BreakMove, CoverNeed
from marketplace.booking.models.lines import Line, LineMove, Segment, Share
from marketplace.booking.models.off_site import OffSiteInvitation, OffSiteKnown, OffSiteProvider
from marketplace.booking.models.promises import Promise
from marketplace.booking.models.series import BreakSeries, TimeAllowance
from marketplace.booking.models.suggestions import RunState, Suggestion, SuggestionRun
from marketplace.booking.models.talk import LineQuestion, OtherTime, OtherTimePart

__all__ = [
    "Agreement",
    "Break",
    "BreakMove",
    "BreakSeries",
    "CoverNeed",
    "Line",
    "LineMove",
    "LineQuestion",
    "OffSiteInvitation",
    "OffSiteKnown",
    "OffSiteProvider",
    "OfficerLimit",
    "OtherTime",
    "OtherTimePart",
    "Promise",
    "RuleDecision",
    "RunState",
    "Say",
    "Segment",
    "Share",
    "Suggestion",
    "SuggestionRun",
    "TimeAllowance",
]
