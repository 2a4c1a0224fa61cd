"""Addresses of the API."""

from django.urls import URLPattern, URLResolver, path, re_path

from yuanping.api.errors import nothing_here
from yuanping.api.v1 import api

urlpatterns: list[URLPattern | URLResolver] = [
    path("", api.urls),
    re_path(r"^(?P<path>.*)$", nothing_here),
]
