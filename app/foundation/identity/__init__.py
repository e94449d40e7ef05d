"""People, their accounts, posts and sessions."""
