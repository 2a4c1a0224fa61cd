"""Addresses of this audience."""

from django.urls import URLPattern, URLResolver, path

from yuanping.web.demo import outbox, rings
from yuanping.web.demo.clock import Clock

app_name = "demo"
urlpatterns: list[URLPattern | URLResolver] = [
    path("clock/", Clock.as_view(), name="clock"),
    path("outbox/", outbox.Outbox.as_view(), name="outbox"),
    path("rings/", rings.Rings.as_view(), name="rings"),
]
