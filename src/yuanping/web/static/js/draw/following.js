/* Who follows: alternates in a fixed order, and the redraw of one seat while every other stays (section 8). */
import { excluded } from "./plan.js";
import { must } from "./reading.js";
import { counted, keeps } from "./tables.js";

/** A further person of a class who is not passed over: {person, tickets, picked}; null when there is nobody. */
function choose(sampler, one, stream, skip) {
  const entries = sampler.lists.get(one.name);
  const why = (person) => excluded(sampler.plan, person) || skip(person);
  const tickets = [];
  if (sampler.heads.get(one.name) !== null) {
    while (tickets.length < sampler.plan.tryLimit) {
      const [person, ticket] = sampler.ticket(null, entries, stream, why);
      tickets.push(ticket);
      if (ticket.skip === null) { return { of: one, person, tickets, picked: false }; }
    }
  }
  const fits = entries.members().filter((person) => why(person) === null);
  if (!fits.length) { return null; }
  return { of: one, person: fits[stream.pick(fits.map((each) => each.weight))], tickets, picked: true };
}

/** The alternates of a panel, and the names of the classes that were searched in vain for one more. */
export function alternates(sampler, members) {
  const { limits, classes, alternates: asked } = sampler.plan;
  const people = new Set(members.map((each) => each.id));
  const employers = counted(members.map((each) => each.employer));
  const centres = counted(members.map((each) => each.centre));
  const found = [];
  const exhausted = new Set();
  for (const one of classes) {
    const stream = sampler.stream(`alt/${one.name}`);
    const skip = (person) => {
      if (people.has(person.id)) { return "duplicate"; }
      if ((employers.get(person.employer) || 0) >= limits.perEmployer) { return "same-employer"; }
      const full = limits.perCentre !== null && one.centre !== person.centre && (centres.get(person.centre) || 0) >= limits.perCentre;
      return full ? "centre-full" : null;
    };
    for (let place = 1; place <= asked; place += 1) {
      const choice = choose(sampler, one, stream, skip);
      if (choice === null) { exhausted.add(one.name); break; }
      found.push({ ...choice, order: place });
      people.add(choice.person.id);
      employers.set(choice.person.employer, (employers.get(choice.person.employer) || 0) + 1);
    }
  }
  return { found, exhausted };
}

/** Why somebody may not come to the other members. */
function skipBeside(limits, others, used) {
  const employers = counted(others.map((each) => each.employer));
  return (person) => {
    if (used.has(person.id)) { return "used"; }
    if ((employers.get(person.employer) || 0) >= limits.perEmployer) { return "same-employer"; }
    const centres = counted([...others, person].map((each) => each.centre));
    if (limits.perCentre !== null && centres.get(person.centre) > limits.perCentre) { return "centre-full"; }
    return keeps(limits, centres) ? null : "other-centres";
  };
}

/** The changes of seats one after another; `seats` are those whose holders do not come. */
export function redraws(sampler, members, following, seats) {
  const { plan } = sampler;
  const standing = [...members];
  const used = new Set(members.map((each) => each.id));
  const done = [];
  for (const seat of seats) {
    must(seat < standing.length, `没有第 ${seat} 号席位`);
    const one = plan.seats[seat];
    const number = 1 + done.filter((each) => plan.seats[each.seat] === one).length;
    const skip = skipBeside(plan.limits, standing.filter((_, at) => at !== seat), used);
    const waiting = following.find((each) => each.of === one && skip(each.person) === null);
    const choice = waiting ? null : choose(sampler, one, sampler.stream(`redraw/${one.name}/${number}`), skip);
    must(waiting || choice, `${one.name} 已没有可以补抽的专家，记录却有补抽`);
    const { person } = waiting || choice;
    done.push({ seat, number, left: standing[seat].id, person, choice });
    standing[seat] = person;
    used.add(person.id);
  }
  return { done, standing };
}
