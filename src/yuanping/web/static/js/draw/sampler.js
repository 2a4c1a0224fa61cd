/* A draw made again from the disclosed persons: tries until one keeps the limits (section 5). */
import { components, ways } from "./counting.js";
import { eligible, headOf } from "./lists.js";
import { excluded } from "./plan.js";
import { must, order } from "./reading.js";
import { Stream, shuffled } from "./stream.js";
import { byCentre, cellName, counted, keeps, tables } from "./tables.js";

/** The plan over its lists, made ready. */
export class Sampler {
  #scarce = null;

  constructor(lists, plan, seed) {
    this.lists = lists;
    this.plan = plan;
    this.seed = seed;
    this.heads = new Map(plan.classes.map((each) => [each.name, headOf(lists.get(each.name), plan)]));
    this.abundant = plan.classes.filter((each) => this.heads.get(each.name) !== null).flatMap((each) => each.seats.map((seat) => [seat, lists.get(each.name)]));
  }

  /** {members, tries}: the persons by seat number, and every try with what it says in the transcript. */
  panel() {
    const tries = [];
    let budget = this.plan.tryLimit;
    while (budget > 0) {
      const one = new Attempt(this, tries.length, budget);
      tries.push(one.run());
      if (tries[tries.length - 1].rejected === null) { return { members: one.members(), tries }; }
      budget -= 1 + one.skipped;
    }
    const last = new Attempt(this, tries.length, 0);
    tries.push(last.countAll());
    return { members: last.members(), tries };
  }

  stream(label) { return new Stream(this.seed, label); }

  /** A ticket of the class and who holds it; `skip` says why the holder is passed over. */
  ticket(seat, entries, stream, skip) {
    const number = stream.below(entries.tickets);
    const [ordinal, person] = entries.holder(number);
    return [person, { id: person.id, ordinal, seat, skip: skip(person), ticket: Number(number) }];
  }

  scarceCounted() {
    this.#scarce ||= this.#components(this.plan.classes.filter((each) => this.heads.get(each.name) === null));
    return this.#scarce;
  }

  /** The components of the last resort, and the table that was picked for it (null without one). */
  allCounted(number) {
    const { plan } = this;
    if (!plan.limits.onCentres || !plan.isOpen) { return [this.#components(plan.classes), null]; }
    const held = new Map(plan.classes.map((each) => [each.name, byCentre(eligible(this.lists, plan, each))]));
    const found = [...tables(plan, held)].map((table) => [
      components(table.map((cell) => ({ name: cellName(cell), count: cell.count, members: held.get(cell.of.name).get(cell.centre) || [] })), plan.limits.perEmployer),
      table.map((cell) => `${cellName(cell)}:${cell.count}`),
    ]);
    return found[this.stream(`try/${number}/table`).pick(found.map(([parts]) => ways(parts)))];
  }

  #components(classes) {
    return components(classes.map((each) => ({ name: each.name, count: each.count, members: eligible(this.lists, this.plan, each) })), this.plan.limits.perEmployer);
  }
}

/** One try while it is made. */
class Attempt {
  #sampler;
  #number;
  #budget;
  #seats = new Map();
  #tickets = [];
  skipped = 0;

  constructor(sampler, number, budget) {
    this.#sampler = sampler;
    this.#number = number;
    this.#budget = budget;
  }

  members() { return this.#sampler.plan.seats.map((_, seat) => this.#seats.get(seat)); }

  run() {
    const parts = this.#sampler.scarceCounted();
    const counts = parts.length ? this.#count(parts) : [];
    const rejected = this.#fill();
    return { counts, exact: false, number: this.#number, rejected, table: null, tickets: this.#tickets };
  }

  countAll() {
    const [parts, table] = this.#sampler.allCounted(this.#number);
    return { counts: this.#count(parts), exact: true, number: this.#number, rejected: null, table, tickets: [] };
  }

  #count(parts) {
    const stream = this.#sampler.stream(`try/${this.#number}/count`);
    const chosen = parts.map((part) => {
      must(part.total > 0n, "按记录重算，稀缺专业没有一种能组成评标委员会的办法");
      return part.sample(stream);
    });
    const seated = this.#seatCounted(chosen.flat());
    return parts.map((part, at) => ({
      chosen: chosen[at].map(([, person]) => [seated.get(person.id), person.id]).sort(([one], [other]) => one - other),
      classes: part.names,
      total: part.total.toString(),
    }));
  }

  /** Seats of a class are exchangeable: who gets which is shuffled. */
  #seatCounted(chosen) {
    const { plan, seed } = this.#sampler;
    const seated = new Map();
    for (const each of plan.classes) {
      const held = chosen.filter(([name]) => name === each.name || name.startsWith(`${each.name}/`)).map(([, person]) => person);
      held.sort((one, other) => one.tickets - other.tickets || order(one.id, other.id));
      for (const [at, person] of shuffled(held, seed, `try/${this.#number}/order/${each.name}`).entries()) {
        this.#seats.set(each.seats[at], person);
        seated.set(person.id, each.seats[at]);
      }
    }
    return seated;
  }

  /** Fills the abundant seats; says why the try is thrown away, or null. */
  #fill() {
    const { plan, abundant } = this.#sampler;
    const seated = [...this.#seats.values()];
    const people = new Set(seated.map((each) => each.id));
    const employers = counted(seated.map((each) => each.employer));
    const centres = counted(seated.map((each) => each.centre));
    const most = plan.limits.perCentre ?? plan.seats.length;
    if ([...centres.values()].some((count) => count > most)) { return "centre-full"; }
    const stream = this.#sampler.stream(`try/${this.#number}`);
    for (const [seat, entries] of abundant) {
      const person = this.#take(seat, entries, stream);
      if (person === null) { return "try-limit"; }
      if (people.has(person.id)) { return "duplicate"; }
      if ((employers.get(person.employer) || 0) >= plan.limits.perEmployer) { return "same-employer"; }
      if ((centres.get(person.centre) || 0) >= most) { return "centre-full"; }
      this.#seats.set(seat, person);
      people.add(person.id);
      employers.set(person.employer, (employers.get(person.employer) || 0) + 1);
      centres.set(person.centre, (centres.get(person.centre) || 0) + 1);
    }
    return keeps(plan.limits, centres) ? null : "other-centres";
  }

  #take(seat, entries, stream) {
    while (this.skipped < this.#budget) {
      const [person, ticket] = this.#sampler.ticket(seat, entries, stream, (each) => excluded(this.#sampler.plan, each));
      this.#tickets.push(ticket);
      if (ticket.skip === null) { return person; }
      this.skipped += 1;
    }
    return null;
  }
}
