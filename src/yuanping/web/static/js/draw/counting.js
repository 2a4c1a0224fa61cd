/* Exact counting (section 6): in how many ticket-weighted ways seats can be filled, and one way, as likely as its weight.
   How many seats of each need are filled is packed into one BigInt, the first need on top: so sums are vectors, and numbers sort as vectors do. */
import { order } from "./reading.js";

class Vectors {
  #width;
  #bias;
  #guard;

  constructor(counts) {
    this.#width = BigInt((2 * Math.max(...counts)).toString(2).length + 1);
    this.units = counts.map((_, at) => 1n << (BigInt(counts.length - 1 - at) * this.#width));
    const top = 1n << (this.#width - 1n);
    const sum = (each) => counts.reduce((all, count, at) => all + each(BigInt(count)) * this.units[at], 0n);
    this.full = sum((count) => count);
    this.#bias = sum((count) => top - 1n - count);
    this.#guard = sum(() => top);
  }

  /** Whether no need gets more than its seats: a field that passes its count carries into its top bit. */
  fits(vector) { return ((vector + this.#bias) & this.#guard) === 0n; }

  product(left, right) {
    const out = new Map();
    for (const [one, ways] of left) {
      for (const [other, more] of right) {
        if (this.fits(one + other)) { add(out, one + other, ways * more); }
      }
    }
    return out;
  }
}

function add(map, key, value) { map.set(key, (map.get(key) || 0n) + value); }

/** One employer's experts, by id, with the needs that each could serve. */
class Employer {
  #vectors;
  #people;
  #before = [new Map([[0n, 1n]])];

  constructor(vectors, people, limit) {
    this.#vectors = vectors;
    this.#people = people;
    let layers = [new Map([[0n, 1n]])]; // by the number of people chosen
    for (const { person, needs } of people) {
      const grown = layers.map((layer) => new Map(layer));
      if (grown.length <= limit) { grown.push(new Map()); }
      for (const [chosen, layer] of layers.slice(0, limit).entries()) {
        for (const [vector, ways] of layer) {
          for (const need of needs) {
            const more = vector + vectors.units[need];
            if (vectors.fits(more)) { add(grown[chosen + 1], more, ways * person.weight); }
          }
        }
      }
      layers = grown;
      this.#before.push(new Map(layers.flatMap((layer) => [...layer])));
    }
    this.ways = layers.reduce((all, layer) => { for (const [vector, ways] of layer) { add(all, vector, ways); } return all; }, new Map());
  }

  /** Who makes the contribution, and for which need. */
  choose(vector, stream) {
    const out = [];
    let left = vector;
    for (let n = this.#people.length; n > 0 && left; n -= 1) {
      const { person, needs } = this.#people[n - 1];
      const before = this.#before[n - 1];
      const units = needs.map((need) => this.#vectors.units[need]);
      const place = stream.pick([before.get(left) || 0n, ...units.map((unit) => (before.get(left - unit) || 0n) * person.weight)]);
      if (place) {
        out.push([needs[place - 1], person]);
        left -= units[place - 1];
      }
    }
    return out;
  }
}

/** Needs tied by common employers, counted jointly. */
class Component {
  #vectors;
  #employers;
  #before;

  constructor(needs, limit) {
    this.names = needs.map((need) => need.name);
    this.#vectors = new Vectors(needs.map((need) => need.count));
    const people = new Map();
    for (const [at, need] of needs.entries()) {
      for (const person of need.members) {
        const found = people.get(person.id) || { person, needs: [] };
        found.needs.push(at);
        people.set(person.id, found);
      }
    }
    const grouped = new Map();
    for (const each of [...people.values()].sort((one, other) => order(one.person.id, other.person.id))) {
      const held = grouped.get(each.person.employer) || [];
      held.push(each);
      grouped.set(each.person.employer, held);
    }
    const sorted = [...grouped].sort(([one], [other]) => order(one, other));
    this.#employers = sorted.map(([, held]) => new Employer(this.#vectors, held, limit));
    this.#before = [new Map([[0n, 1n]])];
    for (const employer of this.#employers) { this.#before.push(this.#vectors.product(this.#before[this.#before.length - 1], employer.ways)); }
  }

  get total() { return this.#before[this.#before.length - 1].get(this.#vectors.full) || 0n; }

  /** Who fills the seats: [need's name, person] each. */
  sample(stream) {
    const chosen = [];
    let left = this.#vectors.full;
    for (let n = this.#employers.length; n > 0 && left; n -= 1) {
      const [before, employer] = [this.#before[n - 1], this.#employers[n - 1]];
      const parts = [...employer.ways.keys()].filter((part) => before.has(left - part)).sort((one, other) => (one < other ? -1 : 1));
      const part = parts[stream.pick(parts.map((each) => before.get(left - each) * employer.ways.get(each)))];
      chosen.push(...employer.choose(part, stream).map(([need, person]) => [this.names[need], person]));
      left -= part;
    }
    return chosen;
  }
}

/** The needs split where no employer ties them, in order of their first need. A need: {name, count, members}. */
export function components(needs, limit) {
  let parts = [];
  for (const [place, need] of needs.entries()) {
    const employers = new Set(need.members.map((each) => each.employer));
    const tied = parts.filter((part) => [...part.employers].some((each) => employers.has(each)));
    const places = [place, ...tied.flatMap((part) => part.places)].sort((one, other) => one - other);
    for (const part of tied) { for (const each of part.employers) { employers.add(each); } }
    parts = [...parts.filter((part) => !tied.includes(part)), { places, employers }];
  }
  parts.sort((one, other) => one.places[0] - other.places[0]);
  return parts.map((part) => new Component(part.places.map((place) => needs[place]), limit));
}

export const ways = (parts) => parts.reduce((all, part) => all * part.total, 1n);
