"""Addresses of this audience."""

from django.urls import URLPattern, URLResolver, path

from yuanping.web.supervisor import (
    appraising,
    documents,
    lists,
    manual,
    pages,
    record,
    recusal,
    sign_in,
    unsealings,
    venue_draws,
    witnessing,
)
from yuanping.web.supervisor.events import events

app_name = "supervisor"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", pages.Home.as_view(), name="home"),
    path("events/", events, name="events"),
    path("record/", record.Record.as_view(), name="record"),
    path("record/<int:number>/", record.SupervisorEvent.as_view(), name="event"),
    path("witnessing/", witnessing.Witnessing.as_view(), name="witnessing"),
    path("record/download/", pages.download, name="download"),
    path("projects/<int:project_id>/", pages.ProjectPage.as_view(), name="project"),
    path("projects/<int:project_id>/record/", record.Record.as_view(), name="project-record"),
    path("projects/<int:project_id>/venue-draws/", venue_draws.VenueDraws.as_view(), name="venue-draws"),
    path(
        "projects/<int:project_id>/venue-draws/<int:attempt>/",
        venue_draws.VenueDrawFile.as_view(),
        name="venue-draw-record",
    ),
    path("projects/<int:project_id>/recusal/", recusal.RecusalPage.as_view(), name="recusal"),
    path("projects/<int:project_id>/unsealings/", unsealings.Unsealings.as_view(), name="unsealings"),
    path("documents/<int:document_id>/", documents.SupervisorDocument.as_view(), name="document"),
    path("attendance/manual/<int:manual_id>/", manual.SupervisorManual.as_view(), name="manual"),
    path("projects/<int:project_id>/sign-in/", sign_in.SupervisorSignIn.as_view(), name="sign-in"),
    path("appraisals/", appraising.SupervisorAppraisals.as_view(), name="appraisals"),
    path("appraisals/<int:attendance_id>/", appraising.SupervisorAppraise.as_view(), name="appraise"),
    path("objections/<int:appraisal_id>/", appraising.ObjectionPage.as_view(), name="objection"),
    path("projects/<int:project_id>/list/", lists.SupervisorList.as_view(), name="list"),
    path(
        "projects/<int:project_id>/draws/<int:attempt>/",
        lists.DrawRecordFile.as_view(),
        name="draw-record",
    ),
]
