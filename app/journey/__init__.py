"""One referral up, treated, down and followed up to its close, over HTTP as any outside program would.

It knows the served names alone (design of the API, keys of the lifecycles) and fills every form from what the
form says of itself, so it also proves that a program can do the whole job without knowing a field.
"""
