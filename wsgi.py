"""What gunicorn and `flask --app wsgi` load: the application with the settings of this environment."""

from __future__ import annotations

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
