from django.apps import AppConfig


class WitnessConfig(AppConfig):
    name = "yuanping.base.witness"
    label = "witness"
    verbose_name = "见证记录"
