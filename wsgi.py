"""What a WSGI server serves: ``gunicorn wsgi:app``."""

from marketplace import memory

with memory.lasting():
    from marketplace.app import create_app
    from marketplace.config import Config

    app = create_app(Config.from_environment())
