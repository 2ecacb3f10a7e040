// Runs session-crowd.mjs: sessions of worker-1, worker-2, … in a process of its own.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { PREFIX } from './heartbeats.mjs';

const PROGRAM = join(import.meta.dirname, 'session-crowd.mjs');

/**
 * Opens a session with each of the tokens.
 * @returns `report`: what happened; `beatLast`: the same, after a last heartbeat of each; `stop`: ends the process, as a crash
 * does
 */
export async function openCrowd(url, tokens, { first = 1, beatSeconds, body } = {}) {
  const { hostname: host, port } = new URL(url);
  const sessions = tokens.map((token, index) => ({
    path: `${PREFIX}/worker-${first + index}/session`,
    token,
  }));
  const child = fork(PROGRAM, { stdio: 'inherit' });
  const answered = async (message) => {
    child.send(message);
    const answer = await Promise.race([once(child, 'message'), once(child, 'exit')]);
    if (typeof answer[0] !== 'object' || answer[0] === null) throw new Error('The load of sessions ended');
    return answer[0];
  };
  const stop = () => child.kill('SIGKILL');
  try {
    const { opened } = await answered({ host, port: Number(port), sessions, beatSeconds, body });
    return {
      opened,
      report: () => answered({ report: true }),
      beatLast: (last) => answered({ last }),
      stop,
    };
  } catch (error) {
    stop();
    throw error;
  }
}
