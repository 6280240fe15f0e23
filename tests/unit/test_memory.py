"""What a program keeps for good is left alone by the collector of garbage, which goes on for all else."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.servers import ROOT

KEEPS = """
import gc
from marketplace import memory

with memory.lasting():
    import decimal
    kept = [[number] for number in range(1000)]
seen = {id(one) for one in gc.get_objects()}
print(sum(id(one) in seen for one in kept), id(decimal.Decimal) in seen, gc.isenabled())
"""

STARTS = """
import gc
import {program}
import marketplace.booking.models as models
seen = {{id(one) for one in gc.get_objects()}}
print(id(models.Break) in seen, gc.isenabled())
"""


def _said(program: str, instance: Path = ROOT) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={"LULL_INSTANCE": str(instance)},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.split()


def test_nothing_made_while_it_starts_is_searched_again_and_all_that_comes_later_is() -> None:
    assert _said(KEEPS) == ["0", "False", "True"]


@pytest.mark.parametrize("program", ["wsgi", "marketplace.__main__"])
def test_the_web_process_and_the_command_start_so(program: str, tmp_path: Path) -> None:
    assert _said(STARTS.format(program=program), tmp_path) == ["False", "True"]
