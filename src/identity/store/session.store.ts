import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../platform/config/settings.js';
import { Database } from '../../platform/database/database.js';
import { statement } from '../../platform/database/statement.js';
import { JOURNAL } from '../../fleet/store/journal.js';

const MAKE = statement(import.meta.url, './sql/make-session.sql', JOURNAL);
const USE = statement(import.meta.url, './sql/use-session.sql');
const FIND = statement(import.meta.url, './sql/find-session.sql');
const LIST = statement(import.meta.url, './sql/list-sessions.sql');
const END = statement(import.meta.url, './sql/end-session.sql', JOURNAL);

export interface SessionRow {
  readonly id: string;
  readonly key_id: string;
  readonly account: string;
  readonly address: string | null;
  readonly user_agent: string | null;
  readonly created_at: Date;
  readonly last_used_at: Date;
  readonly expires_at: Date;
}

export interface NewSession {
  readonly id: string;
  readonly keyId: string;
  readonly actor: string;
  readonly address: string | undefined;
  readonly userAgent: string | undefined;
  readonly seconds: number;
}

/** Stores the sessions of signed-in people. */
@Injectable()
export class SessionStore {
  private readonly idleSeconds: number;

  constructor(
    private readonly database: Database,
    @Inject(SETTINGS) { auth }: Settings,
  ) {
    this.idleSeconds = auth.sessionIdleMinutes * 60;
  }

  async makeSession({ id, keyId, actor, address, userAgent, seconds }: NewSession): Promise<void> {
    const parameters = [id, keyId, actor, address ?? null, userAgent ?? null, seconds, this.idleSeconds];
    await this.database.query(MAKE, parameters);
  }

  /** @returns whether the session is active */
  async useSession(id: string): Promise<boolean> {
    return (await this.database.query(USE, [id, this.idleSeconds])).length === 1;
  }

  async findSession(id: string): Promise<Pick<SessionRow, 'account'> | undefined> {
    return (await this.database.query<Pick<SessionRow, 'account'>>(FIND, [id]))[0];
  }

  /** @param keyId API key of the sessions; null for all */
  listSessions(keyId: string | null): Promise<SessionRow[]> {
    return this.database.query<SessionRow>(LIST, [keyId, this.idleSeconds]);
  }

  /** @returns whether there was one */
  async endSession(id: string, keyId: string | null, actor: string): Promise<boolean> {
    return (await this.database.query(END, [id, keyId, actor])).length === 1;
  }
}
