import pytest

from gongkai.review.reading import read_blocks


@pytest.fixture
def read(tmp_path):
    """The blocks of a file of these bytes."""

    def read_bytes(data: bytes, name: str = "given") -> list:
        path = tmp_path / "given"
        path.write_bytes(data)
        return list(read_blocks(path, name))

    return read_bytes
