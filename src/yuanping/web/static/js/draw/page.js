/* The page of a draw, or of a record that the visitor brings: checks it here and shows what was found. */
import { text } from "../verify/bytes.js";
import { Report, Unusable } from "../verify/report.js";
import { checkDraw } from "./check.js";
import { readLog } from "./log.js";

const VERDICTS = {
  held: ["yp-banner-ok", "核验成立", "下列各项检查都成立：这次抽取可以由任何人重做一遍，结果相同。"],
  warned: ["yp-banner-warn", "各项检查成立，请再看注意事项", "计算全部成立。标有“！”的一项说明据此还不能认定什么。"],
  refused: ["yp-banner-refusal", "核验不成立", "有检查不成立。请保留这份记录，并向行政监督部门反映。"],
  unusable: ["yp-banner-warn", "无法核验", "没有对这次抽取作出结论。"],
};
const MARKS = { "✓": ["ok", "成立"], "✗": ["bad", "不成立"], "！": ["warn", "注意"], "·": ["note", "说明"] };

const root = document.querySelector("[data-draw]");
const output = root.querySelector("[data-draw-output]");
const files = root.querySelector("input[type=file][name=transcript]");
const policyFile = root.querySelector("input[name=policy-file]");
const policyText = root.querySelector("textarea[name=policy]");
let running = 0;

function made(tag, className, words) {
  const element = document.createElement(tag);
  if (className) { element.className = className; }
  if (words !== undefined) { element.textContent = words; }
  return element;
}

async function fetched(address, how) {
  const answer = await fetch(address, { credentials: "same-origin" }).catch(() => null);
  if (answer === null || !answer.ok) { throw new Unusable("没有取到抽取记录，请检查网络后重试；也可以下载记录，离线核验。"); }
  return how === "json" ? answer.json() : new Uint8Array(await answer.arrayBuffer());
}

async function policy() {
  if (!policyText) { return null; } // a page without a log has nothing to believe by it
  if (policyText.value.trim()) { return policyText.value; }
  return policyFile.files.length ? text(new Uint8Array(await policyFile.files[0].arrayBuffer())) : null;
}

/** What the log says of this page's draw, fetched once: a file that is dropped later is checked with it, even offline. */
let known = null;
async function entries() {
  if (known === null && root.dataset.log) { known = await fetched(root.dataset.log, "json"); }
  return known;
}

/** The record that the visitor chose, or else the one that this page is about. */
async function material() {
  if (files.files.length) { return new Uint8Array(await files.files[0].arrayBuffer()); }
  if (!root.dataset.transcript) { throw new Unusable("请先选择抽取记录。"); }
  return fetched(root.dataset.transcript, "bytes");
}

function mentioned(report, error) {
  report.fails("无法核验", error instanceof Unusable ? error.message : `核验程序没有预料到这种情况（${error.message}）。`);
  report.outcome = "unusable";
}

async function checked() {
  const report = new Report();
  try {
    const bytes = await material();
    const log = await entries();
    const evidence = log === null ? null : await logOf(log, report);
    const { held } = checkDraw(bytes, report, evidence);
    const whole = held && !report.lines.some((line) => line.mark === "✗");
    report.outcome = whole ? "held" : "refused";
  } catch (error) {
    mentioned(report, error);
  }
  return report;
}

/** The log's entries; where the browser cannot check signatures the draw itself can still be made again. */
async function logOf(log, report) {
  try {
    return await readLog(log, await policy(), report);
  } catch (error) {
    if (!(error instanceof Unusable)) { throw error; }
    report.warns("入账证明", `没有核验：${error.message}`);
    return null;
  }
}

function verdict(report) {
  const warned = report.outcome === "held" && report.lines.some((line) => line.mark === "！");
  const [tone, title, words] = VERDICTS[warned ? "warned" : report.outcome];
  const banner = made("div", `yp-banner ${tone}`);
  const body = made("div", "yp-banner-body");
  body.append(made("p", "yp-banner-title", title), made("p", "", words));
  banner.append(body);
  return banner;
}

function lines(report) {
  const list = made("ul", "yp-findings yp-draw-findings");
  const later = report.lines.filter((line) => "！·".includes(line.mark)); // what to mind, after what was found
  for (const line of [...report.lines.filter((line) => !later.includes(line)), ...later]) {
    const [tone, spoken] = MARKS[line.mark];
    const item = made("li", `yp-finding yp-finding-${tone}`);
    const mark = made("span", "yp-finding-mark", line.mark);
    mark.setAttribute("aria-hidden", "true");
    item.append(mark, made("strong", "", line.name), made("span", "yp-finding-said", spoken), made("span", "", line.text));
    list.append(item);
  }
  return list;
}

async function run() {
  running += 1;
  const mine = running;
  delete output.dataset.outcome;
  output.replaceChildren(made("p", "yp-note", "正在您的浏览器里重新抽取并核对……"));
  await new Promise((done) => { setTimeout(done, 20); }); // let the words appear before the work begins
  const report = await checked();
  if (mine !== running) { return; } // another choice came meanwhile
  output.replaceChildren(verdict(report), lines(report));
  output.dataset.outcome = report.outcome;
}

const drop = root.querySelector("[data-drop]");
files.addEventListener("change", run);
policyFile?.addEventListener("change", run);
policyText?.addEventListener("change", run);
root.addEventListener("submit", (event) => { event.preventDefault(); run(); });
drop.addEventListener("dragover", (event) => { event.preventDefault(); drop.classList.add("yp-drop-over"); });
drop.addEventListener("dragleave", () => drop.classList.remove("yp-drop-over"));
drop.addEventListener("drop", (event) => {
  event.preventDefault();
  drop.classList.remove("yp-drop-over");
  files.files = event.dataTransfer.files;
  run();
});
root.hidden = false;
if (root.dataset.transcript) { run(); }
