/** The path of the API, unless a URL has its own. */
const DEFAULT_PREFIX = '/api/v1/worker-registration';

interface Server {
  readonly base: string;
  /** The server asked for no requests before this time. */
  notBefore: number;
}

/** The equivalent servers of one service: one is used until it fails, then the next. */
export class Servers {
  private readonly servers: readonly Server[];
  private current = 0;

  /** @param urls at least one, valid */
  constructor(
    urls: readonly string[],
    private readonly now: () => number,
  ) {
    this.servers = urls.map((url) => ({ base: baseOf(url), notBefore: 0 }));
  }

  /** Returns the servers that may be called now, the one that answered last first. */
  inTurn(): string[] {
    const turned = [...this.servers.slice(this.current), ...this.servers.slice(0, this.current)];
    const now = this.now();
    return turned.filter(({ notBefore }) => notBefore <= now).map(({ base }) => base);
  }

  noteAnswer(base: string): void {
    this.current = Math.max(
      0,
      this.servers.findIndex((server) => server.base === base),
    );
  }

  noteWait(base: string, ms: number): void {
    const server = this.servers.find((each) => each.base === base);
    if (server !== undefined) server.notBefore = this.now() + ms;
  }

  /** Returns the time until the first of them may be called, in milliseconds. */
  freeIn(): number {
    return Math.max(0, Math.min(...this.servers.map(({ notBefore }) => notBefore)) - this.now());
  }
}

/** Adds the default path to a bare address; another path is where a Nest application mounted the API. */
export function baseOf(url: string): string {
  const { origin, pathname } = new URL(url);
  const path = pathname.replace(/\/+$/, '');
  return origin + (path === '' ? DEFAULT_PREFIX : path);
}
