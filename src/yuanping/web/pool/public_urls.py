"""Addresses of the shared catalogue, for everybody."""

from django.urls import URLPattern, URLResolver, path

from yuanping.web.pool import catalogue

app_name = "experts"
urlpatterns: list[URLPattern | URLResolver] = [
    path("catalogue/", catalogue.PublicCatalogue.as_view(), name="catalogue"),
    path("catalogue.json", catalogue.catalogue_json, name="catalogue-json"),
    path("catalogue.schema.json", catalogue.catalogue_schema, name="catalogue-schema"),
]
