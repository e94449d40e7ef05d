"""One rule a file; a new file is found by itself (see `app.engine.lint.registry`)."""
