import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../platform/config/settings.js';
import { endpointOf, PostgresServer } from '../platform/database/postgres-server.js';
import { RedisConnection } from '../platform/redis/redis.js';
import { judgeAddress, readAllowList, type Verdict } from '../platform/network/address-rules.js';
import { dialHttp, dialTcp, type Destination } from './dial.js';
import { NameLookup } from './name-lookup.js';
import { OwnEndpoints } from './own-endpoints.js';
import type { Answer, ProbeKind, Target } from './target.js';

/** Aborts a probe that has no answer within its limit. */
class NoAnswer extends Error {}

/** Aborts a probe because the service is stopping. */
class Stopped extends Error {}

/** Probes one worker within a time limit: resolves its address, checks it, and connects. Does not act on the result. */
@Injectable()
export class Prober {
  private readonly allowList: ReturnType<typeof readAllowList>;
  private readonly names = new NameLookup();
  private readonly underWay = new Set<AbortController>();

  private readonly own: OwnEndpoints;

  constructor(@Inject(SETTINGS) settings: Settings, postgres: PostgresServer, redis: RedisConnection) {
    this.allowList = readAllowList(settings.worker.reconnectAllow);
    const { host, port } = settings.server;
    const database = endpointOf(postgres.connection);
    this.own = new OwnEndpoints(() => [
      { host, port },
      ...(database === undefined ? [] : [database]),
      ...redis.endpoints,
    ]);
  }

  async probeTarget(target: Target, limitMs: number): Promise<Answer> {
    const how = target.healthPath === null ? 'tcp' : 'http';
    const controller = new AbortController();
    const timer = setTimeout(() => controller.abort(new NoAnswer()), limitMs);
    this.underWay.add(controller);
    let address: string | null = null;
    try {
      const destination = await this.destinationOf(target, controller.signal);
      if ('reason' in destination) return { outcome: 'refused', ...destination };
      address = destination.addresses[0]!;
      return await ask(target, destination, limitMs, controller.signal);
    } catch (error) {
      const cause: unknown = controller.signal.aborted ? controller.signal.reason : error;
      if (cause instanceof Stopped) return { outcome: 'stopped' };
      return failure(how, address, cause, limitMs);
    } finally {
      clearTimeout(timer);
      this.underWay.delete(controller);
    }
  }

  /** Aborts all probes under way. */
  abortProbes(): void {
    for (const controller of this.underWay) controller.abort(new Stopped());
  }

  private judge(host: string, text: string, port: number): Verdict {
    const verdict = judgeAddress(text, this.allowList);
    const { address } = verdict;
    if (!verdict.allowed || !this.own.isOwn(host, address, port)) return verdict;
    const reason = `${address} port ${port} belongs to this service, its database or its Redis; an answer there proves nothing`;
    return { allowed: false, address, reason };
  }

  /** Returns the allowed addresses of a worker's host; if there are none, why the first one is refused. */
  private async destinationOf(
    { host, port, lane }: Target,
    signal: AbortSignal,
  ): Promise<Destination | { address: string; reason: string }> {
    const found = await this.names.addressesOf(host, lane === 'slow' ? 'slow' : 'quick', signal);
    const verdicts = found.map((address) => this.judge(host, address, port));
    const addresses = verdicts.filter(({ allowed }) => allowed).map(({ address }) => address);
    if (addresses.length > 0) return { host, port, addresses };
    const refused = verdicts.find((verdict) => !verdict.allowed);
    if (refused === undefined) throw new Error('the name has no address');
    const { address, reason } = refused;
    return { address, reason: found[0] === host ? reason : `${host} resolves only to ${address}: ${reason}` };
  }
}

async function ask(
  { healthPath }: Target,
  destination: Destination,
  limitMs: number,
  signal: AbortSignal,
): Promise<Answer> {
  if (healthPath === null)
    return { outcome: 'reached', how: 'tcp', address: await dialTcp(destination, limitMs, signal) };
  const { address, status } = await dialHttp(destination, healthPath, limitMs, signal);
  if (status >= 200 && status < 300) return { outcome: 'reached', how: 'http', address };
  const redirected = status >= 300 && status < 400 ? '; redirects are not followed' : '';
  const reason = `${healthPath} answered ${status}${redirected}`;
  return { outcome: 'failed', how: 'http', address, reason, timedOut: false, nobodyListens: false };
}

function failure(how: ProbeKind, address: string | null, error: unknown, limitMs: number): Answer {
  const timedOut = error instanceof NoAnswer;
  const reason = timedOut ? `no answer within ${limitMs} ms` : reasonOf(error);
  const nobodyListens = !timedOut && isRefused(error);
  return { outcome: 'failed', how, address, reason, timedOut, nobodyListens };
}

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection was reset',
  EHOSTUNREACH: 'the host is unreachable',
  ENETUNREACH: 'the network is unreachable',
  ENOTFOUND: 'the name has no address',
  EAI_AGAIN: 'the name could not be resolved',
  ERR_UNESCAPED_CHARACTERS: 'the health path contains characters that HTTP does not allow',
};

/** Of several addresses, each must have refused. */
function isRefused(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.every(isRefused);
  return (error as { code?: string }).code === 'ECONNREFUSED';
}

function reasonOf(error: unknown): string {
  const { code, message } = error as { code?: string; message?: string };
  return REASONS[code ?? ''] ?? code ?? message ?? String(error);
}
