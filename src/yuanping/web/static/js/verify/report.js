/* What a check finds: lines for people. A check says what holds, or throws. Nothing is repaired, nothing is sent. */

/** A check failed: the evidence does not hold. */
export class Fault extends Error {
  constructor(name, text) { super(text); this.check = name; }
}

/** The check cannot be made: nothing is said about the evidence. */
export class Unusable extends Error {}

export function need(holds, name, text) {
  if (!holds) { throw new Fault(name, text); }
}

/** Whatever cannot be read inside is a fault: evidence has exactly one spelling. */
export async function reading(name, text, body) {
  try {
    return await body();
  } catch (error) {
    if (error instanceof Fault || error instanceof Unusable) { throw error; }
    throw new Fault(name, text);
  }
}

/** The findings in their order, and the facts that were opened. */
export class Report {
  constructor() { this.lines = []; this.facts = []; this.outcome = ""; }
  holds(name, text) { this.lines.push({ mark: "✓", name, text }); }
  warns(name, text) { this.lines.push({ mark: "！", name, text }); }
  notes(name, text) { this.lines.push({ mark: "·", name, text }); }
  fails(name, text) { this.lines.push({ mark: "✗", name, text }); }
}

/** Runs a check and says how it ended: held, refused or unusable. */
export async function reported(check) {
  const report = new Report();
  try {
    await check(report);
    report.outcome = "held";
  } catch (error) {
    if (error instanceof Fault) {
      report.fails(error.check, error.message);
      report.outcome = "refused";
    } else {
      report.fails("无法核验", error instanceof Unusable ? error.message : `核验程序没有预料到这种情况（${error.message}）。`);
      report.outcome = "unusable";
    }
    report.facts = [];
  }
  return report;
}
