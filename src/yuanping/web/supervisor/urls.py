"""Addresses of this audience."""

from django.urls import URLPattern, URLResolver, path

from yuanping.web.supervisor.events import events

app_name = "supervisor"
urlpatterns: list[URLPattern | URLResolver] = [
    path("events/", events, name="events"),
]
