/* What the checks of Node clients share: their arguments, the trust in the host's authority, the count.
 *
 * Knows no client.
 */
const { spawnSync } = require('node:child_process');

/** The host's address without a final slash. Starts the script anew when the authority is not trusted yet. */
exports.trusting = () => {
  const [base, ca] = [process.argv[2].replace(/\/$/, ''), process.argv[3]];
  // Node reads the variable when it starts, and the clients have no setting of their own.
  if (ca && process.env.NODE_EXTRA_CA_CERTS !== ca) {
    const env = { ...process.env, NODE_EXTRA_CA_CERTS: ca };
    process.exit(spawnSync(process.execPath, process.argv.slice(1), { env, stdio: 'inherit' }).status ?? 1);
  }
  process.removeAllListeners('warning');
  return base;
};

/** Do all calls, `[name, function]` each, one after another; print a line for each and the count; end the process. */
exports.count = async (calls) => {
  let failed = 0;
  for (const [name, act] of calls) {
    try {
      await Promise.race([act(), new Promise((_, late) => setTimeout(late, 5000, new Error('no answer in 5 s')).unref())]);
      console.log('ok  ', name);
    } catch (error) {
      failed += 1;
      console.log('FAIL', name, String(error.message).slice(0, 200));
    }
  }
  console.log(`${calls.length - failed} passed, ${failed} failed`);
  process.exit(failed ? 1 : 0);
};
