"""The law's answers to whoever asks from outside, from JSON to JSON: the command line and the API give the same."""

from typing import Any

from yuanping.core.errors import Invalid
from yuanping.core.local_time import local_date
from yuanping.core.policy import dated, state
from yuanping.domain.rules import contract, shelf


def decision(data: object, *, drafts: bool = False) -> dict[str, Any]:
    """Whether evaluation is remote, how far, and why, for one object of facts (``contract.read_request``)."""
    request = contract.read_request(data)
    found = state(
        shelf.library(),
        region=_known(request.jurisdiction),
        on=request.axis_date,
        facts=request.facts,
        drafts=drafts,
    )
    return contract.written_statement(found)


def deadline(
    *, jurisdiction: str, domain: str, rule: str, start: str, axis_date: str = "", drafts: bool = False
) -> dict[str, Any]:
    """The last (or first) instant that the named rule allows, counted from ``start``.

    The rules are those of ``axis_date``, or of the day on which the clock starts.
    """
    given = {"jurisdiction": jurisdiction, "domain": domain, "rule": rule, "from": start}
    for name, value in given.items():
        if not value:
            raise Invalid("field-missing", f"缺少“{name}”。", field=name, remedy=f"请补充“{name}”。")
    region = _known(contract.read_region(jurisdiction, field="jurisdiction"))
    name, law = contract.read_deadline_name(rule), contract.read_domain(domain)
    at = contract.read_instant(start, field="from")
    on = contract.read_day(axis_date, field="axis_date") if axis_date else local_date(at)
    policy = shelf.library().pin(region, law, on, drafts=drafts)
    return contract.written_dated(dated(policy, name, at, calendar=shelf.calendar()))


def _known(region: str) -> str:
    if region not in shelf.regions().by_code:
        raise Invalid(
            "jurisdiction-unknown",
            f"平台没有登记行政区划“{region}”。",
            field="jurisdiction",
            remedy="请核对代码；新增地区请在 regions.toml 中登记。",
        )
    return region
