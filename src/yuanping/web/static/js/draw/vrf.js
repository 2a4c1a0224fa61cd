/* ECVRF-EDWARDS25519-SHA512-TAI (RFC 9381, suite 0x03): whether a proof holds, and the output it proves.
   Public values only; the group is that of Ed25519 (RFC 8032, 5.1). */
import { joined, same } from "../verify/bytes.js";
import { must } from "./reading.js";
import { sha512 } from "./sha2.js";

const P = 2n ** 255n - 19n;
const Q = 2n ** 252n + 27742317777372353535851937790883648493n;
const SUITE = 3;
const BACK = Uint8Array.of(0);

const mod = (number) => { const rest = number % P; return rest < 0n ? rest + P : rest; };

function power(base, exponent) {
  let [out, square, rest] = [1n, mod(base), exponent];
  for (; rest > 0n; rest >>= 1n) {
    if (rest & 1n) { out = (out * square) % P; }
    square = (square * square) % P;
  }
  return out;
}

const inverse = (number) => power(number, P - 2n);
const D = mod(-121665n * inverse(121666n));
const ROOT_OF_MINUS_1 = power(2n, (P - 1n) / 4n);
const IDENTITY = [0n, 1n, 1n, 0n];

export const little = (bytes) => bytes.reduceRight((number, byte) => (number << 8n) | BigInt(byte), 0n);

/** The point of 32 bytes in extended coordinates; null for what encodes none, or not in the one canonical way. */
function decode(bytes) {
  const number = little(bytes);
  const sign = number >> 255n;
  const y = number & (2n ** 255n - 1n);
  if (bytes.length !== 32 || y >= P) { return null; }
  const u = mod(y * y - 1n);
  const v = mod(D * y * y + 1n);
  const v3 = mod(v * v * v);
  let x = mod(u * v3 * power(u * v3 * v3 * v, (P - 5n) / 8n));
  const square = mod(v * x * x);
  if (square !== u) {
    if (square !== mod(-u)) { return null; }
    x = mod(x * ROOT_OF_MINUS_1);
  }
  if (x === 0n && sign === 1n) { return null; }
  if ((x & 1n) !== sign) { x = P - x; }
  return [x, y, 1n, mod(x * y)];
}

function encode([x, y, z]) {
  const over = inverse(z);
  let number = mod(y * over) | ((mod(x * over) & 1n) << 255n);
  return Uint8Array.from({ length: 32 }, () => { const byte = Number(number & 255n); number >>= 8n; return byte; });
}

function add([x1, y1, z1, t1], [x2, y2, z2, t2]) {
  const a = mod((y1 - x1) * (y2 - x2));
  const b = mod((y1 + x1) * (y2 + x2));
  const c = mod(2n * D * t1 * t2);
  const d = mod(2n * z1 * z2);
  const [e, f, g, h] = [b - a, d - c, d + c, b + a];
  return [mod(e * f), mod(g * h), mod(f * g), mod(e * h)];
}

function times(scalar, point) {
  let out = IDENTITY;
  for (const bit of scalar.toString(2)) {
    out = add(out, out);
    if (bit === "1") { out = add(out, point); }
  }
  return out;
}

const negative = ([x, y, z, t]) => [mod(-x), y, z, mod(-t)];
const isIdentity = ([x, y, z]) => mod(x) === 0n && mod(y - z) === 0n;
const BASE = decode(Uint8Array.of(0x58, ...Array(31).fill(0x66)));

/** The point of a public key; a fault for a key that is none, or of low order (RFC 9381, 5.4.5). */
export function publicPoint(key) {
  const point = decode(key);
  must(point !== null && !isIdentity(times(8n, point)), "随机函数的公钥无效");
  return point;
}

/** Try and increment (5.4.1.1). */
function onCurve(key, input) {
  for (let counter = 0; counter < 256; counter += 1) {
    const point = decode(sha512(Uint8Array.of(SUITE, 1), key, input, Uint8Array.of(counter), BACK).slice(0, 32));
    if (point !== null && !isIdentity(times(8n, point))) { return times(8n, point); }
  }
  return null;
}

/** The output (64 bytes) that the proof (80 bytes) proves for key and input; a fault unless it does (5.3). */
export function vrfOutput(key, input, proof, words) {
  const y = publicPoint(key);
  const gamma = decode(proof.slice(0, 32));
  const challenge = proof.slice(32, 48);
  const s = little(proof.slice(48));
  must(proof.length === 80 && gamma !== null && s < Q, words);
  const h = onCurve(key, input);
  must(h !== null, words);
  const c = little(challenge);
  const u = add(times(s, BASE), negative(times(c, y)));
  const v = add(times(s, h), negative(times(c, gamma)));
  const found = sha512(Uint8Array.of(SUITE, 2), joined(key, encode(h), encode(gamma), encode(u), encode(v)), BACK);
  must(same(found.slice(0, 16), challenge), words);
  return sha512(Uint8Array.of(SUITE, 3), encode(times(8n, gamma)), BACK);
}
