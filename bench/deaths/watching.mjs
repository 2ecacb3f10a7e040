// Watches dead workers: when the service suspects them, and when it has released the jobs that they had.
import { setTimeout as pause } from 'node:timers/promises';
import { send } from './beating.mjs';

const LOOK_MS = 200;

/** Follows dead workers until the jobs of all of them are back, or the time is over. */
export async function follow(api, victims, { latest, lasting }, minutes) {
  const until = Date.now() + minutes * 60_000;
  const open = new Set(victims);
  while (open.size > 0 && Date.now() < until) {
    for (const victim of open) {
      if (victim.lastBeat === undefined) continue;
      const { body: worker } = await send(`${api}/${victim.workerId}`, undefined, 'GET');
      const { body } = await send(`${api}/${victim.workerId}/jobs`, undefined, 'GET');
      const now = Date.now();
      if (worker?.suspect === true || worker?.worker?.suspect === true) victim.suspectAt ??= now;
      const left = new Set(body.jobs.map(({ jobId }) => jobId));
      if ((lasting.get(victim.workerId) ?? []).some((jobId) => left.has(jobId))) continue;
      victim.backAt = now;
      open.delete(victim);
    }
    await pause(LOOK_MS);
  }
  for (const victim of victims) victim.lastClaim = latest.get(victim.workerId);
}

/** Returns seconds from the last heartbeat to an event; undefined if it did not happen. */
export const sinceLastBeat = (victim, event) =>
  victim[event] === undefined ? undefined : (victim[event] - victim.lastBeat) / 1000;
