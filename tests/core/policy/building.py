"""Small packs for the engine's tests."""

from datetime import date

CITE = 'cite = { article = "第一条", words = "原文", evidence = "verified" }'
SEATS = 'id = "venue.city_seats"\ntitle = "工位数"\nkind = "MinCount"\nop = ">="\nvalue = 10\nunit = "seat"\nforce = "must"\n'
NATION, CITY = "packs/000000/law.toml", "packs/411500/notice.toml"
ON = date(2026, 6, 1)


def pack(
    region: str, *rules: str, valid_from: str = "2022-10-25", status: str = "issued", title: str = "通知"
) -> bytes:
    head = (
        f'[pack]\ntitle = "{title}"\nnumber = "一号"\nissuer = "机关"\nissued_on = 2022-10-25\nregion = "{region}"\n'
        f'status = "{status}"\nsource = "X"\ndomain = "both"\naxis = "notice_on"\nvalid_from = {valid_from}\n'
    )
    return (head + "".join(f"[[rule]]\n{rule}\n" for rule in rules)).encode()


def seats(value: int = 10, *, more: str = "", cite: str = CITE) -> str:
    return SEATS.replace("value = 10", f"value = {value}") + more + cite


def scope(rule_id: str, when: str, *, force: str = "must", more: str = "") -> str:
    return (
        f'id = "{rule_id}"\ntitle = "范围"\nkind = "Scope"\nop = "when"\nforce = "{force}"\n'
        f"when = {{ {when} }}\n{more}{CITE}"
    )


def reach(rule_id: str, tier: str, when: str) -> str:
    return (
        f'id = "{rule_id}"\ntitle = "范围"\nkind = "Reach"\nop = "when"\nvalue = "{tier}"\nforce = "default"\n'
        f'boundary = "upper-bracket"\nwhen = {{ {when} }}\n{CITE}'
    )


def exemption(rule_id: str, procedure: str, when: str, *, more: str = "") -> str:
    return (
        f'id = "{rule_id}"\ntitle = "免除"\nkind = "Exemption"\nop = "when"\nforce = "exempt"\n'
        f'value = "{procedure}"\nwhen = {{ {when} }}\n{more}{CITE}'
    )


def amount(op: str, value: int) -> str:
    return f'{{ op = "{op}", value = {value}, unit = "CNY" }}'
