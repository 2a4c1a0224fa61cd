"""Addresses of those who keep the expert pool."""

from django.urls import URLPattern, URLResolver, path

from yuanping.web.pool import catalogue, expert, intake, preview, rarity, roster

app_name = "pool"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", roster.Roster.as_view(), name="home"),
    path("experts/<int:expert_id>/", expert.ExpertPage.as_view(), name="expert"),
    path("imports/", intake.Imports.as_view(), name="imports"),
    path("imports/template.csv", intake.Template.as_view(), name="template"),
    path("imports/<int:import_id>/", preview.Preview.as_view(), name="import"),
    path("imports/<int:import_id>/faults.csv", preview.Faults.as_view(), name="faults"),
    path("rarity/", rarity.RarityPage.as_view(), name="rarity"),
    path("catalogue/", catalogue.Manage.as_view(), name="catalogue"),
]
