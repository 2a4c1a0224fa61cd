"""Addresses of this audience."""

from django.urls import URLPattern, URLResolver, path

from yuanping.web.expert import (
    call,
    chair,
    documents,
    enter,
    preliminary,
    recusal,
    scoring,
    seat,
    signing,
    summary,
)

app_name = "expert"
urlpatterns: list[URLPattern | URLResolver] = [
    path("report/", signing.ReportPage.as_view(), name="report"),
    path("call/<str:token>/", call.CallPage.as_view(), name="call"),
    path("enter/", enter.EnterPage.as_view(), name="enter"),
    path("seat/", seat.SeatHome.as_view(), name="seat"),
    path("seat/recusal/", recusal.RecusalPage.as_view(), name="recusal"),
    path("seat/chair/", chair.ChairPage.as_view(), name="chair"),
    path("seat/documents/", documents.DocumentsPage.as_view(), name="documents"),
    path("seat/documents/<int:bid_id>/", documents.BidFile.as_view(), name="bid-file"),
    path("seat/preliminary/", preliminary.PreliminaryPage.as_view(), name="preliminary"),
    path(
        "seat/preliminary/<int:sheet_id>/<int:bid_id>/",
        preliminary.PreliminaryBidPage.as_view(),
        name="preliminary-bid",
    ),
    path("seat/scoring/", scoring.ScoringPage.as_view(), name="scoring"),
    path("seat/scoring/<int:sheet_id>/<int:bid_id>/", scoring.ScoringBidPage.as_view(), name="scoring-bid"),
    path("seat/summary/", summary.SummaryPage.as_view(), name="summary"),
    path("withdrawn/", recusal.WithdrawnPage.as_view(), name="withdrawn"),
]
