/* The page: takes files, tells them apart by what stands in them, checks them here and shows what was found. */
import { text } from "./bytes.js";
import { checkLoose, checkLooseReceipt, checkPackage, checkRecord } from "./evidence.js";
import { Unusable, reported } from "./report.js";

const VERDICTS = {
  held: ["yp-banner-ok", "核验成立", "所选文件的每一项检查都成立。"],
  warned: ["yp-banner-warn", "各项检查成立，但信任策略由对方提供", "请另行取得信任策略，再核验一次；在此之前，不能据此认定。"],
  refused: ["yp-banner-refusal", "核验不成立", "有一项检查不成立，请不要使用这份文件。请保留原文件，向出具的节点或者行政监督部门反映。"],
  unusable: ["yp-banner-warn", "无法核验", "没有对这份文件作出结论。"],
};
const COLUMNS = ["名称", "内容", "登记名"];
const SPOKEN = { "✓": "成立", "✗": "不成立", "！": "注意", "·": "说明" };
const STARTS = [
  ["package", "PK\u0003\u0004"],
  ["proof", "c2sp.org/tlog-proof@"],
  ["receipt", "yuanping-receipt/"],
  ["openings", '{"format":"yuanping-openings/'],
  ["entry", '{"at":'],
  ["record", '{"format":"yuanping-record/'],
];

const form = document.querySelector("[data-verify]");
const output = document.querySelector("[data-verify-output]");
const files = form.querySelector("input[name=files]");
const policyFile = form.querySelector("input[name=policy-file]");
const policyText = form.querySelector("textarea[name=policy]");
let running = 0;

function made(tag, className, words) {
  const element = document.createElement(tag);
  if (className) { element.className = className; }
  if (words !== undefined) { element.textContent = words; }
  return element;
}

/** What a file is, by how it begins. */
function kindOf(bytes) {
  const start = Array.from(bytes.slice(0, 40), (byte) => String.fromCharCode(byte)).join("");
  const found = STARTS.find(([, beginning]) => start.startsWith(beginning));
  return found ? found[0] : "";
}

async function sorted(list) {
  const found = {};
  for (const file of list) {
    const bytes = new Uint8Array(await file.arrayBuffer());
    const kind = kindOf(bytes);
    if (!kind) { throw new Unusable(`“${file.name}”不是证据包、入账证明、条目、项目记录或者回执。`); }
    if (found[kind]) { throw new Unusable("一次只核验一份，请不要同时选择两份同类文件。"); }
    found[kind] = bytes;
  }
  return found;
}

async function policy() {
  if (policyText.value.trim()) { return policyText.value; }
  return policyFile.files.length ? text(new Uint8Array(await policyFile.files[0].arrayBuffer())) : null;
}

async function check(list, report) {
  const found = await sorted(list);
  const chosen = await policy();
  if (found.package) { return checkPackage(found.package, chosen, report); }
  if (found.record) { return checkRecord(found.record, chosen, report); }
  if (found.receipt) { return checkLooseReceipt(found.receipt, chosen, report); }
  if (found.proof && found.entry) { return checkLoose(found.entry, found.proof, found.openings || null, chosen, report); }
  throw new Unusable("入账证明（.tlog-proof）要与条目（entry.json）一起选择。");
}

function verdict(report) {
  const warned = report.outcome === "held" && report.lines.some((line) => line.mark === "！");
  const [tone, title, words] = VERDICTS[warned ? "warned" : report.outcome];
  const noQuorum = warned && report.lines.every((line) => line.mark !== "！" || line.name === "见证签名");
  const banner = made("div", `yp-banner ${tone}`);
  const body = made("div", "yp-banner-body");
  body.append(made("p", "yp-banner-title", noQuorum ? "各项检查成立，但没有其他单位见证" : title));
  body.append(made("p", "", noQuorum ? "信任策略不要求见证，只有节点自己的签名。" : words));
  banner.append(body);
  return banner;
}

function lines(report) {
  const list = made("ul", "yp-findings");
  for (const line of report.lines) {
    const item = made("li", `yp-finding yp-finding-${{ "✓": "ok", "✗": "bad", "！": "warn", "·": "note" }[line.mark]}`);
    const mark = made("span", "yp-finding-mark", line.mark);
    mark.setAttribute("role", "img");
    mark.setAttribute("aria-label", SPOKEN[line.mark]);
    item.append(mark, made("strong", "", line.name), made("span", "", line.text));
    list.append(item);
  }
  return list;
}

/** A value in words where we have them. */
function shown(name, value) {
  if (value === null || JSON.stringify(value) === "{}") { return "无"; }
  if (name === "chain" && value) {
    return `项目的第 ${value.number} 号（从 0 起编）${value.previous ? `，前一条的摘要为 ${value.previous}` : ""}`;
  }
  if (name === "actor" && value) {
    return `${value.name}${value.account === null ? "" : `，账号 ${value.account}`}，渠道 ${value.channel}`;
  }
  if (typeof value === "boolean") { return value ? "是" : "否"; }
  if (Array.isArray(value) && value.every((each) => typeof each !== "object")) { return value.join("、") || "无"; }
  return typeof value === "string" ? value : JSON.stringify(value);
}

function facts(report) {
  const labels = JSON.parse(form.dataset.labels);
  const table = made("table", "table yp-table yp-opened");
  table.append(made("caption", "", "公开内容"));
  const head = made("tr");
  head.append(...COLUMNS.map((label) => { const cell = made("th", "", label); cell.scope = "col"; return cell; }));
  table.append(made("thead"), made("tbody"));
  table.tHead.append(head);
  const order = Object.keys(labels);
  const rank = ([name]) => (order.includes(name) ? order.indexOf(name) : order.length);
  for (const [name, value] of [...report.facts].sort((one, other) => rank(one) - rank(other) || (one[0] < other[0] ? -1 : 1))) {
    const row = made("tr");
    const cells = [labels[name] || "事项内容", shown(name, value), name].map((words, at) => {
      const cell = made("td", "", words);
      cell.dataset.label = COLUMNS[at];
      return cell;
    });
    row.append(...cells);
    table.tBodies[0].append(row);
  }
  return table;
}

async function run(list) {
  if (!list.length) { return; }
  running += 1;
  const mine = running;
  output.replaceChildren(made("p", "yp-note", "正在核验……"));
  const report = await reported((into) => check(list, into));
  if (mine !== running) { return; } // another choice came meanwhile
  output.replaceChildren(verdict(report), lines(report), ...(report.facts.length ? [facts(report)] : []));
  output.dataset.outcome = report.outcome;
}

let last = [];
const choose = (list) => { last = Array.from(list); return run(last); };
const drop = form.querySelector("[data-drop]");
files.addEventListener("change", () => choose(files.files));
policyFile.addEventListener("change", () => run(last));
policyText.addEventListener("change", () => run(last));
form.addEventListener("submit", (event) => { event.preventDefault(); run(last); });
drop.addEventListener("dragover", (event) => { event.preventDefault(); drop.classList.add("yp-drop-over"); });
drop.addEventListener("dragleave", () => drop.classList.remove("yp-drop-over"));
drop.addEventListener("drop", (event) => {
  event.preventDefault();
  drop.classList.remove("yp-drop-over");
  choose(event.dataTransfer.files);
});
form.hidden = false;
