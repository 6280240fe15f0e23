"""Writes of breaks: one verb a function, keywords only, one transaction each, with its move and audit record inside.

Every verb locks the break first, then spaces, then pots; looks; writes; records. The last yes of all confirms.
"""

from marketplace.booking.services.agreeing import agree, do_not_agree, withdraw_agreement
from marketplace.booking.services.allowing import allow_time, end_allowance
from marketplace.booking.services.answering import accept, accept_provisionally, decline, withdraw
from marketplace.booking.services.asking_again import confirm_all_agreed, tell_all_stopped
from marketplace.booking.services.asking_over import ask_if_over, complete_unanswered, pay_beside_others
from marketplace.booking.services.behalf import record_behalf
from marketplace.booking.services.breaks import (
    change_break,
    change_days_for_parts,
    consent_to_safety,
    record_protection,
    start_break,
)
from marketplace.booking.services.cancelling import cancel_as_provider, cancel_break, cancel_line
from marketplace.booking.services.card_pages import (
    ask_for_card,
    consent_words,
    forget_card,
    look_at_card,
    look_at_payment,
    look_at_swap_payment,
    open_card_page,
    open_swap_page,
    use_kept_card,
    use_same_card,
)
from marketplace.booking.services.charging import CardPayer
from marketplace.booking.services.clocks import escalate_clocks
from marketplace.booking.services.completing import complete
from marketplace.booking.services.copying import copy_break
from marketplace.booking.services.deciding import decide, name_limit
from marketplace.booking.services.emergencies import agree_emergency, escalate_plans
from marketplace.booking.services.expiring import expire_over
from marketplace.booking.services.held import file_agreement
from marketplace.booking.services.holding import Held, figure_fees_anew, hold, let_go
from marketplace.booking.services.invoicing import invoice_no_more, make_invoice
from marketplace.booking.services.lapsing import lapse
from marketplace.booking.services.later_days import answer_later_day, ask_for_later_day
from marketplace.booking.services.letting_go import NoLongerHeld
from marketplace.booking.services.levies import (
    enter_levy_refund,
    leave_levy,
    levy_came_back,
    levy_refused,
    levy_sent,
    look_at_levy,
    prepare_levy,
)
from marketplace.booking.services.lines import (
    add_listed_hours,
    add_listed_items,
    add_listed_sleepovers,
    add_listed_stay,
    add_listed_waking_nights,
    remove_line,
    take_new_price,
)
from marketplace.booking.services.looking import (
    look_at_ask,
    look_at_break,
    look_at_not_given,
    look_at_paper,
    look_at_request,
    look_at_what_is_asked,
)
from marketplace.booking.services.matching import join_line, match_line
from marketplace.booking.services.meetings import (
    MeetingWanted,
    ask_meeting,
    call_off,
    propose_times,
    say_of_meeting,
    set_meeting_terms,
    take_time,
)
from marketplace.booking.services.needing import keep_cover_needs
from marketplace.booking.services.not_done import leave, try_again
from marketplace.booking.services.not_given import (
    answer_not_given,
    decide_not_given,
    end_unanswered,
    say_not_given,
    take_back_not_given,
)
from marketplace.booking.services.off_site import add_brokered_line, add_own_arrangement, record_acceptance
from marketplace.booking.services.other_times import (
    offer_other_time,
    refuse_other_time,
    take_back_other_time,
    take_other_time,
)
from marketplace.booking.services.own_money import pay_rest_with_own_money
from marketplace.booking.services.passing_on import pass_on
from marketplace.booking.services.patterns import keep_pattern, plan_from_pattern, remove_pattern, rename_pattern
from marketplace.booking.services.relatives import name_lead, say_relative
from marketplace.booking.services.reminding import remind_of_rest
from marketplace.booking.services.replacing import go_on_without, take_instead
from marketplace.booking.services.requesting import request
from marketplace.booking.services.retiming import change_times
from marketplace.booking.services.saying import say, want_after_all
from marketplace.booking.services.series import agree_several, hold_several, repeat_break, request_several
from marketplace.booking.services.sessions import cancel_session
from marketplace.booking.services.settling import mark_paid, mark_sent_back, note_money_come, owe_transfers
from marketplace.booking.services.sharing import set_shares
from marketplace.booking.services.staging import have_all_together, have_first
from marketplace.booking.services.standstill import Decided, decide_standstill, end_standstill, record_standstill
from marketplace.booking.services.stayed import say_of_facts
from marketplace.booking.services.substituting import put_in, sign_off
from marketplace.booking.services.suggested_shares import pay_as_suggested
from marketplace.booking.services.suggesting import NoLongerSo, ask_for_suggestions, take_suggestion
from marketplace.booking.services.swap_answers import answer_swap, say_of_swap
from marketplace.booking.services.swap_ends import end_late_swaps
from marketplace.booking.services.swap_limits import name_swap_limit
from marketplace.booking.services.swapping import ask_swap, plan_swap, take_back_swap
from marketplace.booking.services.talking import answer_question, ask_about
from marketplace.booking.services.tonight import HeldTonight, PlaceHeld, hold_place
from marketplace.booking.services.waiving import answer_let_off, ask_let_off, end_unanswered_let_offs

__all__ = [
    "CardPayer",
    "Decided",
    "Held",
    "HeldTonight",
    "MeetingWanted",
    "NoLongerHeld",
    "NoLongerSo",
    "PlaceHeld",
    "accept",
    "accept_provisionally",
    "add_brokered_line",
    "add_listed_hours",
    "add_listed_items",
    "add_listed_sleepovers",
    "add_listed_stay",
    "add_listed_waking_nights",
    "add_own_arrangement",
    "agree",
    "agree_emergency",
    "agree_several",
    "allow_time",
    "answer_later_day",
    "answer_let_off",
    "answer_not_given",
    "answer_question",
    "answer_swap",
    "ask_about",
    "ask_for_card",
    "ask_for_later_day",
    "ask_for_suggestions",
    "ask_if_over",
    "ask_let_off",
    "ask_meeting",
    "ask_swap",
    "call_off",
    "cancel_as_provider",
    "cancel_break",
    "cancel_line",
    "cancel_session",
    "change_break",
    "change_days_for_parts",
    "change_times",
    "complete",
    "complete_unanswered",
    "confirm_all_agreed",
    "consent_to_safety",
    "consent_words",
    "copy_break",
    "decide",
    "decide_not_given",
    "decide_standstill",
    "decline",
    "do_not_agree",
    "end_allowance",
    "end_late_swaps",
    "end_standstill",
    "end_unanswered",
    "end_unanswered_let_offs",
    "enter_levy_refund",
    "escalate_clocks",
    "escalate_plans",
    "expire_over",
    "figure_fees_anew",
    "file_agreement",
    "forget_card",
    "go_on_without",
    "have_all_together",
    "have_first",
    "hold",
    "hold_place",
    "hold_several",
    "invoice_no_more",
    "join_line",
    "keep_cover_needs",
    "keep_pattern",
    "lapse",
    "leave",
    "leave_levy",
    "let_go",
    "levy_came_back",
    "levy_refused",
    "levy_sent",
    "look_at_ask",
    "look_at_break",
    "look_at_card",
    "look_at_levy",
    "look_at_not_given",
    "look_at_paper",
    "look_at_payment",
    "look_at_request",
    "look_at_swap_payment",
    "look_at_what_is_asked",
    "make_invoice",
    "mark_paid",
    "mark_sent_back",
    "match_line",
    "name_lead",
    "name_limit",
    "name_swap_limit",
    "note_money_come",
    "offer_other_time",
    "open_card_page",
    "open_swap_page",
    "owe_transfers",
    "pass_on",
    "pay_as_suggested",
    "pay_beside_others",
    "pay_rest_with_own_money",
    "plan_from_pattern",
    "plan_swap",
    "prepare_levy",
    "propose_times",
    "put_in",
    "record_acceptance",
    "record_behalf",
    "record_protection",
    "record_standstill",
    "refuse_other_time",
    "remind_of_rest",
    "remove_line",
    "remove_pattern",
    "rename_pattern",
    "repeat_break",
    "request",
    "request_several",
    "say",
    "say_not_given",
    "say_of_facts",
    "say_of_meeting",
    "say_of_swap",
    "say_relative",
    "set_meeting_terms",
    "set_shares",
    "sign_off",
    "start_break",
    "take_back_not_given",
    "take_back_other_time",
    "take_back_swap",
    "take_instead",
    "take_new_price",
    "take_other_time",
    "take_suggestion",
    "take_time",
    "tell_all_stopped",
    "try_again",
    "use_kept_card",
    "use_same_card",
    "want_after_all",
    "withdraw",
    "withdraw_agreement",
]
