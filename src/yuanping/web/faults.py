"""What a fault may tell: neither the page of a developer's node nor a line of the log shows whom the code had in hand."""

import logging
import re
from collections.abc import ItemsView
from types import FrameType
from typing import Any

from django.http import HttpRequest
from django.views.debug import SafeExceptionReporterFilter
from typing_extensions import override

NUMBER = re.compile(r"(?<![0-9a-zA-Z.])(?:1[3-9][0-9]{9}|[1-9][0-9]{16}[0-9Xx])(?![0-9a-zA-Z.])")
"""A mobile telephone's or an identity card's number, standing alone: no part of a digest or a fraction."""
INSTEAD = "（号码不显示）"
HIDDEN = "（不显示）"


class TellNothing(SafeExceptionReporterFilter):
    """Leaves variables and form values out of error reports: any of them may hold an opened identity."""

    @override
    def get_traceback_frame_variables(
        self, request: HttpRequest | None, tb_frame: FrameType
    ) -> ItemsView[str, Any]:
        return dict.fromkeys(tb_frame.f_locals, HIDDEN).items()

    @override
    def get_post_parameters(self, request: HttpRequest | None) -> dict[str, Any]:
        return {} if request is None else dict.fromkeys(request.POST, HIDDEN)


class Silence(logging.Filter):
    """Drops every line of a logger, whatever its level."""

    @override
    def filter(self, record: logging.LogRecord) -> bool:
        _ = record
        return False


class HideNumbers(logging.Formatter):
    """Takes telephone and identity numbers out of a whole entry of the log, its traceback and causes included."""

    @override
    def format(self, record: logging.LogRecord) -> str:
        return NUMBER.sub(INSTEAD, super().format(record))
