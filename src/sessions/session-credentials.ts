import { Injectable } from '@nestjs/common';
import { AccessService } from '../identity/access/access.service.js';
import type { Caller } from '../identity/access/caller.js';
import type { Shown } from '../identity/access/shown.js';
import { SESSION_ACCESS } from './session-access.js';

/** What a session was opened with, or the token that has replaced it since. */
export interface Credential {
  readonly shown: Shown;
  readonly caller: Caller;
  /** The worker in the path. */
  readonly name: string;
}

/** Decides again and again whether the holder of a session may have it: for each heartbeat, as for each request over HTTP. */
@Injectable()
export class SessionCredentials {
  constructor(private readonly access: AccessService) {}

  /** Returns the caller if that is known without a query; undefined if it is not, or the answer is no. */
  callerNow({ shown, caller, name }: Credential): Caller | undefined {
    const admitted = this.access.admitAtOnce(shown, SESSION_ACCESS, name);
    return admitted && fromSamePlace(admitted, caller);
  }

  /** @throws DomainError what `AccessService.admitRequest` throws */
  async callerOf({ shown, caller, name }: Credential): Promise<Caller> {
    return fromSamePlace(await this.access.admitRequest(shown, SESSION_ACCESS, name), caller);
  }

  /** Returns the credential with the next token of the worker in place of the one before. */
  withToken(credential: Credential, accessToken: string): Credential {
    return { ...credential, shown: { ...credential.shown, authorization: `Bearer ${accessToken}` } };
  }
}

const fromSamePlace = (admitted: Caller, { origin }: Caller): Caller =>
  origin === undefined ? admitted : { ...admitted, origin };
