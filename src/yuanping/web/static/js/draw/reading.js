/* Reading a transcript strictly: one value has one spelling, and nothing unexpected is taken. */
import { hex as spelled, text as decoded, utf8 } from "../verify/bytes.js";
import { canonical } from "../verify/entry.js";
import { Fault } from "../verify/report.js";

const VISIBLE = /^(?:[^\p{C}\p{Z}]| ){1,200}$/u;

/** A condition of the transcript; who runs the check knows which check it is. */
export function must(holds, words) {
  if (!holds) { throw new Fault("抽取记录", words); }
}

/** Texts compare by code points, which is the order of their UTF-8; JavaScript's own order differs beyond U+FFFF. */
export function order(one, other) {
  const length = Math.min(one.length, other.length);
  for (let at = 0; at < length; at += 1) {
    const [left, right] = [one.charCodeAt(at), other.charCodeAt(at)];
    if (left !== right) { return rank(left) - rank(right); }
  }
  return one.length - other.length;
}
const rank = (unit) => (unit < 0xd800 ? unit : unit < 0xe000 ? unit + 0x2000 : unit - 0x800);

/** The object that the bytes are, in canonical JSON (RFC 8785). */
export function parse(said) {
  let value;
  try {
    value = JSON.parse(said);
  } catch {
    throw new Fault("抽取记录", "不是 JSON 文本");
  }
  return object(value, "记录");
}

export function unicode(bytes) {
  try {
    return decoded(bytes);
  } catch {
    throw new Fault("抽取记录", "不是 UTF-8 文本");
  }
}

/** Canonical JSON, or a fault for what has none (a number that is not whole, half a character). */
export function written(value) {
  try {
    return canonical(value);
  } catch {
    throw new Fault("抽取记录", "含有规范写法不允许的数或者字符");
  }
}

export const same = (one, other) => written(one) === written(other);

export function object(value, field, names) {
  must(value !== null && typeof value === "object" && !Array.isArray(value), `“${field}”应为对象`);
  if (names) { must(Object.keys(value).sort().join() === [...names].sort().join(), `“${field}”的各项不全或者多余`); }
  return value;
}

export function list(value, field) {
  must(Array.isArray(value), `“${field}”应为列表`);
  return value;
}

export function text(value, field) {
  must(typeof value === "string" && VISIBLE.test(value), `“${field}”应为 1 至 200 个可见字符`);
  return value;
}

export function whole(value, field, least, most) {
  must(Number.isSafeInteger(value) && value >= least && value <= most, `“${field}”应为 ${least} 至 ${most} 的整数`);
  return value;
}

export function truth(value, field) {
  must(typeof value === "boolean", `“${field}”应为 true 或 false`);
  return value;
}

/** Bytes from lower-case hexadecimal, of one of these lengths. */
export function octets(value, field, ...sizes) {
  const right = typeof value === "string" && /^(?:[0-9a-f]{2})*$/.test(value) && sizes.includes(value.length / 2);
  must(right, `“${field}”应为 ${sizes.map((size) => 2 * size).join(" 或 ")} 个小写十六进制字符`);
  return unhex(value);
}

export const unhex = (coded) => Uint8Array.from({ length: coded.length / 2 }, (_, at) => parseInt(coded.substr(2 * at, 2), 16));

export { spelled as hex, utf8 };
