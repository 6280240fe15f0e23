"""Which parameters each request may have, and how each is read. What is not named here is refused."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from marketplace.payments.stand_in import refusals
from marketplace.payments.stand_in.wire import Document

MOST_METADATA = 50
LONGEST_KEY = 40
LONGEST_METADATA = 500
LONGEST_TEXT = 5000
LEAST_PENCE = 30
MOST_PENCE = 99_999_999


class Mode(StrEnum):
    """What a page is for."""

    PAYMENT = "payment"
    SETUP = "setup"


Reader = Callable[[object, str], object]
"""Reads one value; the name of its parameter is for the refusal."""


def text(value: object, name: str) -> str:
    """Words."""
    if not isinstance(value, str) or not value:
        raise refusals.invalid(f"Invalid string: {name}", name)
    if len(value) > LONGEST_TEXT:
        raise refusals.invalid(f"Invalid string: {name} is longer than {LONGEST_TEXT} characters", name)
    return value


def whole(value: object, name: str) -> int:
    """A whole number, one or more."""
    if not isinstance(value, str) or not value.isdecimal() or not int(value):
        raise refusals.Refusal(f"Invalid integer: {value}", code="parameter_invalid_integer", param=name)
    return int(value)


def pence(value: object, name: str) -> int:
    """A sum that a card can be charged."""
    sum_of_money = whole(value, name)
    if sum_of_money < LEAST_PENCE:
        raise refusals.Refusal("Amount must be at least £0.30 gbp", code="amount_too_small", param=name)
    if sum_of_money > MOST_PENCE:
        raise refusals.Refusal("Amount must be no more than £999,999.99", code="amount_too_large", param=name)
    return sum_of_money


def flag(value: object, name: str) -> bool:
    """True or false."""
    if value not in {"true", "false"}:
        raise refusals.invalid(f"Invalid boolean: {value}", name)
    return value == "true"


def one_of(*allowed: str) -> Reader:
    """One of a few words."""

    def read(value: object, name: str) -> str:
        if value not in allowed:
            raise refusals.invalid(f"Invalid {name}: must be one of {', '.join(allowed)}", name)
        return str(value)

    return read


def url(value: object, name: str) -> str:
    """An address on the web."""
    parts = urlsplit(text(value, name))
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise refusals.Refusal("Not a valid URL", code="url_invalid", param=name)
    return str(value)


def email(value: object, name: str) -> str:
    """An e-mail address, more or less."""
    before, at, after = text(value, name).partition("@")
    if not (before and at and "." in after):
        raise refusals.Refusal(f"Invalid email address: {value}", code="email_invalid", param=name)
    return str(value)


def metadata(value: object, name: str) -> Document:
    """Words of the caller's own, by names of the caller's own."""
    if not isinstance(value, dict):
        raise refusals.invalid(f"Invalid object: {name}", name)
    if len(value) > MOST_METADATA:
        raise refusals.invalid(f"Metadata can have up to {MOST_METADATA} keys", name)
    for key, words in value.items():
        if len(key) > LONGEST_KEY:
            raise refusals.invalid(f"Metadata keys can have up to {LONGEST_KEY} characters", f"{name}[{key}]")
        if len(text(words, f"{name}[{key}]")) > LONGEST_METADATA:
            raise refusals.invalid(f"Metadata values can have up to {LONGEST_METADATA} characters", f"{name}[{key}]")
    return value


def many(reader: Reader) -> Reader:
    """A list, each of whose values is read alike."""

    def read(value: object, name: str) -> list[object]:
        if not isinstance(value, dict):
            raise refusals.invalid(f"Invalid array: {name}", name)
        return [reader(each, f"{name}[{number}]") for number, each in value.items()]

    return read


@dataclass(frozen=True, slots=True)
class Needed:
    """A parameter that must be there."""

    reader: Reader


def fields(**readers: Reader | Needed) -> Reader:
    """An object with these fields and no other."""
    allowed = {field: each.reader if isinstance(each, Needed) else each for field, each in readers.items()}
    needed = [field for field, each in readers.items() if isinstance(each, Needed)]

    def read(value: object, name: str) -> Document:
        if not isinstance(value, dict):
            raise refusals.invalid(f"Invalid object: {name}", name)
        path = {field: f"{name}[{field}]" if name else field for field in (*value, *needed)}
        for field in value:
            if field not in allowed:
                raise refusals.unknown(path[field])
        for field in needed:
            if field not in value:
                raise refusals.missing(path[field])
        return {field: allowed[field](each, path[field]) for field, each in value.items()}

    return read


card_only = many(one_of("card"))
sterling = one_of("gbp")

PRICE = fields(
    currency=Needed(sterling),
    unit_amount=Needed(pence),
    product_data=Needed(fields(name=Needed(text))),
)
CHECKOUT = fields(
    mode=Needed(one_of(*Mode)),
    success_url=Needed(url),
    cancel_url=url,
    client_reference_id=text,
    customer_email=email,
    customer_creation=one_of("always", "if_required"),
    currency=sterling,
    allowed_payment_method_types=card_only,
    metadata=metadata,
    line_items=many(
        fields(
            quantity=Needed(whole),
            price_data=Needed(PRICE),
        )
    ),
    payment_intent_data=fields(description=text, metadata=metadata),
    setup_intent_data=fields(description=text, metadata=metadata),
    expand=many(text),
)
CHARGE = fields(
    amount=Needed(pence),
    currency=Needed(sterling),
    customer=text,
    payment_method=text,
    confirm=flag,
    off_session=flag,
    description=text,
    metadata=metadata,
    allowed_payment_method_types=card_only,
)
REFUND = fields(
    payment_intent=Needed(text),
    amount=whole,
    metadata=metadata,
    reason=one_of("duplicate", "fraudulent", "requested_by_customer"),
)
LIST = fields(created=fields(gte=whole, gt=whole, lte=whole, lt=whole), limit=whole, starting_after=text)
REFUNDS = fields(
    created=fields(gte=whole, gt=whole, lte=whole, lt=whole), limit=whole, starting_after=text, payment_intent=text
)
INTENTS = fields(
    created=fields(gte=whole, gt=whole, lte=whole, lt=whole), limit=whole, starting_after=text, customer=text
)
ACCOUNT = fields(
    country=Needed(one_of("GB")),
    email=email,
    controller=Needed(
        fields(
            fees=Needed(fields(payer=Needed(one_of("application", "account")))),
            losses=Needed(fields(payments=Needed(one_of("application", "stripe")))),
            requirement_collection=one_of("stripe", "application"),
            stripe_dashboard=Needed(fields(type=Needed(one_of("express", "full", "none")))),
        )
    ),
    capabilities=Needed(fields(transfers=Needed(fields(requested=Needed(flag))))),
    business_profile=fields(name=text),
    metadata=metadata,
)
ACCOUNT_LINK = fields(
    account=Needed(text),
    type=Needed(one_of("account_onboarding")),
    refresh_url=Needed(url),
    return_url=Needed(url),
)
TRANSFER = fields(
    amount=Needed(whole),
    currency=Needed(sterling),
    destination=Needed(text),
    source_transaction=Needed(text),
    transfer_group=text,
    description=text,
    metadata=metadata,
)
REVERSAL = fields(amount=whole, description=text, metadata=metadata)
TRANSFERS = fields(
    created=fields(gte=whole, gt=whole, lte=whole, lt=whole), limit=whole, starting_after=text, transfer_group=text
)
SHOW = fields(expand=many(text))
NOTHING = fields()


def read(parameters: Mapping[str, object], reader: Reader) -> Document:
    """The parameters, each as what it is. Raises Refusal for the first that is unknown, missing or wrong."""
    document = reader(dict(parameters), "")
    assert isinstance(document, dict)  # noqa: S101 - `fields` makes nothing else
    return document
