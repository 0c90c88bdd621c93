"""Logs for machines: one object a line, with the class and the place of an error and never its text."""

import json
import logging
import sys

import pytest

from wbs.config import BadSettings, Settings
from wbs.runtime.quiet import JsonFormatter

CANARY = "burung-kenari-7731"


def a_record(message: str, *values: object, error: bool = False) -> logging.LogRecord:
    found = None
    if error:
        try:
            raise ValueError(CANARY)
        except ValueError:
            found = sys.exc_info()
    return logging.LogRecord("wbs.x", logging.ERROR, __file__, 1, message, values, found)


def test_a_line_is_an_object_with_the_same_fields() -> None:
    record = a_record("job %s failed\nsecond line", "deliver")
    record.address = CANARY
    line = JsonFormatter().format(record)
    assert "\n" not in line and CANARY not in line
    told = json.loads(line)
    assert set(told) == {"at", "level", "logger", "message"}
    assert (told["level"], told["logger"]) == ("error", "wbs.x")


def test_an_error_is_its_class_and_place() -> None:
    line = JsonFormatter().format(a_record("failed", error=True))
    assert CANARY not in line
    assert json.loads(line)["error"].startswith("ValueError at")


@pytest.mark.parametrize(("name", "value"), [
    ("WBS_LOG", "xml"), ("WBS_WATCH_BIND", "0.0.0.0:9180"), ("WBS_WATCH_BIND", ":9180"), ("WBS_WATCH_BIND", "[::]:1"),
    ("WBS_WATCH_BIND", "127.0.0.1"), ("WBS_ALARM_MAIL", "jaga"), ("WBS_DISK_MB", "-1"),
])
def test_settings_that_cannot_be_meant_are_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(BadSettings, match=name):
        Settings.from_environ({name: value})


def test_settings_that_can_be_meant() -> None:
    found = Settings.from_environ({"WBS_WATCH_BIND": "[::1]:9180", "WBS_LOG": "json", "WBS_DISK_MB": "0"})
    assert (found.watch_bind, found.log, found.disk_bytes) == ("[::1]:9180", "json", 0)
