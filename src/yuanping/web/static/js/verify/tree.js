/* The Merkle tree: RFC 6962, 2.1; inclusion: RFC 9162, 2.1.3.2. Sizes are BigInt: halving must not round. */
import { same, sha256 } from "./bytes.js";
import { need } from "./report.js";

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

export const leafHash = (entry) => sha256(LEAF, entry);
const node = (left, right) => sha256(NODE, left, right);

export async function rootOf(leaves) {
  const stack = []; // roots of full subtrees, largest first
  for (let index = 0; index < leaves.length; index += 1) {
    let top = leaves[index];
    for (let rest = index; rest % 2 === 1; rest = (rest - 1) / 2) { top = await node(stack.pop(), top); }
    stack.push(top);
  }
  while (stack.length > 1) {
    const right = stack.pop();
    stack.push(await node(stack.pop(), right));
  }
  return stack.length ? stack[0] : sha256();
}

export async function checkInclusion(leaf, index, size, path, root) {
  const name = "入账证明";
  need(index < size, name, "序号超出了检查点的条数");
  let place = index;
  let last = size - 1n;
  let top = leaf;
  for (const other of path) {
    need(last > 0n, name, "路径比树高还长");
    if (place % 2n === 1n || place === last) {
      top = await node(other, top);
      while (place !== 0n && place % 2n === 0n) { place /= 2n; last /= 2n; }
    } else {
      top = await node(top, other);
    }
    place /= 2n;
    last /= 2n;
  }
  need(last === 0n && same(top, root), name, "由条目沿路径算不出检查点的根：条目、路径、检查点至少有一处被改动");
}
