"""The blueprint of articles, and how an address names one."""

from flask import Blueprint

answers = Blueprint("answers", __name__, url_prefix="/answers")

# As faq.article writes slugs; the router takes nothing else.
SLUG = "<slug:slug>"
