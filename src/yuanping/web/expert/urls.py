"""Addresses of this audience."""

from django.urls import URLPattern, URLResolver

app_name = "expert"
urlpatterns: list[URLPattern | URLResolver] = []
