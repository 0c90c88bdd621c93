"""Where else to go: services that take complaints about services. Some governments have one of their own."""

NATIONAL = "LAPOR!"


def service_channels(own: tuple[str, ...]) -> tuple[str, ...]:
    """Names of the channels, the government's own first."""
    return (*own, NATIONAL)
