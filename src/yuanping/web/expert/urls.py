"""Addresses of this audience."""

from django.urls import URLPattern, URLResolver, path

from yuanping.web.expert import call, enter, signing

app_name = "expert"
urlpatterns: list[URLPattern | URLResolver] = [
    path("report/", signing.ReportPage.as_view(), name="report"),
    path("call/<str:token>/", call.CallPage.as_view(), name="call"),
    path("enter/", enter.EnterPage.as_view(), name="enter"),
]
