/* Whom to trust: C2SP tlog-policy. Keys as in C2SP signed-note: name+hex id+base64(kind, key). */
import { hex, sha256, unbase64, utf8 } from "./bytes.js";
import { Unusable } from "./report.js";

export const LOG = 1;
export const COSIGNER = 4;

/** The key's name and id, and its 32 bytes; throws when the id is not SHA-256(name, newline, kind, key)[:4]. */
async function readKey(coded, kind) {
  const [, name, id, rest] = /^([^\s+]+)\+([0-9a-f]{8})\+(\S+)$/.exec(coded);
  const raw = unbase64(rest);
  const number = hex((await sha256(utf8(name), utf8("\n"), raw)).slice(0, 4));
  if (raw.length !== 33 || raw[0] !== kind || id !== number) { throw new Error("key"); }
  return { name, id, key: raw.slice(1), kind };
}

function threshold(count, members) {
  if (count === "any") { return 1; }
  if (count === "all") { return members.length; }
  const found = /^[1-9][0-9]{0,5}$/.test(count) ? Number(count) : 0;
  if (!found || found > members.length) { throw new Error("threshold"); }
  return found;
}

class Reader {
  constructor() {
    this.keys = new Map();
    this.groups = [];
    this.names = new Set(["none"]);
    this.grouped = new Set(["none"]);
    this.quorum = "";
  }

  async key(coded, kind, witness) {
    const key = await readKey(coded, kind);
    const twice = [...this.keys.values()].some((one) => one.kind === kind && hex(one.key) === hex(key.key));
    if (twice || this.keys.has(`${key.name} ${key.id}`)) { throw new Error("twice"); }
    this.keys.set(`${key.name} ${key.id}`, { ...key, witness });
  }

  fresh(name) {
    if (this.names.has(name)) { throw new Error("name"); }
    this.names.add(name);
  }

  group(name, count, members) {
    if (new Set(members).size !== members.length) { throw new Error("members"); }
    for (const member of members) {
      if (!this.names.has(member) || this.grouped.has(member)) { throw new Error("member"); }
      this.grouped.add(member);
    }
    this.groups.push({ name, members, least: threshold(count, members) });
    this.fresh(name);
  }

  async line(words) {
    const [what, ...rest] = words;
    if (what === "log" && rest.length >= 1 && rest.length <= 2) {
      await this.key(rest[0], LOG, "");
    } else if (what === "witness" && rest.length >= 2 && rest.length <= 3) {
      this.fresh(rest[0]);
      await this.key(rest[1], COSIGNER, rest[0]);
    } else if (what === "group" && rest.length >= 3) {
      this.group(rest[0], rest[1], rest.slice(2));
    } else if (what === "quorum" && rest.length === 1 && !this.quorum && this.names.has(rest[0])) {
      [this.quorum] = rest;
    } else {
      throw new Error("line");
    }
  }
}

/** The policy that the text is: keys by "name id", groups in order, the quorum's name. */
export async function readPolicy(said) {
  const reader = new Reader();
  const lines = said.split("\n");
  for (let number = 0; number < lines.length; number += 1) {
    const words = lines[number].split(/[ \t]+/).filter(Boolean);
    try {
      if (/[\0-\x08\x0b-\x1f\x7f]/.test(lines[number])) { throw new Error("octet"); }
      if (words.length && !words[0].startsWith("#")) { await reader.line(words); }
    } catch (error) {
      if (error instanceof Unusable) { throw error; }
      throw new Unusable(`信任策略第 ${number + 1} 行有误：公钥与编号须相符，名称、公钥不得重复，成员须先定义且只入一组，quorum 只有一行。`);
    }
  }
  if (!reader.quorum || ![...reader.keys.values()].some((one) => one.kind === LOG)) {
    throw new Unusable("信任策略须有一行 quorum，并至少有一行 log。");
  }
  return reader;
}

/** Whether these witnesses meet the quorum; a group stands after its members. */
export function isMet(policy, witnesses) {
  const met = new Set([...witnesses, "none"]);
  for (const group of policy.groups) {
    if (group.members.filter((member) => met.has(member)).length >= group.least) { met.add(group.name); }
  }
  return met.has(policy.quorum);
}
