"""Addresses of this audience."""

from django.urls import URLPattern, URLResolver, path

from yuanping.web.venue import (
    appraising,
    attendance,
    call_wording,
    documents,
    draw,
    evaluation,
    home,
    manual,
    needs,
    offers,
    projects,
    seats,
    sign_in,
)

app_name = "venue"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.Home.as_view(), name="home"),
    path("projects/<int:project_id>/", projects.Arrangement.as_view(), name="project"),
    path("projects/<int:project_id>/hold/", projects.HoldMainVenue.as_view(), name="hold"),
    path("projects/<int:project_id>/offers/<int:centre_id>/", offers.SendOffer.as_view(), name="send-offer"),
    path("projects/<int:project_id>/draw/", draw.DrawSubVenues.as_view(), name="draw"),
    path("projects/<int:project_id>/evaluation/", evaluation.EvaluationPage.as_view(), name="evaluation"),
    path("departures/", evaluation.DeparturesPage.as_view(), name="departures"),
    path("offers/", offers.Offers.as_view(), name="offers"),
    path("offers/<int:offer_id>/", offers.OneOffer.as_view(), name="offer"),
    path("venues/<int:venue_id>/seats/", seats.Reseat.as_view(), name="reseat"),
    path("venues/<int:venue_id>/needs/", needs.VenueNeedsPage.as_view(), name="needs"),
    path("seats/", seats.Seats.as_view(), name="seats"),
    path("seats/<int:seat_id>/", seats.OneSeat.as_view(), name="seat"),
    path("documents/<int:document_id>/", documents.VenueDocument.as_view(), name="document"),
    path("call-wording/", call_wording.CallWordingPage.as_view(), name="call-wording"),
    path("attendance/", attendance.Attendance.as_view(), name="attendance"),
    path("attendance/<int:seat_id>/", attendance.SeatAttendance.as_view(), name="seat-attendance"),
    path("attendance/manual/<int:manual_id>/", manual.VenueManual.as_view(), name="manual"),
    path("projects/<int:project_id>/sign-in/", sign_in.MainSignIn.as_view(), name="sign-in"),
    path("appraisals/", appraising.VenueAppraisals.as_view(), name="appraisals"),
    path("appraisals/<int:attendance_id>/", appraising.VenueAppraise.as_view(), name="appraise"),
]
