"""The demonstration city: invented institutions, people and patients, and referrals made by running the engine.

The same seed gives the same city. Nothing here runs in production.
"""
