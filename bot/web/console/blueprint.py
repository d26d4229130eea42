"""The blueprints the routes hang on: the chats, and the broadcasts."""

from flask import Blueprint

console = Blueprint("console", __name__)
campaigns = Blueprint("campaigns", __name__)

# The largest number both databases can look up: beyond it an address is simply not found.
CONVERSATION = "<int(max=9223372036854775807):conversation_id>"
CAMPAIGN = "<int(max=9223372036854775807):campaign_id>"
