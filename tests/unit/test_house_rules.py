"""House rules that no linter knows. Each pattern is shown to see a breach before it is used on the code."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text("utf-8")
FEATURES = (
    "accounts",
    "people",
    "rules",
    "listings",
    "finding",
    "budgets",
    "payments",
    "booking",
    "outcomes",
    "notifications",
)
PLUMBING = {"models", "queries", "services", "forms", "views", "gateway"}
KNOWING = {"signing_in.py"}  # Flask-Login's side of accounts
DATABASE = {"sqlalchemy", "marketplace.db"}
NAMES_WITHOUT_A_NOUN = {"common", "core", "helpers", "manager", "managers", "misc", "shared", "utils"}


@dataclass(frozen=True)
class Rule:
    """A pattern that may stand nowhere but in some files, and words that break it."""

    name: str
    pattern: str
    broken_by: str
    folders: tuple[str, ...]
    suffix: str = ".py"
    except_in: tuple[str, ...] = ()

    def breaches(self, text: str) -> list[str]:
        """The lines of a text that break the rule."""
        return [line.strip() for line in text.splitlines() if re.search(self.pattern, line, re.IGNORECASE)]


RULES = (
    Rule(
        "only clock.py asks the time, and no noqa gets round it",
        r"noqa:.*TID251",
        "started = datetime.now(UTC)  # noqa: TID251",
        ("marketplace", "migrations", "bench"),
    ),
    Rule(
        "the database is not asked the time",
        r"\bCURRENT_(TIMESTAMP|DATE|TIME)\b|(?<![.\w])now\(\)(?!:| ->)|datetime\(\s*'now'",
        "DELETE FROM token WHERE expires_at < now()",
        ("marketplace", "migrations"),
        except_in=("marketplace/clock.py",),
    ),
    Rule(
        "only config.py reads the environment",
        r"\bos\.environ\b|\bgetenv\b",
        'url = os.environ["SMTP_URL"]',
        ("marketplace",),
        except_in=("marketplace/config.py",),
    ),
    Rule(
        "only transaction() commits",
        r"\.commit\(\)",
        "session.commit()",
        ("marketplace",),
        except_in=("marketplace/db.py",),
    ),
    Rule(
        "templates escape what they print",
        r"\|\s*safe\b|autoescape\s+false",
        "{{ listing.description | safe }}",
        ("templates",),
        ".html",
    ),
    Rule(
        "no script and no style stands in a page, which the content policy would refuse",
        r"<script(?![^>]*\b(?:src=|type=\"application/ld\+json\"))|<style|\sstyle=|\son[a-z]+=",
        '<p style="color: red">',
        ("templates",),
        ".html",
    ),
    *(
        Rule(
            f"the words of the glossary are used ({suffix})",
            r"(?<![a-z])(caregiver|case ?worker|purse|service user|vendor|wallet)s?(?![a-z])",
            "her caregiver's wallets",
            (folder,),
            suffix,
        )
        for folder, suffix in (("marketplace", ".py"), ("templates", ".html"))
    ),
)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_house_rule_is_kept(rule: Rule) -> None:
    assert rule.breaches(rule.broken_by) == [rule.broken_by.strip()]
    breaches = {
        str(file.relative_to(ROOT)): lines
        for folder in rule.folders
        for file in sorted((ROOT / folder).rglob(f"*{rule.suffix}"))
        if str(file.relative_to(ROOT)) not in rule.except_in and (lines := rule.breaches(file.read_text("utf-8")))
    }
    assert breaches == {}


def test_rules_are_pure() -> None:
    """Of a feature's modules only the plumbing may know the database."""
    knowing = [
        str(file.relative_to(ROOT))
        for feature in FEATURES
        for file in sorted((ROOT / "marketplace" / feature).rglob("*.py"))
        if not PLUMBING & {*file.parts, file.stem} and file.name not in KNOWING and imports(file) & DATABASE
    ]
    assert knowing == []


def test_every_module_is_named_for_a_noun() -> None:
    modules = {file.stem for file in (ROOT / "marketplace").rglob("*.py")}
    folders = {folder.name for folder in (ROOT / "marketplace").rglob("*") if folder.is_dir()}
    assert (modules | folders) & NAMES_WITHOUT_A_NOUN == set()


def test_the_locks_name_no_place_that_packages_come_from() -> None:
    for name in ("run", "test", "node"):
        options = [line for line in lock(name).splitlines() if re.match(r"\s*(-[a-z]|--(?!hash=))|.*://", line)]
        assert options == [], f"requirements/{name}.lock"


def test_what_is_tested_is_what_is_run() -> None:
    run, test = (set(pins(lock(name))) for name in ("run", "test"))
    assert run
    assert run <= test


def test_every_setting_is_in_the_readme() -> None:
    config = (ROOT / "marketplace/config.py").read_text("utf-8")
    read = set(re.findall(r'\benv(?:\.get\(|, )"([A-Z_]+)"', config))
    table = {
        name for row in re.findall(r"^\| (`[^|]+)\|", README, re.MULTILINE) for name in re.findall(r"`(\w+)`", row)
    }
    assert read
    assert read == table


def imports(file: Path) -> set[str]:
    """What a module imports, by the full name, and by the package that it is in."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        if isinstance(node, ast.ImportFrom) and node.module:
            names.update({node.module, *(f"{node.module}.{alias.name}" for alias in node.names)})
    return names | {name.partition(".")[0] for name in names}


def lock(name: str) -> str:
    """The text of one lock file."""
    return (ROOT / f"requirements/{name}.lock").read_text("utf-8")


def pins(text: str) -> Iterator[str]:
    """Each `package==version` of a lock file."""
    return (match[0] for match in re.finditer(r"^[a-z0-9._-]+==[^\s\\;]+", text, re.MULTILINE))
