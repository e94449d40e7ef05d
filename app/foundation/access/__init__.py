"""The one policy of who may see what."""
