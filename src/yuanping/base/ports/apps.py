from django.apps import AppConfig


class PortsConfig(AppConfig):
    name = "yuanping.base.ports"
    label = "ports"
    verbose_name = "外部接口"
