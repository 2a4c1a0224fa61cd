"""The addresses of the documents alone, for tests about links to them."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def page(_request: HttpRequest, **_names: str) -> HttpResponse:
    return HttpResponse()


urlpatterns = [path("law/", include(([path("<str:region>/<str:stem>/", page, name="document")], "law")))]
