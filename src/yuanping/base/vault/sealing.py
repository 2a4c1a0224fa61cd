"""Sealing and unsealing: AES-256-GCM under the node's vault key, every unsealing on record."""

import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from typing_extensions import override

from yuanping.base.copying import copy_rows, reserve_keys
from yuanping.base.kept import kept
from yuanping.base.vault.models import SealedItem, Unsealing

if TYPE_CHECKING:
    from yuanping.base.context import Ctx

NONCE = 12
Payload = Mapping[str, str]


def seal(ctx: "Ctx", kind: str, payload: Payload) -> SealedItem:
    """Seal a few named texts; returns the stored item. Nothing of them stays readable."""
    return SealedItem.objects.create(kind=kind, box=encrypt(kind, payload), sealed_at=ctx.now)


def seal_many(ctx: "Ctx", kind: str, payloads: list[Payload]) -> list[SealedItem]:
    """``seal`` for many payloads at once, in order."""
    keys = reserve_keys(SealedItem, len(payloads))
    items = [
        SealedItem(pk=key, kind=kind, box=encrypt(kind, payload), sealed_at=ctx.now)
        for key, payload in zip(keys, payloads, strict=True)
    ]
    copy_rows(
        SealedItem,
        ("id", "kind", "box", "sealed_at"),
        ((item.pk, item.kind, item.box, item.sealed_at) for item in items),
    )
    return items


def reseal_many(ctx: "Ctx", items: list[SealedItem], payloads: list[Payload]) -> None:
    """Put new payloads in the place of those of existing items, in order; the old ones are gone."""
    for item, payload in zip(items, payloads, strict=True):
        item.box, item.sealed_at = encrypt(item.kind, payload), ctx.now
    SealedItem.objects.bulk_update(items, ["box", "sealed_at"], batch_size=500)


def seal_bytes(ctx: "Ctx", kind: str, content: bytes) -> SealedItem:
    """Seal a file's content."""
    nonce = secrets.token_bytes(NONCE)
    box = nonce + AESGCM(_key("seal")).encrypt(nonce, content, kind.encode())
    return SealedItem.objects.create(kind=kind, box=box, sealed_at=ctx.now)


def unseal_bytes(ctx: "Ctx", item: SealedItem, *, reason: str) -> bytes:
    """Open a file that ``seal_bytes`` sealed; the reading is put on record."""
    Unsealing.objects.create(item=item, at=ctx.now, actor=ctx.actor_name, reason=reason)
    box = bytes(item.box)
    return AESGCM(_key("seal")).decrypt(box[:NONCE], box[NONCE:], item.kind.encode())


class Opened(dict[str, str]):
    """What stood in a box. Printed, logged or shown in a traceback, it tells which fields there are, never their content."""

    @override
    def __repr__(self) -> str:
        return f"<opened: {', '.join(sorted(self))}>"

    __str__ = __repr__


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """Under which rule something is opened, and what: see ``Unsealing``."""

    rule: str = ""
    project_id: int | None = None
    subject: str = ""


NO_GROUNDS = Grounds()


def unseal(ctx: "Ctx", item: SealedItem, *, reason: str, grounds: Grounds = NO_GROUNDS) -> Opened:
    """Open an item. The reading is put on record in the caller's transaction; ``reason`` says why, ``grounds`` under
    which rule.
    """
    Unsealing.objects.create(
        item=item,
        at=ctx.now,
        actor=ctx.actor_name,
        reason=reason,
        rule=grounds.rule,
        project_id=grounds.project_id,
        subject=grounds.subject,
    )
    return decrypt(item.kind, bytes(item.box))


def destroy(ctx: "Ctx", item: SealedItem, *, reason: str) -> None:
    """Overwrite an item: nobody can open it again. That it happened stays on record.

    Copies in the database's backups live on until these are discarded.
    """
    Unsealing.objects.create(item=item, at=ctx.now, actor=ctx.actor_name, reason=reason)
    item.box = b""
    item.save(update_fields=["box"])


def encrypt(kind: str, payload: Payload) -> bytes:
    """The box for a payload: nonce and ciphertext, padded so that its length tells little."""
    plain = json.dumps(dict(payload), ensure_ascii=False, sort_keys=True).encode()
    plain += b" " * (-len(plain) % 64)
    nonce = secrets.token_bytes(NONCE)
    return nonce + AESGCM(_key("seal")).encrypt(nonce, plain, kind.encode())


def decrypt(kind: str, box: bytes) -> Opened:
    """The payload of a box; ``InvalidTag`` when it was altered or is of another kind."""
    plain = AESGCM(_key("seal")).decrypt(box[:NONCE], box[NONCE:], kind.encode())
    return Opened(json.loads(plain))


def encrypt_bytes(kind: str, content: bytes) -> bytes:
    """A box for a whole file, for the store."""
    nonce = secrets.token_bytes(NONCE)
    return nonce + AESGCM(_key("seal")).encrypt(nonce, content, kind.encode())


def decrypt_bytes(kind: str, box: bytes) -> bytes:
    """The content of ``encrypt_bytes``; ``InvalidTag`` when it was altered or is of another kind."""
    return AESGCM(_key("seal")).decrypt(box[:NONCE], box[NONCE:], kind.encode())


def blind_index(field: str, value: str) -> str:
    """A keyed digest by which equal values are found without being readable (hex, 64 characters)."""
    return hmac.new(_key("index"), f"{field}\0{value}".encode(), hashlib.sha256).hexdigest()


def _key(purpose: str) -> bytes:
    return _derived(str(settings.VAULT_KEY_FILE), purpose)


@lru_cache(maxsize=16)
def _derived(file: str, purpose: str) -> bytes:
    return hmac.new(_master(Path(file)), purpose.encode(), hashlib.sha256).digest()


def _master(file: Path) -> bytes:
    """The node's vault key, made the first time; two processes starting at once agree on one."""
    key = kept(file, partial(secrets.token_bytes, 32))
    if len(key) != 32:
        raise RuntimeError(f"the vault key {file.name} must be 32 bytes; restore it from the backup")
    return key
