"""Work out requirements/*.lock anew: `make lock`.

test.lock is worked out first and run.lock within it, so that a version tested is the version run. The locks name no
package index: each machine uses its own.
"""

import os
import subprocess
import sys
from pathlib import Path

OPTIONS = (
    "--quiet",
    "--allow-unsafe",
    "--generate-hashes",
    "--strip-extras",
    "--no-emit-find-links",
    "--no-emit-index-url",
    "--no-emit-options",
    "--no-emit-trusted-host",
)
# What eu-einvoice names for its PDFs and its validator. It writes UBL without them, which
# tests/unit/test_invoice_ubl.py sees, and they are 140 MB: a site that runs goes without (decision 98).
NOT_TO_RUN = ("factur-x", "iso4217", "pypdf", "python-stdnum", "reportlab", "saxonche")
# The project is installed without fetching what builds it: setuptools is in both locks.
PROJECT = ("--build-deps-for", "editable", "pyproject.toml")


def main() -> None:
    """Write the three locks; versions already there stay unless `--upgrade` is given."""
    upgrade = ["--upgrade"] if sys.argv[1:] == ["--upgrade"] else []
    compile_lock("node", "requirements/node.in", *upgrade)
    compile_lock("test", "--extra", "test", *PROJECT, *upgrade)
    left_out = [option for name in NOT_TO_RUN for option in ("--unsafe-package", name)]
    compile_lock("run", "--constraint", "requirements/test.lock", "--no-allow-unsafe", *left_out, *PROJECT, *upgrade)


def compile_lock(name: str, *arguments: str) -> None:
    """Write requirements/NAME.lock. Ends the program when the versions cannot be made to agree."""
    print(f"requirements/{name}.lock ...", flush=True)
    program = str(Path(sys.executable).with_name("pip-compile"))
    command = [program, *OPTIONS, "-o", f"requirements/{name}.lock", *arguments]
    if subprocess.run(command, env={**os.environ, "CUSTOM_COMPILE_COMMAND": "make lock"}, check=False).returncode:
        sys.exit(f"lock: requirements/{name}.lock could not be worked out: see above")


if __name__ == "__main__":
    main()
