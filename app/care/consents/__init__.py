"""What patients have agreed to, and taken back."""
