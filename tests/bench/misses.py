"""What the site does for a page that is not kept (`blog/page_cache/front.py`), but for laying it down and packing it."""

import time

from django.db import connections
from django.urls import resolve

from blog.page_cache.front import send
from blog.page_cache.page import Page
from blog.page_cache.rendering import Render, rendering
from config.memory import leave_alone_what_is_loaded
from config.wsgi import application as site

resolve("/")
connections.close_all()
leave_alone_what_is_loaded()


def application(environ, start_response):
    answer, render = {}, Render(position=0)
    with rendering(render):
        parts = site.site(environ, lambda status, headers, exc_info=None: answer.update(status=status, headers=headers))
        body = b"".join(parts)
        parts.close()
    if not render.is_public:
        start_response(answer["status"], answer["headers"])
        return [body]
    return send(Page.rendered(answer["headers"], body, render.fresh_until, time.time()), environ, start_response)
