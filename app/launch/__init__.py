"""What `make run` does: environment, embedded PostgreSQL, migrations, demonstration, web and worker."""
