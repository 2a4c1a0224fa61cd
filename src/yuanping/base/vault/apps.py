from django.apps import AppConfig


class VaultConfig(AppConfig):
    name = "yuanping.base.vault"
    label = "vault"
    verbose_name = "密封"
