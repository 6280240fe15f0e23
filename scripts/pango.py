"""Find what PDFs are drawn with, or bring it: `python -m scripts.pango`.

Owns: the names of the system's libraries that WeasyPrint loads. Without them the site runs, and says that a page is to
be printed instead; so nothing stops here, and what is missing is named in one line.
"""

from contextlib import suppress

from scripts.setup import SetUpError, install_debian_package

PACKAGES = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0")


def main() -> None:
    """Say whether PDFs can be made here, after trying to bring what is missing."""
    if not draws():
        with suppress(SetUpError):
            for package in PACKAGES:
                install_debian_package(package)
    if draws():
        print("PDF: Pango")
    else:
        print(
            f"No PDF: install Debian's packages {', '.join(PACKAGES)}. Until then the site's pages are to be printed."
        )


def draws() -> bool:
    """Whether WeasyPrint finds its libraries."""
    try:
        import weasyprint  # noqa: F401, PLC0415 - what it loads on import is what is asked
    except OSError:
        return False
    return True


if __name__ == "__main__":
    main()
