/* A time stamp: RFC 3161. Checks what was stamped and when; the authority's own signature is left to openssl. */
import { beijing, hex, sha256, text } from "./bytes.js";
import { need, reading } from "./report.js";

const SHA256 = "608648016503040201";

/** The contents of the DER elements that stand one after another. */
function der(data) {
  const found = [];
  for (let at = 0; at < data.length;) {
    let size = data[at + 1];
    let start = at + 2;
    if (size > 127) {
      const more = size - 128;
      if (more > 4) { throw new Error("length"); }
      size = data.slice(start, start + more).reduce((sum, byte) => sum * 256 + byte, 0);
      start += more;
    }
    if (!(start + size <= data.length)) { throw new Error("length"); }
    found.push(data.slice(start, start + size));
    at = start + size;
  }
  return found;
}

function read(response) {
  const [status, token] = der(der(response)[0]);
  const content = der(der(der(token)[1])[0]); // ContentInfo, [0], SignedData
  const info = der(der(der(der(content[2])[1])[0])[0]); // encapContentInfo, [0], TSTInfo
  const [algorithm, digest] = der(info[2]);
  return { granted: der(status)[0][0] <= 1, algorithm: hex(der(algorithm)[0]), digest: hex(digest), at: text(info[4]) };
}

export async function checkStamp(response, stamped, report) {
  const found = await reading("时间戳", "不是规范的 RFC 3161 应答，或者内容被改动", () => read(response));
  need(found.granted && found.algorithm === SHA256, "时间戳", "时间戳机构没有同意签发");
  need(found.digest === hex(await sha256(stamped)), "时间戳", "盖的不是这份入账证明");
  const at = Date.parse(found.at.replace(/^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/, "$1-$2-$3T$4:$5:$6Z"));
  need(Number.isFinite(at), "时间戳", "时间的写法不对");
  // no ✓: anybody can make a response with any time; only the authority's signature would tell
  report.notes("时间戳", `戳面所称时间 ${beijing(at / 1000)}（北京时间），盖的确是这份入账证明；机构的签名没有核验，请用 openssl 核验`);
}
