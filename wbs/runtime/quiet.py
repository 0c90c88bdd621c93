"""Logs that cannot tell: to stderr, with the class and the place of an error and never its text.

The text of an exception may hold what somebody wrote (a database error shows the values of its statement).
"""

import json
import logging
import sys
import threading
import traceback
from types import TracebackType
from typing import Any

HERE = "wbs"


def where(error: BaseException | None) -> str:
    """The class of an error and the last lines of ours on the way to it: "ValueError at wbs/x.py:12 < wbs/y.py:3"."""
    if error is None:
        return "nothing"
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if f"/{HERE}/" in frame.filename]
    places = [f"{HERE}/{frame.filename.rpartition(f'/{HERE}/')[2]}:{frame.lineno}" for frame in reversed(frames[-3:])]
    return f"{type(error).__name__} at {' < '.join(places) or 'a library'}"


class QuietFormatter(logging.Formatter):
    """Shows exceptions by class and place."""

    def formatException(self, ei: Any) -> str:
        return where(ei[1])

    def format(self, record: logging.LogRecord) -> str:
        record.exc_text = None  # another formatter's full text may be cached on the record
        return super().format(record)


class JsonFormatter(QuietFormatter):
    """One object a line, with the same fields for every record: what a caller hangs on a record is not shown."""

    def format(self, record: logging.LogRecord) -> str:
        fields = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            fields["error"] = self.formatException(record.exc_info)
        return json.dumps(fields, ensure_ascii=True)


def formatter() -> logging.Formatter:
    """That of this process: gunicorn's own handlers speak as ours does."""
    ours = [handler.formatter for handler in logging.getLogger().handlers]
    found = next((one for one in ours if isinstance(one, QuietFormatter)), None)
    return found or _formatter("text")


def _formatter(style: str) -> logging.Formatter:
    if style == "json":
        return JsonFormatter()
    return QuietFormatter("%(asctime)s %(levelname)s %(name)s: %(message)s", "%Y-%m-%d %H:%M:%S")


def configure_logs(style: str = "text") -> None:
    """Sets the one handler of the process ("text" or "json"), and what Python says about errors nobody caught."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_formatter(style))
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    for chatty in ("rq.worker", "rq.job", "rq.cron", "rq.queue"):
        logging.getLogger(chatty).setLevel(logging.ERROR)
    sys.excepthook = _uncaught
    threading.excepthook = lambda args: _uncaught(args.exc_type, args.exc_value, args.exc_traceback)


def _uncaught(kind: type[BaseException], error: BaseException | None, _trace: TracebackType | None) -> None:
    if not issubclass(kind, KeyboardInterrupt):
        logging.getLogger(HERE).critical("uncaught: %s", where(error))
