from django.apps import AppConfig


class DispatchConfig(AppConfig):
    name = "yuanping.domain.dispatch"
    label = "dispatch"
    verbose_name = "调度"
