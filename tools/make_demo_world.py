"""Write the demonstration world's files again: ``python tools/make_demo_world.py``.

Everything is synthetic and says so: names of heavenly stems and earthly branches, identity numbers
with the sequence 000 that is given to nobody, telephones of the unassigned 154 range, employers
called 合成. The same seed gives the same files.
"""

import csv
from datetime import date, timedelta
from pathlib import Path

from yuanping.core.draw.stream import Stream, shuffle
from yuanping.core.identifiers import compose_id_number, compose_uscc

SEED = b"yuanping demonstration world 001"
DATA = Path(__file__).resolve().parents[1] / "src/yuanping/cli/demo/data"
EXPERTS = 3000

REGIONS = {
    "411500": 900,
    "411502": 240,
    "411503": 240,
    "411521": 210,
    "411522": 210,
    "411523": 200,
    "411524": 200,
    "411525": 220,
    "411526": 200,
    "411527": 190,
    "411528": 190,
}
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
STEMS, BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
SPECIALTIES = [
    "A080104",
    "A060101",
    "A040103",
    "A070103",
    "A0802",
    "A080201",
    "A0808",
    "A060127",
    "C041001",
    "C0410",
    "C1210",
    "C020114",
    "B090102",
    "B090101",
]
TITLES = ["高级工程师"] * 6 + ["正高级工程师"] * 2 + ["高级经济师", "副教授"]
"""How often each is met; every fortieth expert is an engineer admitted as of equal level."""
EQUAL = "注册造价工程师，主持大型项目造价工作十年以上"
TRADES = ["工程咨询", "建筑设计", "工程造价", "项目管理", "市政工程", "水利设计", "物业服务", "设备技术"]


def main() -> None:
    DATA.mkdir(parents=True, exist_ok=True)
    employers = write_employers()
    write_experts(employers)


def write_employers() -> list[str]:
    rows = []
    regions = list(REGIONS)
    for index in range(160):
        region = regions[index % len(regions)]
        name = f"豫南合成{TRADES[index % len(TRADES)]}有限公司（演示 {index + 1:03d}）"
        rows.append((name, compose_uscc(region, f"MAYP{index:04d}"), region))
    write("employers.csv", ("name", "uscc", "region"), rows)
    return [uscc for _, uscc, _ in rows]


def write_experts(employers: list[str]) -> None:
    names = shuffle([s + a + b for s in SURNAMES for a in STEMS for b in BRANCHES], seed=SEED, label="names")
    stream = Stream(SEED, "experts")
    regions = [region for region, count in REGIONS.items() for _ in range(count)]
    rows = []
    for index, region in enumerate(regions):
        birth = date(1958, 1, 1) + timedelta(days=index * 4 + stream.below(4))
        specialties = shuffle(SPECIALTIES, seed=SEED, label=f"specialties/{index}")[: 1 + stream.below(3)]
        # Large employers have many experts, small ones one or two: the lesser of two throws.
        employer = employers[min(stream.below(len(employers)), stream.below(len(employers)))]
        title, since, ground = career(index, birth)
        rows.append(
            (
                names[index],
                compose_id_number(region, birth, 0),
                f"154{index + 1:08d}",
                region,
                employer,
                " ".join(sorted(specialties)),
                title,
                since,
                ground,
                *employments(index, employers, employer),
            )
        )
    if len(rows) != EXPERTS:
        raise SystemExit(f"{len(rows)} experts instead of {EXPERTS}")
    write(
        "experts.csv",
        (
            "name",
            "id_number",
            "phone",
            "region",
            "employer_uscc",
            "specialties",
            "title",
            "in_field_since",
            "equal_ground",
            "employed_since",
            "past_uscc",
            "past_until",
        ),
        rows,
    )


def career(index: int, birth: date) -> tuple[str, str, str]:
    """Title, first month in the field, and the ground of those whose title is not enough."""
    stream = Stream(SEED, f"career/{index}")
    since = f"{birth.year + 22 + stream.below(4)}-{1 + stream.below(12):02d}"
    if index % 40 == 39:
        return "工程师", since, EQUAL
    return TITLES[stream.below(len(TITLES))], since, ""


def employments(index: int, employers: list[str], employer: str) -> tuple[str, str, str]:
    """First month with the employer; of every twelfth expert, where the expert was until then, lately."""
    stream = Stream(SEED, f"employments/{index}")
    if index % 12 != 5:
        return f"{2015 + stream.below(6)}-{1 + stream.below(12):02d}", "", ""
    former = employers[stream.below(len(employers))]
    month = f"{2024 + stream.below(2)}-{1 + stream.below(12):02d}"
    return month, former if former != employer else "", month if former != employer else ""


def write(name: str, header: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    with (DATA / name).open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


if __name__ == "__main__":
    main()
