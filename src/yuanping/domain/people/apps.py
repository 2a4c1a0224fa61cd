from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "yuanping.domain.people"
    label = "people"
    verbose_name = "人员"
