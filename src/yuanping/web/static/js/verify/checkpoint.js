/* A checkpoint: C2SP signed-note, tlog-checkpoint, tlog-cosignature. */
import { HASH, NUMBER, beijing, hex, signed, text, unbase64, utf8 } from "./bytes.js";
import { COSIGNER, LOG, isMet } from "./policy.js";
import { need, reading } from "./report.js";

const NOTE = /^([^\0-\x09\x0b-\x1f]+\n)\n((?:— [^\0-\x1f]+\n)+)$/;
const TEXT = new RegExp(`^([^\\n]+)\\n(${NUMBER})\\n(${HASH})\\n(?:[^\\n]+\\n)*$`);
const LINE = /^— ([^\s+]+) (\S+)$/;

/** A note's text and its signature lines: {name, id, value}. */
export async function readNote(bytes, name) {
  return reading(name, "签名文本的写法不对，或者内容被改动", () => {
    const [, body, lines] = NOTE.exec(text(bytes));
    const signatures = lines.slice(0, -1).split("\n").map((line) => {
      const [, signer, coded] = LINE.exec(line);
      const raw = unbase64(coded);
      return { name: signer, id: hex(raw.slice(0, 4)), value: raw.slice(4) };
    });
    return { body, signatures };
  });
}

/** When a cosigner signed, in POSIX seconds; a fault unless its signature is good. */
async function cosignedAt(key, body, value) {
  const wrong = `${key.witness} 的见证签名与检查点不符`;
  need(value.length === 72, "见证签名", wrong);
  const time = new DataView(value.buffer, value.byteOffset, 8).getBigUint64(0);
  const good = await signed(key.key, utf8(`cosignature/v1\ntime ${time}\n${body}`), value.slice(8));
  need(good && time < 2n ** 37n, "见证签名", wrong);
  return time;
}

/** Size and root of the tree, which the log signed and a quorum of witnesses cosigned. */
export async function checkCheckpoint(bytes, policy, report) {
  const note = await readNote(bytes, "检查点");
  const wrong = "检查点应当有来源、条数、根三行";
  const [, origin, size, root] = await reading("检查点", wrong, () => [...TEXT.exec(note.body)]);
  const seen = new Set();
  const logs = new Set();
  const witnesses = new Map();
  for (const signature of note.signatures) {
    const which = `${signature.name} ${signature.id}`;
    need(!seen.has(which), "检查点", `${signature.name} 签了两次`);
    seen.add(which);
    const key = policy.keys.get(which);
    if (key && key.kind === LOG) {
      need(await signed(key.key, utf8(note.body), signature.value), "节点签名", `${key.name} 的签名与检查点不符：检查点或者签名被改动`);
      logs.add(key.name);
    } else if (key && key.kind === COSIGNER) {
      witnesses.set(key.witness, await cosignedAt(key, note.body, signature.value));
    } else {
      report.notes("未计签名", `${signature.name} 有一行签名（如国密签名）不在信任策略之内，按规范不计，没有核验`);
    }
  }
  need(logs.has(origin), "节点签名", `没有信任策略所列节点对“${origin}”的签名：证据出自别的节点，或者策略不对`);
  report.holds("节点签名", `“${origin}”签发的检查点：共 ${size} 条`);
  const named = [...witnesses].map(([name, at]) => `${name}（${beijing(at)}）`).join("、") || "没有见证方签名";
  need(isMet(policy, witnesses.keys()), "见证签名", `没有达到信任策略要求的“${policy.quorum}”：${named}`);
  if (policy.quorum === "none") {
    report.warns("见证签名", "信任策略不要求见证：只有节点自己的签名，没有其他单位作证");
  } else {
    report.holds("见证签名", `达到信任策略要求的“${policy.quorum}”（北京时间）：${named}`);
  }
  return { origin, size: BigInt(size), root: unbase64(root) };
}

/** A receipt: a note by the log over what it accepted. */
export async function checkReceipt(bytes, policy, report) {
  const note = await readNote(bytes, "回执");
  const shape = new RegExp(`^yuanping-receipt/1\\n([^\\n]+)\\n(${NUMBER})\\n(${HASH})\\n([^\\n]+)\\n$`);
  const [, origin, number, digest, at] = await reading("回执", "不是规范的回执", () => [...shape.exec(note.body)]);
  let good = false;
  for (const signature of note.signatures) {
    const key = policy.keys.get(`${signature.name} ${signature.id}`);
    if (key && key.kind === LOG && key.name === origin) {
      need(await signed(key.key, utf8(note.body), signature.value), "节点签名", "签名与回执不符：回执被改动");
      good = true;
    }
  }
  need(good, "节点签名", `没有信任策略所列节点对“${origin}”的签名`);
  report.holds("回执", `“${origin}”于 ${beijing(Date.parse(at) / 1000)}（北京时间）收下回执号 ${number} 的记录`);
  report.notes("条目摘要", hex(unbase64(digest)));
}
