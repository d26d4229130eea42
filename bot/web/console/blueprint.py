"""The one blueprint all console routes hang on."""

from flask import Blueprint

console = Blueprint("console", __name__)

# The largest number both databases can look up: beyond it an address is simply not found.
CONVERSATION = "<int(max=9223372036854775807):conversation_id>"
