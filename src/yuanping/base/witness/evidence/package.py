"""The evidence package: one file with which anybody can check one event without this node (数字见证, 存证).

A ZIP file of stored members in a fixed order and with nothing left free, so that the same content is the same
bytes and no byte can be changed unnoticed; ``verifier/yuanping_verify.py`` demands exactly this form.
"""

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING

from yuanping.base.witness.evidence import sheet
from yuanping.base.witness.proving import proof_of
from yuanping.base.witness.standing import Standing, policy_text
from yuanping.core.canonical import canonical
from yuanping.core.errors import WrongState
from yuanping.core.tlog.leaves import Opening
from yuanping.core.tlog.proofs import Proof

if TYPE_CHECKING:
    from yuanping.base.witness.models import Entry

OPENINGS_FORMAT = "yuanping-openings/1"
SHEET = "说明.pdf"
EPOCH = (1980, 1, 1, 0, 0, 0)
"""The oldest time that a ZIP file can name: when a package was made stands in its time stamp, not here."""
UNIX, READABLE = 3, 0o644 << 16


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeStamp:
    """An RFC 3161 response (DER), and the certificate (PEM) of the authority that gave it."""

    response: bytes
    certificate: bytes


Stamper = Callable[[bytes], TimeStamp]
"""Time-stamps a SHA-256 digest. Who does it is the caller's to say."""


def proof(standing: Standing) -> Proof:
    """The entry's proof against the checkpoint that shows best where it stands.

    Raises ``WrongState`` (``not-sequenced``) while the entry waits for its place in the tree.
    """
    if standing.index is None or standing.checkpoint is None:
        raise WrongState(
            "not-sequenced",
            f"回执号 {standing.number} 的记录已入账，正在排定序号，暂时没有入账证明。",
            remedy="一般在一秒之内完成，请稍后刷新；在此之前可以先下载回执。",
        )
    return proof_of(standing.index, standing.checkpoint)


def package(
    entry: "Entry",
    *,
    standing: Standing,
    openings: Sequence[Opening],
    told: sheet.Account,
    stamper: Stamper,
    now: datetime,
) -> bytes:
    """The evidence package of an entry, for a reader who may see these openings.

    ``told`` is the event in words, for the plain-language sheet. Raises ``WrongState`` (``not-sequenced``),
    and ``Refused`` fonts-missing where the sheet cannot be set.
    """
    proved = proof(standing)
    encoded = proved.encode().encode()
    stamp = stamper(sha256(encoded).digest())
    opened: dict[str, object] = {
        "format": OPENINGS_FORMAT,
        "openings": [[o.salt, o.name, o.value] for o in openings],
    }
    return packed(
        {
            "entry.json": entry.content.encode(),
            "openings.json": canonical(opened),
            "entry.tlog-proof": encoded,
            "policy.txt": policy_text().encode(),
            "checkpoint.tsr": stamp.response,
            "tsa.pem": stamp.certificate,
            SHEET: sheet.pdf(entry, standing=standing, shown=len(openings), told=told, now=now),
        }
    )


def packed(members: Mapping[str, bytes]) -> bytes:
    """A ZIP file: stored, of 1980-01-01, mode 0644, without extra fields and comments."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, data in members.items():
            info = zipfile.ZipInfo(name, EPOCH)
            info.create_system, info.external_attr = UNIX, READABLE
            archive.writestr(info, data)
    return out.getvalue()
