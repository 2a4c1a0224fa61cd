/* All checks of one draw, each a line for people: what holds, what does not, and what was not checked. */
import { Fault } from "../verify/report.js";
import { checkOrigin } from "./origin.js";
import { hex, must, same, utf8, written } from "./reading.js";
import { sha256 } from "./sha2.js";
import { compare, drawnAgain, readInputs, readTranscript } from "./transcript.js";

/** Runs the steps in order and says each; after a fault those that build on it are left out. */
function walk(steps, report) {
  let broken = false;
  for (const [name, body] of steps) {
    if (broken) { report.notes(name, "前面有一项不成立，没有核验"); continue; }
    try {
      const words = body();
      if (words) { report.holds(name, words); }
    } catch (error) {
      if (!(error instanceof Fault)) { throw error; }
      report.fails(name, error.message);
      broken = true;
    }
  }
  return !broken;
}

const sum = (numbers) => numbers.reduce((all, each) => all + each, 0);

function seatsInWords(plan) {
  const limits = [`同一单位最多 ${plan.limits.perEmployer} 人`];
  if (plan.limits.perCentre !== null) { limits.push(`同一地区最多 ${plan.limits.perCentre} 人`); }
  if (plan.limits.others) { limits.push(`主场以外至少 ${plan.limits.others} 个地区`); }
  return `抽取 ${plan.seats.length} 席，分 ${plan.classes.length} 类，${limits.join("，")}；事先排除 ${plan.people.size} 人、${plan.employers.size} 家单位`;
}

function triesInWords(tries) {
  const tickets = tries.flatMap((each) => each.tickets);
  const skipped = tickets.filter((each) => each.skip !== null).length;
  const counted = tries.some((each) => each.counts.length) ? "，稀缺专业逐一计数后选取" : "";
  return `用种子重抽，${tries.length} 轮、${tickets.length} 个号码（跳过 ${skipped} 个）与记录逐个相同${counted}`;
}

/** The steps that need the transcript alone. `state` gathers what the others go on from. */
function ownSteps(bytes, state) {
  const listed = () => [...state.lists.values()];
  const again = (name, words) => compare(state.body, name, state.again[name], words);
  const steps = [
    ["记录完整", () => {
      Object.assign(state, readTranscript(bytes));
      return "写法规范，没有多余的字符，内容与自带的摘要一致";
    }],
    ["抽取方案", () => {
      const inputs = readInputs(state.body);
      Object.assign(state, { plan: inputs.plan, seed: inputs.seed });
      state.readLists = inputs.lists;
      return seatsInWords(inputs.plan);
    }],
    ["名单承诺", () => {
      state.lists = state.readLists();
      const known = new Set(listed().flatMap((each) => each.known.map((person) => person.id)));
      return `各类名单共 ${sum(listed().map((each) => each.size))} 人次；公开的 ${known.size} 名专家（化名）都在抽取前封存的名单之中，一个字也没有变动`;
    }],
    ["抽取过程", () => {
      state.again = drawnAgain(state.body, state.plan, state.seed, state.lists);
      if (state.body.status === "infeasible") { again("tries", "不能组成评标委员会，却有抽取过程"); return ""; }
      again("tries", "抽出的号码与按种子重抽的不同");
      return triesInWords(state.body.tries);
    }],
    ["抽取结果", () => {
      again("panel", "入选的专家与重抽的不同");
      return state.body.panel.length ? `${state.body.panel.length} 个席位的入选专家与重抽的相同` : "没有抽出专家";
    }],
    ["候补次序", () => {
      again("alternates", "候补专家或者次序与重抽的不同");
      return state.body.alternates.length ? `${state.body.alternates.length} 名候补及其次序与重抽的相同` : "没有候补";
    }],
    ["补抽", () => {
      again("redraws", "补抽的专家与重抽的不同");
      return state.body.redraws.length ? `${state.body.redraws.length} 次补抽都按候补次序，或者按种子重抽得出` : "没有补抽";
    }],
    ["无法组成的证明", () => {
      again("certificate", "无法组成评标委员会的证明与重算的不同");
      return state.body.certificate === null ? "" : state.body.certificate.explanation;
    }],
    ["公开范围", () => {
      compare(state.body, "classes", state.again.classes(), "公开的专家与复核所需的不一致：有缺少或者多余");
      return "公开的恰好是复核所需的专家，不多也不少";
    }],
  ];
  return steps;
}

const LOG = "见证记录";

/** What was committed to beforehand, in hexadecimal: plan, lists, and the record itself. */
function commitments(bytes, state) {
  const rows = state.body.classes.map(({ disclosure, ...row }) => row);
  return { plan: hex(sha256(utf8(written(state.body.plan)))), lists: hex(sha256(utf8(written(rows)))), record: hex(sha256(bytes)) };
}

/** The commitments in the log; `log` is what `readLog` answers. */
function logSteps(bytes, state, log) {
  return [
    ["抽取意向", () => {
      const { facts } = log.intent;
      const own = commitments(bytes, state);
      must(facts.get("data.plan_digest") === own.plan, "抽取方案与抽取之前入账的不同");
      must(facts.get("data.pool_digest") === own.lists, "专家名单与抽取之前入账的不同");
      return `第 ${facts.get("data.attempt")} 次抽取的方案、回避和名单，与种子产生之前入账的完全相同`;
    }],
    ["结果入账", () => {
      const { facts } = log.latest;
      must(facts.get("data.attempt") === log.intent.facts.get("data.attempt"), "不是同一次抽取的入账");
      must(facts.get("data.commitment") === commitments(bytes, state).record, "本记录与抽取时入账的摘要不同");
      return "本记录就是抽取（补抽）当时入账的那一份，此后没有改动";
    }],
  ];
}

/** Where the seed comes from: the evidence in the record, and what the log says of each part and of their order. */
function seedSteps(state, log, report) {
  if (state.body.protocol === null) {
    report.notes("没有核验", "记录没有附随机种子的来源，看不出种子是怎样产生的");
    return [];
  }
  const steps = [["种子来源", () => {
    state.origin = checkOrigin(state.body.protocol);
    must(hex(state.origin.seed) === state.body.seed, "由各项随机来源算不出记录中的种子");
    if (state.origin.unchecked) { report.notes("没有核验", state.origin.unchecked); }
    const revealed = state.origin.contributions.filter((each) => each.revealed).length;
    return `种子由 ${revealed} 个会场的随机数、随机信标、抽取机和监督机各自的随机证明共同算出，逐项成立，任何一方都不能单独决定`;
  }]];
  return log ? [...steps, ["事先承诺", () => committedBefore(state.origin, log)], ["先后次序", () => inOrder(state.origin, log, report)]] : steps;
}

function committedBefore(origin, log) {
  must(log.intent.hash === origin.intent, "种子来源所指的抽取意向，不是见证记录中的那一条");
  must(same(log.intent.facts.get("data.origin") ?? null, origin.pinned), "各会场的承诺、信标或者机器公钥，与意向入账时写明的不同");
  return "各会场随机数的承诺、随机信标的定义、两台机器的公钥，都与种子产生之前入账的相同";
}

function inOrder(origin, log, report) {
  must(log.revealed && log.beacon, "见证记录中没有揭示随机数、产生信标的入账");
  const values = Object.fromEntries(origin.contributions.filter((each) => each.revealed).map((each) => [each.centre, hex(each.octets)]));
  must(same(log.revealed.facts.get("data.values") ?? null, values), "各会场的随机数与揭示时入账的不同");
  must(log.beacon.facts.get("data.value") === origin.beacon, "随机信标与产生时入账的不同");
  const numbers = [log.intent, log.revealed, log.beacon, log.made].map((each) => Number(each.facts.get("number")));
  must(numbers.every((number, at) => at === 0 || numbers[at - 1] < number), "意向、随机数、信标、抽取的入账次序不对");
  if (log.seen === null) {
    report.notes("没有核验", "抽取时没有规定意向须先经见证，意向在先只有本节点的入账次序为证");
    return "先公布抽取意向，再揭示各会场随机数，再产生信标，最后抽取，入账次序无误";
  }
  must(log.seen.size === origin.size && log.seen.root === origin.root, "种子所用的检查点不是见证抽取意向的那一个");
  return "先公布抽取意向并经检查点固定，再揭示各会场随机数，再产生信标，最后抽取，入账次序无误";
}

/**
 * Checks a transcript. With `log`, what the witness log says of it (each entry checked before): also against that.
 * Answers {held, state}; the lines stand in the report.
 */
export function checkDraw(bytes, report, log = null) {
  const state = {};
  let held = walk(ownSteps(bytes, state), report);
  if (state.plan) {
    held = walk(seedSteps(state, log, report), report) && held;
    if (log) { held = walk(logSteps(bytes, state, log), report) && held; }
  }
  if (!log) { report.notes("没有核验", `没有${LOG}，看不出这份记录是否就是抽取当时的那一份，各步的先后次序是否属实`); }
  report.notes("没有核验", "专家库是否收齐了应当入库的专家，回避单位是否查全，化名对应的真实专家是否就是到场的人：这些由行政监督部门核查，不能由计算得出");
  return { held, state };
}
