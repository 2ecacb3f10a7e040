import { API } from './paths.js';

/** How long to wait for a response; the service itself cancels a statement after ten seconds. */
const PATIENCE_MS = 20_000;

/** A request that was refused or not answered, described for people. */
export class Failure extends Error {
  constructor(
    message: string,
    /** 0 if there was no response. */
    readonly status: number,
    readonly remedy = '',
    /** Whether it is a defect of the page, not of a request. */
    readonly isOfPage = false,
  ) {
    super(message);
  }
}

export const read = <T>(path: string, signal?: AbortSignal): Promise<T> =>
  call<T>('GET', path, undefined, signal);

export const change = <T>(method: 'POST' | 'DELETE', path: string, body?: object): Promise<T> =>
  call<T>(method, path, body);

async function call<T>(method: string, path: string, body?: object, signal?: AbortSignal): Promise<T> {
  const timeout = AbortSignal.timeout(PATIENCE_MS);
  let response: Response;
  try {
    response = await fetch(API + path, {
      method,
      headers: {
        // Required for each change by a session: other sites' pages cannot send it.
        'X-Requested-By': 'dashboard',
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      },
      body: body === undefined ? null : JSON.stringify(body),
      signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new Failure(
      timeout.aborted ? 'The service did not answer in time' : 'The service cannot be reached',
      0,
    );
  }
  if (!response.ok) throw await failureOf(response);
  return (response.status === 204 ? undefined : await response.json()) as T;
}

async function failureOf(response: Response): Promise<Failure> {
  try {
    const { message, remedy } = (await response.json()) as { message?: string; remedy?: string };
    return new Failure(message ?? response.statusText, response.status, remedy);
  } catch {
    return new Failure(`The service answered ${response.status} ${response.statusText}`, response.status);
  }
}
