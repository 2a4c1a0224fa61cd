/* The checks of the files that a visitor may have: package, proof with entry, record, receipt. */
import { HASH, NUMBER, beijing, hex, sha256, text, unbase64, utf8 } from "./bytes.js";
import { checkCheckpoint, checkReceipt } from "./checkpoint.js";
import { canonical, compactObject, checkOpenings, readEntry } from "./entry.js";
import { readPolicy } from "./policy.js";
import { Unusable, need, reading } from "./report.js";
import { checkStamp } from "./stamp.js";
import { checkInclusion, leafHash, rootOf } from "./tree.js";
import { unpack } from "./zip.js";

/** The visitor's policy; else the one that came along, of which the visitor is warned. */
async function policyOf(chosen, own, report) {
  if (chosen !== null) {
    report.notes("信任策略", "用的是您选择的策略");
    return readPolicy(chosen);
  }
  if (own === null) { throw new Unusable("这种文件不附带信任策略，请同时选择一份策略。"); }
  report.warns("信任策略", "您没有选择策略，用的是随文件附带的策略。当事一方给的策略几乎证明不了什么：谁都能造一套密钥来签自己的记录。请从省级平台或者其他交易中心取得策略，选择后再核验一次");
  return readPolicy(own);
}

/** An entry's proof (C2SP tlog-proof; “extra” is signed by nobody, so none is accepted). */
async function checkProof(entry, raw, policy, report) {
  const shape = new RegExp(`^c2sp\\.org/tlog-proof@v1\\nindex (${NUMBER})\\n((?:${HASH}\\n)*)\\n([^]+)$`);
  const [, index, lines, note] = await reading("入账证明", "不是规范的入账证明，或者内容被改动", () => [...shape.exec(text(raw))]);
  const { size, root } = await checkCheckpoint(utf8(note), policy, report);
  const path = lines.split("\n").filter(Boolean).map(unbase64);
  await checkInclusion(await leafHash(entry), BigInt(index), size, path, root);
  report.holds("入账证明", `条目是见证记录的第 ${index} 号（从 0 起编），在检查点的 ${size} 条之内，一个字节也没有变动`);
}

async function checkEntry(raw, openings, report) {
  const entry = await readEntry(raw);
  report.holds("条目", `于 ${beijing(Date.parse(entry.at) / 1000)}（北京时间）入账`);
  if (openings !== null) {
    const opened = await compactObject(openings, "公开内容", ["format", "openings"]);
    need(opened.format === "yuanping-openings/1", "公开内容", "不认识的格式");
    report.facts = [...await checkOpenings(entry, opened.openings)];
    report.holds("公开内容", `${report.facts.length} 项都与入账时的承诺一致（SHA-256、SM3）`);
  }
}

export async function checkPackage(raw, chosen, report) {
  const members = await unpack(raw);
  report.holds("证据包", `${members.size} 个文件齐全，是原样的包`);
  const proof = members.get("entry.tlog-proof");
  await checkEntry(members.get("entry.json"), members.get("openings.json"), report);
  const own = await reading("信任策略", "包内的策略不是文本", () => text(members.get("policy.txt")));
  await checkProof(members.get("entry.json"), proof, await policyOf(chosen, own, report), report);
  if (members.has("checkpoint.tsr")) { await checkStamp(members.get("checkpoint.tsr"), proof, report); }
  report.notes("不作依据", "policy.txt、tsa.pem、说明.pdf 没有签名，仅供阅读");
}

export async function checkLoose(entry, proof, openings, chosen, report) {
  await checkEntry(entry, openings, report);
  await checkProof(entry, proof, await policyOf(chosen, null, report), report);
}

export async function checkLooseReceipt(raw, chosen, report) {
  await checkReceipt(raw, await policyOf(chosen, null, report), report);
}

/** The entry stands right behind the one before it of its project; `hidden` entries show none. */
function checkChain(facts, leaf, chains, hidden) {
  if (!facts.has("chain") || !facts.has("project") || facts.get("project") === null) {
    if (facts.get("project") !== null) { hidden.add(leaf); } // what was erased; not what has no project
    return;
  }
  const project = canonical(facts.get("project"));
  const chain = facts.get("chain");
  const before = chains.get(project) || { number: -1, leaf: null };
  const skips = chain.number > before.number + 1 && hidden.has(chain.previous);
  const follows = canonical(chain) === canonical({ number: before.number + 1, previous: before.leaf });
  need(skips || follows, "项目链", `接不上项目 ${project} 的第 ${before.number} 号：缺条目、次序不对，或者有分叉`);
  chains.set(project, { number: chain.number, leaf });
}

const HEAD = ["format", "origin", "size", "checkpoint", "policy", "scope", "project", "count", "exported_at"];

async function checkLine(line, number, whole, state) {
  const where = `第 ${number + 2} 行`;
  const item = await compactObject(utf8(line), where, ["index", "entry", "openings", ...(whole ? [] : ["path"])]);
  const raw = utf8(item.entry);
  const facts = await checkOpenings(await readEntry(raw), item.openings);
  const leaf = await leafHash(raw);
  const placed = whole ? item.index === number : Number.isSafeInteger(item.index) && item.index > state.last;
  need(placed, "序号", `${where}：不连续，或者没有按次序排列`);
  if (!whole) {
    need(facts.has("chain") && facts.get("project") === state.project, "项目链", `${where}：不是本项目的条目`);
    const path = await reading(where, "路径的写法不对", () => item.path.map(unbase64));
    await checkInclusion(leaf, BigInt(item.index), state.size, path, state.root);
  }
  await reading("项目链", `${where}：写法不对`, () => checkChain(facts, hex(leaf), state.chains, state.hidden));
  state.leaves.push(leaf);
  state.last = item.index;
  state.shown += facts.size;
}

/** The last line may be the digest of all bytes before it. */
async function checkSeal(raw, line) {
  const before = raw.slice(0, raw.length - utf8(line).length - 1);
  need(line === `{"sha256":"${hex(await sha256(before))}"}`, "尾行", "校验值与文件不符：文件不完整或者被改动");
}

export async function checkRecord(raw, chosen, report) {
  const lines = (await reading("记录", "不是文本", () => text(raw))).split("\n");
  const head = await compactObject(utf8(lines.shift()), "首行", HEAD);
  const whole = head.scope === "node";
  const policy = await policyOf(chosen, String(head.policy), report);
  const checkpoint = await checkCheckpoint(utf8(String(head.checkpoint)), policy, report);
  const right = head.format === "yuanping-record/2" && ["node", "project"].includes(head.scope) && whole === (head.project === null)
    && head.origin === checkpoint.origin && BigInt(head.size) === checkpoint.size && (head.count === head.size || !whole);
  need(right, "首行", "格式、范围或者条数自相矛盾，或者与检查点不符");
  const complete = lines.pop() === "";
  if (lines.length > 0 && lines.at(-1).startsWith('{"sha256":')) { await checkSeal(raw, lines.pop()); }
  need(complete && lines.length === head.count, "条数", `应有 ${head.count} 条，实有 ${lines.length} 条，或者末尾不完整`);
  const state = { ...checkpoint, project: head.project, chains: new Map(), hidden: new Set(), leaves: [], last: -1, shown: 0 };
  for (let number = 0; number < lines.length; number += 1) { await checkLine(lines[number], number, whole, state); }
  if (whole) { need(hex(await rootOf(state.leaves)) === hex(checkpoint.root), "根摘要", "由全部条目算不出检查点的根：有条目被改动、缺少或者调换"); }
  report.holds("条目", whole ? `全部 ${head.count} 条齐全，重算的根摘要与检查点一致` : `项目的 ${head.count} 条逐条在检查点之内`);
  report.holds("公开内容", `${state.shown} 项都与入账时的承诺一致（SHA-256、SM3）`);
  const after = whole ? "" : "；这一项看不出最后一条之后还有没有新条目，须看整个节点的记录";
  report.holds("项目链", `${state.chains.size} 个项目的条目首尾相接，没有缺号${after}`);
}
