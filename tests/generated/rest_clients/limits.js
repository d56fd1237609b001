/** Calls through a host that refuses, and tells what the client of a Node project made of it. */
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const project = pathToFileURL(`${process.argv[2]}/`);
const { clientOf } = await import(new URL("_generated/connect/client.js", project));
const { Tokens } = await import(new URL("_generated/connect/tokens.js", project));
const { Tenant } = await import(new URL("_generated/connect/tenant.js", project));

const HOST = "https://h.example";
const tenant = new Tenant({ oauthId: "o", oauthSecret: "s", apiUrl: `${HOST}/v2/`, tokenUrl: `${HOST}/v2/oauth/token`, homepage: HOST });

/** One case after the other. */
async function outcome(answers) {
  const left = [...answers];
  const slept = [];
  const network = {
    async call(address) {
      const next = left.shift();
      if (address.endsWith("/oauth/token")) {
        return { status: 200, headers: {}, text: JSON.stringify({ access_token: "t", expires_in: 3600, ...next }) };
      }
      const [status, headers, body] = next;
      const lower = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
      return { status, headers: Object.fromEntries(lower), text: JSON.stringify(body) };
    },
  };
  const sleep = async (milliseconds) => void slept.push(milliseconds / 1000);
  const client = clientOf(tenant, { network, tokens: new Tokens(network), sleep });
  try {
    const ids = [];
    for await (const user of client.every((page) => client.getUsers(page), 5)) ids.push(user.id);
    return [ids, slept];
  } catch (error) {
    return [error.constructor.name, error.message, slept];
  }
}

const results = [];
for (const answers of JSON.parse(readFileSync(0, "utf8"))) results.push(await outcome(answers));
console.log(JSON.stringify(results));
