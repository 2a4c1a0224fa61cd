"""Addresses of the witness (submission and monitoring prefix ``/witness``) and of the mirror (``/mirror``)."""

from django.urls import URLPattern, URLResolver, path

from yuanping.web.witnessing import answers

app_name = "witnessing"
urlpatterns: list[URLPattern | URLResolver] = [
    path("witness/add-checkpoint", answers.add_checkpoint, name="add-checkpoint"),
    path("witness/<str:origin_hash>/checkpoint", answers.witnessed, name="witnessed"),
    path("mirror/<str:origin_hash>/checkpoint", answers.mirrored, name="mirrored"),
    path("mirror/<str:origin_hash>/tile/<path:place>", answers.mirrored_tile, name="mirrored-tile"),
]
