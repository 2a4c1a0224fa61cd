/* SM3 (GB/T 32905-2016), for the second commitment of each opening. */

const START = [0x7380166f, 0x4914b2b9, 0x172442d7, 0xda8a0600, 0xa96f30bc, 0x163138aa, 0xe38dee4d, 0xb0fb0e4e];

const rotated = (word, by) => (word << (by & 31)) | (word >>> (32 - (by & 31)));
const spread = (word) => word ^ rotated(word, 15) ^ rotated(word, 23);
const mixed = (word) => word ^ rotated(word, 9) ^ rotated(word, 17);

function padded(message) {
  const data = new Uint8Array(Math.ceil((message.length + 9) / 64) * 64);
  data.set(message);
  data[message.length] = 0x80;
  const view = new DataView(data.buffer);
  view.setUint32(data.length - 8, Math.floor(message.length / 0x20000000));
  view.setUint32(data.length - 4, message.length << 3);
  return view;
}

function words(view, at) {
  const w = Array.from({ length: 16 }, (_, j) => view.getUint32(at + 4 * j));
  for (let j = 16; j < 68; j += 1) {
    w.push(spread(w[j - 16] ^ w[j - 9] ^ rotated(w[j - 3], 15)) ^ rotated(w[j - 13], 7) ^ w[j - 6]);
  }
  return w;
}

function compressed(state, w) {
  let [a, b, c, d, e, f, g, h] = state;
  for (let j = 0; j < 64; j += 1) {
    const low = j < 16;
    const turn = rotated(a, 12);
    const one = rotated((turn + e + rotated(low ? 0x79cc4519 : 0x7a879d8a, j)) | 0, 7);
    const first = ((low ? a ^ b ^ c : (a & b) | (a & c) | (b & c)) + d + (one ^ turn) + (w[j] ^ w[j + 4])) | 0;
    const second = ((low ? e ^ f ^ g : (e & f) | (~e & g)) + h + one + w[j]) | 0;
    [a, b, c, d, e, f, g, h] = [first, a, rotated(b, 9), c, mixed(second), e, rotated(f, 19), g];
  }
  return [a, b, c, d, e, f, g, h].map((word, at) => word ^ state[at]);
}

/** The 32 bytes of the digest. */
export function sm3(message) {
  const view = padded(message);
  let state = START;
  for (let at = 0; at < view.byteLength; at += 64) { state = compressed(state, words(view, at)); }
  const out = new DataView(new ArrayBuffer(32));
  state.forEach((word, at) => out.setInt32(4 * at, word));
  return new Uint8Array(out.buffer);
}
