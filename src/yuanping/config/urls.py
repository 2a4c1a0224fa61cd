"""The map of addresses: one prefix per audience."""

from django.urls import include, path

urlpatterns = [
    path("", include("yuanping.web.entrance.urls")),
    path("styleguide/", include("yuanping.web.styleguide.urls")),
    path("desk/", include("yuanping.web.desk.urls")),
    path("venue/", include("yuanping.web.venue.urls")),
    path("expert/", include("yuanping.web.expert.urls")),
    path("supervisor/", include("yuanping.web.supervisor.urls")),
    path("pool/", include("yuanping.web.pool.urls")),
    path("experts/", include("yuanping.web.pool.public_urls")),
    path("law/", include("yuanping.web.law.urls")),
    path("draws/", include("yuanping.web.draws.urls")),
    path("demo/", include("yuanping.web.demo.urls")),
    path("log/", include("yuanping.web.log.urls")),
    path("", include("yuanping.web.witnessing.urls")),
    path("", include("yuanping.web.callbacks.urls")),
    path("api/v1/", include("yuanping.api.urls")),
]
