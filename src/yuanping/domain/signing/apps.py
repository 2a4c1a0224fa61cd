from django.apps import AppConfig


class SigningConfig(AppConfig):
    name = "yuanping.domain.signing"
    label = "signing"
    verbose_name = "签章"
