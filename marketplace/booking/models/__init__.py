"""Tables of breaks: what is arranged, what it is made of, who pays, who said what, and every move."""

from marketplace.booking.models.answers import Agreement, OfficerLimit, PassedOn, PotRefusal, RuleDecision, Say
from marketplace.booking.models.behalf import OnBehalf
from marketplace.booking.models.breaks import Break, BreakMove, CoverNeed
from marketplace.booking.models.client_account import ClientMovement, MovementLine, PaidElsewhere
from marketplace.booking.models.emergency import Emergency
from marketplace.booking.models.later_days import LaterDay
from marketplace.booking.models.levies import LevyReclaim, LevyRefund
from marketplace.booking.models.lines import Line, LineMove, Segment, Share
from marketplace.booking.models.meetings import Meeting, MeetingTerms, MeetingTime, MeetingWord
from marketplace.booking.models.not_given import NotGiven
from marketplace.booking.models.off_site import OffSiteInvitation, OffSiteKnown, OffSiteProvider
from marketplace.booking.models.over import OverAsk
from marketplace.booking.models.patterns import BreakPattern, PatternPart
from marketplace.booking.models.paying import Factor, LeadPayer, PaidRelative
from marketplace.booking.models.promises import Promise
from marketplace.booking.models.rest_asks import RestAsk
from marketplace.booking.models.series import BreakSeries, TimeAllowance
from marketplace.booking.models.standstill import StandstillChoice
from marketplace.booking.models.suggestions import RunState, Suggestion, SuggestionRun
from marketplace.booking.models.swaps import Swap, SwapLimit, SwapPot
from marketplace.booking.models.talk import LineQuestion, OtherTime, OtherTimePart
from marketplace.booking.models.waivers import Waiver

__all__ = [
    "Agreement",
    "Break",
    "BreakMove",
    "BreakPattern",
    "BreakSeries",
    "ClientMovement",
    "CoverNeed",
    "Emergency",
    "Factor",
    "LaterDay",
    "LeadPayer",
    "LevyReclaim",
    "LevyRefund",
    "Line",
    "LineMove",
    "LineQuestion",
    "Meeting",
    "MeetingTerms",
    "MeetingTime",
    "MeetingWord",
    "MovementLine",
    "NotGiven",
    "OffSiteInvitation",
    "OffSiteKnown",
    "OffSiteProvider",
    "OfficerLimit",
    "OnBehalf",
    "OtherTime",
    "OtherTimePart",
    "OverAsk",
    "PaidElsewhere",
    "PaidRelative",
    "PassedOn",
    "PatternPart",
    "PotRefusal",
    "Promise",
    "RestAsk",
    "RuleDecision",
    "RunState",
    "Say",
    "Segment",
    "Share",
    "StandstillChoice",
    "Suggestion",
    "SuggestionRun",
    "Swap",
    "SwapLimit",
    "SwapPot",
    "TimeAllowance",
    "Waiver",
]
