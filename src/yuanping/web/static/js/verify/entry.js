/* An entry says when; what happened is sealed. An opening [salt, name, value] shows one fact of it. */
import { HASH, base64, sha256, text, utf8 } from "./bytes.js";
import { need, reading } from "./report.js";
import { sm3 } from "./sm3.js";

const PAIR = `\\["(${HASH})","(${HASH})"\\]`;
const TIME = "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{6}Z";
const ENTRY = new RegExp(`^\\{"at":"(${TIME})","sealed":\\[${PAIR}(?:,${PAIR})*\\],"v":2\\}$`);
const LARGEST = 8192;

/** Canonical JSON (RFC 8785) of values with whole numbers only; throws for anything else. */
export function canonical(value) {
  if (typeof value === "number" && !Number.isSafeInteger(value)) { throw new Error("number"); }
  if (typeof value === "string" && /[\ud800-\udfff]/u.test(value)) { throw new Error("surrogate"); }
  if (Array.isArray(value)) { return `[${value.map(canonical).join(",")}]`; }
  if (value === null || typeof value !== "object") { return JSON.stringify(value); }
  const fields = Object.keys(value).sort().map((key) => `${canonical(key)}:${canonical(value[key])}`);
  return `{${fields.join(",")}}`;
}

/** Whether a number has a fraction or an exponent, or an escape capitals: spelled otherwise, but not always longer. */
function isOdd(said) {
  const outside = said.replace(/"[^"\\]*(?:\\.[^"\\]*)*"/g, "");
  return /\d[.eE]/.test(outside) || /\\u[0-9a-f]*[A-F]/.test(said.replaceAll("\\\\", ""));
}

/**
 * The object that the bytes are, with these keys in this order; written again it must be as long: no key twice,
 * no blank, no other escape. (Its letters may stand in another order only inside a value, which is committed to.)
 */
export async function compactObject(bytes, name, keys) {
  const value = await reading(name, "不是规定写法的 JSON：有重复的键、多余的空白或者字节", () => {
    const said = text(bytes);
    const found = JSON.parse(said);
    if (isOdd(said) || utf8(canonical(found)).length !== bytes.length) { throw new Error("spelling"); }
    return found;
  });
  const right = value !== null && !Array.isArray(value) && typeof value === "object";
  need(right && Object.keys(value).join() === keys.join(), name, `应当依次是 ${keys.join("、")} 各项`);
  return value;
}

/** When the entry was written, and what it committed to: SHA-256 to SM3. */
export async function readEntry(bytes) {
  const wrong = "不是规范的见证条目，或者内容被改动";
  const said = await reading("条目", wrong, () => text(bytes));
  const found = ENTRY.exec(said);
  need(found && bytes.length <= LARGEST, "条目", wrong);
  const pairs = [...said.matchAll(new RegExp(PAIR, "g"))].map((pair) => [pair[1], pair[2]]);
  const keys = pairs.map((pair) => pair.join(" "));
  const sorted = keys.every((key, at) => at === 0 || keys[at - 1] < key);
  need(sorted && pairs.length % 8 === 0, "条目", "承诺的次序或者个数不对");
  return { at: found[1], sealed: new Map(pairs) };
}

/** The facts that the openings show, each proved to be what the entry committed to: [name, value] pairs. */
export async function checkOpenings(entry, openings) {
  const facts = new Map();
  need(Array.isArray(openings), "公开内容", "应当是一个列表");
  for (const opening of openings) {
    const right = Array.isArray(opening) && opening.length === 3 && typeof opening[1] === "string";
    need(right && /^[0-9a-f]{32}$/.test(opening[0]) && !facts.has(opening[1]), "公开内容", "每项应当是［盐，名称，值］，名称不重复");
    const [, name, value] = opening;
    const data = await reading("公开内容", `“${name}”的值不是规范写法`, () => utf8(canonical(opening)));
    const other = entry.sealed.get(base64(await sha256(data)));
    need(other !== undefined, "公开内容", `“${name}”与条目中的承诺不符：内容被改动，或者不属于这一条`);
    need(other === base64(sm3(data)), "公开内容", `“${name}”的国密 SM3 承诺不符`);
    facts.set(name, value);
  }
  return facts;
}
