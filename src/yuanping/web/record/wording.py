"""What each kind of event is called for people, and the sentence that its data make.

In a sentence, ``{field}`` is a field of the event's data and ``{field:how}`` says how to read it aloud;
``naming.Names`` knows the ways. A kind that is not listed is shown by its name and data.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Wording:
    """A kind's title, and the sentence with its fields."""

    title: str
    sentence: str = ""


NODE: Mapping[str, Wording] = {
    "witness.sm3-root": Wording("登记国密摘要", "前 {size} 条记录的 SM3 树根摘要为 {root:digest}"),
    "witness.erased": Wording("删除记录内容", "依法删除回执号 {number} 中的 {names:list}。{reason:because}"),
    "witnessing.fork-seen": Wording(
        "发现日志检查点不一致",
        "日志 {origin} 的检查点（{submitted_size} 条）与此前的检查点（{held_size} 条）不一致，未予见证；"
        "是否已证实分叉：{proved:yes}。两份原文已留存。",
    ),
    "witness.alert-raised": Wording("见证预警", "{alert:alert}（{subject}）：{detail}。"),
    "witness.alert-closed": Wording(
        "见证预警解除", "{alert:alert}（{subject}）已解除，发生于 {opened_at:moment}。"
    ),
    "witness.entries-recovered": Wording(
        "恢复见证记录",
        "从备份恢复后，由镜像取回第 {before} 条之后的记录，至 {size} 条；"
        "其中按原样归位 {kept} 条，内容已丢失 {lost} 条。",
    ),
    "witness.lost": Wording("内容已丢失", "从备份恢复后由镜像取回，只有公开部分，内容已丢失。"),
    "clock.moved": Wording("演示时钟快进", "演示节点的时钟调到 {to:moment}。"),
    "people.organisations.registered": Wording("登记单位", "登记单位 {count} 家。"),
    "people.account.opened": Wording("开立账号", "开立账号 {username}，角色为{account_roles:roles}。"),
    "places.centre.installed": Wording("登记交易中心", "登记{name}。"),
    "places.seat.installed": Wording("登记工位", "{centre_id:centre}登记工位{label}。"),
    "places.posts.filled": Wording("明确场地负责人", "{centre_id:centre}明确分管领导和远程异地评标管理员。"),
    "places.seat.fault-reported": Wording("工位报修", "{seat_id:workstation}停用：{fault}。"),
    "places.seat.repaired": Wording("工位修复", "{seat_id:workstation}恢复使用。"),
    "experts.pool.enrolled": Wording("专家入库", "专家库登记专家 {count} 人。"),
    "experts.call.wording-changed": Wording(
        "修改通知内容", "{centre_id:centre}修改了专家通知的{channel:channel}内容。"
    ),
    "experts.pool.availability-changed": Wording(
        "专家在库状态变更", "专家 {number}：可抽取，{available:yes}。"
    ),
    "experts.leave.declared": Wording("专家请假", "一名专家登记请假 {days} 天。"),
    "experts.leave.cancelled": Wording("取消请假", "一名专家取消请假。"),
    "experts.own.code-asked": Wording("获取专家登录验证码", "有人申请向手机发送专家本人登录验证码。"),
    "experts.own.entered": Wording("专家本人登录", "一名专家登录本人页面。"),
    "experts.own.telephones-indexed": Wording("开通专家本人登录", "为 {count} 名专家开通手机登录。"),
    "experts.pool.amended": Wording("专家信息变更", "专家库变更专家信息 {count} 人。"),
    "experts.pool.identity-revealed": Wording(
        "查看专家完整信息", "查看专家 {number} 的完整信息，事由：{reason}。"
    ),
    "experts.import.received": Wording("上传专家名册", "上传专家名册（导入编号 {import_id}），已密封。"),
    "experts.import.checked": Wording(
        "核对专家名册", "核对专家名册（导入编号 {import_id}）共 {rows} 行，尚未入库。"
    ),
    "experts.import.unreadable": Wording("专家名册不能读取", "专家名册（导入编号 {import_id}）不能读取。"),
    "experts.import.accepted": Wording(
        "确认专家导入", "确认导入专家名册（导入编号 {import_id}），同时登记单位 {employers} 家。"
    ),
    "experts.import.entered": Wording(
        "专家名册入库", "专家名册（导入编号 {import_id}）全部入库，原文件已销毁。"
    ),
    "experts.import.discarded": Wording(
        "作废专家名册", "专家名册（导入编号 {import_id}）作废，原文件已销毁；是否因超时：{lapsed:yes}。"
    ),
    "experts.sanction.entered": Wording("登记专家处分", "登记对专家 {number} 的处分，依据{document}。"),
    "experts.sanction.lifted": Wording("解除专家处分", "自 {on} 起解除对专家 {number} 的处分。"),
    "experts.catalogue.refreshed": Wording(
        "刷新共享资源目录", "刷新 {month} 专家共享资源目录，在库专家 {experts} 人。"
    ),
}

PROJECTS: Mapping[str, Wording] = {
    "rules.packs.pinned": Wording("确定适用规则", "按 {on} 的规则版本办理：{pins:packs}。"),
    "projects.project.registered": Wording("登记项目", "登记项目 {code}，标段（包）{lots:count} 个。"),
    "projects.project.amended": Wording("修改登记信息", "修改登记信息 {changes:count} 项。"),
    "projects.lot.scheme-set": Wording("设定评标办法", "标段（包）{lot_code}采用{scheme:scheme-name}。"),
    "projects.project.exemption-decided": Wording(
        "答复不采用远程异地评标", "是否同意不采用远程异地评标：{consent:yes}。"
    ),
    "projects.project.submitted": Wording("提交主场", "项目提交主场办理。"),
    "projects.project.withdrawn": Wording("撤回项目", "项目撤回：{reason}。"),
    "projects.bid.added": Wording("登记投标", "标段（包）{lot_code}第 {ordinal} 家：{bidder_name}。"),
    "projects.bid.removed": Wording("删除投标", "标段（包）{lot_code}第 {ordinal} 家已删除。"),
    "projects.evaluation.started": Wording("评标开始", "项目进入评标。"),
    "projects.evaluation.ended": Wording("评标结束", "项目评标结束。"),
}

QUORUM: Mapping[str, Wording] = {
    "quorum.wait.opened": Wording(
        "等候见证", "{label}（回执号 {number}）已入账，等候足数的见证方见证，以 {wait_seconds:span}为限。"
    ),
    "quorum.wait.met": Wording("见证完成", "{label}（回执号 {number}）已由{witnesses:list}见证。"),
    "quorum.wait.lapsed": Wording(
        "见证逾期失效",
        "{label}（回执号 {number}）逾期未经足数见证（已有 {cosigned} 家，须有 {needed} 家），已失效。",
    ),
    "quorum.wait.overran": Wording(
        "见证超时",
        "{label}（回执号 {number}）逾期未经足数见证（已有 {cosigned} 家，须有 {needed} 家），继续等候。",
    ),
    "quorum.wait.waived": Wording(
        "同意继续办理",
        "{label}（回执号 {number}）未经足数见证（已有 {cosigned} 家，须有 {needed} 家），行政监督部门同意继续：{reason}。",
    ),
    "quorum.wait.voided": Wording("作废", "{label}（回执号 {number}）见证后未能办理，已作废：{reason}。"),
}

DISPATCH: Mapping[str, Wording] = {
    "dispatch.offer.sent": Wording(
        "发出场地要约",
        "向{centre_id:centre}请求工位 {seats_wanted} 个，{expires_at:moment} 前答复。{departure:because}",
    ),
    "dispatch.offer.accepted": Wording(
        "接受场地要约", "{venue_id:venue}接受要约，预约工位 {seat_ids:count} 个。"
    ),
    "dispatch.offer.refused": Wording("拒绝场地要约", "要约被拒绝：{reason}。"),
    "dispatch.offer.withdrawn": Wording("撤回场地要约", "要约已撤回：{reason}。"),
    "dispatch.offer.expired": Wording("场地要约过期", "要约至 {expired_at:moment} 无人答复，已过期。"),
    "dispatch.venue.held": Wording(
        "会场就位", "{ordinal:venue-number}为{centre_id:centre}，预约工位 {seat_ids:count} 个。"
    ),
    "dispatch.venue.reseated": Wording(
        "调换工位", "{venue_id:venue}退出工位 {given_up:count} 个，改用 {taken:count} 个。"
    ),
    "dispatch.venue.released": Wording("释放会场", "{ordinal:venue-number}已释放：{reason}。"),
    "dispatch.venue-draw.intended": Wording(
        "公布副场选取条件",
        "第 {attempt} 次随机选取副场：选 {centres} 个，每个工位 {seats_each} 个，"
        "符合条件的交易中心 {eligible} 个，随机种子尚未产生。",
    ),
    "dispatch.venue-draw.made": Wording(
        "随机选取副场", "第 {attempt} 次随机选取副场完成，选取记录摘要 {commitment:digest}。"
    ),
    "dispatch.venue-draw.failed": Wording(
        "随机选取副场未成功",
        "第 {attempt} 次随机选取副场：需选 {centres} 个，符合条件的交易中心只有 {eligible} 个，不能选定。",
    ),
    "dispatch.venue-draw.confirmed": Wording(
        "确认直接协商副场", "第 {attempt} 次随机选取未成功，确认可以直接协商确定副场：{opinion}。"
    ),
    "dispatch.booking.at-risk": Wording(
        "预约工位故障", "{venue_id:venue}预约的{seat_id:workstation}发生故障。"
    ),
}

EXPERTS: Mapping[str, Wording] = {
    "experts.committee.planned": Wording(
        "编制组建方案", "评标委员会 {size} 人，其中招标人代表 {representatives} 人。{departure:because}"
    ),
    "experts.seat.laid": Wording("设置评委席", "{label}。"),
    "experts.seat.respecified": Wording("变更席位专业", "{seat_id:member}由专业 {before} 改为 {after}。"),
    "experts.draw.scheduled": Wording("预约抽取", "预约于 {at:moment} 自动抽取专家。"),
    "experts.draw.unscheduled": Wording("取消预约抽取", "取消预约，抽取时间另定。"),
    "experts.draw.scheduled-failed": Wording("预约抽取未成", "到预约时间未能抽取：{message}"),
    "experts.draw.intended": Wording(
        "公布抽取条件",
        "第 {attempt} 次抽取：用第 {snapshot} 号专家库快照，待抽 {seats:count} 席，{excluded:excluded}随机种子尚未产生。",
    ),
    "experts.draw.contributions-revealed": Wording(
        "揭示各会场随机数",
        "第 {attempt} 次抽取：抽取条件入账以后，各会场事先封存的随机数公开，均与承诺一致。",
    ),
    "experts.draw.beacon-closed": Wording(
        "产生随机信标", "第 {attempt} 次抽取：由 {members} 家成员证明得出，{value:digest}。"
    ),
    "experts.pool.snapshot-taken": Wording(
        "生成专家库快照", "第 {number} 号快照，{size} 人，根摘要 {root:digest}。"
    ),
    "experts.draw.made": Wording(
        "抽取专家", "第 {attempt} 次抽取完成，{seats:count} 席；抽取记录已封存，摘要 {commitment:digest}。"
    ),
    "experts.draw.replaced": Wording(
        "补抽专家", "{seat_id:member}补抽完成，抽取记录新摘要 {commitment:digest}。"
    ),
    "experts.draw.exhausted": Wording("无可抽专家", "{label}：专家库中已无符合条件的专家。"),
    "experts.draw.record-opened": Wording(
        "启封抽取记录", "第 {attempt} 次抽取的记录已启封，供行政监督部门复核，摘要 {commitment:digest}。"
    ),
    "experts.draw.record-published": Wording(
        "向社会公开抽取记录", "第 {attempt} 次抽取的记录向社会公开，摘要 {commitment:digest}。"
    ),
    "experts.seat.assigned": Wording("席位已抽定", "{label}已抽定人选（第 {call} 位），姓名密封。"),
    "experts.seat.called": Wording("通知专家", "已通知{label}，{answer_by:moment} 前答复。"),
    "experts.seat.accepted": Wording("专家确认参加", "{label}确认参加。"),
    "experts.seat.vacated": Wording("席位空出", "{label}空出：{cause:cause}。"),
    "experts.seat.appointed": Wording("确定招标人代表", "{label}已确定。"),
    "experts.seat.notified": Wording("通知招标人代表", "已向{label}发送时间和地点。"),
    "experts.seat.identity-mismatch": Wording("身份核验不符", "{label}签到时身份核验不符：{failed:tests}。"),
    "experts.seat.checked-in": Wording("签到", "{label}已签到，工位{workstation}。"),
    "experts.seat.code-renewed": Wording("更换一次性口令", "{label}更换一次性口令，原口令失效。"),
    "experts.seat.entered": Wording("进入评标", "{label}在工位{workstation}进入评标。"),
    "experts.seat.checked-out": Wording("离场", "{label}离场。"),
    "experts.recusal.employer-declared": Wording(
        "申报回避单位", "{by}申报回避单位{name}（{uscc}），事由：{ground:declared}。{note:because}"
    ),
    "experts.recusal.declaration-withdrawn": Wording(
        "撤回回避申报", "撤回对{name}（{uscc}）的回避申报。{reason:because}"
    ),
    "experts.recusal.relation-noted": Wording(
        "登记利害关系", "登记专家的一项利害关系；是否为终止：{ended:yes}。"
    ),
    "experts.recusal.over-excluded": Wording(
        "回避范围偏大",
        "第 {attempt} 次抽取，{region:region}专业 {specialty}：可参加的 {at_hand} 人因回避只余 {experts} 人，请核实回避范围。",
    ),
    "experts.recusal.checked": Wording(
        "回避核查", "核查已抽取的 {seats} 席，应当回避 {withdrawn:count} 席，由系统补抽。"
    ),
    "experts.recusal.turned-away": Wording("应当回避不得入场", "{label}的人员签到时经核查应当回避，未入场。"),
    "experts.call.sent": Wording(
        "发送通知", "{label}第 {call} 位：{channel:channel}{outcome:outcome}（第 {attempt} 次尝试）。"
    ),
    "experts.call.reported": Wording(
        "通知回执", "{label}第 {call} 位：{channel:channel}{outcome:outcome}{digit:digit}。"
    ),
    "experts.venue.needs-stated": Wording(
        "登记就餐住宿", "{venue_id:venue}登记用餐 {meals} 份、住宿 {nights} 间夜。"
    ),
    "experts.committee.present": Wording("全部到齐", "评标委员会成员全部签到。"),
    "experts.committee.reopened": Wording("成员变动", "有成员离场，此前的名单核验不再有效。"),
    "experts.list.confirmed": Wording("核验名单", "{role:role}核验专家名单。"),
    "experts.committee.confirmed": Wording("名单核验完成", "专家名单已由各方核验。"),
    "experts.manual.requested": Wording(
        "申请人工签到",
        "{label}申请人工签到：{reason:manual-reason}；是否附证件照片：{photo:yes}。{confirm_by:moment} 前须由第二人确认。",
    ),
    "experts.manual.confirmed": Wording(
        "确认人工签到", "{label}经第二人确认，人工签到：{reason:manual-reason}。"
    ),
    "experts.manual.refused": Wording("不予人工签到", "第二人未确认{label}的人工签到申请。"),
    "experts.manual.lapsed": Wording("人工签到逾期", "{label}的人工签到申请逾期无人确认，已失效。"),
    "experts.seat.code-issued": Wording("发放一次性口令", "向人工签到的{label}发放一次性口令。"),
    "experts.seat.left-early": Wording(
        "提前离场", "{label}提前离场：{reason:early-reason}；是否补抽：{replaced:yes}。"
    ),
    "experts.appraisal.given": Wording(
        "评价专家", "{party:party}对{label}作出履职评价，内容摘要 {commitment:digest}。"
    ),
    "experts.appraisal.objected": Wording(
        "对评价提出异议", "{label}的专家对{party:party}的评价提出异议，理由密封。"
    ),
    "experts.appraisal.objection-decided": Wording(
        "处理评价异议",
        "{label}的专家对{party:party}评价的异议已处理，是否维持原评价：{upheld:yes}，内容摘要 {commitment:digest}。",
    ),
}

EVALUATION: Mapping[str, Wording] = {
    "evaluation.session.started": Wording(
        "开始评标", "评标委员会 {seat_ids:count} 人开始评标，标段（包）{lot_ids:count} 个。"
    ),
    "evaluation.session.closed": Wording("评标完成", "评标委员会工作结束。"),
    "evaluation.result.announced": Wording("登记结果公告", "中标结果已经公告：{announcement}。"),
    "evaluation.recusal.none-declared": Wording("回避声明", "{seat_id:member}声明无应当回避的情形。"),
    "evaluation.recusal.conflict-declared": Wording(
        "申请回避", "{seat_id:member}声明有应当回避的情形，退出评标；理由密封。"
    ),
    "evaluation.member.left": Wording("成员提前离场", "{seat_id:member}提前离场，其评审意见作废，席位补抽。"),
    "evaluation.member.admitted": Wording("替补成员到位", "{seat_id:member}由替补成员接任。"),
    "evaluation.chair.round-opened": Wording("推选组长", "第 {round} 轮推选开始。"),
    "evaluation.chair.elected": Wording("组长产生", "{seat_id:member}当选组长。"),
    "evaluation.chair.undecided": Wording("推选未过半数", "第 {round} 轮无人过半数，进行下一轮。"),
    "evaluation.sheet.saved": Wording(
        "暂存", "{seat_id:member}暂存{stage:stage}表，已填 {filled} 项，共 {wanted} 项。"
    ),
    "evaluation.sheet.submitted": Wording(
        "提交", "{seat_id:member}提交{stage:stage}表，摘要 {commitment:digest}。"
    ),
    "evaluation.sheet.reopened": Wording("退回重填", "有效投标发生变化，{seat_id:member}的评审表重新打开。"),
    "evaluation.preliminary.opened": Wording("初步评审开始", "标段（包）{lot_ids:count} 个进入初步评审。"),
    "evaluation.preliminary.revote-opened": Wording(
        "重新表决", "{lot_id:lot}有 {items:count} 项未过半数，重新表决。"
    ),
    "evaluation.preliminary.decided": Wording(
        "初步评审结论", "{lot_id:lot}有效投标 {valid_bid_ids:count} 家，否决 {rejected:count} 家。"
    ),
    "evaluation.competition.asked": Wording(
        "是否缺乏竞争", "{lot_id:lot}有效投标 {valid} 家，不足 {minimum} 家，由评标委员会表决。"
    ),
    "evaluation.competition.judged": Wording("竞争性结论", "{lot_id:lot}：{answer:answer}。"),
    "evaluation.detailed.opened": Wording("详细评审开始", "标段（包）{lot_ids:count} 个进入详细评审。"),
    "evaluation.scores.released": Wording("评分公开", "{lot_id:lot}全部成员已提交，成员之间可以查看评分。"),
    "evaluation.summary.opened": Wording("汇总排序", "开始汇总排序。"),
    "evaluation.score.corrected": Wording(
        "修正评分", "{seat_id:member}将一项评分由 {old} 修正为 {new}：{evidence}。"
    ),
    "evaluation.summary.confirmed": Wording(
        "确认汇总", "{seat_id:member}确认汇总结果，摘要 {digest:digest}。"
    ),
    "evaluation.report.opened": Wording("评标报告形成", "全体成员确认汇总，评标报告待签署。"),
}

SIGNING: Mapping[str, Wording] = {
    "signing.certificate.issued": Wording(
        "签发临时证书", "向{seat_id:member}签发证书，有效期至 {not_after:moment}。"
    ),
    "signing.certificate.revoked": Wording("吊销临时证书", "{seat_id:member}的证书已吊销，私钥已销毁。"),
    "signing.document.opened": Wording(
        "文件待签", "文件提交 {seat_ids:count} 名成员审阅，摘要 {sha256:digest}。"
    ),
    "signing.opinion.declared": Wording(
        "声明意见", "{seat_id:member}：{opinion:opinion}；尚有 {waiting} 人未声明。"
    ),
    "signing.opinion.ended": Wording("意见截止", "未书面声明不同意见的 {deemed_seat_ids:count} 人视为同意。"),
    "signing.document.fixed": Wording("文件定稿", "文件定稿，开放签名，摘要 {sha256:digest}。"),
    "signing.document.signed": Wording("签名", "{seat_id:member}签名；尚有 {waiting} 人未签。"),
    "signing.document.voided": Wording("文件作废", "文件作废：{reason}。"),
    "signing.document.completed": Wording("签署完成", "文件签署完成，摘要 {sha256:digest}。"),
}

WORDING: Mapping[str, Wording] = {
    **NODE,
    **PROJECTS,
    **QUORUM,
    **DISPATCH,
    **EXPERTS,
    **EVALUATION,
    **SIGNING,
}

REFUSALS: Mapping[str, str] = {
    "not-your-page": "页面不向其角色开放",
    "not-your-role": "不属于其职责",
    "not-yours": "不属于其单位",
    "not-found": "没有找到或无权查看",
    "wrong-state": "当前状态不能办理",
    "sign-in-failed": "账号或密码不正确",
    "sign-in-locked": "登录失败次数过多",
}
"""The commonest codes of refusal in words; others are shown as they are."""
