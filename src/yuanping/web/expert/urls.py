"""Addresses of this audience."""

from django.urls import URLPattern, URLResolver, path

from yuanping.web.expert import signing

app_name = "expert"
urlpatterns: list[URLPattern | URLResolver] = [
    path("report/", signing.ReportPage.as_view(), name="report"),
]
