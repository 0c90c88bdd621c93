"""Where else to go: services that take complaints about services. Per government, since some have one of their own."""

NATIONAL = "LAPOR!"
OWN_CHANNELS = {"Pemerintah Provinsi DKI Jakarta": "JAKI"}


def service_channels(government: str) -> tuple[str, ...]:
    """Names of the channels, the government's own first."""
    own = OWN_CHANNELS.get(government)
    return (own, NATIONAL) if own else (NATIONAL,)
