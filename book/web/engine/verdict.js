/* What walks come to, in sentences: who comes to rest at a minimum and when, who does not, and who is to be beaten. */
var Engine = Engine || {};
(() => {
  "use strict";

  /* What one walk comes to. `arrival` is the step from which on each of its points stays near one of the minima, and
     `end` the number of the minimum in whose neighbourhood it ends; each is undefined where there is none. */
  Engine.outcome = (walk, minima, near) => {
    const { points, n, steps } = walk;
    const centres = minima.map((minimum) => Array.from({ length: n }, (_, i) => minimum[i % 2]));
    const far = centres.map((centre) => Math.hypot(...centre.map((c, i) => points[steps * n + i] - c)));
    const least = Math.min(...far);
    return {
      arrival: centres.map((centre) => Engine.arrival(walk, near, centre)).find((step) => step !== undefined),
      end: least <= 10 * near ? far.indexOf(least) : undefined,
      lost: walk.lost !== undefined,
      loss: walk.losses[steps],
    };
  };

  const listed = (words) =>
    (words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`);
  const who = (some, one, many) => `${listed(some.map(({ name }) => name))} ${some.length > 1 ? many : one}`;
  const counted = (steps) => `${steps} ${steps === 1 ? "step" : "steps"}`;
  const soonest = (outcomes) => outcomes.sort((a, b) => a.arrival - b.arrival);

  /* The outcomes of all methods that are on, each with its `name`, on a landscape of so many minima. */
  Engine.verdict = (outcomes, minima, steps) => {
    const stay = outcomes.filter(({ arrival }) => arrival === 0), gone = outcomes.filter(({ lost }) => lost);
    const [first, ...rest] = soonest(outcomes.filter(({ arrival }) => arrival > 0));
    const others = rest.slice(0, 2).map(({ name, arrival }) => `${name} ${arrival}`);
    const slow = outcomes.filter(({ arrival, lost }) => arrival === undefined && !lost);
    const nobody = slow.length > 3 && slow.length === outcomes.length;
    const slowest = nobody ? `None of the ${slow.length} comes` : slow.length > 3 ? `${slow.length} others do not come`
      : who(slow, "does not come", "do not come");
    const there = first && slow.length < 4 ? "there " : "";
    const ends = outcomes.map(({ end }) => end).filter((end) => end !== undefined), valleys = new Set(ends).size;
    const [lowest, next] = outcomes.filter(({ lost }) => !lost).sort((a, b) => a.loss - b.loss);
    return [
      stay.length && `${who(stay, "stays", "stay")} at a minimum.`,
      first && `${first.name} needs ${counted(first.arrival)} to come to rest at ${minima > 1 ? "a" : "the"} minimum`
        + `${others.length ? ", " : ""}${listed(others)}.`,
      !minima && next && `After ${steps} steps ${lowest.name} has the lowest loss, then ${next.name}.`,
      minima && slow.length && `${slowest} to rest ${there}within ${steps}.`,
      valleys > 1 && `${ends.length} methods end in ${["", "", "two", "three", "four"][valleys]} different valleys.`,
      gone.length && `${who(gone, "diverges", "diverge")}.`,
    ].filter(Boolean).join(" ");
  };

  /* The challenge: with η and μ by hand, sooner at rest than the best of the others. */
  Engine.challenge = (mine, others) => {
    const [rival] = soonest(others.filter(({ arrival }) => arrival !== undefined));
    if (!rival)
      return "Nobody comes to rest here. Without noise, or on another landscape, somebody may, and can be beaten.";
    if (mine.arrival < rival.arrival) return `You beat ${rival.name}: ${counted(mine.arrival)} against ${rival.arrival}.`;
    if (mine.arrival === rival.arrival) return `As soon as ${rival.name}, after ${counted(mine.arrival)}: one less and you win.`;
    return `To beat: ${rival.name} with ${counted(rival.arrival)}. Set η and μ of ${mine.name}: it needs ${
        mine.arrival ?? "more than there are"} now.`;
  };
})();
