/* What a beacon is, which of its rounds counts, and the value of that round (sections 10.3 to 10.5). */
import { joined, same } from "../verify/bytes.js";
import { hex, list, must, object, octets, order, text, truth, utf8, whole } from "./reading.js";
import { sha256 } from "./sha2.js";
import { publicPoint, vrfOutput } from "./vrf.js";

const DELAY = 60;
const NAME = "[^\\p{C}\\p{Z}]{1,100}";
const MEMBER = new RegExp(`^member (${NAME}) ([0-9a-f]{64})$`, "u");
const SCHEMES = { "bls-unchained-g1-rfc9380": [96, 48, false], "pedersen-bls-chained": [48, 96, true], "pedersen-bls-unchained": [48, 96, false] };
const NUMBER = "([1-9][0-9]{0,12})";
const DRAND = new RegExp(`^scheme (\\S+)\npublic-key ((?:[0-9a-f]{2})+)\nperiod ${NUMBER}\ngenesis ${NUMBER}\nseed ([0-9a-f]{64})\nid ${NAME}$`, "u");

/** The beacon that a definition's text describes. */
function readDefinition(said) {
  const wrong = "不是信标定义的原文";
  must(typeof said === "string" && said.endsWith("\n"), wrong);
  const lines = said.slice(0, -1).split("\n");
  const first = lines.shift();
  if (first === "yd-beacon/1 federation") { return { kind: "federation", members: readMembers(lines, wrong) }; }
  const found = first === "yd-beacon/1 drand" ? DRAND.exec(lines.join("\n")) : null;
  must(found && Object.hasOwn(SCHEMES, found[1]), wrong);
  const [keySize, signatureSize, chained] = SCHEMES[found[1]];
  const [period, genesis] = [Number(found[3]), Number(found[4])];
  must(found[2].length === 2 * keySize && period <= 86400 && genesis <= 2 ** 40, wrong);
  return { kind: "drand", period, genesis, signatureSize, chained };
}

function readMembers(lines, wrong) {
  must(lines.length >= 2 && lines.length <= 100, "信标的成员应为 2 至 100 家");
  const members = lines.map((line) => {
    const found = MEMBER.exec(line);
    must(found, wrong);
    const key = octets(found[2], "member", 32);
    publicPoint(key);
    return { name: found[1], key };
  });
  must(members.every((each, at) => at === 0 || order(members[at - 1].name, each.name) < 0), "信标的成员没有按名称排列，或者有重复");
  must(new Set(members.map((each) => hex(each.key))).size === members.length, "信标的两家成员使用同一公钥");
  return members;
}

/** The first round that may count for an intent cosigned at this time. */
function pinned(definition, cosignedAt) {
  if (definition.kind === "federation") { return 1; }
  const wait = cosignedAt + DELAY - definition.genesis;
  return wait <= 0 ? 1 : Math.ceil(wait / definition.period) + 1;
}

function federationValue(definition, given, intent, root) {
  const proofs = list(given.proofs, "proofs").map((each) => object(each, "proofs", ["member", "proof", "recovered"]));
  must(proofs.map((each) => each.member).join("\n") === definition.members.map((each) => each.name).join("\n"), "信标应有每一家成员的随机证明，各一份");
  const input = sha256(utf8("yd-beacon/1\0"), intent, root);
  const outputs = proofs.map((each, at) => {
    text(each.member, "member");
    truth(each.recovered, "recovered");
    return vrfOutput(definition.members[at].key, input, octets(each.proof, "proof", 80), `信标成员“${each.member}”的随机证明不成立`);
  });
  outputs.sort((one, other) => order(hex(one), hex(other)));
  return sha256(joined(...outputs));
}

/** The value (32 bytes) of the round in the evidence, and what of it was not checked here (null: nothing). */
export function beaconValue(given, { intent, root, cosignedAt }) {
  const own = { federation: ["proofs"], drand: ["signature", "previous"] }[object(given, "beacon").kind];
  must(own, "随机信标的种类应为 federation 或者 drand");
  object(given, "beacon", ["kind", "definition", "digest", "number", "value", ...own]);
  const definition = readDefinition(given.definition);
  must(definition.kind === given.kind, "随机信标的种类与定义不符");
  must(octets(given.digest, "digest", 32) && given.digest === hex(sha256(utf8(given.definition))), "随机信标的定义与其摘要不符");
  const number = pinned(definition, cosignedAt);
  whole(given.number, "number", 1, Number.MAX_SAFE_INTEGER);
  must(given.number === number, `应使用随机信标第 ${number} 轮，实为第 ${given.number} 轮`);
  const value = octets(given.value, "value", 32);
  if (definition.kind === "federation") {
    must(same(value, federationValue(definition, given, intent, root)), "信标值与各成员的随机输出不符");
    return { value, unchecked: null };
  }
  const signature = octets(given.signature, "signature", definition.signatureSize);
  must((given.previous !== null) === definition.chained, "随机信标上一轮的签名应当有而没有，或者不应有而有");
  if (definition.chained) { octets(given.previous, "previous", 32, definition.signatureSize); }
  must(same(value, sha256(signature)), "信标值与该轮签名的摘要不符");
  return { value, unchecked: `随机信标为 drand 网络第 ${number} 轮，该网络的签名（BLS12-381）本页不核验，可以用独立核验程序或者 drand 网站核对` };
}
