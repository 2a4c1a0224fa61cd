"""Digests of what people are handed, so that the database holds nothing that opens a door."""

import hashlib
from collections.abc import Mapping

from yuanping.base.vault.sealing import blind_index


def token_hash(token: str) -> str:
    """Of a link's token: 128 random bits need no key."""
    return hashlib.sha256(token.encode()).hexdigest()


def session_hash(key: str) -> str:
    """Of the key that a seat's session shows."""
    return hashlib.sha256(key.encode()).hexdigest()


def code_hash(code: str) -> str:
    """Of a one-time code; keyed, for its 39 bits would be guessed from a plain digest in minutes."""
    return blind_index("seat-code", code)


def id_index(id_number: str) -> str:
    """By which an identity number is found without being readable."""
    return blind_index("id-number", id_number)


def expert_ref(expert_id: int) -> str:
    """By which what an expert did at seats is found: without the vault key it leads to nobody."""
    return blind_index("expert-ref", str(expert_id))


def phone_index(phone: str) -> str:
    """By which the expert of a mobile number is found."""
    return blind_index("expert-phone", phone)


def own_code_hash(request_id: int, code: str) -> str:
    """Of the code that signs an expert in; keyed, for six digits are guessed at once from a plain digest."""
    return blind_index("own-code", f"{request_id}/{code}")


def identity_index(payload: Mapping[str, str]) -> str:
    """By which equal names, numbers and telephones of one person are told from changed ones, unread."""
    return blind_index("identity", "\0".join(payload[key] for key in ("name", "id_number", "phone")))
