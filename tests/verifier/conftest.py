import pytest

from tests.verifier import material


@pytest.fixture(scope="session")
def node():
    return material.Node()


@pytest.fixture(scope="session")
def small():
    """Few entries: for tests that check the whole record many times."""
    return material.Node(13)


@pytest.fixture
def policy(tmp_path):
    path = tmp_path / "policy.txt"
    path.write_text(material.POLICY)
    return path
