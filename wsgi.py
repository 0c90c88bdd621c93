"""The application for any WSGI server: built from the environment, once."""

import os

from wbs.app import create_app
from wbs.config import Settings

app = application = create_app(Settings.from_environ(os.environ))
