/** Leads whoever writes to the question, and acts for those who answered it. */
import { NotAuthorized } from "../_generated/connect/user-client.js";

export async function hello(event) {
  const client = event.userClient();
  try {
    if (event.args === "revoke") {
      await client.revoke();
      return "revoked";
    }
    await client.setTopic(event.room.id, event.args);
    return "done";
  } catch (error) {
    if (error instanceof NotAuthorized) return event.authorizationUrl();
    throw error;
  }
}
