"""Settings of a running site, read once from the environment, typed, checked at start. Nothing else reads it."""

import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

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
    trusted_proxies: int = 0
    is_secure: bool = False

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
            trusted_proxies=_whole_number(env, "TRUSTED_PROXIES"),
            is_secure=address.startswith("https://"),
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
        address=address,
    )


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
