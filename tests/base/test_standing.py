"""How far an entry has come, after the policy has changed: what is shown is what a reader's own check finds."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import ClassVar
from zoneinfo import ZoneInfo

import pytest
from django.conf import LazySettings
from django.db import transaction

from tests.factories.witnessing import Province, cosigned_by, province
from yuanping.base import witness
from yuanping.base.context import system_ctx
from yuanping.base.witness import log, queries
from yuanping.base.witness.proving import proof_of
from yuanping.base.witness.standing import RECENT, policy, standing, standings
from yuanping.core.events import Event
from yuanping.core.tlog.notes import COSIGNATURE, SigningKey
from yuanping.core.tlog.proofs import verify_proof
from yuanping.core.tlog.quorum import QuorumUnmet

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))


@dataclass(frozen=True, slots=True, kw_only=True)
class SomethingHappened(Event):
    KIND: ClassVar[str] = "test.happened"


@pytest.fixture
def of(db: None, settings: LazySettings, tmp_path: Path) -> Province:
    return province(settings, tmp_path)


@pytest.fixture
def number(of: Province) -> int:
    """An entry that the quorum has seen."""
    with transaction.atomic():
        found = witness.append(system_ctx("测试", channel="test"), SomethingHappened())
    log.sequence(now=NOW)
    cosigned_by(of, "gushi", "huangchuan", at=NOW)
    return found


def changed_keys(of: Province, settings: LazySettings) -> None:
    """Each witness has a new key; the policy's names stay."""
    text = settings.WITNESS_POLICY.read_text(encoding="utf-8")
    for name, old in of.keys.items():
        of.keys[name] = SigningKey(f"{name}.test/witness", COSIGNATURE, bytes(reversed(old.private)))
        text = text.replace(old.verifier.vkey, of.keys[name].verifier.vkey)
    settings.WITNESS_POLICY.write_text(text, encoding="utf-8")


def test_signature_of_a_former_key_counts_no_more(of: Province, number: int, settings: LazySettings) -> None:
    assert (standing(number).cosigned, standing(number).met, standings([number])[number].met) == (
        2,
        True,
        True,
    )
    changed_keys(of, settings)
    seen = standing(number)
    assert (seen.cosigned, seen.met, standings([number])[number].met) == (0, False, False)
    assert seen.index is not None
    assert seen.checkpoint is not None
    with pytest.raises(QuorumUnmet):
        verify_proof(proof_of(seen.index, seen.checkpoint), entry=entry(number), policy=policy())


def test_old_entry_is_seen_by_the_witnesses_of_a_new_policy(
    of: Province, number: int, settings: LazySettings
) -> None:
    for _ in range(RECENT):
        log.sign_again(now=NOW)
        cosigned_by(of, "gushi", "huangchuan", at=NOW)
    changed_keys(of, settings)
    log.sign_again(now=NOW)
    cosigned_by(of, "hefei", "huangchuan", at=NOW)
    seen = standing(number)
    assert (seen.witnesses, seen.met) == (("hefei", "huangchuan"), True)
    assert seen.index is not None
    assert seen.checkpoint is not None
    verify_proof(proof_of(seen.index, seen.checkpoint), entry=entry(number), policy=policy())


def entry(number: int) -> bytes:
    return queries.entries().get(number=number).content.encode()
