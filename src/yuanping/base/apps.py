"""Finding every app's permissions when Django has started, and what the node checks of its surroundings."""

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
        from yuanping.base import role_check  # noqa: F401, PLC0415 -- registers itself, once apps are there
