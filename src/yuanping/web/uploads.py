"""Uploaded files with the names that their senders gave them.

Django drops path parts from a file's name while it reads the form; nobody would learn that a program sent
``../../name.pdf``. The platform refuses such a name instead of mending it, so the name as sent is kept beside.
"""

from collections.abc import Callable, Iterator
from io import BytesIO
from typing import IO, Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.multipartparser import MultiPartParser
from django.utils.datastructures import MultiValueDict
from typing_extensions import override

UNSPOOLED = "/pool/imports/"
"""Where files come in that must not lie in the system's directory for temporary files, not for a moment."""
UNSPOOLED_LIMIT = 66 * 1024 * 1024
"""Bytes of such a request; what is larger arrives without its file, and the form asks for one."""


class NameKeepingParser(MultiPartParser):
    """Reads a form and remembers each file's name as it was sent, by the name that Django makes of it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names: dict[str, str] = {}

    @override
    def sanitize_file_name(self, file_name: str) -> str | None:
        clean = super().sanitize_file_name(file_name)
        if clean is not None:
            self.names[clean] = file_name
        return clean


class SentFile:
    """An uploaded file under the name that was sent."""

    def __init__(self, request: HttpRequest, file: UploadedFile) -> None:
        names: dict[str, str] = getattr(request, "sent_file_names", {})
        self.name = names.get(file.name or "", file.name or "")
        self._file = file

    def chunks(self) -> Iterator[bytes]:
        yield from self._file.chunks()


class InMemory(MemoryFileUploadHandler):
    """Keeps a file in memory, whatever its size up to the limit: one with personal data touches no disk unsealed."""

    @override
    def handle_raw_input(self, input_data: Any, META: Any, content_length: int, *rest: Any) -> None:
        _ = (input_data, META, rest)
        self.activated = content_length <= UNSPOOLED_LIMIT


class SentNamesMiddleware:
    """Lets the request read its form with ``NameKeepingParser``; stands before whatever looks at ``POST``."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        def parse(
            meta: dict[str, Any], data: IO[bytes] | BytesIO
        ) -> tuple[QueryDict, MultiValueDict[str, UploadedFile]]:
            parser = NameKeepingParser(meta, data, request.upload_handlers, request.encoding)
            request.sent_file_names = parser.names  # type: ignore[attr-defined]
            return parser.parse()

        if request.path.startswith(UNSPOOLED):
            request.upload_handlers = [InMemory(request)]
        request.parse_file_upload = parse  # type: ignore[method-assign, assignment]
        return self.get_response(request)
