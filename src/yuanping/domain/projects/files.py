"""Bid files as they come in: read in pieces, checked before anything is kept."""

import hashlib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from yuanping.core.errors import Invalid

LARGEST_FILE = 200 * 1024 * 1024
"""Bytes of one bid file."""

LONGEST_NAME = 200
_PDF = b"%PDF-"
_ILL_CATEGORIES = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


class Upload(Protocol):
    """An uploaded file that can be read more than once. ``name`` is what the sender called it."""

    @property
    def name(self) -> str: ...

    def chunks(self) -> Iterator[bytes]: ...


@dataclass(frozen=True, slots=True)
class Inspected:
    """A file that may be kept: its name, SHA-256 in hex and length in bytes."""

    name: str
    sha256: str
    size: int


def inspect(upload: Upload, *, field: str = "file", largest: int = LARGEST_FILE) -> Inspected:
    """Read the file once, keeping nothing; ``Invalid`` for a bad name, an empty, too large or non-PDF file."""
    name = check_name(upload.name, field=field)
    digest, size, head = hashlib.sha256(), 0, b""
    for chunk in upload.chunks():
        if len(head) < len(_PDF):
            head = (head + chunk)[: len(_PDF)]
        size += len(chunk)
        if size > largest:
            raise Invalid(
                "file-too-large",
                f"文件“{name}”超过 {largest // 1024 // 1024} MB。",
                field=field,
                remedy="请压缩图片或者拆分附件后重新上传。",
            )
        digest.update(chunk)
    if size == 0:
        raise Invalid("file-empty", f"文件“{name}”是空的。", field=field, remedy="请核对文件后重新上传。")
    if head != _PDF:
        raise Invalid(
            "file-not-pdf",
            f"文件“{name}”的内容不是 PDF。",
            field=field,
            remedy="请导出为 PDF 后上传，只改扩展名不行。",
        )
    return Inspected(name, digest.hexdigest(), size)


def check_name(name: str, *, field: str = "file") -> str:
    """The name, or ``Invalid`` when it has path parts, control or invisible characters, or is no PDF's."""
    if not name.strip():
        raise Invalid("file-missing", "没有选择文件。", field=field, remedy="请选择投标文件（PDF）。")
    if any(unicodedata.category(char) in _ILL_CATEGORIES for char in name):
        raise Invalid(
            "file-name-characters",
            "文件名中含有控制字符或者不可见字符。",
            field=field,
            remedy="请重新命名文件后上传。",
        )
    if "/" in name or "\\" in name or name.startswith(".") or ":" in name:
        raise Invalid(
            "file-name-path",
            f"文件名“{name[:80]}”中含有路径。",
            field=field,
            remedy="请只保留文件名，重新上传。",
        )
    if len(name) > LONGEST_NAME:
        raise Invalid(
            "file-name-long",
            f"文件名超过 {LONGEST_NAME} 个字符。",
            field=field,
            remedy="请缩短文件名后上传。",
        )
    if not name.lower().endswith(".pdf"):
        raise Invalid(
            "file-type", f"文件“{name[:80]}”不是 PDF 文件。", field=field, remedy="投标文件只接受 PDF 格式。"
        )
    return name
