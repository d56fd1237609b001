// Reads JavaScript for the tests: one JSON request a line on standard input, one JSON answer a line on standard output.
//   {modules: {path: source}}            → the syntax errors by path: {path: message}
//   {expressions: [source]}              → the value of each, as JSON
//   {modules: {path: source}, values: prefix} → what those modules below the prefix export that need nothing but each other
// It knows nothing of add-ons. Run with --experimental-vm-modules.
import { createInterface } from "node:readline";
import path from "node:path";
import vm from "node:vm";

function parsed(sources) {
  const errors = {};
  const modules = new Map();
  for (const [name, source] of Object.entries(sources)) {
    try {
      modules.set(name, new vm.SourceTextModule(source, { identifier: name }));
    } catch (error) {
      errors[name] = String(error);
    }
  }
  return { errors, modules };
}

/** The files that a module needs, itself among them; null when one is not of the project. */
function needed(modules, name, found = new Set()) {
  if (found.has(name)) return found;
  if (!modules.has(name)) return null;
  found.add(name);
  for (const specifier of modules.get(name).dependencySpecifiers) {
    const local = specifier.startsWith(".") ? path.posix.join(path.posix.dirname(name), specifier) : null;
    if (local === null || needed(modules, local, found) === null) return null;
  }
  return found;
}

/** Everything in a value that is a text, names of members and sources of patterns included. */
function texts(value, found, seen = new Set()) {
  if (typeof value === "string") found.push(value);
  else if (value instanceof RegExp || Object.prototype.toString.call(value) === "[object RegExp]") found.push(value.source);
  else if (typeof value === "object" && value !== null && !seen.has(value)) {
    seen.add(value);
    for (const [name, member] of Object.entries(value)) {
      found.push(name);
      texts(member, found, seen);
    }
  }
  return found;
}

async function values(sources, prefix) {
  const { modules } = parsed(sources);
  const result = {};
  for (const name of modules.keys()) {
    if (!name.startsWith(prefix) || needed(modules, name) === null) continue;
    const module = modules.get(name);
    if (module.status === "unlinked") {
      await module.link((specifier, from) => modules.get(path.posix.join(path.posix.dirname(from.identifier), specifier)));
    }
    if (module.status === "linked") await module.evaluate();
    result[name] = texts({ ...module.namespace }, []);
  }
  return result;
}

async function answer(request) {
  if (request.expressions) return request.expressions.map((source) => JSON.stringify(vm.runInNewContext(`(${source})`)));
  if (request.values !== undefined) return values(request.modules, request.values);
  return parsed(request.modules).errors;
}

for await (const line of createInterface({ input: process.stdin })) {
  let said;
  try {
    said = { answer: await answer(JSON.parse(line)) };
  } catch (error) {
    said = { failure: String(error?.stack ?? error) };
  }
  process.stdout.write(JSON.stringify(said) + "\n");
}
