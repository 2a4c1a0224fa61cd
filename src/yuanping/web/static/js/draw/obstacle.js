/* No committee at all: the certificate, made again (section 4). */
import { eligible } from "./lists.js";
import { ANYWHERE, inWords } from "./plan.js";
import { must, order } from "./reading.js";
import { byCentre, tables } from "./tables.js";

/** The eligible members of some classes by employer, in the order of the employers' names. */
function byEmployer(lists, plan, classes) {
  const people = new Map(classes.flatMap((each) => eligible(lists, plan, each)).map((each) => [each.id, each]));
  const out = new Map();
  for (const person of people.values()) { out.set(person.employer, (out.get(person.employer) || 0) + 1); }
  return new Map([...out].sort(([one], [other]) => order(one, other)));
}

/** Of Hall's condition: what these classes need, and what the employers of their eligible members can give. */
function hall(lists, plan, classes) {
  const limit = plan.limits.perEmployer;
  const employers = byEmployer(lists, plan, classes);
  const names = [...employers.keys()];
  const available = [...employers.values()].reduce((sum, count) => sum + Math.min(limit, count), 0);
  const seats = classes.flatMap((each) => each.seats).sort((one, other) => one - other);
  const some = `${names.slice(0, 5).join("、")}${names.length > 5 ? " 等" : ""}`;
  const given = names.length
    ? `符合条件的专家来自 ${names.length} 家单位（${some}），每家单位最多入选 ${limit} 人，最多只能选出 ${available} 人`
    : "没有符合条件的专家";
  const explanation = `${classes.map(inWords).join("、")}${classes.length > 1 ? "合计" : ""}需要 ${seats.length} 人；`
    + `除去回避和不可抽取的人员后，${given}，不能组成评标委员会。`;
  return { available, certificate: { employers: names, explanation, seats } };
}

function byLimits(lists, plan) {
  const { perCentre, main, others } = plan.limits;
  const asked = [];
  if (perCentre !== null) { asked.push(`每个交易中心最多 ${perCentre} 人`); }
  if (others) { asked.push(`主场（${main}）以外至少 ${others} 个交易中心有专家`); }
  return {
    employers: [...byEmployer(lists, plan, plan.classes).keys()],
    explanation: `${plan.seats.length} 个席位的专业和单位条件可以满足，但不能同时做到${asked.join("，且")}，不能组成评标委员会。`,
    seats: [...plan.seats.keys()],
  };
}

/** Whether seats can be filled: cells [{people, count}] from persons, of each employer at most so many. */
function isFillable(cells, limit) {
  const seated = new Map(); // employer to [{person, cell}…]
  const seat = (cell) => {
    const steps = new Map([[cell, null]]);
    const queue = [cell];
    while (queue.length) {
      const here = queue.shift();
      for (const person of here.people) {
        const held = seated.get(person.employer) || [];
        const own = held.filter((each) => each.person.id === person.id);
        const blockers = own.length ? own : held.length >= limit ? held : [];
        if (!blockers.length) { settle(steps, here, person); return true; }
        for (const blocker of blockers) {
          if (!steps.has(blocker.cell)) {
            steps.set(blocker.cell, { taker: here, gained: person, lost: blocker });
            queue.push(blocker.cell);
          }
        }
      }
    }
    return false;
  };
  const put = (person, cell) => seated.set(person.employer, [...(seated.get(person.employer) || []), { person, cell }]);
  const settle = (steps, last, person) => {
    put(person, last);
    for (let step = steps.get(last); step; step = steps.get(step.taker)) {
      const { employer } = step.lost.person;
      seated.set(employer, seated.get(employer).filter((each) => each.person.id !== step.lost.person.id || each.cell !== step.lost.cell));
      put(step.gained, step.taker);
    }
  };
  return cells.every((cell) => Array.from({ length: cell.count }).every(() => seat(cell)));
}

/** At each centre so many employers at most, of each so many people: others can stand in for whoever is left out. */
function few(people, employers, limit) {
  const found = new Map();
  return people.filter((each) => {
    const at = found.get(each.centre) || new Map();
    found.set(each.centre, at);
    const held = at.get(each.employer) || 0;
    const taken = held < limit && (held > 0 || at.size < employers);
    if (taken) { at.set(each.employer, held + 1); }
    return taken;
  });
}

function isSpreadable(lists, plan) {
  const limit = plan.limits.perEmployer;
  const held = new Map(plan.classes.map((each) => {
    const people = few(eligible(lists, plan, each), plan.seats.length, limit);
    return [each.name, each.centre === ANYWHERE ? byCentre(people) : new Map([[each.centre, people]])];
  }));
  for (const table of tables(plan, held)) {
    if (isFillable(table.map((cell) => ({ people: held.get(cell.of.name).get(cell.centre) || [], count: cell.count })), limit)) { return true; }
  }
  return false;
}

/** The certificate for the classes whose lists are disclosed: Hall's condition among them, or else the limits. */
export function certificateOf(lists, plan) {
  const disclosed = plan.classes.filter((each) => !lists.get(each.name).isClosed);
  const found = hall(lists, plan, disclosed);
  if (found.available < found.certificate.seats.length) { return found.certificate; }
  const cells = plan.classes.map((each) => ({ people: eligible(lists, plan, each), count: each.count }));
  must(isFillable(cells, plan.limits.perEmployer), "公开的类别与无法组成的证明不一致");
  must(plan.limits.onCentres && !isSpreadable(lists, plan), "记录称不能组成评标委员会，重算却可以组成");
  return byLimits(lists, plan);
}
