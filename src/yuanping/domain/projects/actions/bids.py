"""The bid list handed in with the registration."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Max

from yuanping.base.change import change
from yuanping.base.context import Ctx
from yuanping.base.ports.storage import storage
from yuanping.core.errors import Invalid, NotFound, Refused
from yuanping.core.identifiers import parse_uscc
from yuanping.core.money import check_amount
from yuanping.domain.projects.events import BidAdded, BidRemoved
from yuanping.domain.projects.files import Inspected, Upload, inspect
from yuanping.domain.projects.models import Bid, Lot, Project
from yuanping.domain.projects.permissions import Projects


@dataclass(frozen=True, slots=True, kw_only=True)
class BidEntry:
    """A bid as it is typed; ``price`` in yuan."""

    bidder_name: str
    bidder_uscc: str
    price: Decimal
    file: Upload


def add_bid(ctx: Ctx, project_id: int, lot_id: int, entry: BidEntry) -> Bid:
    """Put a bid on the lot's list. The file is stored last, when nothing can be refused any more."""
    with change(ctx, Project, project_id, "amend", permission=Projects.LIST_BIDS) as tx:
        lot = _lot(tx.row, lot_id)
        name, uscc, price = _checked(entry)
        listed = list(lot.bids.all())
        _require_new_bidder(listed, uscc)
        found = inspect(entry.file)
        _require_new_file(listed, found)
        last = lot.bids.aggregate(last=Max("ordinal"))["last"] or 0
        stored = storage().put(entry.file.chunks())
        if stored.sha256 != found.sha256:
            raise Refused("file-changed", "文件在上传过程中发生了变化。", field="file", remedy="请重新上传。")
        bid = Bid.objects.create(
            lot=lot,
            ordinal=last + 1,
            bidder_name=name,
            bidder_uscc=uscc,
            price=price,
            file_name=found.name,
            file_sha256=found.sha256,
            file_size=found.size,
        )
        tx.record(
            BidAdded(
                project_id=project_id,
                lot_code=lot.code,
                ordinal=bid.ordinal,
                bidder_name=name,
                bidder_uscc=uscc,
                price=price,
                file_name=found.name,
                file_sha256=found.sha256,
                file_size=found.size,
            )
        )
    return bid


def remove_bid(ctx: Ctx, project_id: int, bid_id: int) -> None:
    """Take a wrongly listed bid off the list; its number is not given again while later bids stand."""
    with change(ctx, Project, project_id, "amend", permission=Projects.LIST_BIDS) as tx:
        bid = Bid.objects.select_related("lot").filter(pk=bid_id, lot__project=tx.row).first()
        if bid is None:
            raise NotFound("bid-not-found", "没有找到该投标。", remedy="请刷新页面后重试。")
        tx.record(
            BidRemoved(
                project_id=project_id,
                lot_code=bid.lot.code,
                ordinal=bid.ordinal,
                bidder_uscc=bid.bidder_uscc,
                file_sha256=bid.file_sha256,
            )
        )
        bid.delete()


def _lot(project: Project, lot_id: int) -> Lot:
    lot = project.lots.filter(pk=lot_id).first()
    if lot is None:
        raise NotFound("lot-not-found", "没有找到该标段（包）。", field="lot", remedy="请刷新页面后重试。")
    return lot


def _checked(entry: BidEntry) -> tuple[str, str, Decimal]:
    name = " ".join(entry.bidder_name.split())
    if not name or len(name) > 200 or not name.isprintable():
        raise Invalid(
            "bidder-name",
            "请填写投标人名称，不超过 200 个字符，不含控制字符。",
            field="bidder_name",
            remedy="请按营业执照填写。",
        )
    uscc = parse_uscc(entry.bidder_uscc, field="bidder_uscc").code
    price = check_amount(entry.price, field="price")
    if price <= 0:
        raise Invalid(
            "price-not-positive",
            "投标报价应大于 0。",
            field="price",
            remedy="请对照开标记录填写，以元为单位。",
        )
    return name, uscc, price


def _require_new_bidder(listed: list[Bid], uscc: str) -> None:
    for bid in listed:
        if bid.bidder_uscc == uscc:
            raise Refused(
                "bidder-listed",
                f"统一社会信用代码 {uscc} 已在本标段（包）第 {bid.ordinal} 号投标（{bid.bidder_name}）登记。",
                field="bidder_uscc",
                remedy="请核对统一社会信用代码；登记有误的，请先移除原投标。",
            )


def _require_new_file(listed: list[Bid], found: Inspected) -> None:
    for bid in listed:
        if bid.file_sha256 == found.sha256:
            raise Refused(
                "file-twice",
                f"该文件与本标段（包）第 {bid.ordinal} 号投标（{bid.bidder_name}）的文件完全相同。",
                field="file",
                remedy="请核对是否选错文件；确属相同的，请报告行政监督部门。",
            )
