"""Referrals on pages: the list, writing a new one, and one case with everything that may be done with it."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint

from app.care.referrals.pages import acting, drafts, listing, reading, unmasking, writing

blueprint = Blueprint("referral_pages", __name__, template_folder="../templates")
SHOWN: tuple[tuple[str, str, Callable[..., Any]], ...] = (
    ("/referrals", "list", listing.show),
    ("/referrals/new", "new", writing.show),
    ("/referrals/<which>", "case", reading.show),
    ("/referrals/<which>/edit", "draft", drafts.show),
    ("/referrals/<which>/discard", "ask_to_discard", drafts.ask_to_discard),
    ("/referrals/<which>/actions/<name>", "ask", acting.ask),
    ("/referrals/<which>/unmask", "ask_to_unmask", unmasking.ask),
)
POSTED: tuple[tuple[str, str, Callable[..., Any]], ...] = (
    ("/referrals/new", "take", writing.take),
    ("/referrals/new/draft", "keep", writing.keep_by_itself),
    ("/referrals/<which>/edit", "take_draft", drafts.take),
    ("/referrals/<which>/draft", "keep_draft", drafts.keep_by_itself),
    ("/referrals/<which>/discard", "discard", drafts.discard),
    ("/referrals/<which>/actions/<name>", "act", acting.act),
    ("/referrals/<which>/comments", "comment", acting.comment),
    ("/referrals/<which>/unmask", "reveal", unmasking.reveal),
)
for rule, endpoint, view in SHOWN:
    blueprint.add_url_rule(rule, endpoint, view)
for rule, endpoint, view in POSTED:
    blueprint.add_url_rule(rule, endpoint, view, methods=["POST"])
