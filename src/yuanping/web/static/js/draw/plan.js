/* The plan of a draw: seats, limits, exclusions; in its one normal form (section 1). */
import { list, must, object, order, text, whole } from "./reading.js";

export const ANYWHERE = "*";
const MOST = 1000;
const LARGE = 1 << 20;

export const byClass = (one, other) => order(one.specialty, other.specialty) || order(one.centre, other.centre);

export function drawClass(specialty, centre) {
  for (const [field, part] of [["specialty", specialty], ["centre", centre]]) {
    must(!text(part, field).includes("/"), `“${field}”不得含有“/”`);
  }
  return { specialty, centre, name: `${specialty}/${centre}` };
}

export const takes = (one, person) =>
  (one.centre === ANYWHERE || one.centre === person.centre) && person.specialties.some((code) => code.startsWith(one.specialty));

function exclusions(value, field) {
  const found = new Map();
  let last = null;
  for (const pair of list(value, field)) {
    must(list(pair, field).length === 2, `“${field}”每项应为编号与原因代码`);
    const [id, reason] = pair.map((each) => text(each, field));
    must(last === null || order(last, id) < 0, `“${field}”没有按编号排列，或者有重复`);
    found.set(id, reason);
    last = id;
  }
  return found;
}

function readLimits(value) {
  const found = object(value, "limits", ["main_centre", "max_per_centre", "max_per_employer", "min_other_centres"]);
  if (found.main_centre !== null) { text(found.main_centre, "main_centre"); }
  if (found.max_per_centre !== null) { whole(found.max_per_centre, "max_per_centre", 1, MOST); }
  whole(found.max_per_employer, "max_per_employer", 1, MOST);
  whole(found.min_other_centres, "min_other_centres", 0, MOST);
  must(found.min_other_centres === 0 || found.main_centre !== null, "限定主场以外的交易中心个数时，应写明主场");
  return {
    main: found.main_centre,
    perCentre: found.max_per_centre,
    perEmployer: found.max_per_employer,
    others: found.min_other_centres,
    onCentres: found.max_per_centre !== null || found.min_other_centres > 0,
  };
}

/** Seats in their order, classes in canonical order, and which seats a class has. */
export function readPlan(value) {
  const names = ["algorithm", "alternates", "excluded_employers", "excluded_experts", "limits", "scarce_threshold", "seats", "try_limit"];
  const given = object(value, "plan", names);
  must(given.algorithm === "yd-draw/1", "抽取算法应为 yd-draw/1");
  const seats = [];
  const classes = list(given.seats, "seats").map((row) => {
    const { specialty, centre, count } = object(row, "seats", ["centre", "count", "specialty"]);
    const found = { ...drawClass(specialty, centre), count: whole(count, "count", 1, MOST), seats: [] };
    for (let more = 0; more < count; more += 1) { found.seats.push(seats.length); seats.push(found); }
    return found;
  });
  must(seats.length >= 1 && seats.length <= MOST, `席位应为 1 至 ${MOST} 个`);
  must(new Set(classes.map((each) => each.name)).size === classes.length, "同一类别的席位没有合并");
  return {
    seats,
    classes: [...classes].sort(byClass),
    limits: readLimits(given.limits),
    people: exclusions(given.excluded_experts, "excluded_experts"),
    employers: exclusions(given.excluded_employers, "excluded_employers"),
    alternates: whole(given.alternates, "alternates", 0, MOST),
    threshold: whole(given.scarce_threshold, "scarce_threshold", 0, LARGE),
    tryLimit: whole(given.try_limit, "try_limit", 1, LARGE),
    isOpen: classes.some((each) => each.centre === ANYWHERE),
  };
}

/** Why a person is passed over, or nothing when the person may be taken. */
export function excluded(plan, person) {
  if (plan.people.has(person.id)) { return "recused:person"; }
  if (plan.employers.has(person.employer)) { return "recused:employer"; }
  return person.available ? null : "unavailable";
}

/** ``专业“A08”（C03）``; without a centre when any will do. */
export const inWords = (one) => `专业“${one.specialty}”${one.centre === ANYWHERE ? "" : `（${one.centre}）`}`;
