"""Addresses of this audience."""

from django.urls import URLPattern, URLResolver, path

from yuanping.web.expert import (
    call,
    chair,
    documents,
    enter,
    own,
    own_leave,
    own_record,
    own_sign_in,
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
    path("me/", own.OwnHome.as_view(), name="me"),
    path("me/sign-in/", own_sign_in.SignInPage.as_view(), name="own-sign-in"),
    path("me/code/", own_sign_in.CodePage.as_view(), name="own-code"),
    path("me/sign-out/", own_sign_in.SignOutPage.as_view(), name="own-sign-out"),
    path("me/leave/", own_leave.LeavePage.as_view(), name="own-leave"),
    path("me/history/", own_record.HistoryPage.as_view(), name="own-history"),
    path("me/pay/", own_record.PayPage.as_view(), name="own-pay"),
    path("me/appraisals/", own_record.AppraisalsPage.as_view(), name="own-appraisals"),
    path("me/appraisals/<int:appraisal_id>/", own_record.AppraisalPage.as_view(), name="own-appraisal"),
    path("me/file/", own_record.FilePage.as_view(), name="own-file"),
    path("withdrawn/", recusal.WithdrawnPage.as_view(), name="withdrawn"),
]
