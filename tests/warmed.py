"""What has the parent of warm desks read, and what do they share that comes out the same in each?"""

import gc
from pathlib import Path

import gunicorn.workers.gthread  # noqa: F401
import sqlalchemy.dialects.postgresql.psycopg
import sqlalchemy.dialects.sqlite.pysqlite  # noqa: F401
from flask import Flask
from jinja2 import FileSystemBytecodeCache

import bot.__main__
import bot.app
import bot.assemble
import bot.server
from bot.web.desk import Desk
from tests.quick import keep_routes

keep_routes()
gc.collect()
gc.freeze()  # each look at an object would copy its page


def start(arguments: list[str], templates: Path) -> int:
    """`python -m bot …`, in the process forked for it; what one compiles of the templates, all use."""
    create_app = bot.app.create_app
    templates.mkdir(exist_ok=True)

    def create(desk: Desk) -> Flask:
        app = create_app(desk)
        app.jinja_env.bytecode_cache = FileSystemBytecodeCache(str(templates))
        return app

    bot.app.create_app = create
    return bot.__main__.main(arguments)
