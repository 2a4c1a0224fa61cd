"""Addresses of the style guide."""

from django.urls import URLPattern, URLResolver, path

from yuanping.web.styleguide.views import guide, one

app_name = "styleguide"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", guide, name="guide"),
    path("<slug:name>/", one, name="one"),
]
