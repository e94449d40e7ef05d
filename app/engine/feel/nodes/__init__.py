"""What the parser builds: closures that take a scope and give a value."""
