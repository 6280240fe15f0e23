"""Nothing grows beyond what a reader can hold: functions, files, templates, scripts. Branches are ruff's (C901)."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LONGEST_FUNCTION = 50
LONGEST_FILE = 400
LONGEST_TEMPLATE = 150
CODE = ("marketplace", "scripts", "tests", "bench")


def test_no_function_is_longer_than_fifty_lines() -> None:
    long = [
        f"{file.relative_to(ROOT)}: {name} has {lines} lines"
        for file in files(*CODE, suffix=".py")
        for name, lines in functions(file.read_text(encoding="utf-8"))
        if lines > LONGEST_FUNCTION
    ]
    assert long == []


@pytest.mark.parametrize(
    ("suffix", "folders", "longest"),
    [
        (".py", CODE, LONGEST_FILE),
        (".js", ("static/js",), LONGEST_FILE),
        (".scss", ("static/css",), LONGEST_FILE),
        (".html", ("templates",), LONGEST_TEMPLATE),
    ],
)
def test_no_file_is_longer_than_its_kind_may_be(suffix: str, folders: tuple[str, ...], longest: int) -> None:
    sizes = {str(file.relative_to(ROOT)): line_count(file) for file in files(*folders, suffix=suffix)}
    assert sizes, f"no {suffix} files in {folders}"
    assert {name: lines for name, lines in sizes.items() if lines > longest} == {}


def test_a_function_is_as_long_as_its_lines_from_def_to_the_last() -> None:
    code = "class Listing:\n    @property\n    def price(self):\n        pence = 1\n\n        return pence\n"
    assert list(functions(code)) == [("price", 4)]


def functions(code: str) -> Iterator[tuple[str, int]]:
    """The name of each function, and its length in lines without its decorators."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, (node.end_lineno or 0) - node.lineno + 1


def files(*folders: str, suffix: str) -> Iterator[Path]:
    """Every file of a kind in some folders of the project."""
    for folder in folders:
        yield from sorted((ROOT / folder).rglob(f"*{suffix}"))


def line_count(file: Path) -> int:
    """How many lines a file has."""
    return len(file.read_text(encoding="utf-8").splitlines())
