/* What the witness log says of a draw: each entry proved to be in the log before anything in it is believed. */
import { hex, utf8 } from "../verify/bytes.js";
import { checkLoose } from "../verify/evidence.js";
import { Fault, Report, Unusable } from "../verify/report.js";
import { leafHash } from "../verify/tree.js";

/** One entry, proved under the policy: {kind, facts, hash}. Says in the report which one does not hold. */
async function proved(given, policy) {
  const raw = utf8(given.entry);
  const own = new Report();
  await checkLoose(raw, utf8(given.proof), utf8(given.openings), policy, own);
  return { kind: given.kind, facts: new Map(own.facts), hash: hex(await leafHash(raw)), lines: own.lines };
}

/**
 * The entries of one attempt as {intent, latest, opened}; null, with the reason in the report, when one does not hold.
 * `chosen` is the visitor's policy; without one the node's own is taken, of which the visitor is warned.
 */
export async function readLog(given, chosen, report) {
  const found = [];
  try {
    for (const each of given.entries) { found.push(await proved(each, chosen ?? given.policy)); }
  } catch (error) {
    if (!(error instanceof Fault)) { throw error; }
    report.fails("入账证明", error.message);
    return null;
  }
  const last = (...kinds) => found.filter((each) => kinds.includes(each.facts.get("kind"))).at(-1);
  const log = {
    intent: last("experts.draw.intended"),
    latest: last("experts.draw.made", "experts.draw.replaced"),
    opened: last("experts.draw.record-opened"),
  };
  if (!log.intent || !log.latest) { throw new Unusable("本页没有给出这次抽取的意向和结果的入账。"); }
  const witnessed = log.latest.lines.find((line) => line.name === "见证签名");
  report.holds("入账证明", `意向、结果等 ${found.length} 条入账都在见证记录之中，一个字节也没有变动`);
  if (witnessed) { report[witnessed.mark === "✓" ? "holds" : "warns"]("见证签名", witnessed.text); }
  if (chosen === null) {
    report.warns("信任策略", "您没有选择策略，用的是本节点的策略。请从省级平台或者其他交易中心取得策略，选择后再核验一次");
  } else {
    report.notes("信任策略", "用的是您选择的策略");
  }
  return log;
}
