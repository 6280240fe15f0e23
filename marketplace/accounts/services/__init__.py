"""Writes about accounts: one verb a function, keywords only, one transaction each, with its audit record inside.

A provider that registers here is an organisation and a membership. The ``listings`` feature makes its own row for it on
the first visit: nothing is wired upward.
"""

from marketplace.accounts.services.accounts import (
    NewAccount,
    add_account,
    change_details,
    choose_easy_words,
    close_account,
    offer_in_demo,
    take_up_role,
    tidy,
)
from marketplace.accounts.services.councils import set_council_numbers
from marketplace.accounts.services.email_changes import ask_to_change_email, change_email
from marketplace.accounts.services.invitations import (
    end_membership,
    invite,
    start_brokerage,
    take_invitation,
    take_invitation_anew,
    withdraw_invitation,
)
from marketplace.accounts.services.joining import register, verify_email
from marketplace.accounts.services.organisations import add_membership, add_organisation
from marketplace.accounts.services.signing_in import (
    ask_for_reset,
    change_password,
    check_password,
    reset_password,
    sign_out_everywhere,
)

__all__ = [
    "NewAccount",
    "add_account",
    "add_membership",
    "add_organisation",
    "ask_for_reset",
    "ask_to_change_email",
    "change_details",
    "change_email",
    "change_password",
    "check_password",
    "choose_easy_words",
    "close_account",
    "end_membership",
    "invite",
    "offer_in_demo",
    "register",
    "reset_password",
    "set_council_numbers",
    "sign_out_everywhere",
    "start_brokerage",
    "take_invitation",
    "take_invitation_anew",
    "take_up_role",
    "tidy",
    "verify_email",
    "withdraw_invitation",
]
