/* Where the seed comes from (section 10): contributions, beacon and the two boxes, each fixed before the next was known. */
import { joined, same } from "../verify/bytes.js";
import { beaconValue } from "./beacon.js";
import { hex, list, must, object, octets, order, text, utf8, whole } from "./reading.js";
import { sha256 } from "./sha2.js";
import { vrfOutput } from "./vrf.js";

const BOXES = [["draw", "抽取机"], ["supervisor", "监督机"]];

function readContributions(rows) {
  must(list(rows, "contributions").length <= 100, "各中心的随机数不得超过 100 项");
  let last = "";
  return rows.map((row) => {
    const { centre, commitment, value } = object(row, "contributions", ["centre", "commitment", "value"]);
    must(order(last, text(centre, "centre")) < 0, "各中心没有按名称排列，或者有重复");
    last = centre;
    const committed = octets(commitment, "commitment", 32);
    if (value === null) { return { centre, revealed: false, octets: new Uint8Array(32) }; }
    const given = octets(value, "value", 32);
    must(same(committed, sha256(utf8("yd-contribution/1\0"), utf8(centre), utf8("\0"), given)), `“${centre}”揭示的随机数与其事先的承诺不符`);
    return { centre, revealed: true, octets: given };
  });
}

/** The evidence with the seed that it makes: {seed, intent, root, size, pinned, contributions, unchecked}. */
export function checkOrigin(protocol) {
  const given = object(protocol, "protocol", ["format", "intent", "checkpoint", "contributions", "beacon", "boxes"]);
  must(given.format === "yd-origin/1", "种子来源的格式应为 yd-origin/1");
  const checkpoint = object(given.checkpoint, "checkpoint", ["size", "root", "cosigned_at"]);
  const intent = octets(given.intent, "intent", 32);
  const root = octets(checkpoint.root, "root", 32);
  const size = whole(checkpoint.size, "size", 0, Number.MAX_SAFE_INTEGER);
  const cosignedAt = whole(checkpoint.cosigned_at, "cosigned_at", 0, 2 ** 40);
  const boxes = list(given.boxes, "boxes").map((each) => object(each, "boxes", ["name", "public_key", "proof"]));
  must(boxes.map((each) => each.name).join() === "draw,supervisor", "应先有抽取机、后有监督机的随机证明，各一份");
  must(boxes[0].public_key !== boxes[1].public_key, "抽取机和监督机不得使用同一密钥");
  const contributions = readContributions(given.contributions);
  const beacon = beaconValue(given.beacon, { intent, root, cosignedAt });
  const alpha = sha256(utf8("yd-seed/1"), intent, root, ...contributions.map((each) => each.octets), beacon.value);
  const outputs = boxes.map((each, at) =>
    vrfOutput(octets(each.public_key, "public_key", 32), alpha, octets(each.proof, "proof", 80), `${BOXES[at][1]}的随机证明不成立`));
  return {
    seed: sha256(utf8("yd-seed/2"), joined(...outputs)),
    intent: hex(intent),
    root: hex(root),
    size,
    cosignedAt,
    contributions,
    beacon: given.beacon.value,
    unchecked: beacon.unchecked,
    pinned: {
      beacon: given.beacon.digest,
      boxes: boxes.map((each) => ({ name: each.name, public_key: each.public_key })),
      contributions: given.contributions.map((each) => ({ centre: each.centre, commitment: each.commitment })),
    },
  };
}
