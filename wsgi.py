"""What gunicorn and `flask --app wsgi` load: the application with the settings of this environment."""

from __future__ import annotations

import os
import sys

from app import logs
from app.config import Settings, SettingsProblem
from app.factory import create_app

try:
    settings = Settings.read()
except SettingsProblem as problem:
    sys.exit(str(problem))
logs.configure(settings)
app = create_app(settings)
# gunicorn loads this once and forks: no two processes may share a connection.
os.register_at_fork(after_in_child=lambda: app.extensions["database"].engine.dispose(close=False))
