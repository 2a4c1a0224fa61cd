"""``yuanping``: what operators run on a node, and what an outsider runs to verify."""

from pathlib import Path
from typing import Any

import click

from yuanping import __version__
from yuanping.cli import law, node
from yuanping.cli.drawing import draw
from yuanping.cli.experts import experts
from yuanping.cli.output import command, fail
from yuanping.core.errors import Refused
from yuanping.domain.rules.examination import examine
from yuanping.domain.rules.shelf import open_shelf


@click.group(help="远评：远程异地评标平台。每条命令加 --json 以 JSON 输出。")
@click.version_option(__version__, prog_name="yuanping")
def main() -> None:
    """Entry point."""


main.add_command(law.policy)
main.add_command(experts)


@main.command(help="启动平台：数据库、网页服务、任务进程；按 Ctrl-C 停止。")
@click.option("--json", "as_json", is_flag=True, help="就绪后输出一行 JSON。")
def run(*, as_json: bool) -> None:
    """Run the node in the foreground."""
    from yuanping.base.embedded_postgres import PostgresError  # noqa: PLC0415
    from yuanping.cli.run import run_node  # noqa: PLC0415 -- keeps the other commands quick
    from yuanping.config.env import EnvError  # noqa: PLC0415

    try:
        examine(open_shelf())  # a node does not start under law that does not load
        code = run_node(as_json=as_json)
    except Refused as refused:
        fail(refused.as_json(), f"{refused.message} {refused.remedy}".strip(), as_json=as_json)
    except (PostgresError, EnvError) as error:
        fail({"code": "cannot-start", "message": str(error)}, str(error), as_json=as_json)
    raise SystemExit(code)


@main.command(help="将数据库结构升级到当前版本。")
@command
def migrate() -> tuple[dict[str, Any], str]:
    """Apply migrations."""
    with node.node():
        applied = node.migrate()
    return {
        "ok": True,
        "applied": applied,
    }, f"已执行 {len(applied)} 项升级。" if applied else "数据库已是最新。"


@main.command("check-migrations", help="检查模型与迁移文件是否一致（开发用）。")
@command
def check_migrations() -> tuple[dict[str, Any], str]:
    """Fail when a model has changed without a migration."""
    with node.node():
        from django.core.management import call_command  # noqa: PLC0415 -- needs Django

        try:
            call_command("makemigrations", check=True, dry_run=True, verbosity=0)
        except SystemExit:
            return {"ok": False, "code": "migration-missing"}, "有模型改动缺少迁移：请执行 makemigrations。"
    return {"ok": True}, "迁移齐全。"


@main.group(help="演示数据（全部为合成数据）。")
def demo() -> None:
    """The demonstration world."""


@demo.command(help="装入演示数据；已有数据时不作改动。")
@command
def load() -> tuple[dict[str, Any], str]:
    """Load the demonstration world into an empty node."""
    with node.node():
        node.migrate()
        from yuanping.cli.demo.world import is_empty, load_world  # noqa: PLC0415 -- needs Django

        if not is_empty():
            return {"ok": True, "loaded": False}, "已有数据，未作改动。如需重来：yuanping demo reset --yes"
        counts = load_world()
    return {"ok": True, "loaded": True, **counts}, f"演示数据已装入：{_counted(counts)}。"


@demo.command(help="清空全部数据并重新装入演示数据（仅限演示节点）。")
@click.option("--yes", is_flag=True, help="确认清空。")
@command
def reset(*, yes: bool) -> tuple[dict[str, Any], str]:
    """Empty the node and load the demonstration world again."""
    if not yes:
        return {"ok": False, "code": "not-confirmed"}, "将清空本节点的全部数据。确认请加 --yes。"
    with node.node() as env:
        if not env.demo:
            return {"ok": False, "code": "not-a-demonstration"}, "正式运行的节点不能清空。"
        from yuanping.cli.demo.world import empty_node, load_world  # noqa: PLC0415 -- needs Django

        empty_node()
        node.migrate()
        counts = load_world()
    return {"ok": True, **counts}, f"已清空并重新装入演示数据：{_counted(counts)}。"


def _counted(counts: dict[str, int]) -> str:
    words = {
        "centres": "交易中心",
        "seats": "工位",
        "organisations": "单位",
        "accounts": "账号",
        "experts": "专家",
    }
    return "，".join(f"{words[key]} {value}" for key, value in counts.items())


@demo.command("witness", help="在本机启动三个节点（市、县、外省），互相见证、互存副本；按 Ctrl-C 停止。")
@click.option("--port", type=click.IntRange(1024, 65533), default=8100, help="第一个节点的端口。")
@click.option("--folder", type=click.Path(path_type=Path), help="数据目录，默认 var/three-nodes。")
def witness_demo(port: int, folder: Path | None) -> None:
    """Three nodes that cosign each other."""
    from yuanping.cli.demo.three_nodes import CannotDemonstrate, demonstrate  # noqa: PLC0415
    from yuanping.config import env as environment  # noqa: PLC0415

    try:
        demonstrate(folder or environment.read().var / "three-nodes", first_port=port)
    except CannotDemonstrate as error:
        fail({"code": "cannot-start", "message": str(error)}, str(error), as_json=False)
    except KeyboardInterrupt:
        raise SystemExit(0) from None


@main.group(help="见证记录：导出与独立验证。")
def witness() -> None:
    """The record of everything that happened."""


@witness.command(help="将本节点的见证记录导出为 JSON Lines 文件。")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="输出文件。")
@click.option("--project", type=int, help="只导出该项目的记录（项目编号）。")
@command
def export(out: Path, project: int | None) -> tuple[dict[str, Any], str]:
    """Export the record of this node, or of one project."""
    with node.node():
        from yuanping.base.witness.evidence.export import write_export  # noqa: PLC0415 -- needs Django

        with out.open("w", encoding="utf-8") as handle:
            count, checkpoint = write_export(handle, project_id=project)
    return {
        "ok": True,
        "count": count,
        "checkpoint": checkpoint,
    }, f"已导出 {count} 条，检查点：\n{checkpoint}"


@witness.command("keys", help="输出本节点的公钥（首次使用时生成），交给其他中心写入其见证策略。")
@command
def keys() -> tuple[dict[str, Any], str]:
    """The node's public keys; needs no database."""
    node.start_django()
    from yuanping.base.witness import keys as kept  # noqa: PLC0415 -- needs settings

    named = {
        "log": kept.log_key().verifier.vkey,
        "witness": kept.witness_key().verifier.vkey,
        "mirror": kept.mirror_key().verifier.vkey,
    }
    lines = [f"记录签名  {named['log']}", f"见证签名  {named['witness']}", f"副本签名  {named['mirror']}"]
    return {"ok": True, **named}, "\n".join(lines)


@witness.command(
    help="重新计算本节点的全部见证记录。导出件请用独立核验程序 yuanping_verify.py（docs/verify.md）。"
)
@command
def verify() -> tuple[dict[str, Any], str]:
    """Recompute the record of this node."""
    from yuanping.cli.verification import verify_node  # noqa: PLC0415

    return verify_node()


@witness.command(
    help="运行定序进程：为已入账的事件排定序号、签发检查点、请见证方见证，并为其他日志做镜像（yuanping run 会自动启动）。"
)
def sequence() -> None:
    """Sequence until the process is ended."""
    node.start_django()
    from yuanping.base.witness import sequencer  # noqa: PLC0415 -- needs Django
    from yuanping.base.witnessing.mirroring import keep_mirroring  # noqa: PLC0415

    sequencer.run(keep_mirroring)


@witness.command(help="从备份恢复数据库后，由保存本日志镜像的节点取回缺少的见证记录，并解除暂停签发。")
@click.option("--from", "url", required=True, help="镜像地址：https://对方节点/mirror/日志标识的摘要/。")
@click.option("--yes", is_flag=True, help="确认取回；不加时只核对并说明将要做什么。")
@command
def recover(*, url: str, yes: bool) -> tuple[dict[str, Any], str]:
    """Take back from a mirror what a restored database lacks."""
    from yuanping.cli.recovering import recover_node  # noqa: PLC0415

    return recover_node(url, confirmed=yes)


main.add_command(draw)
