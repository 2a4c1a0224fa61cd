"""Addresses of the draws: open to everybody."""

from django.urls import URLPattern, URLResolver, path

from yuanping.web.draws import files, pages

app_name = "draws"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", pages.Draws.as_view(), name="draws"),
    path("check/", pages.Check.as_view(), name="check"),
    path(
        "yuanping_verify_draw.py", files.Program.as_view(name="yuanping_verify_draw.py"), name="program-draw"
    ),
    path(
        "yuanping_verify_seed.py", files.Program.as_view(name="yuanping_verify_seed.py"), name="program-seed"
    ),
    path("<int:project_id>/", pages.ProjectDraws.as_view(), name="project"),
    path("<int:project_id>/<int:attempt>/", pages.Draw.as_view(), name="draw"),
    path("<int:project_id>/<int:attempt>/transcript.json", files.Transcript.as_view(), name="transcript"),
    path("<int:project_id>/<int:attempt>/log.json", files.LogEntries.as_view(), name="log"),
    path("<int:project_id>/<int:attempt>/<str:which>.zip", files.Package.as_view(), name="package"),
]
