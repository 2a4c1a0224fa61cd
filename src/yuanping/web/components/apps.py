from django.apps import AppConfig


class ComponentsConfig(AppConfig):
    name = "yuanping.web.components"
    label = "components"
    verbose_name = "界面组件"
