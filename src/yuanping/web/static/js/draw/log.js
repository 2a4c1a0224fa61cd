/* What the witness log says of a draw: each entry proved to be in the log before anything in it is believed. */
import { hex, unbase64, utf8 } from "../verify/bytes.js";
import { checkLoose } from "../verify/evidence.js";
import { Fault, Report, Unusable } from "../verify/report.js";
import { leafHash } from "../verify/tree.js";

/** One entry, proved under the policy: {facts, hash, lines}. */
async function proved(given, proof, policy) {
  const raw = utf8(given.entry);
  const own = new Report();
  await checkLoose(raw, utf8(proof), utf8(given.openings), policy, own);
  return { facts: new Map(own.facts), hash: hex(await leafHash(raw)), lines: own.lines };
}

/** Size and root of the checkpoint in a proof that has been checked: {size, root}. */
function checkpointIn(proof) {
  const [, size, root] = proof.slice(proof.indexOf("\n\n") + 2).split("\n");
  return { size: Number(size), root: hex(unbase64(root)) };
}

/**
 * The entries of one attempt: {intent, revealed, beacon, made, latest}, and `seen`, the checkpoint over the intent that
 * the seed was made with (null without one); null, with the reason in the report, when an entry does not hold.
 * `chosen` is the visitor's policy; without one the node's own is taken, of which the visitor is warned.
 */
export async function readLog(given, chosen, report) {
  const policy = chosen ?? given.policy;
  const found = [];
  let seen = null;
  try {
    for (const each of given.entries) { found.push(await proved(each, each.proof, policy)); }
    const intent = given.entries.find((each) => each.kind === "experts.draw.intended");
    if (intent && given.seen !== null) {
      await proved(intent, given.seen, policy);
      seen = checkpointIn(given.seen);
    }
  } catch (error) {
    if (!(error instanceof Fault)) { throw error; }
    report.fails("入账证明", error.message);
    return null;
  }
  const last = (...kinds) => found.filter((each) => kinds.includes(each.facts.get("kind"))).at(-1);
  const [made, replaced] = ["experts.draw.made", "experts.draw.replaced"];
  const log = {
    intent: last("experts.draw.intended"),
    revealed: last("experts.draw.contributions-revealed"),
    beacon: last("experts.draw.beacon-closed"),
    made: last(made),
    latest: last(made, replaced),
    seen,
  };
  if (!log.intent || !log.made) { throw new Unusable("本页没有给出这次抽取的意向和结果的入账。"); }
  report.holds("入账证明", `意向、结果等 ${found.length} 条入账都在见证记录之中，一个字节也没有变动`);
  const witnessed = log.latest.lines.find((line) => line.name === "见证签名");
  if (witnessed) { report[witnessed.mark === "✓" ? "holds" : "warns"]("见证签名", witnessed.text); }
  if (chosen === null) {
    report.warns("信任策略", "您没有选择策略，用的是本节点的策略。请从省级平台或者其他交易中心取得策略，选择后再核验一次");
  } else {
    report.notes("信任策略", "用的是您选择的策略");
  }
  return log;
}
