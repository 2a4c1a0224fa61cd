from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "yuanping.domain.places"
    label = "places"
    verbose_name = "场地"
