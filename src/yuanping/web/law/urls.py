"""Addresses of the law: open to everybody."""

from django.urls import URLPattern, URLResolver, path

from yuanping.web.law import documents, explore

app_name = "law"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", documents.Documents.as_view(), name="documents"),
    path("explore/", explore.Explore.as_view(), name="explore"),
    path("<str:region>/<str:stem>/", documents.DocumentPage.as_view(), name="document"),
]
