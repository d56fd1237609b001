/** A handler that awaits the file `go`. */
import { existsSync, writeFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";

export async function slow(event) {
  writeFileSync(`arrived/${event.args}`, "");
  while (!existsSync("go")) await setTimeout(20);
  return "done";
}
