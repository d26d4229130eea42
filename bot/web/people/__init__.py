"""The people who work here: staff, teams, one's own account, and the record of what was changed."""

from flask import Flask

from bot.web.people import account, audit, customers, newpassword, staff, suspending, teams  # noqa: F401 – their routes
from bot.web.people.blueprint import staffroom
from bot.web.people.subjects import subject_name


def install(app: Flask) -> None:
    """The rooms and the words their templates need."""
    app.jinja_env.globals.update(browser_name=account.browser_name, role_name=staff.role_name)
    app.jinja_env.filters.update(audit_action=audit.action_name, audit_subject=subject_name)
    app.register_blueprint(staffroom)
    app.register_blueprint(account.account)
    app.register_blueprint(newpassword.newpassword)
    app.register_blueprint(audit.audit)
    app.register_blueprint(customers.customers)
