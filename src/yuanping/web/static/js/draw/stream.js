/* The stream of yd-draw/1 (section 3): every random decision of a draw, recomputable from its seed. */
import { joined, utf8 } from "../verify/bytes.js";
import { must } from "./reading.js";
import { sha256 } from "./sha2.js";

const BLOCK = 32;

export function big(bytes) {
  let number = 0n;
  for (const byte of bytes) { number = (number << 8n) | BigInt(byte); }
  return number;
}

const lengthOf = (n) => n.toString(2).length;

export class Stream {
  #start;
  #next = 0n;

  constructor(seed, label) { this.#start = joined(utf8("yd-draw/1\0"), seed, utf8(label)); }

  /** A uniform number in [0, n), 1 ≤ n ≤ 2^64, from 8 bytes of a fresh block. */
  below(n) { return this.#uniform(n, 8); }

  /** A uniform number in [0, n) for any n, from 8 bytes more than n has. */
  big(n) { return this.#uniform(n, Math.ceil(lengthOf(n) / 8) + 8); }

  /** The place of one of the weights; nothing is drawn when only one is above 0. */
  pick(weights) {
    const places = [...weights.keys()].filter((place) => weights[place] > 0n);
    must(places.length > 0, "按记录重算，有一步没有可选的专家");
    if (places.length === 1) { return places[0]; }
    let at = this.big(weights.reduce((sum, weight) => sum + weight, 0n));
    return places.find((place) => { const here = at < weights[place]; at -= weights[place]; return here; });
  }

  #uniform(n, size) {
    must(n > 0n, "按记录重算，有一步没有可抽的号码");
    const span = 1n << BigInt(8 * size);
    const limit = span - (span % n);
    for (;;) {
      const value = big(this.#take(size));
      if (value < limit) { return value % n; }
    }
  }

  #take(size) {
    const blocks = [];
    for (let held = 0; held < size; held += BLOCK) {
      const counter = new DataView(new ArrayBuffer(8));
      counter.setBigUint64(0, this.#next);
      this.#next += 1n;
      blocks.push(sha256(this.#start, new Uint8Array(counter.buffer)));
    }
    return joined(...blocks).slice(0, size);
  }
}

/** Fisher-Yates from the last place down. */
export function shuffled(items, seed, label) {
  const stream = new Stream(seed, label);
  const out = [...items];
  for (let last = out.length - 1; last > 0; last -= 1) {
    const other = Number(stream.below(BigInt(last + 1)));
    [out[last], out[other]] = [out[other], out[last]];
  }
  return out;
}
