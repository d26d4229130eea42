"""The blueprint of staff and teams."""

from flask import Blueprint

staffroom = Blueprint("staff", __name__, url_prefix="/staff")

PERSON = "<int(max=9223372036854775807):agent_id>"
TEAM = "<int(max=9223372036854775807):team_id>"
SIGNIN = "<int(max=9223372036854775807):signin_id>"
