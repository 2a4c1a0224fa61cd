"""Addresses of this audience."""

from django.urls import URLPattern, URLResolver

app_name = "venue"
urlpatterns: list[URLPattern | URLResolver] = []
