import type { ApiClient } from '../support/api-client.js';

/** What the journal shows of a worker that passed the scenario of every client, generated or made by hand. */
export const WHOLE_LIFE = ['registered', 'job-assigned', 'job-ended', 'deregistered'];

/** Returns the types of the events of a worker, oldest first. */
export async function eventTypesOf(api: ApiClient, workerId: string): Promise<string[]> {
  const { body } = await api.get<{ events: { type: string }[] }>(`/${workerId}/events`);
  return body.events.map(({ type }) => type).toReversed();
}
