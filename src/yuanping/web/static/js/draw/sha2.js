/* SHA-256 and SHA-512 (FIPS 180-4) without waiting: a draw asks for thousands of digests, one after another. */
import { joined } from "../verify/bytes.js";

const primes = [];
for (let n = 2; primes.length < 80; n += 1) { if (primes.every((prime) => n % prime)) { primes.push(n); } }

/** The first 64 bits behind the point of a prime's square or cube root: where the standard takes its constants from. */
function fraction(prime, degree) {
  const radicand = BigInt(prime) << BigInt(64 * degree);
  let [low, high] = [0n, 1n << 80n];
  while (high - low > 1n) {
    const middle = (low + high) / 2n;
    if (middle ** BigInt(degree) <= radicand) { low = middle; } else { high = middle; }
  }
  return BigInt.asUintN(64, low);
}

const K512 = primes.map((prime) => fraction(prime, 3));
const H512 = primes.slice(0, 8).map((prime) => fraction(prime, 2));
const K256 = Int32Array.from(K512.slice(0, 64), (word) => Number(word >> 32n) | 0);
const H256 = Int32Array.from(H512, (word) => Number(word >> 32n) | 0);

/** The data with its mark and length, as whole blocks. */
function padded(data, block) {
  const bytes = new Uint8Array(Math.ceil((data.length + 1 + block / 8) / block) * block);
  bytes.set(data);
  bytes[data.length] = 0x80;
  const view = new DataView(bytes.buffer);
  view.setUint32(bytes.length - 8, Math.floor(data.length / 2 ** 29));
  view.setUint32(bytes.length - 4, (data.length << 3) >>> 0);
  return view;
}

const turned = (word, by) => (word >>> by) | (word << (32 - by));
const words = new Int32Array(64);

function mix256(state, view, start) {
  for (let at = 0; at < 16; at += 1) { words[at] = view.getInt32(start + 4 * at); }
  for (let at = 16; at < 64; at += 1) {
    const [early, late] = [words[at - 15], words[at - 2]];
    const first = turned(early, 7) ^ turned(early, 18) ^ (early >>> 3);
    const second = turned(late, 17) ^ turned(late, 19) ^ (late >>> 10);
    words[at] = (words[at - 16] + first + words[at - 7] + second) | 0;
  }
  let [a, b, c, d, e, f, g, h] = state;
  for (let at = 0; at < 64; at += 1) {
    const chosen = (e & f) ^ (~e & g);
    const one = (h + (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) + chosen + K256[at] + words[at]) | 0;
    const two = ((turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g; g = f; f = e; e = (d + one) | 0; d = c; c = b; b = a; a = (one + two) | 0;
  }
  state[0] += a; state[1] += b; state[2] += c; state[3] += d; state[4] += e; state[5] += f; state[6] += g; state[7] += h;
}

export function sha256(...parts) {
  const view = padded(joined(...parts), 64);
  const state = H256.slice();
  for (let start = 0; start < view.byteLength; start += 64) { mix256(state, view, start); }
  const digest = new DataView(new ArrayBuffer(32));
  state.forEach((word, at) => digest.setInt32(4 * at, word));
  return new Uint8Array(digest.buffer);
}

const cut = (number) => BigInt.asUintN(64, number);
const turned64 = (word, by) => cut((word >> by) | (word << (64n - by)));

function mix512(state, view, start) {
  const w = Array.from({ length: 16 }, (_, at) => view.getBigUint64(start + 8 * at));
  for (let at = 16; at < 80; at += 1) {
    const [early, late] = [w[at - 15], w[at - 2]];
    const first = turned64(early, 1n) ^ turned64(early, 8n) ^ (early >> 7n);
    const second = turned64(late, 19n) ^ turned64(late, 61n) ^ (late >> 6n);
    w.push(cut(w[at - 16] + first + w[at - 7] + second));
  }
  let [a, b, c, d, e, f, g, h] = state;
  for (let at = 0; at < 80; at += 1) {
    const chosen = (e & f) ^ (cut(~e) & g);
    const one = h + (turned64(e, 14n) ^ turned64(e, 18n) ^ turned64(e, 41n)) + chosen + K512[at] + w[at];
    const two = (turned64(a, 28n) ^ turned64(a, 34n) ^ turned64(a, 39n)) + ((a & b) ^ (a & c) ^ (b & c));
    [a, b, c, d, e, f, g, h] = [cut(one + two), a, b, c, cut(d + one), e, f, g];
  }
  return [a, b, c, d, e, f, g, h].map((word, at) => cut(word + state[at]));
}

export function sha512(...parts) {
  const view = padded(joined(...parts), 128);
  let state = H512;
  for (let start = 0; start < view.byteLength; start += 128) { state = mix512(state, view, start); }
  const digest = new DataView(new ArrayBuffer(64));
  state.forEach((word, at) => digest.setBigUint64(8 * at, word));
  return new Uint8Array(digest.buffer);
}
