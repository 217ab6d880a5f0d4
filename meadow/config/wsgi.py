"""The door for the web server."""

import gc
import os
from typing import Any

from django.core.handlers.wsgi import WSGIHandler
from django.core.wsgi import get_wsgi_application
from django.urls import reverse

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "meadow.config.settings")


def _behind_the_turnstile(handler: WSGIHandler) -> Any:
    from meadow.trade.turnstile import turnstile  # once the models are loaded

    return turnstile(handler)


application: Any = get_wsgi_application()
reverse("goods:desk")  # loads every view, so that no visitor waits for it
application = _behind_the_turnstile(application)
# What is loaded by now stays for good: the garbage collector need not walk over it again, which took 0.1 s each time.
gc.collect()
gc.freeze()
