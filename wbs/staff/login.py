"""Flask-Login through `request_loader` only: no `flask.session`, no remember-me, no cookie but ours.

SECRET_KEY stays unset on purpose: whatever would write `flask.session` then fails loudly.
"""

import re
from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast

from flask import Flask, Request, Response, current_app, request
from flask_login import LoginManager, current_user

from wbs.clock import now
from wbs.config import Settings
from wbs.errors import NotAllowed, NotFound
from wbs.staff.half_sessions import Half, resume_half
from wbs.staff.instance import Instance
from wbs.staff.sessions import Token
from wbs.staff.signing_in import SignedIn, resume
from wbs.web.text import choose_language

HALF, BROWSER = "-half", "-browser"  # what stands behind the cookie's name
BROWSER_KNOWN_S = 180 * 86_400
P = ParamSpec("P")
R = TypeVar("R")


def init_login(app: Flask) -> None:
    manager = LoginManager()
    manager.session_protection = None
    manager.request_loader(_load)
    # In place of `manager.init_app`, which would look after each page, the counter's too, whether a cookie is due, and
    # tell each template who is signed in: we have no such cookie, and no template asks.
    app.login_manager = manager  # type: ignore[attr-defined]


def cookie_name(settings: Settings) -> str:
    return "__Host-wbs" if settings.secure else "wbs"


def set_cookie(response: Response, settings: Settings, token: Token, kind: str = "") -> None:
    response.set_cookie(
        f"{cookie_name(settings)}{kind}", str(token), secure=settings.secure, httponly=True, samesite="Strict", path="/"
    )


def delete_cookie(response: Response, settings: Settings, kind: str = "") -> None:
    response.delete_cookie(
        f"{cookie_name(settings)}{kind}", secure=settings.secure, httponly=True, samesite="Strict", path="/"
    )


def browser_secret() -> bytes:
    """What this browser was given when somebody first signed in with it, or nothing."""
    text = request.cookies.get(f"{cookie_name(here().settings)}{BROWSER}", "")
    return bytes.fromhex(text) if re.fullmatch("[0-9a-f]{64}", text) else b""


def set_browser_cookie(response: Response, settings: Settings, secret: bytes) -> None:
    response.set_cookie(
        f"{cookie_name(settings)}{BROWSER}", secret.hex(), max_age=BROWSER_KNOWN_S, secure=settings.secure,
        httponly=True, samesite="Strict", path="/",
    )  # fmt: skip


def at_the_door() -> Half | None:
    """Who gave the right password in this browser within the last minutes, and nothing more yet."""
    token = Token.parse(request.cookies.get(f"{cookie_name(here().settings)}{HALF}", ""))
    return resume_half(here(), token, now()) if token else None


def here() -> Instance:
    """The instance of this application."""
    return cast(Instance, current_app.extensions["wbs"])


def officer() -> SignedIn:
    """Who is signed in. Raises NotFound for a stranger: to them the page does not exist."""
    if not current_user.is_authenticated:
        raise NotFound
    return cast(SignedIn, current_user._get_current_object())


def for_roles(*roles: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Guards a view: only officers with one of `roles` (none given: any officer). The page speaks their language."""

    def guard(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            signed_in = officer()
            choose_language(signed_in.language)
            if roles and not signed_in.person.has_role(*roles):
                raise NotAllowed
            return view(*args, **kwargs)

        cast(Any, guarded).for_roles = roles
        return guarded

    return guard


def _load(asked: Request) -> SignedIn | None:
    instance = here()
    token = Token.parse(asked.cookies.get(cookie_name(instance.settings), ""))
    return resume(instance, token, now()) if token else None
