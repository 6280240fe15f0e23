"""The numbers to call when somebody may be harmed (R53): the brokerage keeps them up to date."""

from marketplace import audit
from marketplace.accounts import contacts, queries
from marketplace.audit import Actor
from marketplace.db import transaction
from marketplace.errors import Refused


def set_council_numbers(*, gss_code: str, telephone: str, out_of_hours_telephone: str, by: Actor) -> None:
    """Keep a council's two numbers; an empty one is not known. Raises Refused by field, NotFound."""
    typed = {"telephone": telephone.strip(), "out_of_hours_telephone": out_of_hours_telephone.strip()}
    kept = {field: contacts.telephone_as_kept(text) for field, text in typed.items()}
    wrong = {
        field: "Enter a telephone number, like 0300 100 1800"
        for field, text in typed.items()
        if text and kept[field] is None
    }
    if wrong:
        raise Refused(fields=wrong)
    with transaction():
        council = queries.council(gss_code)
        council.telephone = kept["telephone"]
        council.out_of_hours_telephone = kept["out_of_hours_telephone"]
        audit.record("set_council_numbers", about=f"council:{council.gss_code}", by=by)
