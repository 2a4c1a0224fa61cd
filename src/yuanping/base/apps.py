"""Finding every app's permissions when Django has started."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from typing_extensions import override


class BaseConfig(AppConfig):
    name = "yuanping.base"
    label = "base"
    verbose_name = "基础"

    @override
    def ready(self) -> None:
        autodiscover_modules("permissions")
