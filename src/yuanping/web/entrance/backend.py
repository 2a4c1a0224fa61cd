"""Which accounts open a session on this node."""

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AnonymousUser
from typing_extensions import override

from yuanping.domain.people.models import Account


class NodeBackend(ModelBackend):
    """Accounts in use; on a node in service none of the demonstration's, whose password everybody knows."""

    @override
    def user_can_authenticate(self, user: Account | AnonymousUser | None) -> bool:
        if not super().user_can_authenticate(user):
            return False
        return settings.DEMO or not (isinstance(user, Account) and user.organisation.synthetic)
