"""The error tree: each says what it means over HTTP, features name their own beneath these.

An error's text is written for the reader; structured detail travels in its attributes.
"""


class MarketplaceError(Exception):
    """Something the site refuses or cannot do; ``status`` is its HTTP answer."""

    status = 500

    def __init__(self, message: str = "") -> None:
        super().__init__(message)
        self.message = message


class NotFound(MarketplaceError):
    """It does not exist, or it is someone else's: the reader cannot tell which."""

    status = 404


class NotAllowed(MarketplaceError):
    """The reader is known and may not do this."""

    status = 403


class Conflict(MarketplaceError):
    """Somebody or something else came first."""

    status = 409


class Refused(MarketplaceError):
    """The request breaks a rule or cannot be read. ``fields`` maps a field's name to what is wrong with it."""

    status = 422

    def __init__(self, message: str = "", *, fields: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.fields = fields or {}


class OutsideFailure(MarketplaceError):
    """A system that is not ours did not answer as it should."""

    status = 503
