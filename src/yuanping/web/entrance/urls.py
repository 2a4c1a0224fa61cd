"""Addresses of this audience."""

from django.urls import URLPattern, URLResolver, path

from yuanping.web.entrance import health, pages

app_name = "entrance"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", pages.Landing.as_view(), name="landing"),
    path("login/", pages.SignIn.as_view(), name="sign-in"),
    path("logout/", pages.SignOut.as_view(), name="logout"),
    path("verify/", pages.Verify.as_view(), name="verify"),
    path("verify/head.json", pages.head, name="head"),
    path("health", health.health, name="health"),
]
