"""Addresses of the node's log: the prefix ``/log`` is its URL as C2SP tlog-tiles means it."""

from django.urls import URLPattern, URLResolver, path

from yuanping.web.log import files

app_name = "log"
urlpatterns: list[URLPattern | URLResolver] = [
    path("checkpoint", files.checkpoint, name="checkpoint"),
    path("tile/<path:place>", files.tile, name="tile"),
    path("sm3/tile/<path:place>", files.sm3_tile, name="sm3-tile"),
]
