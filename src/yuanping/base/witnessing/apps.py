from django.apps import AppConfig
from typing_extensions import override


class WitnessingConfig(AppConfig):
    name = "yuanping.base.witnessing"
    label = "witnessing"
    verbose_name = "见证与镜像"

    @override
    def ready(self) -> None:
        """Tell the monitor which logs of others it should look after."""
        from yuanping.base.witness.monitoring.watching import watch  # noqa: PLC0415 -- models are ready only now
        from yuanping.base.witnessing.watched import watched  # noqa: PLC0415

        watch(watched)
