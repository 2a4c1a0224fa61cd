from django.apps import AppConfig


class ClockConfig(AppConfig):
    name = "yuanping.base.clock"
    label = "clock"
    verbose_name = "时钟"
