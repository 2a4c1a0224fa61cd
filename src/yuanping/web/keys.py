"""Addresses that are keys: whoever reads the node's log must not be able to answer in an expert's or a gateway's place."""

import logging
import re

from typing_extensions import override

KEY = re.compile(r"(/expert/call/|/callbacks/[^/\s\"']+/)[^/\s\"']+")


class HideKeys(logging.Filter):
    """Takes the key out of a call's or a callback's address, wherever a line of the log names one."""

    @override
    def filter(self, record: logging.LogRecord) -> bool:
        told = record.getMessage()
        if KEY.search(told):
            record.msg, record.args = KEY.sub(r"\1-", told), ()
        return True
