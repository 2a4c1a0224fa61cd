/* The tree of a class (RFC 6962): its root, one leaf's place, and that the list begins with these leaves. */
import { same } from "../verify/bytes.js";
import { must } from "./reading.js";
import { sha256 } from "./sha2.js";

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);
const WRONG = "由公开的专家算不出类别的根摘要：有人被改、被增减，或者换了次序";

export const leafHash = (commitment) => sha256(LEAF, commitment);
const node = (left, right) => sha256(NODE, left, right);

export function rootOf(leaves) {
  if (!leaves.length) { return sha256(); }
  let row = leaves;
  while (row.length > 1) {
    const up = [];
    for (let at = 0; at + 1 < row.length; at += 2) { up.push(node(row[at], row[at + 1])); }
    if (row.length % 2) { up.push(row[row.length - 1]); }
    row = up;
  }
  return row[0];
}

/** The largest power of two below the size. */
function split(size) {
  let half = 1;
  while (2 * half < size) { half *= 2; }
  return half;
}

/** The root of `size` leaves of which leaf `index` and its path are known. */
function climbed(leaf, index, size, path) {
  if (size === 1) {
    must(path.length === 0, "摘要路径的长度不对");
    return leaf;
  }
  must(path.length > 0, "摘要路径的长度不对");
  const half = split(size);
  const [rest, other] = [path.slice(0, -1), path[path.length - 1]];
  return index < half ? node(climbed(leaf, index, half, rest), other) : node(other, climbed(leaf, index - half, size - half, rest));
}

export function checkPlace(leaf, index, size, path, root) {
  must(same(climbed(leaf, index, size, path), root), WRONG);
}

/** Old and new root from the path of a consistency proof; `whole`: the old tree is all of what is left of it. */
function grown(old, size, path, oldRoot, whole) {
  if (old === size) {
    if (whole) { must(path.length === 0, "摘要路径的长度不对"); return [oldRoot, oldRoot]; }
    must(path.length === 1, "摘要路径的长度不对");
    return [path[0], path[0]];
  }
  must(path.length > 0, "摘要路径的长度不对");
  const half = split(size);
  const [rest, other] = [path.slice(0, -1), path[path.length - 1]];
  if (old <= half) {
    const [before, after] = grown(old, half, rest, oldRoot, whole);
    return [before, node(after, other)];
  }
  const [before, after] = grown(old - half, size - half, rest, oldRoot, false);
  return [node(other, before), node(other, after)];
}

/** The list of `size` begins with `leaves`. */
export function checkBeginning(leaves, size, path, root) {
  must(leaves.length >= 1 && leaves.length <= size, "公开的开头一段比名单还长，或者是空的");
  const own = rootOf(leaves);
  const [before, after] = grown(leaves.length, size, path, own, true);
  must(same(before, own) && same(after, root), WRONG);
}
