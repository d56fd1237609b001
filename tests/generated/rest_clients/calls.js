/** Makes the calls of a list with the client of a Node project: `calls.js PROJECT`, the list on standard input. */
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const project = pathToFileURL(`${process.argv[2]}/`);
const { clientOf } = await import(new URL("_generated/connect/client.js", project));
const { Network } = await import(new URL("_generated/connect/network.js", project));
const { Tenant } = await import(new URL("_generated/connect/tenant.js", project));

const asked = JSON.parse(readFileSync(0, "utf8"));
const tenant = new Tenant({
  oauthId: "client-group", oauthSecret: "s".repeat(40), groupId: 1, groupName: null, roomId: null,
  capabilitiesUrl: asked.api, apiUrl: asked.api, tokenUrl: asked.api, homepage: asked.api, subdomain: null,
});
const network = new Network(new Set(["127.0.0.1"]));
const results = [];
for (const call of asked.calls) {
  const tokens = { get: async () => call.token, forget() {} };
  const client = clientOf(tenant, { network, tokens });
  const file = { name: "log.txt", content: Buffer.from("eight bells"), message: "see this" };
  const input = call.file ? file : (call.body ?? call.query);
  try {
    results.push({ answer: await client[call.node](...call.path, input) });
  } catch (error) {
    results.push({ error: `${error.name}: ${error.message}` });
  }
}
await network.close();
console.log(JSON.stringify(results));
