"""Typst: templates of our own and data as JSON become PDF files. No network, no fonts but the known."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import typst

from yuanping.core.errors import Refused

FONT_DIRECTORIES = (
    Path("/usr/share/fonts/opentype/noto"),  # Debian: fonts-noto-cjk
    Path("/usr/share/fonts/noto-cjk"),
    Path("/usr/share/fonts/google-noto-cjk"),
)
FAMILIES = frozenset({"Noto Serif CJK SC", "Noto Sans CJK SC"})
Standard = Literal["a-2b", "a-3a", "a-3b"]
PACKAGE = re.compile(r"^\s*#?(import|include)\s+\"@", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Typeset:
    """A made file, and the values of the ``metadata`` elements that were asked for, in its order."""

    pdf: bytes
    marks: tuple[dict[str, Any], ...]


def typeset(
    template: Path,
    data: Mapping[str, object],
    *,
    standard: Standard | None = None,
    at: datetime | None = None,
    label: str = "",
) -> Typeset:
    """Make the PDF of a template whose ``sys.inputs.data`` is the JSON text of ``data``.

    Data is text to Typst, never markup. ``standard`` is a PDF standard such as ``a-3b``; ``at`` the
    creation time to be written; ``label`` names the ``metadata`` elements to be returned. Equal input
    gives equal bytes. The file ends with a line end: Typst's own does not, and a signature appended
    to it would break PDF/A (ISO 19005, 6.1.9). Raises ``Refused`` fonts-missing.
    """
    if PACKAGE.search(template.read_text(encoding="utf-8")):
        raise ValueError(f"{template.name} imports a package: templates use no network")
    compiler = typst.Compiler(
        input=template,
        root=template.parent,
        font_paths=_fonts(FONT_DIRECTORIES),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False, sort_keys=True)},
    )
    pdf = compiler.compile(
        format="pdf",
        pdf_standards=[standard] if standard else [],
        timestamp=None if at is None else int(at.timestamp()),
    )
    assert isinstance(pdf, bytes)  # one PDF, whatever the number of pages
    marks = json.loads(compiler.query(f"<{label}>", field="value")) if label else []
    return Typeset(pdf + b"\n", tuple(marks))


@lru_cache(maxsize=2)
def _fonts(directories: tuple[Path, ...]) -> typst.Fonts:
    there = [str(directory) for directory in directories if directory.is_dir()]
    found = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=there)
    missing = FAMILIES - set(found.families())
    if missing:
        raise Refused(
            "fonts-missing",
            f"本机缺少中文字体（{'、'.join(sorted(missing))}），不能生成文书。",
            remedy="请由运维人员安装 fonts-noto-cjk 软件包（apt-get install fonts-noto-cjk）后重试。",
        )
    return found
