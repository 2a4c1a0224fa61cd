"""Signing in to an expert's own pages: a mobile number, a code sent to it, no account.

Whether a number is in the pool must not show: the page, the row, the event and the time taken are the
same; the code is made and sent by a job, which for an unknown number does nothing.
"""

import secrets
from dataclasses import dataclass, replace

from django.db.models import F

from yuanping.base.change import recording
from yuanping.base.context import Ctx, platform
from yuanping.base.ports.sms import gateway
from yuanping.core.errors import Refused
from yuanping.core.identifiers import parse_mobile
from yuanping.domain.experts import messages
from yuanping.domain.experts.digests import own_code_hash, phone_index
from yuanping.domain.experts.events import OwnCodeAsked, OwnPagesEntered, TelephonesIndexed
from yuanping.domain.experts.models import Expert, SignInRequest, Telephone
from yuanping.domain.experts.periods import (
    OWN_CODE_PAUSE,
    OWN_CODE_TRIES,
    OWN_CODE_VALID,
    OWN_CODE_WINDOW,
    OWN_CODES_PER_ADDRESS,
    OWN_CODES_PER_PHONE,
)
from yuanping.domain.experts.permissions import Experts
from yuanping.domain.experts.sealed import identity_of
from yuanping.domain.people.states import Role

ACTOR = "专家本人"
INDEXED_AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class Opened:
    """The expert whose pages are open now, and the reference by which the log knows this session."""

    expert_id: int
    reference: str


def expert_ctx(ctx: Ctx, expert_id: int, reference: str) -> Ctx:
    """The circumstances of an expert on the own pages: no account, no seat; the name is a session's reference."""
    return replace(
        ctx,
        actor_name=f"{ACTOR}（{reference}）",
        roles=frozenset({Role.EXPERT.value}),
        actor_id=None,
        organisation_id=None,
        centre_id=None,
        committee_seat_id=None,
        expert_id=expert_id,
    )


def ask_for_code(ctx: Ctx, phone: str) -> SignInRequest:
    """Have a code sent to the number, if it is one expert's; the answer is the same if it is not.

    Refused: no mobile number, or too many codes for the number or from the address.
    """
    index = phone_index(parse_mobile(phone, field="phone"))
    _require_patience(ctx, index)
    with recording(platform(ctx, ACTOR), "ask_for_code", permission=Experts.RUN) as tx:
        row = SignInRequest.objects.create(
            phone_index=index, address=ctx.address, asked_at=ctx.now, expires_at=ctx.now + OWN_CODE_VALID
        )
        tx.record(OwnCodeAsked(request_id=row.pk))
    return row


def send_code(ctx: Ctx, request_id: int) -> None:
    """Make and send the code of a request, once; nothing where the number is nobody's or two people's."""
    row = SignInRequest.objects.select_for_update().get(pk=request_id)
    holders = list(Expert.objects.select_related("identity").filter(telephone__index=row.phone_index)[:2])
    if row.sent_at is not None or len(holders) != 1 or ctx.now >= row.expires_at:
        return
    code = f"{secrets.randbelow(10**6):06d}"
    row.code_hash, row.sent_at = own_code_hash(row.pk, code), ctx.now
    row.save(update_fields=["code_hash", "sent_at"])
    message = messages.own_code_message(code)
    gateway().send(
        ctx,
        to=identity_of(holders[0])["phone"],
        text=message.text,
        filled=message.filled,
        reference="专家本人登录验证码",
        key=f"own-{row.pk}-{row.code_hash[:12]}",
    )


def open_own_pages(ctx: Ctx, request_id: int, code: str) -> Opened:
    """Sign in with the code; one answer for a wrong code, an unknown number, and one that is used or too old."""
    typed = "".join(code.split())
    row = SignInRequest.objects.filter(pk=request_id).first()
    wrong = Refused(
        "own-code-wrong",
        "验证码不正确或已失效。",
        field="code",
        remedy="请核对最新一条短信中的六位数字；没有收到的，请返回上一步重新获取。",
    )
    if row is None:
        raise wrong
    # counted before it is looked at, and whatever comes of it
    counted = SignInRequest.objects.filter(pk=row.pk, tries__lt=OWN_CODE_TRIES, expires_at__gt=ctx.now)
    if not counted.update(tries=F("tries") + 1):
        raise wrong
    right = secrets.compare_digest(row.code_hash or "-", own_code_hash(row.pk, typed))
    holder = Telephone.objects.filter(index=row.phone_index).first()
    if not right or holder is None:
        raise wrong
    reference = secrets.token_hex(4)
    own = platform(ctx, f"{ACTOR}（{reference}）")
    with recording(own, "open_own_pages", permission=Experts.RUN) as tx:
        used = SignInRequest.objects.filter(pk=row.pk, code_hash=row.code_hash).update(code_hash="")
        if not used:
            raise wrong
        tx.record(OwnPagesEntered())
    return Opened(holder.expert_id, reference)


def index_telephones(ctx: Ctx) -> int:
    """Let experts who have no index yet sign in by their numbers; returns how many."""
    waiting = Expert.objects.filter(telephone=None).select_related("identity").order_by("pk")
    count = 0
    while rows := list(waiting[:INDEXED_AT_ONCE]):
        made = [Telephone(expert=row, index=phone_index(identity_of(row)["phone"])) for row in rows]
        Telephone.objects.bulk_create(made, ignore_conflicts=True)
        count += len(made)
    if count:
        with recording(ctx, "index_telephones", permission=Experts.RUN) as tx:
            tx.record(TelephonesIndexed(count=count))
    return count


def _require_patience(ctx: Ctx, index: str) -> None:
    since = ctx.now - OWN_CODE_WINDOW
    recent = SignInRequest.objects.filter(asked_at__gt=since)
    same = recent.filter(phone_index=index)
    if same.filter(asked_at__gt=ctx.now - OWN_CODE_PAUSE).exists():
        raise Refused(
            "own-code-pause",
            "验证码刚刚发出，请稍候。",
            field="phone",
            remedy="一分钟后仍未收到的，可以重新获取。",
        )
    if (
        same.count() >= OWN_CODES_PER_PHONE
        or recent.filter(address=ctx.address).count() >= OWN_CODES_PER_ADDRESS
    ):
        raise Refused(
            "own-code-often",
            "获取验证码次数过多，请稍后再试。",
            field="phone",
            remedy="请一小时后重试，或者致电专家库管理部门。",
        )
