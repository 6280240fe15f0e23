"""What is answered instead of an object: Stripe's error document and its status."""

from typing import Any

from marketplace.payments.stand_in.wire import Document


class Refusal(Exception):
    """A no. ``is_kept``: it is the answer to its idempotency key from now on, as it is when work had begun."""

    def __init__(self, message: str, *, status: int = 400, is_kept: bool = False, **details: Any) -> None:
        super().__init__(message)
        self.status = status
        self.is_kept = is_kept
        self.document: Document = {"error": {"type": "invalid_request_error", "message": message, **details}}


def unknown(param: str) -> Refusal:
    """A parameter that nobody knows."""
    return Refusal(f"Received unknown parameter: {param}", code="parameter_unknown", param=param)


def missing(param: str) -> Refusal:
    """A parameter that must be there."""
    return Refusal(f"Missing required param: {param}.", code="parameter_missing", param=param)


def invalid(message: str, param: str) -> Refusal:
    """A parameter that cannot be used."""
    return Refusal(message, code="parameter_invalid", param=param)


def no_such(kind: str, name: str, param: str = "id") -> Refusal:
    """A thing that is not there."""
    return Refusal(f"No such {kind}: '{name}'", status=404, code="resource_missing", param=param)


def bad_state(message: str, code: str | None = None) -> Refusal:
    """A thing that is there and no longer allows this."""
    return Refusal(message, is_kept=True, code=code)


def wrong_key() -> Refusal:
    """Somebody else's secret key, or none."""
    return Refusal("Invalid API Key provided", status=401)


def key_in_use() -> Refusal:
    """A request with this idempotency key has not been answered yet."""
    return Refusal(
        "There is currently another in-progress request using this idempotency key. Please try again later.",
        status=409,
        code="idempotency_key_in_use",
    )


def key_used_otherwise() -> Refusal:
    """A replayed idempotency key whose parameters are not those of the first request."""
    return Refusal(
        "Keys for idempotent requests can only be used with the same parameters they were first used with.",
        type="idempotency_error",
    )


def declined(message: str, code: str, decline_code: str, intent: Document) -> Refusal:
    """The bank's no to a charge."""
    return Refusal(
        message,
        status=402,
        is_kept=True,
        type="card_error",
        code=code,
        decline_code=decline_code,
        payment_intent=intent,
    )
