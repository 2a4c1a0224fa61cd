"""Addresses of this audience."""

from django.urls import URLPattern, URLResolver

app_name = "entrance"
urlpatterns: list[URLPattern | URLResolver] = []
