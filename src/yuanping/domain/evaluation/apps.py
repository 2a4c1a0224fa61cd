from django.apps import AppConfig


class EvaluationConfig(AppConfig):
    name = "yuanping.domain.evaluation"
    label = "evaluation"
    verbose_name = "评标"
