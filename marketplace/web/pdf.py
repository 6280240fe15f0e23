"""A page as a tagged PDF (PDF/UA), in the site's own type: the only module that knows WeasyPrint.

WeasyPrint draws text with the system's Pango. Where that is missing there is no PDF, and whoever asked is told to print
the page instead. Nothing is fetched but the built fonts, whatever the page says.
"""

from typing import Any

from flask import Response, render_template

from marketplace.config import ROOT
from marketplace.errors import OutsideFailure
from marketplace.web.assets import BUILD, asset_path

MEDIA_TYPE = "application/pdf"
STYLES = ROOT / "static" / "css" / "pdf.css"
OURS = "lull:"
"""How the PDF's own style sheet names a built asset: ``url(lull:fonts/...)``."""

NOT_HERE = "PDF is not available here. Print this page instead."


class NoPdf(OutsideFailure):
    """The machine lacks what draws a PDF."""

    def __init__(self) -> None:
        super().__init__(NOT_HERE)


def as_pdf(html: str) -> bytes:
    """The PDF of an HTML document. Raises NoPdf."""
    try:
        import weasyprint  # noqa: PLC0415 - slow to load, and its system libraries may be missing
        from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415
    except OSError as missing:
        raise NoPdf from missing

    fetcher, fonts = _fetcher(weasyprint), FontConfiguration()
    sheet = weasyprint.CSS(string=STYLES.read_text(), url_fetcher=fetcher, font_config=fonts)
    page = weasyprint.HTML(string=html, url_fetcher=fetcher)
    made: bytes = page.write_pdf(pdf_variant="pdf/ua-1", stylesheets=[sheet], font_config=fonts)
    return made


def pdf_answer(template: str, *, file_name: str, **facts: object) -> Response:
    """A template of templates/pdf as a file to read or keep. Raises NoPdf."""
    answer = Response(as_pdf(render_template(template, **facts)), content_type=MEDIA_TYPE)
    answer.headers["Content-Disposition"] = f"inline; filename={file_name}"
    return answer


def _fetcher(weasyprint: Any) -> Any:  # noqa: ANN401 - a library without types
    class OursAlone(weasyprint.urls.URLFetcher):  # type: ignore[misc]
        """Gives built assets and nothing else: words of people stand in these pages."""

        def fetch(self, url: str, headers: object = None) -> Any:  # noqa: ANN401, ARG002 - its own signature
            if not url.startswith(OURS):
                raise ValueError(url)
            return weasyprint.urls.URLFetcherResponse(url, (BUILD / asset_path(url.removeprefix(OURS))).read_bytes())

    return OursAlone()
