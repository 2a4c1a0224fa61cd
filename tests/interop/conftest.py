"""The node's own record: real events, sequenced in a few batches, so that trees of several sizes are signed."""

from collections.abc import Iterator, Sequence

import pytest
from django.db import transaction
from django.test.utils import override_settings

from tests.interop.events import NOW, SIZES, SomethingHappened
from yuanping.base import witness
from yuanping.base.context import Ctx
from yuanping.base.witness import log


@pytest.fixture(scope="module")
def record(standing: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sequence[int]]:
    """A log with a name and keys of its own; the sizes of its signed trees. Its tests ask for ``undone``."""
    folder = tmp_path_factory.mktemp("log")
    own = override_settings(
        LOG_ORIGIN="pingbiao.example.gov.cn/log",
        WITNESS_KEYS=folder / "keys",
        WITNESS_POLICY=folder / "policy.txt",
    )
    ctx = Ctx(now=NOW, actor_name="测试", roles=frozenset(), channel="test", request_id="r1")
    with own:
        before = 0
        for size in SIZES:
            with transaction.atomic():
                for number in range(before, size):
                    witness.append(ctx, SomethingHappened(what=f"第{number}件", project_id=number % 3))
            assert log.sequence(now=NOW) == size - before
            before = size
        yield SIZES
