/** Writes down what it has done; what is slow takes some seconds. */
import { writeFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";

export async function work(event) {
  const [kind, name] = event.args.split(" ");
  if (kind === "slow") await setTimeout(4_000);
  writeFileSync(`done/${name}`, "");
  return `done ${name}`;
}
