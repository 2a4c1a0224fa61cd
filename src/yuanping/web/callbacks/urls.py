"""Addresses that the gateways are told: ``/callbacks/sms-aliyun/<a secret word>``."""

from django.urls import URLPattern, URLResolver, path

from yuanping.web.callbacks import receiving

app_name = "callbacks"
urlpatterns: list[URLPattern | URLResolver] = [
    path("callbacks/<str:adapter>/<str:word>", receiving.receive, name="receive"),
]
