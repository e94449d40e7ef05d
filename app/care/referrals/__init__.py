"""Referrals: the clinical content of a case, its draft before it is sent, and how it ended."""
