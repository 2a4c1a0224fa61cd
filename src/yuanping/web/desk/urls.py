"""Addresses of this audience: agencies and tenderers at their desks."""

from django.urls import URLPattern, URLResolver, path

from yuanping.web.desk import (
    announcing,
    appraising,
    bids,
    committee,
    documents,
    exemption,
    home,
    importing,
    lists,
    project,
    record,
    recusal,
    registering,
    representative,
    scheme,
)

app_name = "desk"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.HomePage.as_view(), name="home"),
    path("projects/", home.ProjectsPage.as_view(), name="projects"),
    path("import/", importing.ImportPage.as_view(), name="import"),
    path("import/preview/", importing.PreviewPage.as_view(), name="preview"),
    path("projects/register/", registering.RegisterPage.as_view(), name="register"),
    path("projects/<int:project_id>/", project.ProjectPage.as_view(), name="project"),
    path("projects/<int:project_id>/amend/", registering.AmendPage.as_view(), name="amend"),
    path("projects/<int:project_id>/withdraw/", project.WithdrawPage.as_view(), name="withdraw"),
    path(
        "projects/<int:project_id>/announcement/",
        announcing.AnnouncementPage.as_view(),
        name="announcement",
    ),
    path("projects/<int:project_id>/exemption/", exemption.ExemptionPage.as_view(), name="exemption"),
    path("projects/<int:project_id>/lots/<int:lot_id>/", bids.BidsPage.as_view(), name="bids"),
    path("projects/<int:project_id>/lots/<int:lot_id>/scheme/", scheme.SchemePage.as_view(), name="scheme"),
    path("projects/<int:project_id>/bids/<int:bid_id>/file/", bids.BidFilePage.as_view(), name="bid-file"),
    path("projects/<int:project_id>/record/", record.DeskRecord.as_view(), name="project-record"),
    path("record/<int:number>/", record.DeskEvent.as_view(), name="event"),
    path("documents/<int:document_id>/", documents.DeskDocument.as_view(), name="document"),
    path("projects/<int:project_id>/committee/", committee.CommitteePage.as_view(), name="committee"),
    path("projects/<int:project_id>/committee/plan/", committee.PlanPage.as_view(), name="committee-plan"),
    path("projects/<int:project_id>/recusal/", recusal.RecusalPage.as_view(), name="recusal"),
    path("appraisals/", appraising.DeskAppraisals.as_view(), name="appraisals"),
    path("appraisals/<int:attendance_id>/", appraising.DeskAppraise.as_view(), name="appraise"),
    path("projects/<int:project_id>/list/", lists.DeskList.as_view(), name="list"),
    path(
        "committee-seats/<int:seat_id>/representative/",
        representative.RepresentativePage.as_view(),
        name="representative",
    ),
]
