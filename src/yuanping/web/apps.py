from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "yuanping.web"
    label = "web"
    verbose_name = "网页"
