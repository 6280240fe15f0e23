"""Owns: what each asset (stylesheet, script, font, picture) is called now, and how long it may be kept.

Assets have a digest of their content in their name, so a browser may keep each for a year and never asks again.
Refuses to know: how they are built (scripts/build_assets.py) and which page uses which.
"""

import json
from functools import lru_cache
from pathlib import Path

from flask import Blueprint, Flask, Response, current_app, g, request, url_for
from flask.sessions import SecureCookieSessionInterface, SessionMixin

from marketplace.config import ROOT

BUILD = ROOT / "static" / "build"
YEAR_IN_SECONDS = 365 * 24 * 60 * 60


class AssetMissing(RuntimeError):
    """No built asset has this name; the message says what to run."""


class KeptForAYear(Blueprint):
    """The built assets, at /assets/: each may be kept for a year, for its name changes when it does."""

    def get_send_file_max_age(self, filename: str | None) -> int | None:  # noqa: ARG002 - Flask's own signature
        return YEAR_IN_SECONDS


class SessionsOfPages(SecureCookieSessionInterface):
    """Sessions as Flask keeps them, but none with what anybody may keep, such as an asset or a public photo.

    What varies by cookie is fetched anew after sign-in.
    """

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Keep the session of a page."""
        if request.endpoint != "assets.static" and not response.cache_control.public:
            super().save_session(app, session, response)


def serve(app: Flask, *, build: Path = BUILD) -> None:
    """Serve the built assets of `build` and give templates `asset_url(name)`."""
    assets = KeptForAYear("assets", __name__, static_folder=str(build), static_url_path="/assets")
    assets.after_request(_never_ask_again)
    app.register_blueprint(assets)
    app.session_interface = SessionsOfPages()
    app.extensions["assets_manifest"] = build / "manifest.json"
    app.add_template_global(asset_url)


def asset_url(name: str) -> str:
    """The address of an asset by its plain name: `css/lull.css`, `img/scenes/ford.svg`. Raises AssetMissing."""
    return f"{_root()}{asset_path(name)}"


def _root() -> str:
    """Where all assets are, asked once a page: a list shows dozens of them."""
    if "assets_root" not in g:
        g.assets_root = url_for("assets.static", filename="0").removesuffix("0")
    root: str = g.assets_root
    return root


def asset_path(name: str) -> str:
    """Where an asset of that plain name is in the built folder.

    Raises AssetMissing when there is none of that name, or nothing is built yet.
    """
    if "asset_names" not in g:  # looked for once a page, as the root is
        g.asset_names = _built()
    names: dict[str, str] = g.asset_names
    if name not in names:
        raise AssetMissing(f"There is no asset called {name}. Run: make setup")
    return names[name]


def _built() -> dict[str, str]:
    manifest: Path = current_app.extensions["assets_manifest"]
    try:
        return _names(manifest, manifest.stat().st_mtime_ns)
    except FileNotFoundError as error:
        raise AssetMissing(f"The assets are not built ({manifest} is missing). Run: make setup") from error


@lru_cache
def _names(manifest: Path, _changed_at: int) -> dict[str, str]:
    """Plain name -> hashed name; read again when the manifest was built anew."""
    names: dict[str, str] = json.loads(manifest.read_text())
    return names


def _never_ask_again(response: Response) -> Response:
    if response.status_code == 200:
        response.cache_control.immutable = True
    return response
