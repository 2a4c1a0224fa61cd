/* The list of a class as a transcript discloses it (sections 2 and 9); every leaf is checked against the root when it is read. */
import { canonical } from "../verify/entry.js";
import { drawClass, excluded, takes } from "./plan.js";
import { hex, list, must, object, octets, order, text, truth, utf8, whole } from "./reading.js";
import { sha256 } from "./sha2.js";
import { checkBeginning, checkPlace, leafHash, rootOf } from "./tree.js";

const MOST = 2 ** 32;
const RECORD = ["available", "centre", "employer", "id", "specialties", "tickets"];
const HIDDEN = Uint8Array.of(0);

/** A person and what opens the commitment; a fault for anything that is no leaf. */
function readLeaf(value) {
  const { person, salt } = object(value, "leaf", ["person", "salt"]);
  object(person, "person", RECORD);
  for (const field of ["id", "employer", "centre"]) { text(person[field], field); }
  must(person.centre !== "*", "专家所在地不得为“*”");
  const codes = list(person.specialties, "specialties").map((code) => text(code, "specialties"));
  must(codes.length > 0 && codes.every((code, at) => at === 0 || order(codes[at - 1], code) < 0), "专业代码应按序排列，不得重复");
  whole(person.tickets, "tickets", 1, 1 << 20);
  truth(person.available, "available");
  const commitment = sha256(HIDDEN, octets(salt, "salt", 0, 16), utf8(canonical(person)));
  return { ...person, weight: BigInt(person.tickets), leaf: value, hash: leafHash(commitment) };
}

export class DisclosedList {
  #head = [];
  #headProof = null;
  #opened = new Map();
  #ends = [0];
  #sums = [0n];
  #whole = false;

  constructor(row) {
    object(row, "classes", ["centre", "disclosure", "root", "size", "specialty", "tickets", "tiers"]);
    this.row = row;
    this.of = drawClass(row.specialty, row.centre);
    this.#readTiers(list(row.tiers, "tiers"));
    this.root = octets(row.root, "root", 32);
    this.isClosed = row.disclosure === null;
    if (this.isClosed) { return; }
    const found = object(row.disclosure, "disclosure");
    if ("members" in found) { this.#readWhole(object(found, "disclosure", ["members"])); } else { this.#readPart(object(found, "disclosure", ["head", "opened"])); }
    this.#requireOrder();
  }

  get size() { return this.#ends[this.#ends.length - 1]; }
  get tickets() { return this.#sums[this.#sums.length - 1]; }
  /** As many from the beginning as are known. */
  get first() { return this.#head; }
  /** Everybody of whom the transcript tells, by ordinal. */
  get known() { return [...this.#head, ...[...this.#opened.values()].map((each) => each.person)]; }

  /** All members, of a list that is disclosed whole. */
  members() {
    must(this.#whole, `类别 ${this.of.name} 没有公开复核所需的全部专家`);
    return this.#head;
  }

  /** The holder of a ticket: [ordinal, person]. */
  holder(ticket) {
    let tier = 0;
    while (this.#sums[tier + 1] <= ticket) { tier += 1; }
    const ordinal = this.#ends[tier] + Number((ticket - this.#sums[tier]) / BigInt(this.row.tiers[tier][0]));
    const person = ordinal < this.#head.length ? this.#head[ordinal] : this.#opened.get(ordinal)?.person;
    must(person, `抽中类别 ${this.of.name} 名单的第 ${ordinal} 位（从 0 起编），记录却没有公开这个人`);
    return [ordinal, person];
  }

  /** What an honest draw discloses: all, or the first `head` members and those whom tickets hit. */
  disclosure(head, hit) {
    if (head === null) { return { members: this.members().map((each) => each.leaf) }; }
    must(head === this.#head.length && this.#headProof !== null, `类别 ${this.of.name} 公开的开头一段长短不对`);
    const opened = [...hit].filter((ordinal) => ordinal >= head).sort((one, other) => one - other);
    return {
      head: { leaves: this.#head.map((each) => each.leaf), proof: this.#headProof.map(hex) },
      opened: opened.map((ordinal) => this.#opened.get(ordinal).given),
    };
  }

  #readTiers(tiers) {
    let last = 0;
    for (const pair of tiers) {
      must(list(pair, "tiers").length === 2, "“tiers”每档应为票数与人数");
      const [held, count] = pair.map((each) => whole(each, "tiers", 1, MOST));
      must(held > last, "各档票数应递增");
      last = held;
      this.#ends.push(this.size + count);
      this.#sums.push(this.tickets + BigInt(held) * BigInt(count));
    }
    const stated = [this.row.size, this.row.tickets].map((each) => whole(each, "tiers", 0, Number.MAX_SAFE_INTEGER));
    must(stated[0] === this.size && BigInt(stated[1]) === this.tickets, `类别 ${this.of.name} 各档合计与人数或者票数不符`);
  }

  #readWhole({ members }) {
    this.#head = list(members, "members").map(readLeaf);
    this.#whole = true;
    must(this.#head.length === this.size, `类别 ${this.of.name} 公开的人数与名单人数不符`);
    must(hex(rootOf(this.#head.map((each) => each.hash))) === this.row.root, `由类别 ${this.of.name} 公开的名单算不出它的根摘要：有人被改、被增减，或者换了次序`);
  }

  #readPart({ head, opened }) {
    object(head, "head", ["leaves", "proof"]);
    this.#head = list(head.leaves, "leaves").map(readLeaf);
    this.#headProof = list(head.proof, "proof").map((each) => octets(each, "proof", 32));
    checkBeginning(this.#head.map((each) => each.hash), this.size, this.#headProof, this.root);
    for (const given of list(opened, "opened")) {
      const { leaf, ordinal, proof } = object(given, "opened", ["leaf", "ordinal", "proof"]);
      whole(ordinal, "ordinal", this.#head.length, this.size - 1);
      const person = readLeaf(leaf);
      checkPlace(person.hash, ordinal, this.size, list(proof, "proof").map((each) => octets(each, "proof", 32)), this.root);
      this.#opened.set(ordinal, { given, person });
    }
    this.#opened = new Map([...this.#opened].sort(([one], [other]) => one - other));
  }

  /** Known members belong to the class, stand in its order, and hold the tickets of their tiers. */
  #requireOrder() {
    const known = [...this.#head.entries(), ...[...this.#opened].map(([ordinal, each]) => [ordinal, each.person])];
    let tier = 0;
    let last = null;
    for (const [ordinal, person] of known) {
      while (this.#ends[tier + 1] <= ordinal) { tier += 1; }
      const right = last === null || last.tickets - person.tickets || order(last.id, person.id);
      must(right === true || right < 0, `类别 ${this.of.name} 的专家次序有误或者重复`);
      must(person.tickets === this.row.tiers[tier][0], `类别 ${this.of.name} 第 ${ordinal} 位的票数与所在档不符`);
      must(takes(this.of, person), `类别 ${this.of.name} 中有专业或者所在地不符的专家`);
      last = person;
    }
  }
}

/** The lists of a plan's classes by their names; a person who stands in two is the same in both. */
export function readLists(rows, plan) {
  const found = list(rows, "classes").map((row) => new DisclosedList(row));
  must(found.map((each) => each.of.name).join("\n") === plan.classes.map((each) => each.name).join("\n"), "公开的类别与抽取方案的席位不一致");
  const seen = new Map();
  for (const person of found.flatMap((each) => each.known)) {
    const hash = hex(person.hash);
    must((seen.get(person.id) || hash) === hash, "同一名专家在两个类别中的登记不一致");
    seen.set(person.id, hash);
  }
  return new Map(found.map((each) => [each.of.name, each]));
}

/** The eligible members of a class, in the order of its list. */
export const eligible = (lists, plan, one) => lists.get(one.name).members().filter((person) => excluded(plan, person) === null);

/** How many members, from the first, show more eligible employers than the threshold; null for a scarce class. */
export function headOf(entries, plan) {
  const employers = new Set();
  for (const [place, person] of entries.first.entries()) {
    if (excluded(plan, person) === null && employers.add(person.employer).size > plan.threshold) { return place + 1; }
  }
  entries.members(); // a list known in part proves no scarcity
  return null;
}
