"""The matrix of what browsers say about where a request comes from."""

import pytest
from flask.testing import FlaskClient

from wbs.web.origin import is_cross_site

OURS = "https://lapor.example"
MATRIX = [
    # Sec-Fetch-Site, Origin, refused for staff, refused for the public
    ("same-origin", OURS, False, False),
    ("same-origin", "null", False, False),
    ("same-origin", None, False, False),
    ("same-origin", "https://evil.example", True, True),
    ("same-site", OURS, True, True),
    ("same-site", "https://x.lapor.example", True, True),
    ("cross-site", "https://evil.example", True, True),
    ("cross-site", "null", True, True),
    ("cross-site", None, True, True),
    ("none", None, True, True),
    ("none", OURS, True, True),
    ("", OURS, True, True),
    ("SAME-ORIGIN", OURS, True, True),
    (None, OURS, False, False),
    (None, OURS + "/", True, True),
    (None, OURS + ".evil.example", True, True),
    (None, OURS + ":8443", True, True),
    (None, "http://lapor.example", True, True),
    (None, "null", True, False),
    (None, "", True, True),
    (None, None, True, False),
]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize(("fetched_from", "origin", "staff", "public"), MATRIX)
def test_matrix(method: str, fetched_from: str | None, origin: str | None, staff: bool, public: bool) -> None:
    said = {"Sec-Fetch-Site": fetched_from, "Origin": origin}
    headers = {name: value for name, value in said.items() if value is not None}
    assert is_cross_site(method, headers, OURS) is staff
    assert is_cross_site(method, headers, OURS, token_decides=True) is public


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_reading_is_open_to_links_from_anywhere(method: str) -> None:
    assert not is_cross_site(method, {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}, OURS)


@pytest.mark.parametrize("path", ["/", "/kerja"])
def test_the_application_asks_before_any_view_runs(browser_like: FlaskClient, path: str) -> None:
    assert browser_like.post(path, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert browser_like.post(path).status_code == 200


def test_without_either_header_the_public_face_leaves_it_to_the_token_and_the_staff_face_refuses(web) -> None:
    assert web.test_client().post("/").status_code == 200
    assert web.test_client().post("/kerja").status_code == 403
