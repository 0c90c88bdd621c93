"""The example application and a client that sends what a browser sends with a form of ours."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.web.example import build


@pytest.fixture
def web(tmp_path: Path) -> Flask:
    return build(tmp_path)


@pytest.fixture
def browser_like(web: Flask) -> FlaskClient:
    client = web.test_client()
    client.environ_base.update(HTTP_SEC_FETCH_SITE="same-origin", HTTP_ORIGIN="null")
    return client
