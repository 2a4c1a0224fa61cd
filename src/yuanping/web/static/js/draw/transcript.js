/* A transcript (section 9): its form, and the whole draw made again from what it discloses. */
import { readLists } from "./lists.js";
import { alternates, redraws } from "./following.js";
import { certificateOf } from "./obstacle.js";
import { readPlan } from "./plan.js";
import { hex, list, must, object, octets, parse, same, unicode, utf8, whole, written } from "./reading.js";
import { Sampler } from "./sampler.js";
import { sha256 } from "./sha2.js";

const BODY = ["alternates", "certificate", "classes", "format", "panel", "plan", "protocol", "redraws", "seed", "status", "tries"];

/** The body of a transcript whose form and digest hold: {body, digest}. */
export function readTranscript(bytes) {
  const said = unicode(bytes);
  const { digest, ...body } = parse(said);
  object(body, "记录", BODY);
  must(body.format === "yd-transcript/1", "记录的格式应为 yd-transcript/1");
  must(["drawn", "infeasible"].includes(body.status), "记录的结果应为 drawn 或 infeasible");
  const text = written(body);
  must(digest === hex(sha256(utf8(text))), "记录与其自带的摘要不符：内容被改动");
  must(said === `${text.slice(0, -1)},"digest":"${digest}"}\n`, "不是规范写法：次序不对，或者有多余的字符");
  return { body, digest };
}

/** Plan, seed and lists, each leaf proved against its root. */
export function readInputs(body) {
  const plan = readPlan(body.plan);
  const seed = octets(body.seed, "seed", 32);
  return { plan, seed, lists: () => readLists(body.classes, plan) };
}

/** What an honest draw with this plan, seed and these lists writes, member by member. */
export function drawnAgain(body, plan, seed, lists) {
  if (body.status === "infeasible") { return infeasibleAgain(lists, plan); }
  const sampler = new Sampler(lists, plan, seed);
  const { members, tries } = sampler.panel();
  const following = alternates(sampler, members);
  const seats = list(body.redraws, "redraws").map((each) => whole(object(each, "redraws").seat, "seat", 0, 1000));
  const { done, standing } = redraws(sampler, members, following.found, seats);
  const choices = [...following.found, ...done.flatMap((each) => (each.choice ? [each.choice] : []))];
  return {
    standing,
    tries,
    panel: members.map((each, seat) => ({ centre: each.centre, expert_id: each.id, seat, specialty: plan.seats[seat].specialty })),
    alternates: following.found.map((each) => ({
      centre: each.person.centre, expert_id: each.person.id, order: each.order, picked: each.picked, specialty: each.of.specialty, tickets: each.tickets,
    })),
    redraws: done.map((each) => ({
      expert_id: each.person.id, left: each.left, number: each.number, picked: each.choice !== null && each.choice.picked, seat: each.seat, tickets: each.choice ? each.choice.tickets : [],
    })),
    certificate: null,
    classes: () => plan.classes.map((each) => classAgain(sampler, each, tries, choices, following.exhausted)),
  };
}

function classAgain(sampler, one, tries, choices, exhausted) {
  const own = choices.filter((each) => each.of === one);
  const head = sampler.heads.get(one.name);
  const all = head === null || tries.some((each) => each.exact) || exhausted.has(one.name) || own.some((each) => each.picked);
  const tickets = [...tries.flatMap((each) => each.tickets.filter((ticket) => one.seats.includes(ticket.seat))), ...own.flatMap((each) => each.tickets)];
  const entries = sampler.lists.get(one.name);
  return { ...entries.row, disclosure: entries.disclosure(all ? null : head, new Set(tickets.map((each) => each.ordinal))) };
}

function infeasibleAgain(lists, plan) {
  const certificate = certificateOf(lists, plan);
  return {
    standing: [], tries: [], panel: [], alternates: [], redraws: [], certificate,
    classes: () => plan.classes.map((each) => {
      const entries = lists.get(each.name);
      return { ...entries.row, disclosure: entries.isClosed ? null : entries.disclosure(null) };
    }),
  };
}

/** One member of the transcript is what the draw made again says. */
export function compare(body, name, again, words) { must(same(body[name], again), words); }
