from django.apps import AppConfig


class WitnessingConfig(AppConfig):
    name = "yuanping.base.witnessing"
    label = "witnessing"
    verbose_name = "见证与镜像"
