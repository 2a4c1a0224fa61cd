"""Addresses of this audience."""

from django.urls import URLPattern, URLResolver

app_name = "styleguide"
urlpatterns: list[URLPattern | URLResolver] = []
