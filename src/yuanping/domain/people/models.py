from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from typing_extensions import override

from yuanping.base.models import ScopedQuerySet
from yuanping.domain.people.states import ROLE_LABELS, OrganisationKind, Role

if TYPE_CHECKING:
    from yuanping.base.context import Ctx


class Organisation(models.Model):
    """A legal person that takes part in tenders. ``uscc`` is the 统一社会信用代码, checked on entry."""

    name = models.CharField("名称", max_length=200)
    uscc = models.CharField("统一社会信用代码", max_length=18, unique=True)
    kind = models.CharField(
        "类别", max_length=20, choices=[(k.value, k.value) for k in OrganisationKind], db_index=True
    )
    region_code = models.CharField("行政区划代码", max_length=6)
    synthetic = models.BooleanField("合成数据", default=False)

    class Meta:
        verbose_name = "单位"


class AccountQuerySet(ScopedQuerySet["Account"]):
    @override
    def visible_to(self, ctx: "Ctx") -> Self:
        """One's own account; operators see all."""
        if ctx.has(Role.OPERATOR, Role.SYSTEM):
            return self
        return self.filter(pk=ctx.actor_id)


class AccountManager(BaseUserManager.from_queryset(AccountQuerySet)["Account"]):  # type: ignore[misc]
    def create_account(self, *, username: str, password: str, **fields: Any) -> "Account":
        """A new account with a hashed password."""
        account: Account = self.model(username=username, **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account


class Account(AbstractBaseUser):
    """A person's sign-in. Experts have none: they enter by the link and the seat's one-time code."""

    username = models.CharField("账号", max_length=64, unique=True)
    display_name = models.CharField("姓名或岗位", max_length=64)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="accounts")
    centre = models.ForeignKey(
        "places.Centre", on_delete=models.PROTECT, null=True, blank=True, related_name="accounts"
    )
    roles = ArrayField(models.CharField(max_length=32), verbose_name="角色")
    is_active = models.BooleanField("启用", default=True)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[AccountManager] = AccountManager()

    class Meta:
        verbose_name = "账号"

    @property
    def role_labels(self) -> str:
        """The roles' names for people."""
        return "、".join(ROLE_LABELS[Role(role)] for role in self.roles)
