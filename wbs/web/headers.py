"""The headers of every answer, as a table. Pure; kept short, because they count in the first visit's 14,000 bytes."""

from collections.abc import Mapping
from functools import cache

FOREVER = "public, max-age=31536000, immutable"
SELF, NONE = "'self'", "'none'"  # of one length
TWO_YEARS = "max-age=63072000; includeSubDomains"


def policy(scripts: str, form_targets: str = SELF, media: str = "", connects: str = "") -> str:
    """A content security policy; `scripts`, `form_targets`, `media` and `connects` are source lists."""
    media_part = f"media-src {media}; " if media else ""
    connect_part = f"connect-src {connects}; " if connects else ""
    return (
        f"default-src 'none'; script-src {scripts}; style-src 'self'; img-src 'self' data:; {media_part}{connect_part}"
        f"form-action {form_targets}; base-uri 'none'; frame-ancestors 'none'"
    )


def everywhere(secure: bool) -> dict[str, str]:
    """What files and pages share."""
    headers = {
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Referrer-Policy": "no-referrer",
    }
    return headers | ({"Strict-Transport-Security": TWO_YEARS} if secure else {})


def public_policy(leave_to: str, script: str, has_script: bool) -> str:
    """`script` is the hash of the only script there is. A page without it allows none, in as many bytes: lengths must
    not tell one public page from another."""
    scripts = script if has_script else NONE.ljust(len(script))
    return policy(scripts, f"{SELF} {leave_to}", connects=SELF if has_script else NONE)


@cache
def page_headers(
    public: bool, secure: bool, leave_to: str, script: str = NONE, has_script: bool = False
) -> Mapping[str, str]:
    """Headers of a page. `leave_to` is the origin where leaving leads: browsers hold its redirect to form-action.
    The few there are, made once: not to be changed."""
    content = public_policy(leave_to, script, has_script) if public else policy("'self'", media="'self'")
    return everywhere(secure) | {
        "Content-Security-Policy": content,
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
        "X-Frame-Options": "DENY",
        "X-Robots-Tag": "none",
        "Cache-Control": "no-store",
    }


def file_headers(secure: bool) -> dict[str, str]:
    """Headers of somebody's file: whatever it is, it is no page of this origin."""
    return {**page_headers(False, secure, ""), "Content-Security-Policy": "sandbox; default-src 'none'"}
