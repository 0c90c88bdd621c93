"""What the runtime needs of a web application, whatever framework made it."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Protocol

from wbs.config import Settings
from wbs.db import alone, db


class Application(Protocol):
    """A WSGI callable that knows its extensions: `extensions["wbs"]` is the instance."""

    extensions: dict[str, Any]

    def app_context(self) -> AbstractContextManager[Any]: ...

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]: ...


Build = Callable[[Settings], Application]


def close_connections(app: Application) -> None:
    """Closes what building the application opened: two processes must never share a database connection."""
    if "sqlalchemy" not in app.extensions:
        return
    with app.app_context():
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()


@contextmanager
def no_other_round(app: Application) -> Iterator[None]:
    """While this lasts, no other machine of the installation does a tick, a night or a delivery."""
    if "sqlalchemy" not in app.extensions:
        yield
        return
    with app.app_context(), alone():
        yield
