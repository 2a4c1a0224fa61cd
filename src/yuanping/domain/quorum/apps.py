from django.apps import AppConfig


class QuorumConfig(AppConfig):
    name = "yuanping.domain.quorum"
    label = "quorum"
    verbose_name = "见证等候"
