/* Over which centres the seats of open classes may be spread, when limits are set on the centres (section 7). */
import { ANYWHERE, byClass } from "./plan.js";
import { order } from "./reading.js";

/** How many times each text stands in a list. */
export function counted(texts) {
  const out = new Map();
  for (const each of texts) { out.set(each, (out.get(each) || 0) + 1); }
  return out;
}

/** Whether members at these centres (with their numbers) satisfy the limits. */
export function keeps(limits, centres) {
  const held = [...centres].filter(([, count]) => count > 0);
  if (limits.perCentre !== null && held.some(([, count]) => count > limits.perCentre)) { return false; }
  return held.filter(([centre]) => centre !== limits.main).length >= limits.others;
}

/** People by centre, in the order of the centres' names. */
export function byCentre(people) {
  const out = new Map();
  for (const each of people) {
    if (!out.has(each.centre)) { out.set(each.centre, []); }
    out.get(each.centre).push(each);
  }
  return new Map([...out].sort(([one], [other]) => order(one, other)));
}

/** All vectors with this sum, no entry above its room, ascending. */
function* vectors(count, rooms) {
  if (!rooms.length) {
    if (count === 0) { yield []; }
    return;
  }
  const [room, ...others] = rooms;
  const left = others.reduce((sum, each) => sum + each, 0);
  for (let first = Math.max(0, count - left); first <= Math.min(count, room); first += 1) {
    for (const rest of vectors(count - first, others)) { yield [first, ...rest]; }
  }
}

const plus = (centres, more) => {
  const out = new Map(centres);
  for (const [centre, count] of more) { out.set(centre, (out.get(centre) || 0) + count); }
  return out;
};

/** Every way to spread the seats that keeps the limits, in order: [{of, centre, count}…] each, sorted by class and centre. */
export function* tables(plan, held) {
  const { limits } = plan;
  const fixed = plan.classes.filter((each) => each.centre !== ANYWHERE);
  const open = plan.classes.filter((each) => each.centre === ANYWHERE);
  const rest = fixed.map((each) => ({ of: each, centre: each.centre, count: each.count }));
  function* spread(place, done, centres) {
    if (place === open.length) {
      if (keeps(limits, centres)) { yield [...rest, ...done].sort((one, other) => byClass(one.of, other.of) || order(one.centre, other.centre)); }
      return;
    }
    const names = [...held.get(open[place].name).keys()];
    const rooms = names.map((centre) => {
      const people = held.get(open[place].name).get(centre).length;
      return limits.perCentre === null ? people : Math.max(0, Math.min(people, limits.perCentre - (centres.get(centre) || 0)));
    });
    for (const vector of vectors(open[place].count, rooms)) {
      const cells = vector.map((count, at) => ({ of: open[place], centre: names[at], count })).filter((cell) => cell.count);
      yield* spread(place + 1, [...done, ...cells], plus(centres, cells.map((cell) => [cell.centre, cell.count])));
    }
  }
  yield* spread(0, [], plus(new Map(), rest.map((cell) => [cell.centre, cell.count])));
}

// A08/C03; for an open class A08/*/C03.
export const cellName = (cell) => (cell.of.centre === cell.centre ? cell.of.name : `${cell.of.name}/${cell.centre}`);
