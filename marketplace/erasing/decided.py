"""Of every column of the database that holds words: whether they go with a person, stay, or are nobody's. Pure.

A column that is in none of these lists was forgotten: tests/integration/test_erasing.py fails until somebody decides.
Words are text and JSON; codes that the site chose (``one_of``), and references, tell nobody who it was.
"""

from collections.abc import Mapping

ERASED: Mapping[str, str] = {
    "account": "name email telephone password_hash",
    "account_file": "name",
    "account_line": "words digest",
    "agreement": "by_name letter_words reason",
    "asked_money": "reason how let_go_words",
    "bank_line": "words",
    "bank_line_out": "words",
    "break": "title town package_organiser package_protection words",
    "break_line": "title asks provider_name provider_contact accepted_by registration_number employer words",
    "break_pattern": "name needs",
    "calendar_conflict": "reason",
    "card": "email consent_words label",
    "card_difference": "settled_words",
    "card_dispute": "settled_words",
    "card_refund": "refused_why",
    "charge": "words why",
    "choice": "words",
    "choice_set": "title words told_by answer_words",
    "comparison": "home_name source home_staff home_who home_near break_near reason kept",
    "demo_person": "words",
    "email_change": "email",
    "easy_answer": "question answer helped_by",
    "emergency": "reason",
    "fact_word": "words settled_reason",
    "hand_line": "words",
    "invitation": "email",
    "invoice_move": "words",
    "job": "key payload last_error",
    "kept_card": "label",
    "kept_listing": "note asked",
    "kept_result": "about rule_id answer sentence facts instead",
    "letter": "name to_address to_name message_id subject body about reader",
    "letter_attachment": "file_name media_type",
    "line_question": "words answer",
    "meeting": "place words",
    "meeting_word": "words",
    "money_export": "month content funder",
    "not_given": "words denied_words end_words",
    "occupancy": "note",
    "on_behalf": "words option_reason",
    "other_time": "words by_name",
    "outcome": "words",
    "pa_sign_off": "skill signed_by",
    "pattern_part": "times extras",
    "payout": "why",
    "payout_reversal": "refused_why settled_words",
    "person": "name known_as findable postcode postal_address email telephone sling",
    "person_need": "fact_id operator value",
    "pot": "name funder",
    "pot_instalment": "words",
    "pot_outgoing": "words",
    "passed_on": "words",
    "pot_refusal": "reason",
    "pot_terms": "paid_to_name award_letter",
    "profile_note": "words",
    "profile_version": "part lines helped_by",
    "quote": "kept words",
    "representation": "email powers",
    "rest_ask": "words",
    "rule_decision": "reason",
    "safety_note": "words",
    "saved_search": "name words asked found stop_key",
    "say": "powers words helped_by told_how",
    "sent_return": "words",
    "sign_up": "email name roles organisation_name next_path",
    "standstill": "words",
    "standstill_choice": "words",
    "stated_amount": "evidence",
    "stored_file": "name media_type digest",
    "suggestion": "parts told",
    "suggestion_run": "wish town blockers",
    "surplus": "talked_with words offered reason",
    "swap": "asks words",
    "swap_pot": "why_asked reason by_name",
    "transfer_note": "words",
    "waiver": "words answer_words",
}
"""By table, the columns whose words go: they are made empty, worded anew, or their row goes."""

KEPT: Mapping[str, Mapping[str, str]] = {
    "The law: VAT records are kept for six years as they were sent (VAT Act 1994, schedule 11, paragraph 6)": {
        "invoice": "seller_name seller_street seller_town seller_postcode seller_email seller_vat_number sort_code"
        " account_number buyer_name buyer_street buyer_town buyer_postcode buyer_endpoint typed_number typed_key",
        "invoice_line": "reference piece words when_words purchase_order coding",
        "agreement": "purchase_order",
        "line_debtor": "name purchase_order coding",
        "payout": "words when part charged group what_for",
        "payout_payee": "name sort_code account_number",
        "recharge": "debtor_key lead_name lead_street lead_town lead_postcode lead_sort_code lead_account_number"
        " debtor_name debtor_street debtor_town debtor_postcode",
        "recharge_line": "reference piece words when_words purchase_order coding",
        "quote": "number",
    },
    "What the provider sold and its terms, in the words of its listing or of a fixed list": {
        "break_line": "cancellation cancellation_steps",
        "break_segment": "noun sort_words season levy_council",
        "other_time_part": "noun sort_words season",
        "fact_word": "fact_id reference value_words",
    },
    "The council's own: by it the council finds the money in its books, which it keeps": {
        "pot": "coding",
    },
    "References, months and codes of the site and of the card firm, which name nobody": {
        "account_line": "month movement movement_month",
        "agreement": "covers",
        "bank_line": "digest reference",
        "bank_line_out": "digest",
        "break_move": "from_state to_state why by_name",
        "calendar_conflict": "reference",
        "card": "reference session_id customer_id method_id keep_for",
        "card_difference": "name reference",
        "card_dispute": "dispute_id reason",
        "card_payment": "intent_id",
        "card_refund": "refund_id",
        "charge": "reference what_for intent_id session_id",
        "client_movement": "line_ref",
        "paid_elsewhere": "reference",
        "movement_line": "line_ref",
        "hand_line": "month",
        "job": "kind",
        "kept_card": "kept_for customer_id method_id",
        "ledger_account": "reference",
        "line_move": "from_state to_state why by_name",
        "money_hold": "reference",
        "occupancy": "reference",
        "on_behalf": "options",
        "payout": "transfer_id",
        "payout_reversal": "reversal_id",
        "pot": "options",
        "pot_refusal": "kinds",
        "pot_terms": "by_officer",
        "promise": "payment_reference",
        "rule_decision": "rule_id pot_ref",
        "seen_payment": "key reference",
        "sent_return": "month",
        "swap_limit": "kinds",
        "transfer": "key reference",
    },
    "The record of acts and looks, which cannot be altered: numbers and codes, never a name": {
        "audit_record": "action about by_name on_behalf_of reason",
        "look": "about what task",
    },
}
"""By the reason for it, what stays of rows that hang on a person."""

_ABOUT_OTHERS = """
arrival_notes attempt bank_statement booking_terms card_event closure council extra fact funder_address idempotency_key
invoice_book
joining ledger_flaw ledger_proof ledger_seal levy_office linked_entity listing listing_check listing_sheet
off_site_invitation off_site_provider organisation outside_calendar outside_time pa pa_training pa_work paper
paper_notice payer_address payout_account photo photo_fact photo_size pot_sort provider rate recharge_book
register_import registration search_row season setting space taken_nights token unmet_count unmet_lately
"""

NOBODYS = frozenset(_ABOUT_OTHERS.split())
"""Tables about providers, councils, rules and the site itself: no row of theirs hangs on a person of a break."""


def kept_columns() -> frozenset[tuple[str, str]]:
    """Table and column of all that stays."""
    return frozenset(
        (table, column) for why in KEPT.values() for table, columns in why.items() for column in columns.split()
    )


def erased_columns() -> frozenset[tuple[str, str]]:
    """Table and column of all that goes."""
    return frozenset((table, column) for table, columns in ERASED.items() for column in columns.split())
