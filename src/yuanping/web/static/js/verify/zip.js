/* The package: a ZIP file of stored members in which nothing is left free, so it must be what `packed` writes. */
import { joined, same, text, utf8 } from "./bytes.js";
import { need, reading } from "./report.js";

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte;
  for (let bit = 0; bit < 8; bit += 1) { rest = rest & 1 ? (rest >>> 1) ^ 0xedb88320 : rest >>> 1; }
  return rest;
});

function crc32(data) {
  let rest = -1;
  for (const byte of data) { rest = TABLE[(rest ^ byte) & 255] ^ (rest >>> 8); }
  return ~rest >>> 0;
}

/** Numbers as little-endian bytes: [value, how many bytes] each. */
function numbers(...fields) {
  return Uint8Array.from(fields.flatMap(([value, size]) => Array.from({ length: size }, (_, at) => Math.floor(value / 256 ** at) % 256)));
}

/** Stored, 1980-01-01, mode 0644, UTF-8 names, no extra field, no comment. */
function packed(members) {
  let files = new Uint8Array(0);
  let index = new Uint8Array(0);
  for (const [name, data] of members) {
    const raw = utf8(name);
    const flags = raw.length === name.length ? 0 : 0x800;
    const head = numbers([20, 2], [flags, 2], [0, 2], [0, 2], [33, 2], [crc32(data), 4], [data.length, 4], [data.length, 4], [raw.length, 2], [0, 2]);
    const place = numbers([0, 2], [0, 2], [0, 2], [0o644 * 65536, 4], [files.length, 4]);
    index = joined(index, Uint8Array.of(80, 75, 1, 2, 20, 3), head, place, raw);
    files = joined(files, Uint8Array.of(80, 75, 3, 4), head, raw, data);
  }
  const count = [members.size, 2];
  return joined(files, index, Uint8Array.of(80, 75, 5, 6), numbers([0, 4], count, count, [index.length, 4], [files.length, 4], [0, 2]));
}

function unpacked(raw) {
  const view = new DataView(raw.buffer, raw.byteOffset, raw.length);
  const members = new Map();
  let at = 0;
  while (view.getUint32(at, true) === 0x04034b50) {
    const size = view.getUint32(at + 18, true);
    const start = at + 30 + view.getUint16(at + 26, true);
    members.set(text(raw.slice(at + 30, start)), raw.slice(start, start + size));
    at = start + size;
  }
  return members;
}

const WANTED = ["entry.json", "openings.json", "entry.tlog-proof", "policy.txt"];
const ALL = [...WANTED, "checkpoint.tsr", "tsa.pem", "说明.pdf"];

/** The members by name. */
export async function unpack(raw) {
  const members = await reading("证据包", "不是 ZIP 文件，或者已经损坏", () => unpacked(raw));
  const right = ALL.filter((name) => members.has(name) || WANTED.includes(name));
  need(right.join() === [...members.keys()].join(), "证据包", `成员不对：${[...members.keys()].join("、")}`);
  need(same(packed(members), raw), "证据包", "不是原样的包：有字节损坏、改动或者多余，或者解开后重新打包过");
  return members;
}
