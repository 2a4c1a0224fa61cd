from django.apps import AppConfig


class ExpertsConfig(AppConfig):
    name = "yuanping.domain.experts"
    label = "experts"
    verbose_name = "专家"
