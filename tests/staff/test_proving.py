"""What is sensitive asks for a fresh proof: what leaves the house, cannot be undone, or gives somebody a key."""

import pytest
from flask import Flask

SENSITIVE = (
    "archive.export", "archive.export_under_words", "archive.file_download", "archive.redact", "room.figures_csv",
    "room.release", "entrance.new_factor", "entrance.add_totp", "entrance.add_passkey", "entrance.remove_factor",
    "entrance.new_codes", "entrance.end_session", "entrance.end_other_sessions", "entrance.draw_key_words",
    "entrance.take_key_file", "end.approve",
)  # fmt: skip


@pytest.mark.parametrize("endpoint", SENSITIVE)
def test_a_fresh_proof_is_asked_for(app: Flask, endpoint: str) -> None:
    assert getattr(app.view_functions[endpoint], "asks_proof", False)


def test_each_change_of_people_and_keys_asks_too(app: Flask) -> None:
    found = {
        rule.rule
        for rule in app.url_map.iter_rules()
        if "POST" in (rule.methods or ()) and getattr(app.view_functions[rule.endpoint], "asks_proof", False)
    }
    for path in ("/people/changes/<uuid:change_id>/approve", "/people/changes/<uuid:change_id>/words"):
        assert path in found
    assert any(path.startswith("/keys/") for path in found)
