"""A one-page PDF with places for signatures, and an authority, both without a database."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from yuanping.base.typesetting import typeset
from yuanping.domain.signing.authority import Authority, KeyPair, Revoked, serial_text
from yuanping.domain.signing.pades import Box, sign, with_fields
from yuanping.domain.signing.stamp import Stamp

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
A4 = 841.89


@dataclass(frozen=True, slots=True)
class Paper:
    pdf: bytes
    signers: tuple[KeyPair, ...]


def blank(folder: Path, *, fields: int) -> bytes:
    template = folder / "blank.typ"
    template.write_text('#set text(font: "Noto Serif CJK SC")\n= 评标报告\n', encoding="utf-8")
    pdf = typeset(template, {}, standard="a-3b", at=NOON).pdf
    return with_fields(pdf, {f"s{n}": place(n) for n in range(fields)}, page_height=A4)


def place(n: int) -> Box:
    return Box(page=1, left=60, top=120 + 80 * n, width=218, height=62)


def signed(ca: Authority, pdf: bytes, *, names: tuple[str, ...], start: datetime = NOON) -> Paper:
    """Each name signs, a minute after the one before."""
    signers = []
    for n, name in enumerate(names):
        at = start + timedelta(minutes=n)
        pair = ca.issue(common_name=f"Evaluation seat {n}", at=at, not_after=at + timedelta(days=2))
        stamp = Stamp(
            name=name,
            seat=f"副场 {n} · 专家 1",
            at=at,
            serial=serial_text(pair.certificate.serial_number),
            width=218,
            height=62,
        )
        pdf = sign(
            pdf,
            field=f"s{n}",
            signer=pair,
            authority=ca,
            crls=[ca.crl([], number=n + 1, at=at), ca.root_crl(at=at)],
            at=at,
            appearance=stamp.pdf(),
        )
        signers.append(pair)
    return Paper(pdf, tuple(signers))


def revoked(ca: Authority, pair: KeyPair, *, at: datetime) -> bytes:
    return ca.crl([Revoked(pair.certificate.serial_number, at)], number=99, at=at)
