"""Puts the web layer into an application: text, filters, static files, limits, headers, padding, refusals.

Decides by path which face a page belongs to: `/` is the public face and all of it, everything else is the staff's.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit
from zoneinfo import ZoneInfo

from flask import Flask, Request, Response, render_template, request
from werkzeug.routing import Map, MapAdapter

from wbs.config import Settings

from . import formats, text, weight
from .compiled import CompiledTemplates
from .files import StaticFiles
from .headers import everywhere, file_headers, page_headers
from .hostile import finalize, shown
from .origin import is_cross_site
from .pages import LEAVE_TO_ORIGIN, PublicPage, as_page, pad, public_page
from .refusals import CrossSite, answer_to, note
from .request import NoSession, StreamingRequest, this_request
from .scripts import read_script
from .sending import FileAnswer
from .templating import PlainEnvironment, once

PUBLIC_PATH = "/"
STATIC = Path(__file__).parents[2] / "static"
UPLOAD = read_script(Path(__file__).parents[2] / "templates" / "_upload.js")


def init_app(app: Flask, settings: Settings, staff_home: str = "/") -> None:
    """Call once, before any template is drawn and after the blueprints; `staff_home` is where error pages lead staff.

    The app is made with `static_folder=None`: the files of static/ are served from memory here.
    """
    app.request_class = StreamingRequest  # which limits a body by what is in it
    app.session_interface = NoSession()
    app.jinja_environment = PlainEnvironment
    app.ensure_sync = lambda function: function  # type: ignore[method-assign] # none is async: not asked each time
    app.create_url_adapter = partial(_addresses, app.url_map, urlsplit(settings.origin))  # type: ignore[method-assign]
    files = StaticFiles(STATIC)
    app.add_url_rule("/static/<name>", "static", files.send)
    install_templates(app, settings, files)
    app.before_request(partial(_begin, settings.origin))
    app.after_request(partial(_finish, settings.secure))
    app.register_error_handler(Exception, partial(_refuse, staff_home))


def install_templates(app: Flask, settings: Settings, files: StaticFiles) -> None:
    """Language, filters and the globals `service` (its settings), `asset(name)` and `upload_script`."""
    env = app.jinja_env
    env.trim_blocks = env.lstrip_blocks = True
    env.finalize = finalize
    text.install(env)
    env.globals.update(service=settings, asset=files.url, upload_script=UPLOAD.text, once=once())
    env.globals.update(weight_name=weight.NAME, weight_parts=weight.PARTS)
    env.filters.update(_filters(settings.zone), shown=shown)


def compile_templates(app: Flask) -> None:
    """All of them now, instead of each when it is first drawn; what was compiled before is read."""
    app.jinja_env.bytecode_cache = app.jinja_env.bytecode_cache or CompiledTemplates()
    for name in app.jinja_env.list_templates():
        app.jinja_env.get_template(name)


def _filters(zone: ZoneInfo) -> dict[str, Callable[..., str]]:
    return {
        "day": lambda value: formats.day(_day(value, zone), text.language()),
        "short_day": lambda value: formats.short_day(_day(value, zone), text.language()),
        "weekday": lambda value: formats.weekday(_day(value, zone), text.language()),
        "month": lambda value: formats.month(_day(value, zone), text.language()),
        "moment": lambda value: formats.moment(value, zone, text.language()),
        "time_of_day": lambda value: formats.time_of_day(value, zone, text.language()),
        "number": lambda value, digits=0: formats.number(value, text.language(), digits),
        "percent": lambda value, digits=1: formats.percent(value, text.language(), digits),
        "rupiah": lambda value: formats.rupiah(value, text.language()),
    }


def _day(value: date, zone: ZoneInfo) -> date:
    return value.astimezone(zone).date() if isinstance(value, datetime) else value


def _addresses(known: Map, own: SplitResult, asked: Request | None) -> MapAdapter | None:
    """Which view is asked for. Our name and scheme are those of PUBLIC_URL, whatever a request calls us."""
    if asked is None:
        return None
    query = asked.query_string.decode("latin-1")
    return MapAdapter(known, own.netloc, asked.root_path or "/", "", own.scheme, asked.path, asked.method, query)


def _begin(origin: str) -> None:
    text.choose_language(None)  # a thread keeps the variable of its last request
    asked = this_request()
    if is_cross_site(asked.method, asked.headers, origin, token_decides=asked.path == PUBLIC_PATH):
        raise CrossSite


def _finish(secure: bool, response: Response) -> Response:
    if isinstance(response, PublicPage):
        return pad(response, _headers(secure, response))
    if request.endpoint == "static" and response.status_code == HTTPStatus.OK:
        response.headers.extend(everywhere(secure))
    elif isinstance(response, FileAnswer):
        response.headers.extend(file_headers(secure))
    elif request.path != PUBLIC_PATH:
        response.headers.extend(page_headers(False, secure, LEAVE_TO_ORIGIN, UPLOAD.source))
    elif response.mimetype == "text/html" and not response.location:
        page = as_page(response)
        return pad(page, _headers(secure, page))
    else:
        response.headers.extend(page_headers(True, secure, LEAVE_TO_ORIGIN, UPLOAD.source))
    return response


def _headers(secure: bool, page: PublicPage) -> Mapping[str, str]:
    return page_headers(True, secure, LEAVE_TO_ORIGIN, UPLOAD.source, page.has_script)


def _refuse(staff_home: str, error: Exception) -> Any:
    note(error, request.endpoint)
    answer = answer_to(error)
    home = "" if request.path == PUBLIC_PATH else staff_home
    return public_page(render_template("error.html", answer=answer, home=home), answer.status)
