"""Reading from other nodes: bounded in size and time, and only from where the operator said."""

import pytest

from tests.base.loopback import Served
from yuanping.base.witness.circle.reaching import Absent, get
from yuanping.base.witness.circle.wire import Unreachable


@pytest.fixture
def served() -> object:
    answers: dict[str, bytes | int] = {"/good": b"x" * 100, "/moved": 302, "/broken": 500}
    found = Served(answers.get)
    yield found.url
    found.close()


def test_answers_are_whole_or_refused(served: str) -> None:
    assert get(f"{served}/good", largest=100) == b"x" * 100
    with pytest.raises(Unreachable, match="more than 99"):
        get(f"{served}/good", largest=99)
    with pytest.raises(Absent):
        get(f"{served}/none")
    for path, code in (("moved", "302"), ("broken", "500")):
        with pytest.raises(Unreachable, match=code):
            get(f"{served}/{path}")


@pytest.mark.parametrize(
    "url", ["file:///etc/hostname", "ftp://127.0.0.1/", "", "http://", "http://127.0.0.1:1/"]
)
def test_other_addresses_are_not_read(url: str) -> None:
    with pytest.raises(Unreachable):
        get(url)
