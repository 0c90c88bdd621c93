"""Where the web server listens: this machine alone, unless told otherwise."""

import socket
from pathlib import Path

import pytest

from wbs.config import Settings
from wbs.runtime.web import AddressInUse, address, listen


@pytest.mark.parametrize(("public_url", "expected"), [
    ("http://127.0.0.1:8080", ("127.0.0.1", 8080)),
    ("http://localhost", ("127.0.0.1", 80)),
    ("http://[::1]:8081", ("::1", 8081)),
    ("https://lapor.example.test", ("127.0.0.1", 8080)),
    ("https://lapor.example.test:8443", ("127.0.0.1", 8443)),
])
def test_the_address_follows_the_public_one(public_url: str, expected: tuple[str, int]) -> None:
    assert address(Settings(Path("var"), "", public_url=public_url)) == expected


def test_an_address_in_use_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(AddressInUse, match=f"127.0.0.1:{port}"):
            listen(Settings(Path("var"), "", public_url=f"http://127.0.0.1:{port}"))
