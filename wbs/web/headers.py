"""The headers of every answer, as a table. Pure; kept short, because they count in the first visit's 14,000 bytes."""

FOREVER = "public, max-age=31536000, immutable"
TWO_YEARS = "max-age=63072000; includeSubDomains"


def policy(scripts: str, form_targets: str = "'self'") -> str:
    """A content security policy; `scripts` and `form_targets` are source lists."""
    return (
        f"default-src 'none'; script-src {scripts}; style-src 'self'; img-src 'self' data:; "
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


def page_headers(public: bool, secure: bool, leave_to: str) -> dict[str, str]:
    """Headers of a page. `leave_to` is the origin where leaving leads: browsers hold its redirect to form-action."""
    content = policy("'none'", f"'self' {leave_to}") if public else policy("'self'")
    return everywhere(secure) | {
        "Content-Security-Policy": content,
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
        "X-Frame-Options": "DENY",
        "X-Robots-Tag": "none",
        "Cache-Control": "no-store",
    }
