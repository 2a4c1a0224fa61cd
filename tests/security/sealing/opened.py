"""Addresses behind which something fails while it has an opened identity in hand."""

from datetime import date
from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from yuanping.base.ports.identity import Reading
from yuanping.base.vault.sealing import decrypt, encrypt
from yuanping.config.urls import urlpatterns as ours
from yuanping.domain.experts.actions.pool import ExpertEntry

NAME, PHONE, ID_NUMBER = "欧阳莳萝", "13748261059", "411500198005060216"
SOMEBODY = {"name": NAME, "phone": PHONE, "id_number": ID_NUMBER}


def fail_with_identity(*, told: str) -> None:
    """Open an identity in every shape in which the code ever holds one, and fail."""
    opened = decrypt("expert.identity", encrypt("expert.identity", SOMEBODY))
    plain = dict(opened)
    name, phone = plain["name"], plain["phone"]
    entry = ExpertEntry(
        name=name,
        id_number=plain["id_number"],
        phone=phone,
        employer_id=1,
        region_code="411500",
        specialties=("A060101",),
        title="高级工程师",
        in_field_since=date(2000, 7, 1),
    )
    reading = Reading(plain["id_number"], name, Decimal("0.98"))
    held = (opened, entry, reading)
    raise RuntimeError(f"{told or 'the gateway hung up'} {len(held)}")


@csrf_exempt
def view(request: HttpRequest) -> HttpResponse:
    fail_with_identity(told=request.GET.get("told", ""))
    raise AssertionError


urlpatterns = [*ours, path("fail/", view)]
