"""Handing out PDF files."""

from urllib.parse import quote

from django.http import HttpResponse


def pdf_response(content: bytes, *, name: str, download: bool = False) -> HttpResponse:
    """A PDF to be read in the browser, or saved under ``name`` when ``download``."""
    response = HttpResponse(content, content_type="application/pdf")
    kind = "attachment" if download else "inline"
    response["Content-Disposition"] = f"{kind}; filename*=UTF-8''{quote(name)}.pdf"
    response["Cache-Control"] = "no-store"
    return response
