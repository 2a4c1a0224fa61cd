"""Addresses with one that fails, to see what the node tells of a failure."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from yuanping.config.urls import urlpatterns as ours


def fail(request: HttpRequest) -> HttpResponse:
    secret = "张三丰 13900001111"
    raise RuntimeError(f"no such person: {secret}")


urlpatterns = [*ours, path("fail/", fail)]
