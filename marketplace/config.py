"""Settings of a running site, read once from the environment, typed, checked at start. Nothing else reads it."""

import hmac
import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

LIVE_KEYS = ("sk_live_", "rk_live_")
TEST_HOSTS = frozenset({"localhost", "127.0.0.1", "::1", "0.0.0.0"})  # noqa: S104 - refused, not listened on
TEST_ENDINGS = (".localhost", ".test", ".example", ".invalid", ".local", "example.com", "example.org", "example.net")
"""Names that no real site has (RFC 2606, RFC 6761)."""

ROOT = Path(__file__).resolve().parent.parent


class BadSetting(ValueError):
    """A setting cannot be used; the text names it and says what it must be."""


@dataclass(frozen=True)
class Site:
    """What the operator says of itself on every page."""

    name: str = "Lull"
    strapline: str = "short breaks that suit you"
    telephone: str = "01632 960 011"
    email: str = "help@lull.example"
    telephone_hours: str = "8 in the morning to 10 at night, every day"
    address: str = "http://127.0.0.1:8000"
    bank_account: str = "Lull client account, sort code 00-00-00, account 00000000"
    colours: Path | None = None


@dataclass(frozen=True)
class CardSettings:
    """An account with Stripe or, where there is ``address``, with a stand-in that speaks as Stripe does.

    ``connect_secret``: what messages about accounts of providers are signed with; empty: as all others are.
    """

    secret_key: str
    webhook_secret: str
    address: str = ""
    connect_secret: str = ""

    @property
    def is_stand_in(self) -> bool:
        """Whether no real card is charged."""
        return bool(self.address)

    @property
    def page_origins(self) -> str:
        """Where the pages are on which a card is typed, or a provider says who it is: scheme, host and port of each."""
        if not self.address:
            return "https://checkout.stripe.com https://connect.stripe.com"
        parts = urlsplit(self.address)
        return f"{parts.scheme}://{parts.netloc}"

    @classmethod
    def of_stand_in(cls, address: str, secret: str) -> "CardSettings":
        """For our own stand-in. Its secrets are this installation's own: nobody else can say that somebody paid."""
        key, signing = (hmac.new(secret.encode(), what, "sha256").hexdigest()[:32] for what in (b"key", b"webhooks"))
        return cls(f"sk_test_{key}", f"whsec_{signing}", address)


@dataclass(frozen=True)
class Config:
    """All settings. ``from_environment`` fills it; tests make their own."""

    database_url: str
    secret_key: str
    instance: Path
    site: Site = field(default_factory=Site)
    smtp_url: str = ""
    mail_from: str = "Lull <breaks@lull.example>"
    geocoder: str = ""
    map_tiles: str = ""
    map_credit: str = ""
    trusted_proxies: int = 0
    is_secure: bool = False
    stripe: CardSettings | None = None
    card_stand_in: str = "http://127.0.0.1:8001"

    @property
    def cards(self) -> CardSettings:
        """Who takes cards: Stripe or, without its keys, the stand-in."""
        return self.stripe or CardSettings.of_stand_in(self.card_stand_in, self.secret_key)

    @property
    def tiles_origin(self) -> str:
        """Where the pieces of a map come from: scheme and host; blank where the site draws its own."""
        parts = urlsplit(self.map_tiles)
        return f"{parts.scheme}://{parts.netloc}" if self.map_tiles else ""

    @property
    def mail_folder(self) -> Path:
        """Where letters are put to be read when no SMTP server is set."""
        return self.instance / "mail"

    @property
    def print_folder(self) -> Path:
        """Where pages for the post are put."""
        return self.instance / "post"

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None) -> "Config":
        """Read every setting. Raises BadSetting naming the first one that cannot be used."""
        env = os.environ if environ is None else environ
        instance = Path(env.get("LULL_INSTANCE", str(ROOT / "instance"))).resolve()
        instance.mkdir(parents=True, exist_ok=True)
        address = env.get("SITE_ADDRESS", Site.address).rstrip("/")
        return cls(
            database_url=database_url(env.get("DATABASE_URL", ""), instance),
            secret_key=env.get("SECRET_KEY") or _kept_secret(instance / "secret_key"),
            instance=instance,
            site=_site(env, address),
            smtp_url=_one_of(env, "SMTP_URL", ("smtp://", "smtps://")),
            mail_from=env.get("MAIL_FROM", cls.mail_from),
            geocoder=env.get("GEOCODER", ""),
            map_tiles=_tiles(env),
            map_credit=env.get("MAP_CREDIT", ""),
            trusted_proxies=_whole_number(env, "TRUSTED_PROXIES"),
            is_secure=address.startswith("https://"),
            stripe=_stripe(env),
            card_stand_in=_address(env, "CARD_STAND_IN") or cls.card_stand_in,
        )


def database_url(text: str, instance: Path) -> str:
    """The database's address as SQLAlchemy wants it. Nothing given: SQLite in the instance folder.

    Raises BadSetting for anything but SQLite in a file and PostgreSQL.
    """
    if not text:
        return f"sqlite:///{instance / 'lull.db'}"
    scheme, _, rest = text.partition("://")
    if scheme in {"postgresql", "postgres", "postgresql+psycopg"} and rest:
        return f"postgresql+psycopg://{rest}"
    if scheme == "sqlite" and rest.startswith("/") and len(rest) > 1:
        return text
    msg = "DATABASE_URL must be sqlite:///FILE or postgresql://USER@HOST/NAME"
    raise BadSetting(msg)


def _site(env: Mapping[str, str], address: str) -> Site:
    return Site(
        name=env.get("SITE_NAME", Site.name),
        strapline=env.get("SITE_STRAPLINE", Site.strapline),
        telephone=env.get("SITE_TELEPHONE", Site.telephone),
        email=env.get("SITE_EMAIL", Site.email),
        telephone_hours=env.get("SITE_TELEPHONE_HOURS", Site.telephone_hours),
        bank_account=env.get("SITE_BANK_ACCOUNT", Site.bank_account),
        colours=_file(env, "SITE_COLOURS"),
        address=address,
    )


def _stripe(env: Mapping[str, str]) -> CardSettings | None:
    """The account with Stripe, if there is one; half of its settings are refused, not taken for none."""
    key = _one_of(env, "STRIPE_SECRET_KEY", ("sk_", "rk_"))
    signing = _one_of(env, "STRIPE_WEBHOOK_SECRET", ("whsec_",))
    address = _address(env, "STRIPE_ADDRESS")
    if key and not signing:
        raise BadSetting(
            "STRIPE_SECRET_KEY needs STRIPE_WEBHOOK_SECRET: without it nobody could be believed to have paid"
        )
    connect = _one_of(env, "STRIPE_CONNECT_WEBHOOK_SECRET", ("whsec_",))
    if not key and (signing or address or connect):
        raise BadSetting(
            "STRIPE_WEBHOOK_SECRET, STRIPE_CONNECT_WEBHOOK_SECRET and STRIPE_ADDRESS need STRIPE_SECRET_KEY"
        )
    if key.startswith(LIVE_KEYS):
        _refuse_tests_with_a_live_key(env, address)
    if key and env.get("CARD_STAND_IN"):
        raise BadSetting("CARD_STAND_IN is for a site without STRIPE_SECRET_KEY: set one of them")
    return CardSettings(key, signing, address, connect) if key else None


def _refuse_tests_with_a_live_key(env: Mapping[str, str], address: str) -> None:
    """A live key charges real cards: it is shown to nobody but Stripe, and no trial of a site has it."""
    if address:
        raise BadSetting("STRIPE_ADDRESS is for test keys: a live key (sk_live_, rk_live_) is shown to Stripe alone")
    site = urlsplit(env.get("SITE_ADDRESS", Site.address))
    host = site.hostname or ""
    if site.scheme != "https" or host in TEST_HOSTS or host.endswith(TEST_ENDINGS):
        raise BadSetting(
            "STRIPE_SECRET_KEY is a live key, and SITE_ADDRESS is not the https:// address of a real site:"
            " use a test key (sk_test_) here"
        )


def _address(env: Mapping[str, str], name: str) -> str:
    """Scheme and host, and nothing after them, of another program."""
    value = _one_of(env, name, ("http://", "https://")).rstrip("/")
    parts = urlsplit(value)
    if value and (not parts.hostname or parts.path or parts.query or parts.fragment):
        raise BadSetting(f"{name} must be like http://127.0.0.1:8001, with nothing after it")
    return value


def _tiles(env: Mapping[str, str]) -> str:
    """Where the pieces of a map are, by zoom, column and row. Whoever makes them has to be named beside it."""
    value = _one_of(env, "MAP_TILES", ("http://", "https://"))
    if value and not all(part in value for part in ("{z}", "{x}", "{y}")):
        raise BadSetting("MAP_TILES must be like https://tiles.example/{z}/{x}/{y}.png")
    if value and not env.get("MAP_CREDIT"):
        raise BadSetting("MAP_TILES needs MAP_CREDIT: who made the map, to be said on it")
    return value


def _file(env: Mapping[str, str], name: str) -> Path | None:
    """A file that is there, by its whole path."""
    value = env.get(name, "")
    if value and not Path(value).is_file():
        raise BadSetting(f"{name} must be the path of a file that is there")
    return Path(value).resolve() if value else None


def _one_of(env: Mapping[str, str], name: str, starts: tuple[str, ...]) -> str:
    value = env.get(name, "")
    if value and not value.startswith(starts):
        msg = f"{name} must start with {' or '.join(starts)}"
        raise BadSetting(msg)
    return value


def _whole_number(env: Mapping[str, str], name: str) -> int:
    value = env.get(name, "0")
    if not value.isdecimal():
        msg = f"{name} must be a whole number"
        raise BadSetting(msg)
    return int(value)


def _kept_secret(path: Path) -> str:
    """A secret of this installation's own, made the first time and kept for its owner alone.

    Written aside and then linked, so that of several processes starting at once all read the same whole secret.
    """
    if not path.exists():
        aside = path.with_name(f"{path.name}.{os.getpid()}")
        descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(48))
        with suppress(FileExistsError):
            path.hardlink_to(aside)
        aside.unlink()
    return path.read_text()
