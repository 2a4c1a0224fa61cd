/* Bytes, digests and the one spelling of each value. */
import { Unusable } from "./report.js";

const encoder = new TextEncoder();
export const HASH = "[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]="; // base64 of 32 bytes
export const NUMBER = "(?:0|[1-9][0-9]{0,17})";

export const utf8 = (text) => encoder.encode(text);

/** The text of the bytes; throws unless they are UTF-8. A mark at the beginning is kept: it is a byte too. */
export const text = (bytes) => new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);

export function joined(...parts) {
  const all = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) { all.set(part, at); at += part.length; }
  return all;
}

export const same = (one, other) => one.length === other.length && one.every((byte, at) => byte === other[at]);

export const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

export const base64 = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));

/** The bytes, throws unless the text is their only standard spelling (RFC 4648, 4). */
export function unbase64(coded) {
  const bytes = Uint8Array.from(atob(coded), (letter) => letter.charCodeAt(0));
  if (base64(bytes) !== coded) { throw new Error("base64"); }
  return bytes;
}

function subtle() {
  if (!globalThis.crypto || !crypto.subtle) {
    throw new Unusable("浏览器只在 https 网页上提供密码功能。请用 https 地址打开本页，或者下载独立核验程序。");
  }
  return crypto.subtle;
}

export async function sha256(...parts) {
  return new Uint8Array(await subtle().digest("SHA-256", joined(...parts)));
}

/** Whether the Ed25519 signature (RFC 8032) over the message is good. */
export async function signed(key, message, signature) {
  try {
    const imported = await subtle().importKey("raw", key, { name: "Ed25519" }, false, ["verify"]);
    return await subtle().verify({ name: "Ed25519" }, imported, signature, message);
  } catch (error) {
    if (error.name !== "NotSupportedError") { throw error; }
    throw new Unusable("您的浏览器不支持 Ed25519 签名，不能在此核验。请换用 2025 年以后的 Chrome、Edge、Firefox 或者 Safari，或者下载独立核验程序。");
  }
}

/** A POSIX time in Beijing's. */
export function beijing(seconds) {
  return new Date((Number(seconds) + 8 * 3600) * 1000).toISOString().slice(0, 19).replace("T", " ");
}
