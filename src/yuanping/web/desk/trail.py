"""Where a desk page stands."""

from django.urls import reverse

from yuanping.domain.projects.models import Project
from yuanping.web.components.breadcrumb.params import Breadcrumb, Crumb


def trail(*here: Crumb) -> Breadcrumb:
    """工作台, then the given crumbs; the last one is the page itself."""
    return Breadcrumb(crumbs=(Crumb("工作台", reverse("desk:home")), *here))


def project_trail(project: Project, *here: str) -> Breadcrumb:
    """工作台, 项目, the project, and what is done with it."""
    above = Crumb("项目", reverse("desk:projects"))
    if not here:
        return trail(above, Crumb(project.name))
    return trail(above, Crumb(project.name, reverse("desk:project", args=[project.pk])), Crumb(here[0]))
