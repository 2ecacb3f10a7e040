// Requests of workers and schedulers, and workers that only send heartbeats.
import { setTimeout as pause } from 'node:timers/promises';

/** Sends JSON. @returns the status, and the body as JSON; status 0 if there is no answer */
export async function send(url, body, method = 'POST') {
  try {
    const response = await fetch(url, {
      method,
      ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(10_000),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
  } catch {
    return { status: 0 };
  }
}

/**
 * Sends heartbeats at the intervals that the service returns, as the agent does.
 * @param silent returns the time until which the worker is silent; Infinity if it is dead
 */
export async function keepBeating(
  api,
  workerId,
  firstSeconds,
  { bootId, accepted = () => {}, silent = () => 0 },
) {
  let seconds = firstSeconds * Math.random();
  while (true) {
    await pause(seconds * 1000, undefined, { ref: bootId !== undefined });
    const until = silent();
    if (until === Infinity) return;
    if (until > Date.now()) {
      seconds = (until - Date.now()) / 1000;
      continue;
    }
    const { status, body } = await send(`${api}/${workerId}/heartbeat`, { bootId });
    if (status === 200) accepted(Date.now());
    seconds = status === 200 ? body.heartbeat.intervalSeconds : 1;
  }
}
