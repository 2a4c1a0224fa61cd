from django.apps import AppConfig


class RulesConfig(AppConfig):
    name = "yuanping.domain.rules"
    label = "rules"
    verbose_name = "规则"
